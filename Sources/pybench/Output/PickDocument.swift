import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import FoundationEssentials

/// A choice as JSON: the machine's reading of `Pick`, with keys that stay.
///
/// Bytes are in keys that end in `_bytes`, seconds in those that end in `_s`; a spread is what a time may be off
/// either way (`MeasuredTime`). What was not measured, and a limit that was not
/// set, is left out.
struct PickDocument: Encodable, Sendable {
  /// The version of the keys and their meanings; it grows when one changes or goes.
  static let schemaVersion = 1

  private let schemaVersion = Self.schemaVersion
  /// The label for `archive --setting`.
  private let setting: String
  private let objective: ObjectiveRecord
  private let limits: [String: LimitValue]
  private let results: [ResultRecord]
  private let choice: CandidateRecord
  private let alternatives: [CandidateRecord]
  private let frontier: [String]
  private let measuredSettings: Int
  private let admittedSettings: Int
  private let unconstrained: UnconstrainedRecord?
  private let excluded: [ExcludedRecord]
  private let fairness: FairnessRecord?
  private let certainty: ConfidenceRecord

  /// Creates the document of a choice.
  init(_ pick: Pick) {
    setting = pick.choice.setting.label
    objective = ObjectiveRecord(pick.objective)
    limits = Dictionary(uniqueKeysWithValues: pick.limits.all.map { ($0.key, LimitValue($0)) })
    results = zip(pick.results, pick.trees).map { ResultRecord($0, tree: $1) }
    choice = CandidateRecord(pick.choice, pick)
    alternatives = pick.alternatives.map { CandidateRecord($0, pick) }
    frontier = pick.frontier.map(\.setting.label)
    measuredSettings = pick.measured
    admittedSettings = pick.admitted
    unconstrained = pick.unconstrained.map {
      UnconstrainedRecord(
        best: CandidateRecord($0.candidate, pick), reasons: $0.reasons.map(ReasonRecord.init))
    }
    excluded = pick.excluded.map {
      ExcludedRecord(setting: $0.setting.label, reasons: $0.reasons.map(ReasonRecord.init))
    }
    fairness = pick.fairness.map { FairnessRecord($0, pick.trees) }
    certainty = ConfidenceRecord(pick.certainty)
  }

  /// The JSON text, with a line end.
  ///
  /// - Throws: `Failure` where a figure is no finite number.
  var text: String { get throws(Failure) { try JSONText.document(self) } }
}

private struct ObjectiveRecord: Encodable {
  var kind: String
  var formula: String
  /// The unit of every `cost`.
  var costUnit: String
  var bandwidthBytesPerS: Double?
  var downloads: Int?
  var builds: Int?

  init(_ objective: Objective) {
    formula = objective.formula
    costUnit = objective.isTime ? "s" : "bytes"
    switch objective {
    case .smallest: kind = "smallest"
    case .delivery(let bandwidth):
      kind = "delivery"
      bandwidthBytesPerS = bandwidth.bytesPerSecond
    case .lifetime(let bandwidth, let downloads, let builds):
      kind = "lifetime"
      bandwidthBytesPerS = bandwidth.bytesPerSecond
      self.downloads = downloads
      self.builds = builds
    }
  }
}

private enum LimitValue: Encodable {
  case integer(Int)
  case number(Double)
  case list([String])
  case flag

  init(_ limit: Limit) {
    switch limit {
    case .compressTime(let time): self = .number(time.inSeconds)
    case .decompressThroughput(let throughput): self = .number(throughput.bytesPerSecond)
    case .compressMemory(let bytes), .decompressMemory(let bytes), .window(let bytes):
      self = .integer(bytes.bytes)
    case .codecs(let codecs): self = .list(codecs.map(\.rawValue))
    case .defaultDecoder: self = .flag
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .flag: try container.encode(true)
    }
  }
}

extension Limit {
  /// The key, with the unit of its value.
  fileprivate var key: String {
    switch self {
    case .compressTime: "max_compress_s"
    case .decompressThroughput: "min_decompress_bytes_per_s"
    case .compressMemory: "max_compress_heap_bytes"
    case .decompressMemory: "max_decompress_heap_bytes"
    case .window: "max_window_bytes"
    case .codecs: "codecs"
    case .defaultDecoder: "default_decoder"
    }
  }
}

private struct ResultRecord: Encodable {
  var tree: String
  var folder: String
  var originalBytes: Int?
  var tarSha256: String?

  init(_ results: Results, tree: String) {
    self.tree = tree
    folder = results.folder
    originalBytes = results.rows.first?.originalBytes.bytes
    tarSha256 = results.provenance?.tar.sha256
  }
}

