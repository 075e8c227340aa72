import BenchCore
import Pipeline
import BenchResults
import FoundationEssentials

/// What the page's script knows: the figures of every chart, as JSON.
struct ReportData: Encodable {
  struct Line: Encodable {
    let name: String
    let look: Look
  }

  /// Times of one operation, in seconds and MB/s.
  struct Times: Encodable {
    let s: Double
    let mad: Double?
    let rounds: Int
    let mbps: Double
    let low: Double?
    let high: Double?
    let frontier: Bool
  }

  struct Row: Encodable {
    let label: String
    let level: String
    /// Index into `series`.
    let series: Int
    let bytes: Int
    let ratio: Double
    let compress: Times?
    let decompress: Times?
    /// Whether its label may not be left out before others'.
    let end: Bool
    let note: String?
  }

  struct Step: Encodable {
    let name: String
    let bytes: Int
    let change: String?
    let packed: Bool
  }

  /// A stretch of bandwidths in Mbit/s and the setting that is best along it.
  struct Segment: Encodable {
    let label: String
    let from: Double
    let to: Double
  }

  struct Subject: Encodable {
    let title: String
    let rows: [Row]
    let steps: [Step]
    /// Labels of the settings that the crossover chart draws.
    let contenders: [String]
    let segments: [Segment]
    let reference: String?
    let commands: [String: String]
  }

  let series: [Line]
  /// All settings with a size in some result, in the order of the bars.
  let settings: [String]
  let subjects: [Subject]

  init(_ report: Report) {
    let order = report.legend.map(\.series)
    series = report.legend.map { Line(name: $0.series.name, look: Look.all[$0.look]) }
    settings = SizesChart.settings(of: report.subjects).map(\.label)
    subjects = report.subjects.map { Self.subject($0, order) }
  }

  /// The JSON, keys in order so that the same results give the same page.
  func json() throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw Failure("write", "the report's data", because: String(describing: error))
    }
  }

  private static func subject(_ subject: ReportSubject, _ order: [Series]) -> Subject {
    let frontiers = (
      compress: Set(subject.frontier(.compress).map(\.setting)),
      decompress: Set(subject.frontier(.decompress).map(\.setting))
    )
    let ends = SpeedChart.ends(of: subject.measured)
    let rows = subject.measured.compactMap { row -> Row? in
      guard let bytes = row.compressedBytes?.bytes, let ratio = row.ratio,
        let line = order.firstIndex(of: Series(of: row.setting))
      else {
        return nil
      }
      let notes = ReportTable.notes(row, inFull: true)
      return Row(
        label: row.setting.label, level: row.setting.levelName, series: line, bytes: bytes, ratio: ratio,
        compress: times(row, .compress, frontiers.compress),
        decompress: times(row, .decompress, frontiers.decompress), end: ends.contains(row.setting),
        note: notes.isEmpty ? nil : notes.joined(separator: "; "))
    }
    let steps = WaterfallStep.list(subject)
    let reproduction = Reproduction(subject.results.provenance)
    return Subject(
      title: subject.title, rows: rows,
      steps: steps.map { step in
        Step(
          name: step.name, bytes: step.bytes.bytes, change: step.change,
          packed: step.isArchive)
      },
      contenders: CrossoverChart.contenders(of: subject).map(\.setting.label),
      segments: subject.crossover.segments().map {
        Segment(
          label: $0.candidate.setting.label, from: $0.from.megabitsPerSecond, to: $0.to.megabitsPerSecond)
      },
      reference: subject.reference?.setting.label,
      commands: Dictionary(
        subject.results.rows.map { ($0.setting.label, reproduction.command(for: $0.setting)) },
        uniquingKeysWith: { first, _ in first }))
  }

  private static func times(_ row: SweepRow, _ operation: Operation, _ frontier: Set<Setting>) -> Times? {
    guard let timing = row.timing(operation), let speed = row.throughput(operation) else { return nil }
    let spread = row.spread(operation)
    return Times(
      s: timing.time.inSeconds, mad: timing.mad?.inSeconds, rounds: timing.rounds,
      mbps: speed.megabytesPerSecond, low: spread?.low.megabytesPerSecond,
      high: spread?.high.megabytesPerSecond, frontier: frontier.contains(row.setting))
  }
}
