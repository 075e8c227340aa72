import BenchCore
import Pipeline
import BenchResults

/// Ratio against the speed of one operation: a line a series, the frontier behind them.
struct SpeedChart {
  let operation: Operation
  /// Speeds in MB/s and ratios, the same for all results so that they compare.
  let speeds: Scale
  let ratios: Scale

  init(_ operation: Operation, for subjects: [ReportSubject]) {
    self.operation = operation
    let rows = subjects.flatMap(\.measured).filter { $0.throughput(operation) != nil }
    let ends = rows.flatMap { row in
      let spread = row.spread(operation)
      return [row.throughput(operation), spread?.low, spread?.high].compactMap { $0?.megabytesPerSecond }
    }
    speeds = Scale(.logarithmic, covering: ends, margin: 0.05)
    ratios = Scale(.linear, covering: rows.compactMap(\.ratio), margin: 0.08)
  }

  private static let area = Box(x: 46, y: 48, width: 600, height: 300)

  func drawing(of subject: ReportSubject, legend: [ReportLegend.Entry], heading: String, finding: String)
    -> Drawing
  {
    let area = Self.area
    let x = speeds.along(from: area.x, to: area.x + area.width)
    let y = ratios.along(from: area.y + area.height, to: area.y)
    let point = { (row: SweepRow) -> (x: Double, y: Double)? in
      guard let speed = row.throughput(operation), let ratio = row.ratio else { return nil }
      return (x.position(speed.megabytesPerSecond), y.position(ratio))
    }
    return Drawing(width: 660, height: 400, description: "\(heading). \(finding)") { svg in
      svg.text("head", heading, at: (0, 14))
      ReportLegend.draw(legend, at: (0, 32), in: &svg)
      axes(x, y, in: &svg)
      let frontier = subject.frontier(operation)
      let outline = frontier.compactMap(point).sorted { $0.x < $1.x }
      svg.path("frontier", through: outline)
      for entry in legend {
        let rows = subject.measured.filter { Series(of: $0.setting) == entry.series }
          .sorted { $0.setting.level < $1.setting.level }
        svg.group(["class": "s\(entry.look)"]) { svg in
          svg.path("ln", through: rows.compactMap(point), dash: Look.all[entry.look].dash)
          for row in rows {
            guard let place = point(row) else { continue }
            if let spread = row.spread(operation) {
              whisker(
                from: x.position(spread.low.megabytesPerSecond),
                to: x.position(spread.high.megabytesPerSecond),
                at: place.y, in: &svg)
            }
          }
          for row in rows {
            guard let place = point(row) else { continue }
            svg.mark(Look.all[entry.look].mark, at: place, title: row.details)
          }
        }
      }
      labels(of: subject, frontier: frontier, legend: legend, point: point, in: &svg)
    }
  }

  private func axes(_ x: Scale, _ y: Scale, in svg: inout SVG) {
    let area = Self.area
    for tick in x.ticks() {
      let at = x.position(tick)
      svg.line("grid", from: (at, area.y), to: (at, area.y + area.height))
      svg.text("faint", Format.axis(tick), at: (at, area.y + area.height + 15), anchor: "middle")
    }
    for tick in y.ticks() {
      let at = y.position(tick)
      svg.line("grid", from: (area.x, at), to: (area.x + area.width, at))
      svg.text("faint", Format.axis(tick), at: (area.x - 6, at + 4), anchor: "end")
    }
    svg.line("axis", from: (area.x, area.y + area.height), to: (area.x + area.width, area.y + area.height))
    let verb = operation == .compress ? "compressed" : "decompressed"
    svg.text(
      "faint", "original MB \(verb) a second, logarithmic → faster",
      at: (area.x + area.width, area.y + area.height + 34), anchor: "end")
    svg.text("faint", "ratio → smaller", at: (11, area.y + area.height), turned: true)
  }

  private func whisker(from low: Double, to high: Double, at y: Double, in svg: inout SVG) {
    guard high - low > 1 else { return }
    svg.line("wh", from: (low, y), to: (high, y))
    svg.line("wh", from: (low, y - 3), to: (low, y + 3))
    svg.line("wh", from: (high, y - 3), to: (high, y + 3))
  }

  private func labels(
    of subject: ReportSubject, frontier: [SweepRow], legend: [ReportLegend.Entry],
    point: (SweepRow) -> (x: Double, y: Double)?, in svg: inout SVG
  ) {
    let best = Set(frontier.map(\.setting))
    let ends = Self.ends(of: subject.measured)
    let placed = subject.measured.compactMap { row in point(row).map { (row: row, at: $0) } }
    let labels = placed.map { row, at in
      LabelLayout.Label(
        x: at.x, y: at.y, width: Double(row.setting.levelName.count) * 6.4 + 1, height: 10,
        priority: (best.contains(row.setting) ? 2 : 0) + (ends.contains(row.setting) ? 1 : 0))
    }
    let marks = placed.map { Box(x: $0.at.x - 4, y: $0.at.y - 4, width: 8, height: 8) }
    let places = LabelLayout.place(labels, avoiding: marks, within: Self.area)
    for entry in legend {
      svg.group(["class": "s\(entry.look)"]) { svg in
        for (index, place) in places.enumerated() {
          guard let place, Series(of: placed[index].row.setting) == entry.series else { continue }
          svg.text(
            "lv", placed[index].row.setting.levelName,
            at: (place.x + place.width / 2, place.y + place.height - 1), anchor: "middle")
        }
      }
    }
  }

  /// The lowest and the highest level of every series: the labels that make a line readable.
  static func ends(of rows: [SweepRow]) -> Set<Setting> {
    let lines = Dictionary(grouping: rows.map(\.setting)) { Series(of: $0) }.values
    return Set(
      lines.flatMap { line in
        [line.min { $0.level < $1.level }, line.max { $0.level < $1.level }].compactMap { $0 }
      })
  }
}