private struct TimeRecord: Encodable {
  var medianS: Double
  var errorS: Double

  init(_ time: MeasuredTime) {
    // Microseconds, as in sweep.csv.
    medianS = (time.seconds * 1e6).rounded() / 1e6
    errorS = (time.error * 1e6).rounded() / 1e6
  }
}

private struct CandidateRecord: Encodable {
  var setting: String
  /// In the objective's `cost_unit`.
  var cost: Double?
  var costError: Double?
  var originalBytes: Int
  var compressedBytes: Int
  var compress: TimeRecord?
  var decompress: TimeRecord?
  var compressHeapBytes: Int?
  var decompressHeapBytes: Int?
  var windowBytes: Int?
  /// What `max_decompress_heap_bytes` is held against.
  var decoderMemoryBytes: Int?
  var defaultDecoder: Bool?
  var perTree: [TreeRecord]

  init(_ candidate: Candidate, _ pick: Pick) {
    let cost = pick.objective.cost(of: candidate)
    setting = candidate.setting.label
    self.cost = cost?.seconds
    costError = cost?.error
    originalBytes = candidate.originalBytes.bytes
    compressedBytes = candidate.archiveBytes.bytes
    compress = candidate.compressTime.map(TimeRecord.init)
    decompress = candidate.decompressTime.map(TimeRecord.init)
    compressHeapBytes = candidate.compressHeap?.bytes
    decompressHeapBytes = candidate.decompressHeap?.bytes
    windowBytes = candidate.window?.bytes
    decoderMemoryBytes = candidate.decoderMemory?.bytes
    defaultDecoder = candidate.defaultDecoder
    perTree = zip(candidate.rows, pick.trees).map { TreeRecord($0, tree: $1) }
  }
}

private struct TreeRecord: Encodable {
  var tree: String
  var compressedBytes: Int?
  var compressedSha256: String?
  var compress: TimeRecord?
  var decompress: TimeRecord?
  var libraryVersion: String

  init(_ row: SweepRow, tree: String) {
    self.tree = tree
    compressedBytes = row.compressedBytes?.bytes
    compressedSha256 = row.compressedSHA256
    compress = row.compress.map { TimeRecord($0.measured) }
    decompress = row.decompress.map { TimeRecord($0.measured) }
    libraryVersion = row.libraryVersion
  }
}

private struct ReasonRecord: Encodable {
  /// The limit's key; left out for what is no limit.
  var limit: String?
  var text: String

  init(_ exclusion: Exclusion) {
    text = exclusion.reason
    switch exclusion {
    case .broken(let breach): limit = breach.limit.key
    case .unmeasured(let unmeasured, _): limit = unmeasured.key
    case .missing, .failed, .unverified, .unranked: limit = nil
    }
  }
}

private struct UnconstrainedRecord: Encodable {
  var best: CandidateRecord
  var reasons: [ReasonRecord]
}

private struct ExcludedRecord: Encodable {
  var setting: String
  var reasons: [ReasonRecord]
}

private struct FairnessRecord: Encodable {
  struct Loss: Encodable {
    var tree: String
    var best: String
    var loss: Double
  }

  var losses: [Loss]
  var fairest: String
  var fairestLoss: Double

  init(_ fairness: Fairness, _ trees: [String]) {
    losses = fairness.losses.map { Loss(tree: trees[$0.tree], best: $0.best.label, loss: $0.share) }
    fairest = fairness.fairest.label
    fairestLoss = fairness.fairestLoss
  }
}

private struct ConfidenceRecord: Encodable {
  struct CloseCall: Encodable {
    var setting: String
    var tree: String
    var limit: String
    var met: Bool
    var time: TimeRecord
  }

  struct Noise: Encodable {
    var setting: String
    var tree: String
    var reasons: [String]
  }

  let rule = "times a and b are equal where |a - b| <= 2 * sqrt(error of a ^ 2 + error of b ^ 2)"
  var equals: [String]
  var singleRounds: Bool
  var closeCalls: [CloseCall]
  var noisy: [Noise]

  init(_ certainty: Confidence) {
    equals = certainty.equals.map(\.label)
    singleRounds = certainty.singleRounds
    closeCalls = certainty.closeCalls.map {
      CloseCall(
        setting: $0.setting.label, tree: $0.tree, limit: $0.limit.key, met: $0.met, time: TimeRecord($0.time))
    }
    noisy = certainty.noisy.map {
      Noise(setting: $0.setting.label, tree: $0.tree, reasons: $0.reasons)
    }
  }
}
