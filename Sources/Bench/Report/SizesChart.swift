import BenchCore
import Pipeline
import BenchResults

/// The size of every setting: bars in the order of the levels, a group a series, a bar a result.
struct SizesChart {
  let subjects: [ReportSubject]
  let legend: [ReportLegend.Entry]

  /// Settings of all results, series by series and by level.
  static func settings(of subjects: [ReportSubject]) -> [Setting] {
    Set(subjects.flatMap { $0.measured.map(\.setting) }).sorted {
      (Series(of: $0), $0.level) < (Series(of: $1), $1.level)
    }
  }

  func drawing(heading: String, finding: String) -> Drawing {
    let settings = Self.settings(of: subjects)
    let top = subjects.flatMap(\.measured).compactMap { $0.compressedBytes?.megabytes }.max() ?? 1
    let area = Box(x: 46, y: 34, width: 900, height: 220)
    let y = Scale(.linear, domain: 0...(top * 1.04), from: area.y + area.height, to: area.y)
    let groups = legend.map { entry in (entry, settings.filter { Series(of: $0) == entry.series }) }
      .filter { !$0.1.isEmpty }
    let gap = 14.0
    let room = area.width - gap * Double(max(groups.count - 1, 0))
    // A label of two digits takes fifteen units.
    let slot = settings.isEmpty ? 0 : min(room / Double(settings.count), 60)
    let every = slot >= 15 ? 1 : slot >= 8 ? 2 : 5
    return Drawing(width: 960, height: 310, description: "\(heading). \(finding)") { svg in
      svg.text("head", heading, at: (0, 14))
      for tick in y.ticks(about: 5) {
        svg.line("grid", from: (area.x, y.position(tick)), to: (area.x + area.width, y.position(tick)))
        svg.text("faint", Format.axis(tick), at: (area.x - 6, y.position(tick) + 4), anchor: "end")
      }
      svg.text("faint", "MB", at: (area.x - 6, area.y - 8), anchor: "end")
      var x = area.x
      for (entry, members) in groups {
        let width = slot * Double(members.count)
        svg.group(["class": "s\(entry.look)"]) { svg in
          for (index, setting) in members.enumerated() {
            bars(of: setting, at: x + slot * Double(index), slot: slot, y, in: &svg)
          }
        }
        for (index, setting) in members.enumerated()
        where index % every == 0 || index == members.count - 1 && index % every > every / 2 {
          svg.text(
            "faint", setting.levelName, at: (x + slot * (Double(index) + 0.5), area.y + area.height + 14),
            anchor: "middle")
        }
        svg.text("name", entry.series.name, at: (x + width / 2, area.y + area.height + 32), anchor: "middle")
        x += width + gap
      }
      if subjects.count > 1 {
        let names = subjects.map(\.title).joined(separator: ", ")
        svg.text("faint", "bars of a setting from left to right, ever paler: \(names)", at: (area.x, 304))
      }
    }
  }

  private func bars(of setting: Setting, at x: Double, slot: Double, _ y: Scale, in svg: inout SVG) {
    let width = (slot - (slot > 6 ? 3 : 1)) / Double(subjects.count)
    for (index, subject) in subjects.enumerated() {
      guard let row = subject.results.row(setting), let size = row.compressedBytes, row.status == .ok else {
        continue
      }
      let top = y.position(size.megabytes)
      svg.add(
        "rect",
        [
          "class": "bar", "x": SVG.number(x + 1 + width * Double(index)), "y": SVG.number(top),
          "width": SVG.number(max(width - 0.4, 0.6)), "height": SVG.number(y.start - top),
          "fill-opacity": SVG.number(Self.opacity(of: index, among: subjects.count)),
        ], title: subjects.count > 1 ? "\(subject.title): \(row.details)" : row.details)
    }
  }

  /// How solid the bars of a result are: the first wholly, the last least.
  static func opacity(of index: Int, among count: Int) -> Double {
    count < 2 ? 1 : 1 - 0.6 * Double(index) / Double(count - 1)
  }
}
