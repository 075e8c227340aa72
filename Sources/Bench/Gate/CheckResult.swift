package import BenchCore
package import Pipeline

package struct CheckResult: Sendable {
  /// Name of the tree or the archive on the command line.
  package var subject: String
  /// The baseline's file.
  package var baseline: String
  package var limits: GateLimits
  /// Differences other than the tree; reported first.
  package var differences: [Difference]
  /// One size, or one per setting of a sweep; empty without a baseline.
  package var sizes: [SizeChange]
  /// Whether the tar equals the baseline's tar; nil if the baseline does not record it.
  package var sameTar: Bool?
  /// The changed entries; nil if the baseline holds no entries.
  package var changes: EntryChanges?
  /// Binaries of the baseline that are missing.
  package var lost: [LostBinary] = []
  /// Permissions that differ from the baseline.
  package var modes: [ModeChange] = []
  /// Findings that the baseline does not have, or has with fewer files.
  package var newFindings: [NewFinding]
  /// Allowed growth over the last releases; nil without a limit.
  package var maxDrift: Percentage?
  /// Comparison with the history, if requested.
  package var drifts: [Drift] = []
  /// Checks that were not possible.
  package var notes: [String] = []
  /// The broken rules, the most important first.
  package var violations: [Violation] = []
  /// Whether the baseline was rewritten.
  package var updated = false
  /// The history that got a line; nil for none.
  package var appended: String?
  /// Whether the first baseline was written.
  package var isFirst: Bool { updated && sizes.isEmpty }

  /// A finding that the baseline does not have.
  package struct NewFinding: Sendable, Equatable {
    package var finding: Finding
    /// Number of files in the baseline's finding; 0 if there was none.
    package var filesBefore: Int
    /// The files and the folder that every user may write to; nil for other findings.
    package var open: WritableByAll?
  }

  /// How a check ends.
  package enum Outcome: String, Sendable {
    /// A rule is broken.
    case regression
    /// No rule is broken, and an archive shrank beyond the limits.
    case improved
    case passed
  }

  /// How it ends.
  package var outcome: Outcome {
    if !violations.isEmpty { return .regression }
    return sizes.contains { $0.verdict == .improved } ? .improved : .passed
  }

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

  /// Compares only sizes.
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
  /// Bytes of the tar per block, within which shares are not distinguished; 0 if shares are exact.
  fileprivate var resolution: ByteCount {
    compressedBytes == tarBytes ? .zero : attribution.medianBlockBytes
  }
}
