import BenchCore
import Pipeline
import BenchResults
/// Which look stands for which series.
enum ReportLegend {
  /// A line of the legend.
  struct Entry: Sendable {
    let series: Series
    /// Index into `Look.all`.
    let look: Int
  }

  /// The legend of a report: every series of every result, in order.
  static func entries(of subjects: [ReportSubject]) -> [Entry] {
    let series = Set(subjects.flatMap { $0.results.rows.map { Series(of: $0.setting) } }).sorted()
    return zip(series, Series.looks(for: series)).map { Entry(series: $0, look: $1) }
  }

  /// Draws the legend as one line.
  static func draw(_ entries: [Entry], at origin: (x: Double, y: Double), in svg: inout SVG) {
    var x = origin.x
    for entry in entries {
      let look = Look.all[entry.look]
      svg.group(["class": "s\(entry.look)"]) { svg in
        svg.path("ln", through: [(x, origin.y - 4), (x + 26, origin.y - 4)], dash: look.dash)
        svg.mark(look.mark, at: (x + 13, origin.y - 4))
      }
      svg.text("faint", entry.series.name, at: (x + 31, origin.y))
      x += 31 + Double(entry.series.name.count) * 6.2 + 16
    }
  }
}
