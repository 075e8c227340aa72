import BenchCore
import Pipeline
import BenchResults
import Glibc

/// Time to download and decode against bandwidth: a line for every setting that is best somewhere, the smallest of
/// each codec beside them, and above them a band that names the best.
struct CrossoverChart {
  /// Bandwidths in Mbit/s.
  let bandwidths = Scale(
    .logarithmic,
    domain: Crossover.range.lowerBound.megabitsPerSecond...Crossover.range.upperBound.megabitsPerSecond,
    from: 0, to: 1)

  /// The settings drawn: the envelope's from slow to fast, then each codec's smallest that is not among them.
  static func contenders(of subject: ReportSubject) -> [Crossover.Candidate] {
    var shown = subject.crossover.segments().map(\.candidate)
    for codec in Codec.allCases {
      let smallest = subject.crossover.candidates.filter { $0.setting.codec == codec }
        .least { Double($0.size.bytes) }
      if let smallest, !shown.contains(smallest) { shown.append(smallest) }
    }
    return shown
  }

  func drawing(of subject: ReportSubject, legend: [ReportLegend.Entry], heading: String, finding: String)
    -> Drawing
  {
    let area = Box(x: 56, y: 62, width: 500, height: 280)
    let x = bandwidths.along(from: area.x, to: area.x + area.width)
    let shown = Self.contenders(of: subject)
    let segments = subject.crossover.segments()
    let ends = [Crossover.range.lowerBound, Crossover.range.upperBound]
    let times = shown.flatMap { one in ends.map { one.total(at: $0).inSeconds } }
    let y = Scale(.logarithmic, covering: times, margin: 0.03, from: area.y + area.height, to: area.y)
    let looks = Dictionary(uniqueKeysWithValues: legend.map { ($0.series, $0.look) })
    return Drawing(width: 660, height: 400, description: "\(heading). \(finding)") { svg in
      svg.text("head", heading, at: (0, 14))
      for tick in x.ticks(about: 3) {
        let at = x.position(tick)
        svg.line("grid", from: (at, area.y), to: (at, area.y + area.height))
        svg.text(
          "faint", Format.bandwidth(Throughput(megabitsPerSecond: tick)), at: (at, area.y + area.height + 15),
          anchor: "middle")
      }
      for tick in y.ticks(about: 5) {
        svg.line("grid", from: (area.x, y.position(tick)), to: (area.x + area.width, y.position(tick)))
        svg.text("faint", Format.tick(.seconds(tick)), at: (area.x - 6, y.position(tick) + 4), anchor: "end")
      }
      svg.line("axis", from: (area.x, area.y + area.height), to: (area.x + area.width, area.y + area.height))
      svg.text(
        "faint", "download bandwidth, logarithmic", at: (area.x + area.width, area.y + area.height + 34),
        anchor: "end")
      svg.path("frontier", through: curve(x, y) { subject.crossover.best(at: $0)?.total(at: $0) })
      for candidate in shown {
        let look = looks[Series(of: candidate.setting)] ?? 0
        svg.group(["class": "s\(look)"]) { svg in
          svg.path(
            "ln", through: curve(x, y) { candidate.total(at: $0) }, dash: Look.all[look].dash,
            title: candidate.setting.label)
        }
      }
      names(of: shown, at: area.x + area.width + 6, y, looks: looks, in: &svg)
      band(segments, x, top: 30, looks: looks, in: &svg)
    }
  }

  /// Names at the lines' right ends.
  private func names(
    of candidates: [Crossover.Candidate], at x: Double, _ y: Scale, looks: [Series: Int], in svg: inout SVG
  ) {
    let ends = candidates.map { y.position($0.total(at: Crossover.range.upperBound).inSeconds) }
    let places = LabelLayout.spread(ends, apart: 13, within: y.end...y.start)
    for (candidate, place) in zip(candidates, places) {
      svg.group(["class": "s\(looks[Series(of: candidate.setting)] ?? 0)"]) { svg in
        svg.text("lv", candidate.setting.label, at: (x, place + 4))
      }
    }
  }

  private func curve(_ x: Scale, _ y: Scale, _ time: (Throughput) -> Duration?) -> [(x: Double, y: Double)] {
    let (low, high) = (log10(x.domain.lowerBound), log10(x.domain.upperBound))
    return (0...80).compactMap { step in
      let megabits = pow(10, low + (high - low) * Double(step) / 80)
      guard let time = time(Throughput(megabitsPerSecond: megabits)) else { return nil }
      return (x.position(megabits), y.position(time.inSeconds))
    }
  }

  private func band(
    _ segments: [Crossover.Segment], _ x: Scale, top: Double, looks: [Series: Int], in svg: inout SVG
  ) {
    for segment in segments {
      let from = x.position(segment.from.megabitsPerSecond)
      let to = x.position(segment.to.megabitsPerSecond)
      let look = looks[Series(of: segment.candidate.setting)] ?? 0
      let label = segment.candidate.setting.label
      svg.group(["class": "s\(look)"]) { svg in
        svg.rectangle(
          "bar", Box(x: from + 0.5, y: top + 16, width: to - from - 1, height: 6),
          title: "\(label): \(Format.bandwidth(segment.from)) to \(Format.bandwidth(segment.to))")
        if to - from > Double(label.count) * 6 {
          svg.text("lv", label, at: ((from + to) / 2, top + 11), anchor: "middle")
        }
      }
    }
  }
}
