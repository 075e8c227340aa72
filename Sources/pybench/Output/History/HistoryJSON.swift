import BenchCore
import BenchGate

/// A history for programs; `docs/formats.md` describes it.
enum HistoryJSON {
  /// The version of the format.
  static let schemaVersion = 1

  /// The text.
  ///
  /// - Throws: `Failure` if a figure is not finite.
  static func text(_ history: History) throws(Failure) -> String {
    try JSONText.document(
      JSONObject([
        "schema_version": schemaVersion, "releases": history.records, "problems": history.problems,
      ]))
  }
}

/// A release's sizes as existing dashboards read them.
struct HistoryMetrics {
  private let record: HistoryRecord

  init(_ record: HistoryRecord) { self.record = record }

  /// github-action-benchmark's custom JSON; less is better (`customSmallerIsBetter`).
  var github: [JSONObject] {
    let extra = [
      "release \(record.name)", "date \(record.date)", "setting \(record.setting ?? "not known")",
      "sha256 \(record.archiveSHA256)",
    ].joined(separator: "\n")
    return sizes.map { JSONObject(["name": $0.name, "unit": "bytes", "value": $0.bytes, "extra": extra]) }
  }

  /// Bencher's metric format: a benchmark's name, the slug of a measure, its value. `file-size` is one of
  /// Bencher's own measures, in bytes.
  var bencher: JSONObject {
    JSONObject(sizes.map { ($0.name, ["file-size": ["value": $0.bytes]]) })
  }

  /// Names must not change between releases, so that dashboards can draw lines.
  private var sizes: [(name: String, bytes: ByteCount)] {
    let archive = "archive" + (record.setting.map { " (\($0))" } ?? "")
    return [(archive, record.compressedBytes), ("tar", record.tarBytes)]
      + record.kinds.sorted { $0.key < $1.key }.map { ("\(archive): \($0.key)", $0.value.compressedBytes) }
  }
}
