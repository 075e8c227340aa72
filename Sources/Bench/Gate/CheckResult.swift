package import BenchCore
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
  /// Binaries of the baseline that are missing.
  package var lost: [LostBinary] = []
  /// Permissions that differ from the baseline's.
  package var modes: [ModeChange] = []
  /// Findings that the baseline does not have, and those that concern more files than there.
  package var newFindings: [NewFinding]
  /// The growth over the last releases that passes; nil where it is not limited.
  package var maxDrift: Percentage?
  /// How the sizes compare with the history, where that was asked for.
  package var drifts: [Drift] = []
  /// What could not be looked for.
  package var notes: [String] = []
  /// The rules that are broken, in the order of their importance.
  package var violations: [Violation] = []
  /// Whether the baseline was written again.
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
    /// A rule is broken.
    case regression
    /// None is, and an archive shrank beyond the limits.
    case improved
    case passed
  }

  /// How it ends.
  package var outcome: Outcome {
    if !violations.isEmpty { return .regression }
    return sizes.contains { $0.verdict == .improved } ? .improved : .passed
  }

  /// Whether the check stands in the way.
  package var failed: Bool { !updated && !violations.isEmpty }

  /// Compares two archives.
  init(
    _ subject: String, _ now: Manifest, with base: Manifest, at baseline: String, limits: GateLimits
  ) {
    self.subject = subject
    self.baseline = baseline
    self.limits = limits
    differences = Check.differences(now, from: base)
    sizes = [
      SizeChange(
        setting: now.setting?.label, base: base.compressedBytes, now: now.compressedBytes, limits: limits)
    ]
    sameTar = base.tarSHA256 == now.tarSHA256
    let counterparts = Counterparts(from: base.entries, to: now.entries)
    changes = EntryChanges(
      counterparts, from: base.entries, to: now.entries, resolution: max(base.resolution, now.resolution))
    lost = LostBinary.find(in: counterparts, from: base.entries, to: now.entries)
    modes = ModeChange.find(in: counterparts)
    newFindings = NewFinding.find(in: now, since: base, counterparts)
  }

  /// There is no baseline to compare with yet.
  init(first subject: String, at baseline: String, limits: GateLimits) {
    self.init(subject, sizes: [], differences: [], sameTar: nil, at: baseline, limits: limits)
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

extension Manifest {
  /// Bytes of the tar of which the shares are not told apart; 0 where every byte is its own.
  fileprivate var resolution: ByteCount {
    compressedBytes == tarBytes ? .zero : attribution.medianBlockBytes
  }
}
