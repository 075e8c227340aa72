import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline

/// What a check found, in words that its text, its Markdown and its annotation share.
enum CheckWording {
  /// The verdict in one sentence.
  static func headline(_ result: CheckResult) -> String {
    let verdict = result.failed ? (result.outcome == .regression ? "regression" : "failed") : "passed"
    let sentence = "\(verdict): \(subject(result))"
    if result.updated { return "updated \(result.baseline): \(subject(result))" }
    switch result.outcome {
    case .regression: return "\(sentence); allowed is growth of \(limits(result.limits))"
    case .improved:
      return result.failed
        ? "\(sentence); write the baseline anew with --update to keep it"
        : "\(sentence); --update makes it the baseline"
    case .passed: return sentence
    }
  }

  private static func subject(_ result: CheckResult) -> String {
    let worst = result.sizes.max { $0.growthPercent < $1.growthPercent }
    let best = result.sizes.min { $0.growthPercent < $1.growthPercent }
    guard let size = result.outcome == .improved ? best : worst else { return "nothing to compare" }
    let beyond = result.sizes.count { $0.verdict == .regression || $0.verdict == .improved }
    let extent =
      size.growth == .zero
      ? "stayed at \(size.now.bytes) bytes, \(growth(size))"
      : "went from \(size.base.bytes) to \(size.now.bytes) bytes, \(growth(size))"
    let name = size.setting.map { "\($0) " } ?? ""
    guard result.sizes.count > 1 else { return name + extent }
    let count = "\(beyond) of \(result.sizes.count) settings changed beyond the limits"
    return "\(count); the \(result.outcome == .improved ? "least" : "most") grown, \(name)\(extent)"
  }

  /// `+600000 (+5.000%)`.
  static func growth(_ size: SizeChange) -> String {
    "\(Format.signed(size.growth)) (\(percent(size.growthPercent)))"
  }

  /// Hundredths with their sign.
  static func percent(_ value: Double) -> String {
    (value < 0 ? "" : "+") + Format.decimal(value, places: 3) + "%"
  }

  /// The limits in words.
  static func limits(_ limits: GateLimits) -> String {
    let percent = Format.trimmed(limits.maxGrowth.percent, places: 3)
    return "\(percent)% of the baseline, and \(limits.minBytes.bytes) bytes in any case"
  }

  /// What to know before the growth is put down to the tree.
  static func caveats(_ result: CheckResult) -> [String] {
    var caveats = result.differences.map { "not made as the baseline was: \($0)" }
    if result.sameTar == true, result.sizes.contains(where: { $0.growth != .zero }) {
      caveats.append(
        "the tar is the baseline's, byte for byte: the change is the compressor's, not the tree's")
    }
    return caveats
  }

  /// The entry that changed, and of how many it stands for.
  static func name(_ change: EntryChange) -> String {
    change.entries == 1 ? change.path.description : "\(change.path)/ (\(change.entries) entries)"
  }

  /// A new finding in words, without its path.
  static func phrase(_ found: CheckResult.NewFinding) -> String {
    let finding = found.finding
    var text = finding.kind.phrase
    if let original = finding.sameAs { text += ", the same as \(original)" }
    if found.filesBefore > 0 {
      text += ", \(finding.files) files instead of \(found.filesBefore)"
    } else if finding.files != 1 {
      text += ", \(finding.files) files"
    }
    return "\(text), \(finding.bytes.bytes) bytes in the tar"
  }

  /// The changes that hold the same but cost something else now; nil where there are none.
  static func shifted(_ changes: EntryChanges) -> String? {
    guard changes.sameEntries > 0, changes.sameCost.growth != .zero else { return nil }
    return "\(changes.sameEntries) entries that hold the same, but share blocks or copies with others"
  }
}
