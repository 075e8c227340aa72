import BenchCore
import Pipeline

extension Check {
  /// Applies the rules to a comparison.
  ///
  /// - Parameters:
  ///   - result: The comparison; receives the violations, the drifts and the notes.
  ///   - entries: The archive's entries.
  ///   - size: The archive's size, if there was no baseline.
  ///   - past: The history; nil without one.
  ///   - setting: The setting that goes with `size`.
  func judge(
    _ result: inout CheckResult, _ entries: [ManifestEntry], _ size: ByteCount?, _ past: History?,
    _ setting: String? = nil
  ) {
    var found: [Violation] = []
    if rules.failOn.contains(.vanished), !result.lost.isEmpty { found.append(Violation(rule: .vanished)) }
    func sizes(_ verdict: SizeChange.Verdict, _ rule: Violation.Rule) -> [Violation] {
      result.sizes.filter { $0.verdict == verdict }.map {
        Violation(rule: rule, subject: $0.setting, bytes: $0.now, limit: $0.base)
      }
    }
    if rules.failOn.contains(.growth) { found += sizes(.regression, .growth) }
    var weights = result.sizes.map { (size: $0.now, setting: $0.setting) }
    if weights.isEmpty, let size { weights = [(size, setting)] }
    for weight in weights { found += rules.violations(of: weight.size, weight.setting) }
    found += rules.violations(of: entries)
    if let limit = rules.maxDrift {
      for weight in weights {
        guard let drift = past.flatMap({ Drift(weight.size, weight.setting, after: $0) }) else {
          let name = weight.setting ?? "an unknown setting"
          result.notes.append("the history holds no release with \(name), so --max-drift is not checked")
          continue
        }
        result.drifts.append(drift)
        guard drift.growth > .zero, limit.isExceeded(by: drift.growth, of: drift.smallest) else { continue }
        found.append(
          Violation(rule: .maxDrift, subject: weight.setting, bytes: drift.now, limit: drift.smallest))
      }
    }
    if rules.failOn.contains(.modes), !result.modes.isEmpty { found.append(Violation(rule: .modes)) }
    if rules.failOn.contains(.findings), !result.newFindings.isEmpty {
      found.append(Violation(rule: .findings))
    }
    if rules.failOn.contains(.shrink) { found += sizes(.improved, .shrink) }
    result.notes += rules.idleBudgets(in: entries).map { "--budget '\($0)' matches no entry" }
    result.violations = found
    result.maxDrift = rules.maxDrift
  }
}
