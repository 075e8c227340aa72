import BenchCore
import BenchGate
import Pipeline

/// A check's result for programs; `docs/formats.md` describes it.
struct CheckJSON: Encodable {
  /// The version of the format.
  static let schemaVersion = 1

  private let result: CheckResult

  /// Creates the document of a result.
  init(_ result: CheckResult) { self.result = result }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case outcome, failed, updated, subject, baseline, limits, differences, sizes, changes, unchanged
    case sameTar = "same_tar"
    case newFindings = "new_findings"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(result.outcome.rawValue, forKey: .outcome)
    try container.encode(result.failed, forKey: .failed)
    try container.encode(result.updated, forKey: .updated)
    try container.encode(result.subject, forKey: .subject)
    try container.encode(result.baseline, forKey: .baseline)
    try container.encode(Limits(result.limits), forKey: .limits)
    try container.encode(result.sameTar, forKey: .sameTar)
    try container.encode(result.differences, forKey: .differences)
    try container.encode(result.sizes.map(Size.init), forKey: .sizes)
    try container.encode(result.changes?.changes.map(Change.init), forKey: .changes)
    try container.encode(result.changes.map(Unchanged.init), forKey: .unchanged)
    try container.encode(result.newFindings.map(NewFinding.init), forKey: .newFindings)
  }

  private struct Limits: Encodable {
    let max_growth_percent: Double
    let min_bytes: Int
    let fail_on_improvement: Bool

    init(_ limits: GateLimits) {
      max_growth_percent = limits.maxGrowth.percent
      min_bytes = limits.minBytes.bytes
      fail_on_improvement = limits.failOnImprovement
    }
  }

  private struct Size: Encodable {
    let setting: String?
    let baseline_bytes: Int
    let bytes: Int
    let growth_bytes: Int
    /// To a millionth of a percent.
    let growth_percent: Double
    let verdict: String

    init(_ size: SizeChange) {
      setting = size.setting
      baseline_bytes = size.base.bytes
      bytes = size.now.bytes
      growth_bytes = size.growth.bytes
      growth_percent = (size.growthPercent * 1e6).rounded() / 1e6
      verdict = size.verdict.rawValue
    }
  }

  private struct Change: Encodable {
    let path: EntryPath
    let change: String
    let entries: Int
    let baseline_compressed_bytes: ByteCount
    let compressed_bytes: ByteCount
    let baseline_bytes: ByteCount
    let bytes: ByteCount

    init(_ change: EntryChange) {
      path = change.path
      self.change = change.kind.rawValue
      entries = change.entries
      baseline_compressed_bytes = change.compressedBytes.base
      compressed_bytes = change.compressedBytes.now
      baseline_bytes = change.bytes.base
      bytes = change.bytes.now
    }
  }

  private struct Unchanged: Encodable {
    let entries: Int
    let baseline_compressed_bytes: ByteCount
    let compressed_bytes: ByteCount

    init(_ changes: EntryChanges) {
      entries = changes.sameEntries
      baseline_compressed_bytes = changes.sameCost.base
      compressed_bytes = changes.sameCost.now
    }
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
}
