import BenchCore
import BenchGate
import BenchReport

/// Releases for a terminal or a log, and as values of a chart.
enum HistoryText {
  static func text(_ history: History) -> String {
    var before: [String?: ByteCount] = [:]
    let rows = history.records.map { record in
      let last = before[record.setting]
      before[record.setting] = record.compressedBytes
      return [
        String(record.date.prefix(10)), CheckWording.foreign(record.release ?? "-"),
        CheckWording.foreign(record.setting ?? "not known"), Format.grouped(record.compressedBytes.bytes),
        last.map { CheckWording.growth(record.compressedBytes - $0, of: $0) } ?? "",
        Format.grouped(record.tarBytes.bytes), Format.grouped(record.findings.values.reduce(0, +)),
      ]
    }
    let table = TextTable(
      [
        .left("date"), .left("release"), .left("setting"), .right("bytes"), .right("change"), .right("tar"),
        .right("findings"),
      ], rows
    ).text
    return table + "\n\n" + summary(history)
  }

  /// How far the latest release of each setting has drifted.
  private static func summary(_ history: History) -> String {
    var lines = [Format.count(history.records.count, "release")]
    var settings: [String?] = []
    for record in history.records where !settings.contains(record.setting) { settings.append(record.setting) }
    for setting in settings {
      guard let last = history.records.last(where: { $0.setting == setting }),
        let drift = Drift(last.compressedBytes, setting, after: history)
      else { continue }
      lines.append(CheckWording.drift(drift))
    }
    return lines.joined(separator: "\n")
  }

  static func chart(_ history: History, of file: String) -> HistoryChart {
    HistoryChart(
      title: CheckWording.foreign(String(file.split(separator: "/").last ?? "history")),
      releases: history.records.map { record in
        HistoryChart.Release(
          date: String(record.date.prefix(10)), name: CheckWording.foreign(record.name),
          series: CheckWording.foreign(record.setting ?? "not known"), bytes: record.compressedBytes,
          tarBytes: record.tarBytes, findings: record.findings.values.reduce(0, +))
      })
  }
}
