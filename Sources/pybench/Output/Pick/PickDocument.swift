import BenchCore
import BenchDecide
import BenchResults
import Pipeline

/// A choice as JSON, with stable keys.
///
/// Keys that end in `_bytes` are bytes, keys that end in `_s` seconds. Values that were not measured and limits
/// that were not set are omitted.
struct PickDocument: Encodable {
  /// The version of the keys; it increases when a key changes its meaning or is removed.
  static let schemaVersion = 2

  /// The JSON text, with a line end.
  ///
  /// - Throws: `Failure` if a figure is not finite.
  var text: String { get throws(Failure) { try JSONText.document(self) } }

  private let schema_version = Self.schemaVersion
  /// The label for `archive --setting`.
  private let setting: String
  /// The order for `archive --order`.
  private let order: String
  private let objective: Goal
  private let limits: Bounds
  private let results: [Source]
  private let choice: Option
  private let alternatives: [Option]
  private let frontier: [String]
  private let measured_settings: Int
  private let admitted_settings: Int
  private let unconstrained: Unconstrained?
  private let excluded: [Out]
  private let fairness: Shared?
  private let certainty: Sureness
  private let against: Rival?

  init(_ pick: Pick) {
    setting = pick.choice.setting.label
    order = pick.choice.setting.order.rawValue
    objective = Goal(pick.objective)
    limits = Bounds(pick.limits.all)
    results = zip(pick.results, pick.trees).map {
      Source(
        tree: $1, folder: $0.folder, original_bytes: $0.rows.first?.originalBytes,
        tar_sha256: $0.provenance?.tar.sha256)
    }
    choice = Option(pick.choice, pick)
    alternatives = pick.alternatives.map { Option($0, pick) }
    frontier = pick.frontier.map(\.setting.name)
    measured_settings = pick.measured
    admitted_settings = pick.admitted
    unconstrained = pick.unconstrained.map {
      Unconstrained(best: Option($0.candidate, pick), reasons: $0.reasons.map(Reason.init))
    }
    excluded = pick.excluded.map {
      Out(setting: $0.setting.name, reasons: $0.reasons.map(Reason.init))
    }
    fairness = pick.fairness.map { Shared($0, pick.trees) }
    certainty = Sureness(pick.certainty)
    against = pick.against.map { Rival($0, pick) }
  }

  private struct Goal: Encodable {
    var kind: String
    var formula: String
    /// The unit of every `cost`: bytes, s or money.
    var cost_unit: String
    var bandwidth_bytes_per_s: Double?
    var downloads: Int?
    var builds: Int?
    var until: String?
    var operation: String?
    var within_percent: Double?
    var price_per_gb: Double?

    init(_ objective: Objective) {
      (formula, cost_unit) = (objective.formula, objective.unit.rawValue)
      switch objective {
      case .smallest: kind = "smallest"
      case .delivery(let bandwidth, let until):
        kind = "delivery"
        (bandwidth_bytes_per_s, self.until) = (bandwidth.bytesPerSecond, until.rawValue)
      case .lifetime(let bandwidth, let downloads, let builds, let until):
        kind = "lifetime"
        (bandwidth_bytes_per_s, self.until) = (bandwidth.bytesPerSecond, until.rawValue)
        (self.downloads, self.builds) = (downloads, builds)
      case .fastest(let operation):
        kind = "fastest"
        self.operation = operation.rawValue
      case .cheapestBuild(let share):
        kind = "cheapest_build"
        within_percent = share.percent
      case .egress(let price, let downloads):
        kind = "egress"
        (price_per_gb, self.downloads) = (price, downloads)
      }
    }
  }

  private struct Bounds: Encodable {
    var max_compressed_bytes: ByteCount?
    var max_compress_s: Double?
    var min_decompress_bytes_per_s: Double?
    var max_compress_heap_bytes: ByteCount?
    var max_decompress_heap_bytes: ByteCount?
    var max_window_bytes: ByteCount?
    var codecs: [String]?
    var default_decoder: Bool?

    init(_ limits: [Limit]) {
      for limit in limits {
        switch limit {
        case .archiveSize(let bytes): max_compressed_bytes = bytes
        case .compressTime(let time): max_compress_s = time.inSeconds
        case .decompressThroughput(let least): min_decompress_bytes_per_s = least.bytesPerSecond
        case .compressMemory(let bytes): max_compress_heap_bytes = bytes
        case .decompressMemory(let bytes): max_decompress_heap_bytes = bytes
        case .window(let bytes): max_window_bytes = bytes
        case .codecs(let known): codecs = known.map(\.rawValue)
        case .defaultDecoder: default_decoder = true
        }
      }
    }
  }

  private struct Source: Encodable {
    var tree: String
    var folder: String
    var original_bytes: ByteCount?
    var tar_sha256: String?
  }

  private struct Time: Encodable {
    var time_s: Double
    /// The standard error of `time_s`.
    var error_s: Double

