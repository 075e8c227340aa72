import BenchCore
package import Pipeline
import BenchResults

/// What a check found.
package struct CheckResult: Sendable {
  /// The tree or the archive, as it was named.
  package var subject: String
  /// The baseline's file.
  package var baseline: String
  /// The limits.
  package var limits: GateLimits
  /// What makes the comparison one of more than the tree; named first.
  package var differences: [Difference]
  /// The sizes: one, or one for each setting of a sweep; none where there was no baseline to compare with.
  package var sizes: [SizeChange]
  /// Whether the tar is the baseline's, byte for byte; nil where the baseline does not say.
  package var sameTar: Bool?
  /// Why; nil where the baseline holds no entries.
  package var changes: EntryChanges?
  /// Findings that the baseline does not have, and those that concern more files than there.
  package var newFindings: [NewFinding]
  /// Whether the baseline was written anew.
  package var updated = false
  /// Whether the first baseline was written.
  package var isFirst: Bool { updated && sizes.isEmpty }

  /// A finding that the baseline does not have.
  package struct NewFinding: Sendable, Equatable {
    /// The finding.
    package var finding: Finding
    /// How many files it concerned in the baseline; 0 where it was not there.
    package var filesBefore: Int
  }

  /// The new findings that are shown one by one, and how many are not.
  package func topFindings(_ count: Int = 20) -> (shown: ArraySlice<NewFinding>, more: Int) {
    (newFindings.prefix(count), max(0, newFindings.count - count))
  }

  /// How a check ends.
  package enum Outcome: String, Sendable {
    /// A setting's archive grew beyond the limits.
    case regression
    /// None grew beyond the limits, and one shrank beyond them.
    case improved
    case passed
  }

  /// How it ends.
  package var outcome: Outcome {
    if sizes.contains(where: { $0.verdict == .regression }) { return .regression }
    return sizes.contains { $0.verdict == .improved } ? .improved : .passed
  }

  /// Whether the check stands in the way.
  package var failed: Bool {
    guard !updated else { return false }
    return switch outcome {
    case .regression: true
    case .improved: limits.failOnImprovement
    case .passed: false
    }
  }

  /// Compares two archives.
  init(
    _ subject: String, _ now: Manifest, with base: Manifest, at baseline: String, limits: GateLimits
  ) {
    self.subject = subject
    self.baseline = baseline
    self.limits = limits
    differences = Check.differences(
      (base.libraryVersion, base.pipeline), (now.libraryVersion, now.pipeline))
    if let old = base.setting, let new = now.setting {
      if old != new {
        differences.insert(Difference(what: "setting", baseline: old.label, now: new.label), at: 0)
      }
    } else if let old = base.format, let new = now.format, old != new {
      differences.insert(Difference(what: "format", baseline: old.description, now: new.description), at: 0)
    }
    sizes = [
      SizeChange(
        setting: (now.setting ?? (now.format == base.format ? base.setting : nil))?.label,
        base: base.compressedBytes, now: now.compressedBytes, limits: limits)
    ]
    sameTar = base.tarSHA256 == now.tarSHA256
    changes = EntryChanges(from: base.entries, to: now.entries)
    newFindings = Self.newFindings(base, now)
  }

  private static func newFindings(_ base: Manifest, _ now: Manifest) -> [NewFinding] {
    let before = Dictionary(base.entries.lazy.map { ($0.path, $0) }) { first, _ in first }
    let after = Dictionary(now.entries.lazy.map { ($0.path, $0) }) { first, _ in first }
    func holdsSame(_ path: EntryPath) -> Bool {
      guard let old = before[path], let new = after[path] else { return false }
      return new.holdsSame(as: old)
    }
    return now.findings.compactMap { finding in
      let known = base.findings.first { $0.kind == finding.kind && $0.path == finding.path }
      guard finding.files > known?.files ?? 0 || known == nil else { return nil }
      var finding = finding
      // Of two equal files the newcomer is the copy, whichever name comes first.
      if let original = finding.sameAs, holdsSame(finding.path), !holdsSame(original) {
        finding.sameAs = finding.path
        finding.path = original
      }
      return NewFinding(finding: finding, filesBefore: known?.files ?? 0)
    }
  }

  /// There is a baseline now, and there was none to compare with.
  init(first subject: String, at baseline: String, limits: GateLimits) {
    self.init(subject, sizes: [], differences: [], sameTar: nil, at: baseline, limits: limits)
    updated = true
  }

  /// Compares sizes alone.
  init(
    _ subject: String, sizes: [SizeChange], differences: [Difference], sameTar: Bool?, at baseline: String,
    limits: GateLimits
  ) {
    self.subject = subject
    self.baseline = baseline
    self.limits = limits
    self.differences = differences
    self.sizes = sizes
    self.sameTar = sameTar
    changes = nil
    newFindings = []
  }
}
