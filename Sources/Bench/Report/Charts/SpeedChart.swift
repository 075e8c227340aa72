import BenchCore
import BenchResults
import Pipeline

/// Ratio against the speed of one operation: one line per series, and the frontier.
struct SpeedChart {
  let operation: Operation
  /// Speeds in MB/s and ratios, on common scales for all results.
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

  /// A row and where it is drawn.
  private struct Point {
    let row: SweepRow
    let timing: SweepRow.Timing
    let at: (x: Double, y: Double)
  }

  func drawing(of subject: ReportSubject, _ legend: [ReportLegend.Entry], _ frame: ChartFrame) -> Drawing {
    frame.drawing(height: frame.isNarrow ? 380 : 400) { svg in
      let top = ReportLegend.draw(legend, top: 20, width: frame.width, in: &svg) + 4
      let area = frame.plot(left: 42, right: 8, top: top, height: (frame.isNarrow ? 340 : 360) - top)
      let x = speeds.along(from: area.x, to: area.x + area.width)
      let y = ratios.along(from: area.y + area.height, to: area.y)
      axes(x, y, area, frame, in: &svg)
      let points = subject.measured.compactMap { row -> Point? in
        guard let timing = row.timing(operation), let speed = row.throughput(operation), let ratio = row.ratio
        else { return nil }
        return Point(row: row, timing: timing, at: (x.position(speed.megabytesPerSecond), y.position(ratio)))
      }
      let frontier = Set(subject.frontier(operation).map(\.setting))
      svg.path(
        "frontier",
        through: points.filter { frontier.contains($0.row.setting) }.map(\.at).sorted { $0.x < $1.x })
      for entry in legend {
        let members = points.filter { Series(of: $0.row.setting) == entry.series }
          .sorted { $0.row.setting.level < $1.row.setting.level }
        svg.group(entry.group) { svg in
          svg.path("ln", through: Self.knots(members).map(\.at), dash: Look.all[entry.look].dash)
          for point in members { whisker(point, x, in: &svg) }
          for point in members {
            svg.mark(
              Look.all[entry.look].mark, at: point.at, hollow: point.timing.rounds == 1,
              title: point.row.details)
          }
        }
      }
      labels(points, frontier, legend, area, in: &svg)
    }
  }

  /// The points that the line of a series goes through: from level to level, those whose time differs from the
  /// one before by more than the errors.
  ///
  /// A line through all points would show noise as a zigzag. A line that skips differences below the errors
  /// still follows a trend over several levels.
  private static func knots(_ points: [Point]) -> [Point] {
    var knots: [Point] = []
    for point in points where knots.last.map({ !$0.timing.measured.equals(point.timing.measured) }) ?? true {
      knots.append(point)
    }
    return knots
  }

  private func axes(_ x: Scale, _ y: Scale, _ area: Box, _ frame: ChartFrame, in svg: inout SVG) {
    for tick in x.ticks(about: frame.isNarrow ? 3 : 6) {
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
      "faint",
      frame.isNarrow ? "MB \(verb) a second → faster" : "original MB \(verb) a second, logarithmic → faster",
      at: (area.x + area.width, area.y + area.height + 33), anchor: "end")
    svg.text("faint", "ratio → smaller", at: (10, area.y + area.height), turned: true)
  }

  /// One standard error to either side; dashed where it is assumed.
  private func whisker(_ point: Point, _ x: Scale, in svg: inout SVG) {
    guard let spread = point.row.spread(operation) else { return }
    let low = x.position(spread.low.megabytesPerSecond)
    let high = x.position(spread.high.megabytesPerSecond)
    guard high - low > 1 else { return }
    let y = point.at.y
    svg.line(point.timing.rounds == 1 ? "wh assumed" : "wh", from: (low, y), to: (high, y))
    for end in [low, high] { svg.line("wh", from: (end, y - 3), to: (end, y + 3)) }
  }

  private func labels(
    _ points: [Point], _ frontier: Set<Setting>, _ legend: [ReportLegend.Entry], _ area: Box,
    in svg: inout SVG
  ) {
    let ends = Self.ends(of: points.map(\.row))
    let labels = points.map { point in
      LabelLayout.Label(
        x: point.at.x, y: point.at.y, width: Double(point.row.setting.levelName.count) * 6.4 + 1, height: 10,
        priority: Self.priority(
          isOnFrontier: frontier.contains(point.row.setting), isEnd: ends.contains(point.row.setting)))
    }
    let marks = points.map { Box(x: $0.at.x - 4, y: $0.at.y - 4, width: 8, height: 8) }
    let places = LabelLayout.place(labels, avoiding: marks, within: area)
    for entry in legend {
      svg.group(entry.group) { svg in
        for (point, place) in zip(points, places) {
          guard let place, Series(of: point.row.setting) == entry.series else { continue }
          svg.text(
            "lv", point.row.setting.levelName, at: (place.x + place.width / 2, place.y + place.height - 1),
            anchor: "middle")
        }
      }
    }
  }

  /// The priority of a label: first the frontier, then the ends of lines.
  static func priority(isOnFrontier: Bool, isEnd: Bool) -> Int { (isOnFrontier ? 2 : 0) + (isEnd ? 1 : 0) }

  /// The lowest and the highest level of every series: the labels that make a line readable.
  private static func ends(of rows: [SweepRow]) -> Set<Setting> {
    let lines = Dictionary(grouping: rows.map(\.setting)) { Series(of: $0) }.values
    return Set(
      lines.flatMap { line in
        [line.least { Double($0.level) }, line.least { -Double($0.level) }].compactMap { $0 }
      })
  }
}
