import BenchResults
import Pipeline

/// Looks of the series.
enum ReportLegend {
  /// A line of the legend.
  struct Entry: Sendable {
    let series: Series
    /// Index into `Look.all`.
    let look: Int

    /// The attributes of the group that draws something of the series.
    var group: KeyValuePairs<String, String> { ["class": "sr s\(look)", "data-series": series.name] }
  }

  /// The legend of a report: every series of every result, in order.
  static func entries(of subjects: [ReportSubject]) -> [Entry] {
    let series = Set(subjects.flatMap { $0.results.rows.map { Series(of: $0.setting) } }).sorted()
    return zip(series, Series.looks(for: series)).map { Entry(series: $0, look: $1) }
  }

  /// Draws the legend, in as many lines as it takes.
  ///
  /// - Returns: The position below it.
  static func draw(_ entries: [Entry], top: Double, width: ChartWidth, in svg: inout SVG) -> Double {
    var (x, y) = (0.0, top + 12)
    for entry in entries {
      let extent = 31 + Double(entry.series.name.count) * 6.2
      if x + extent > width.rawValue { (x, y) = (0, y + 18) }
      let look = Look.all[entry.look]
      svg.group(["class": "key sr s\(entry.look)", "data-series": entry.series.name]) { svg in
        svg.add(
          "rect",
          [
            "class": "hit", "x": SVG.number(x), "y": SVG.number(y - 13), "width": SVG.number(extent + 4),
            "height": "18",
          ])
        svg.path("ln", through: [(x, y - 4), (x + 26, y - 4)], dash: look.dash)
        svg.mark(look.mark, at: (x + 13, y - 4))
        svg.text("faint", entry.series.name, at: (x + 31, y))
      }
      x += extent + 14
    }
    return y + 12
  }
}
