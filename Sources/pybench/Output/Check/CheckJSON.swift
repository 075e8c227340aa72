import BenchCore
import BenchGate
import Pipeline

/// A check's result for programs; `docs/formats.md` describes it.
struct CheckJSON: Encodable {
  /// The version of the format.
  static let schemaVersion = 2

  private let schema_version = Self.schemaVersion
  private let outcome: String
  private let failed: Bool
  private let updated: Bool
  private let subject: String
  private let baseline: String
  private let limits: Limits
  private let same_tar: Bool?
  private let differences: [Difference]
  private let notes: [String]
  private let violations: [Broken]
  private let sizes: [Size]
  private let missing_binaries: [Missing]
  private let changes: [Change]?
  private let moved: [Move]?
  private let unchanged: Unchanged?
  private let modes: [Mode]
  private let new_findings: [NewFinding]
  private let drifts: [Drifted]

  /// Creates the document of a result.
  init(_ result: CheckResult) {
    outcome = result.outcome.rawValue
    failed = result.failed
    updated = result.updated
    subject = result.subject
    baseline = result.baseline
    limits = Limits(
      max_growth_percent: result.limits.maxGrowth.percent, min_bytes: result.limits.minBytes)
    same_tar = result.sameTar
    differences = result.differences
    notes = result.notes
    violations = result.violations.map {
      Broken(rule: $0.rule.rawValue, subject: $0.subject, bytes: $0.bytes, limit_bytes: $0.limit)
    }
    sizes = result.sizes.map(Size.init)
    missing_binaries = result.lost.map { Missing(path: $0.path, replaced_by: $0.replacement) }
    changes = result.changes?.changes.map(Change.init)
    moved = result.changes?.moved.map { Move(from: $0.from, to: $0.to) }
    unchanged = result.changes.map(Unchanged.init)
    modes = result.modes.map { Mode(baseline: $0.base, now: $0.now, paths: $0.paths) }
    new_findings = result.newFindings.map(NewFinding.init)
    drifts = result.drifts.map {
      Drifted(setting: $0.setting, bytes: $0.now, smallest_bytes: $0.smallest, release: $0.release)
    }
  }

  // Every document has every key, with null for unknown values.
  private enum CodingKeys: String, CodingKey {
    case schema_version, outcome, failed, updated, subject, baseline, limits, same_tar, differences, notes
    case violations, sizes, missing_binaries, changes, moved, unchanged, modes, new_findings, drifts
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema_version, forKey: .schema_version)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(failed, forKey: .failed)
    try container.encode(updated, forKey: .updated)
    try container.encode(subject, forKey: .subject)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(limits, forKey: .limits)
    try container.encode(same_tar, forKey: .same_tar)
    try container.encode(differences, forKey: .differences)
    try container.encode(notes, forKey: .notes)
    try container.encode(violations, forKey: .violations)
    try container.encode(sizes, forKey: .sizes)
    try container.encode(missing_binaries, forKey: .missing_binaries)
    try container.encode(changes, forKey: .changes)
    try container.encode(moved, forKey: .moved)
    try container.encode(unchanged, forKey: .unchanged)
    try container.encode(modes, forKey: .modes)
    try container.encode(new_findings, forKey: .new_findings)
    try container.encode(drifts, forKey: .drifts)
  }

  private struct Limits: Encodable {
    let max_growth_percent: Double
    let min_bytes: ByteCount
  }

  private struct Broken: Encodable {
    let rule: String
    let subject: String?
    let bytes: ByteCount?
    let limit_bytes: ByteCount?
  }

  private struct Size: Encodable {
    let setting: String?
    let baseline_bytes: ByteCount
    let bytes: ByteCount
    let growth_bytes: ByteCount
    /// To a millionth of a percent.
    let growth_percent: Double
    let verdict: String

    init(_ size: SizeChange) {
      setting = size.setting
      baseline_bytes = size.base
      bytes = size.now
      growth_bytes = size.growth
      growth_percent = (size.growthPercent * 1e6).rounded() / 1e6
      verdict = size.verdict.rawValue
    }
  }

  private struct Missing: Encodable {
    let path: EntryPath
    let replaced_by: FileKind?
  }

  private struct Change: Encodable {
    let path: EntryPath
    let formerly: EntryPath?
    let change: String
    let entries: Int
    let blame_bytes: ByteCount
    let baseline_compressed_bytes: ByteCount
    let compressed_bytes: ByteCount
    let baseline_bytes: ByteCount
    let bytes: ByteCount

    init(_ change: EntryChange) {
      path = change.path
      formerly = change.formerly
      self.change = change.kind.rawValue
      entries = change.entries
      blame_bytes = change.blame
      baseline_compressed_bytes = change.compressedBytes.base
      compressed_bytes = change.compressedBytes.now
      baseline_bytes = change.bytes.base
      bytes = change.bytes.now
    }
  }

  private struct Move: Encodable {
    let from: EntryPath
    let to: EntryPath
  }

  private struct Unchanged: Encodable {
    let entries: Int
    let baseline_compressed_bytes: ByteCount
    let compressed_bytes: ByteCount
    /// The growth that no change explains.
    let shifted_bytes: ByteCount

    init(_ changes: EntryChanges) {
      entries = changes.sameEntries
      baseline_compressed_bytes = changes.sameCost.base
      compressed_bytes = changes.sameCost.now
      shifted_bytes = changes.shifted
    }
  }

  private struct Mode: Encodable {
    let baseline: FileMode
    let now: FileMode
    let paths: [EntryPath]
  }

  private struct NewFinding: Encodable {
    let found: CheckResult.NewFinding

    init(_ found: CheckResult.NewFinding) { self.found = found }

    private enum CodingKeys: String, CodingKey {
      case filesInBaseline = "files_in_baseline"
    }

    func encode(to encoder: any Encoder) throws {
      try found.finding.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(found.filesBefore, forKey: .filesInBaseline)
    }
  }

  private struct Drifted: Encodable {
    let setting: String?
    let bytes: ByteCount
    let smallest_bytes: ByteCount
    let release: String
  }
}
