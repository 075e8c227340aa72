import BenchCore
import BenchGate

/// A history for programs; `docs/formats.md` describes it.
struct HistoryJSON: Encodable {
  /// The version of the format.
  static let schemaVersion = 1

  private let schema_version = Self.schemaVersion
  private let releases: [HistoryRecord]
  private let problems: [History.Problem]

  /// Creates the document of a history.
  init(_ history: History) {
    releases = history.records
    problems = history.problems
  }
}

/// A release's sizes as existing dashboards read them.
struct HistoryMetrics {
  private let record: HistoryRecord

  /// Creates the metrics of a release.
  init(_ record: HistoryRecord) { self.record = record }

  /// An element of github-action-benchmark's custom JSON; less is better (`customSmallerIsBetter`).
  struct GitHubMetric: Encodable {
    let name: String
    let unit: String
    let value: Int
    let extra: String
  }

  /// Bencher's metric format: a benchmark's name, the slug of a measure, its value.
  typealias BencherMetrics = [String: [String: BencherMetric]]

  struct BencherMetric: Encodable {
    let value: Int
  }

  var github: [GitHubMetric] {
    let extra = [
      "release \(record.name)", "date \(record.date)", "setting \(record.setting ?? "not known")",
      "sha256 \(record.archiveSHA256)",
    ].joined(separator: "\n")
    return sizes.map { GitHubMetric(name: $0.name, unit: "bytes", value: $0.bytes.bytes, extra: extra) }
  }

  /// `file-size` is one of Bencher's own measures, in bytes.
  var bencher: BencherMetrics {
    Dictionary(sizes.map { ($0.name, ["file-size": BencherMetric(value: $0.bytes.bytes)]) }) { first, _ in
      first
    }
  }

  /// Names must not change between releases, so that dashboards can draw lines.
  private var sizes: [(name: String, bytes: ByteCount)] {
    let archive = "archive" + (record.setting.map { " (\($0))" } ?? "")
    return [(archive, record.compressedBytes), ("tar", record.tarBytes)]
      + record.kinds.sorted { $0.key < $1.key }.map { ("\(archive): \($0.key)", $0.value.compressedBytes) }
  }
}
