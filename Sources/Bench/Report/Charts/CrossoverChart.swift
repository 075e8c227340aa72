import BenchCore
import Pipeline

/// Time until decoded against bandwidth, as a multiple of the lowest time. It has a line for every setting that
/// is best at some bandwidth, the smallest of each codec, and a band that names the best setting.
struct CrossoverChart {
  /// The largest multiple to draw; larger ones would flatten the rest.
  private static let most = 2.0

  /// The settings drawn: those with a band from slow to fast, then each codec's smallest that is not among them.
  private static func contenders(of crossover: Crossover, _ bands: [Crossover.Band]) -> [Contender] {
    var shown: [Contender] = []
    for band in bands where !shown.contains(band.contender) { shown.append(band.contender) }
    for codec in Codec.allCases {
      let smallest = crossover.contenders.filter { $0.setting.codec == codec }.least { Double($0.size.bytes) }
      if let smallest, !shown.contains(smallest) { shown.append(smallest) }
    }
    return shown
  }

  func drawing(of subject: ReportSubject, _ legend: [ReportLegend.Entry], _ frame: ChartFrame) -> Drawing {
    let crossover = subject.crossover
    let bands = crossover.bands()
    let shown = Self.contenders(of: crossover, bands)
    let area = frame.plot(
      left: 42, right: frame.isNarrow ? 84 : 96, top: 56, height: frame.isNarrow ? 270 : 300)
    let (slow, fast) = (Crossover.range.lowerBound, Crossover.range.upperBound)
    // Bandwidths in Mbit/s.
    let x = Scale(
      .logarithmic, domain: slow.megabitsPerSecond...fast.megabitsPerSecond, from: area.x,
      to: area.x + area.width)
    let curves = shown.map { curve(of: $0, crossover) }
    let top = min(curves.joined().map(\.times).reduce(1.1, max), Self.most)
    let y = Scale(.linear, domain: 1...top, from: area.y + area.height, to: area.y + 8)
    let entries = Dictionary(legend.map { ($0.series, $0) }, uniquingKeysWith: { first, _ in first })
    return frame.drawing(height: area.y + area.height + 40) { svg in
      axes(x, y, area, frame, in: &svg)
      for (contender, curve) in zip(shown, curves) {
        guard let entry = entries[Series(of: contender.setting)] else { continue }
        svg.group(entry.group) { svg in
          // A line leaves the plot above the largest multiple.
          for part in curve.split(whereSeparator: { $0.times > y.domain.upperBound }) {
            svg.path(
              "ln", through: part.map { (x.position($0.megabits), y.position($0.times)) },
              dash: Look.all[entry.look].dash)
          }
        }
      }
      names(of: shown, curves, x, y, area, entries, in: &svg)
      band(bands, x, entries, in: &svg)
      svg.add(
        "path",
        [
          "class": "cursor", "data-from": SVG.number(area.x), "data-to": SVG.number(area.x + area.width),
          "d": "M0 \(SVG.number(area.y))V\(SVG.number(area.y + area.height))",
        ])
    }
  }

  private func axes(_ x: Scale, _ y: Scale, _ area: Box, _ frame: ChartFrame, in svg: inout SVG) {
    for tick in [1.0, 10, 100, 1000, 10_000] {
      let at = x.position(tick)
      svg.line("grid", from: (at, area.y), to: (at, area.y + area.height))
      svg.text(
        "faint",
        frame.isNarrow ? Format.grouped(Int(tick)) : Format.bandwidth(Throughput(megabitsPerSecond: tick)),
        at: (at, area.y + area.height + 15), anchor: "middle")
    }
    for tick in y.ticks(about: 5) {
      svg.line("grid", from: (area.x, y.position(tick)), to: (area.x + area.width, y.position(tick)))
      svg.text("faint", Format.axis(tick), at: (area.x - 6, y.position(tick) + 4), anchor: "end")
    }
    svg.line("axis", from: (area.x, area.y + area.height), to: (area.x + area.width, area.y + area.height))
    svg.text(
      "faint", frame.isNarrow ? "download in Mbit/s, logarithmic" : "download bandwidth, logarithmic",
      at: (area.x + area.width, area.y + area.height + 33), anchor: "end")
    svg.text("faint", "times the best → slower", at: (10, area.y + area.height), turned: true)
  }

  /// Names at the lines' right ends, or where a line leaves the plot.
  private func names(
    of contenders: [Contender], _ curves: [[(megabits: Double, times: Double)]], _ x: Scale, _ y: Scale,
    _ area: Box, _ entries: [Series: ReportLegend.Entry], in svg: inout SVG
  ) {
    var (staying, leaving): ([(setting: Setting, y: Double)], [(setting: Setting, x: Double)]) = ([], [])
    for (contender, curve) in zip(contenders, curves) {
      if let end = curve.last, end.times <= y.domain.upperBound {
        staying.append((contender.setting, y.position(end.times)))
      } else if let exit = curve.last(where: { $0.times <= y.domain.upperBound }) {
        leaving.append((contender.setting, x.position(exit.megabits)))
      }
    }
    let places = LabelLayout.spread(staying.map(\.y), apart: 13, within: y.end...y.start)
    var labels = zip(staying, places).map { line, place in
      (setting: line.setting, at: (x: area.x + area.width + 6, y: place + 4))
    }
    leaving.sort { $0.x < $1.x }
    var last = -Double.infinity
    var row = 0.0
    for line in leaving {
      // Names of lines that leave close to each other are stacked.
      row = line.x - last < 80 ? row + 1 : 0
      last = line.x
      labels.append((line.setting, (line.x + 5, area.y + 14 + 13 * row)))
    }
    for label in labels {
      guard let entry = entries[Series(of: label.setting)] else { continue }
      svg.group(entry.group) { svg in svg.text("lv", label.setting.name, at: label.at) }
    }
  }

  /// The times of a setting as multiples of the least, by bandwidth.
  private func curve(of contender: Contender, _ crossover: Crossover) -> [(megabits: Double, times: Double)] {
    stride(from: 0, through: Crossover.positions, by: 4).compactMap { position in
      let bandwidth = Crossover.bandwidth(at: Double(position))
      guard let own = contender.userTime(at: bandwidth), let least = crossover.least(at: bandwidth),
        least.seconds > 0
      else { return nil }
      return (bandwidth.megabitsPerSecond, own.seconds / least.seconds)
    }
  }

  private func band(
    _ bands: [Crossover.Band], _ x: Scale, _ entries: [Series: ReportLegend.Entry], in svg: inout SVG
  ) {
    for band in bands {
      let from = x.position(band.from.megabitsPerSecond)
      let to = x.position(band.to.megabitsPerSecond)
      let label = band.contender.setting.name
      guard let entry = entries[Series(of: band.contender.setting)] else { continue }
      svg.group(entry.group) { svg in
        svg.rectangle(
          "bar", Box(x: from + 0.5, y: 44, width: to - from - 1, height: 8),
          title: "\(label); best from \(Format.bandwidth(band.from)) to \(Format.bandwidth(band.to));"
            + " \(Format.size(band.contender.size)), decode "
            + (band.contender.decompress.map { Format.time($0) } ?? "not timed"))
        if to - from > Double(label.count) * 6.2 {
          svg.text("lv", label, at: ((from + to) / 2, 39), anchor: "middle")
        }
      }
    }
  }
}
