import Pipeline

/// What a check found.
public struct CheckResult: Sendable {
  /// The tree or the archive, as it was named.
  public var subject: String
  /// The baseline's file.
  public var baseline: String
  /// The limits.
  public var limits: GateLimits
  /// What makes the comparison one of more than the tree; named first.
  public var differences: [Difference]
  /// The sizes: one, or one for each setting of a sweep.
  public var sizes: [SizeChange]
  /// Whether the tar is the baseline's, byte for byte; nil where the baseline does not say.
  public var sameTar: Bool?
  /// Why; nil where the baseline holds no entries.
  public var changes: EntryChanges?
  /// Findings that the baseline does not have, and those that concern more files than there.
  public var newFindings: [NewFinding]
  /// Whether the baseline was written anew.
  public var updated = false

  /// A finding that the baseline does not have.
  public struct NewFinding: Sendable, Equatable {
    /// The finding.
    public var finding: Finding
    /// How many files it concerned in the baseline; 0 where it was not there.
    public var filesBefore: Int
  }

  /// How a check ends.
  public enum Outcome: String, Sendable {
    /// A setting's archive grew beyond the limits.
    case regression
    /// None grew beyond the limits, and one shrank beyond them.
    case improved
    case passed
  }

  /// How it ends.
  public var outcome: Outcome {
    if sizes.contains(where: { $0.verdict == .regression }) { return .regression }
    return sizes.contains { $0.verdict == .improved } ? .improved : .passed
  }

  /// Whether the check stands in the way.
  public var failed: Bool {
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
    differences = Difference.between(
      (base.libraryVersion, base.pipeline), (now.libraryVersion, now.pipeline))
    if let old = base.setting, let new = now.setting, old != new {
      differences.insert(Difference(what: "setting", base: old, now: new), at: 0)
    }
    sizes = [
      SizeChange(
        setting: now.setting ?? base.setting, base: base.compressedBytes, now: now.compressedBytes,
        limits: limits)
    ]
    sameTar = base.tarSHA256 == now.tarSHA256
    changes = EntryChanges(from: base.entries, to: now.entries)
    newFindings = now.findings.compactMap { finding in
      let before = base.findings.first { $0.kind == finding.kind && $0.path == finding.path }
      guard finding.files > before?.files ?? 0 || before == nil else { return nil }
      return NewFinding(finding: finding, filesBefore: before?.files ?? 0)
    }
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