    init(_ time: MeasuredTime) {
      // Microseconds, as in sweep.csv.
      time_s = (time.seconds * 1e6).rounded() / 1e6
      error_s = (time.error * 1e6).rounded() / 1e6
    }
  }

  private struct Option: Encodable {
    var setting: String
    var order: String
    /// In the objective's `cost_unit`.
    var cost: Double?
    var cost_error: Double?
    var original_bytes: ByteCount
    var compressed_bytes: ByteCount
    var compress: Time?
    var decompress: Time?
    var extract: Time?
    var compress_heap_bytes: ByteCount?
    var decompress_heap_bytes: ByteCount?
    var window_bytes: ByteCount?
    /// The figure that `max_decompress_heap_bytes` limits.
    var decoder_memory_bytes: ByteCount?
    var default_decoder: Bool?
    var per_tree: [Row]

    struct Row: Encodable {
      var tree: String
      var compressed_bytes: ByteCount?
      var compressed_sha256: String?
      var compress: Time?
      var decompress: Time?
      var extract: Time?
      var library_version: String
    }

    init(_ candidate: Candidate, _ pick: Pick) {
      let cost = pick.objective.cost(of: candidate)
      setting = candidate.setting.label
      order = candidate.setting.order.rawValue
      (self.cost, cost_error) = (cost?.seconds, cost?.error)
      (original_bytes, compressed_bytes) = (candidate.originalBytes, candidate.archiveBytes)
      compress = candidate.compressTime.map(Time.init)
      decompress = candidate.decompressTime.map(Time.init)
      extract = candidate.extractTime.map(Time.init)
      (compress_heap_bytes, decompress_heap_bytes) = (candidate.compressHeap, candidate.decompressHeap)
      (window_bytes, decoder_memory_bytes) = (candidate.window, candidate.decoderMemory)
      default_decoder = candidate.defaultDecoder
      per_tree = zip(candidate.rows, pick.trees).map { row, tree in
        Row(
          tree: tree, compressed_bytes: row.compressedBytes, compressed_sha256: row.compressedSHA256,
          compress: row.compress.map { Time($0.measured) },
          decompress: row.decompress.map { Time($0.measured) },
          extract: row.extract.map { Time($0.measured) }, library_version: row.libraryVersion)
      }
    }
  }

  private struct Reason: Encodable {
    /// The limit's name; omitted for other reasons.
    var limit: String?
    var text: String

    init(_ exclusion: Exclusion) {
      text = exclusion.reason
      switch exclusion {
      case .broken(let breach): limit = breach.limit.name
      case .unmeasured(let unmeasured, _): limit = unmeasured.name
      case .missing, .failed, .unverified, .unranked, .outgrown: limit = nil
      }
    }
  }

  private struct Unconstrained: Encodable {
    var best: Option
    var reasons: [Reason]
  }

  private struct Out: Encodable {
    var setting: String
    var reasons: [Reason]
  }

  private struct Shared: Encodable {
    struct Loss: Encodable {
      var tree: String
      var best: String
      var loss: Double
    }

    var losses: [Loss]
    var fairest: String
    var fairest_loss: Double

    init(_ fairness: Fairness, _ trees: [String]) {
      losses = fairness.losses.map { Loss(tree: trees[$0.tree], best: $0.best.label, loss: $0.share) }
      (fairest, fairest_loss) = (fairness.fairest.label, fairness.fairestLoss)
    }
  }

  private struct Sureness: Encodable {
    struct CloseCall: Encodable {
      var setting: String
      var tree: String
      var limit: String
      var met: Bool
      var time: Time
    }

    struct Noise: Encodable {
      var setting: String
      var tree: String
      var reasons: [String]
    }

    let rule =
      "costs a and b are equal where |a - b| <= 2 * sqrt(error of a ^ 2 + error of b ^ 2); of the settings equal to "
      + "the least cost the one with the smallest archive is chosen, then with the least memory and then with the "
      + "least time to compress"
    /// The settings as good as the choice by the objective.
    var equals: [String]
    var single_rounds: Bool
    var close_calls: [CloseCall]
    var noisy: [Noise]

    init(_ certainty: Confidence) {
      equals = certainty.equals.map(\.label)
      single_rounds = certainty.singleRounds
      close_calls = certainty.closeCalls.map {
        CloseCall(
          setting: $0.setting.name, tree: $0.tree, limit: $0.limit.name, met: $0.met, time: Time($0.time))
      }
      noisy = certainty.noisy.map { Noise(setting: $0.setting.name, tree: $0.tree, reasons: $0.reasons) }
    }
  }

  private struct Rival: Encodable {
    struct Item: Encodable {
      var figure: String
      /// gain, loss or equal, from the choice's point of view.
      var verdict: String
      var change: String
    }

    var setting: Option
    var figures: [Item]

    init(_ rival: Candidate, _ pick: Pick) {
      setting = Option(rival, pick)
      figures = Tradeoff(of: pick.choice, against: rival).items.map {
        Item(figure: $0.name, verdict: $0.verdict.rawValue, change: $0.change)
      }
    }
  }
}
