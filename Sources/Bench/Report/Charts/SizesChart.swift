import BenchCore
import BenchResults
import Pipeline

/// The size of every setting: bars in the order of the levels, one group per series.
struct SizesChart {
  /// Maximum MB of all results, for a common scale.
  private let most: Double

  init(for subjects: [ReportSubject]) {
    most = subjects.flatMap(\.measured).compactMap { $0.compressedBytes?.megabytes }.reduce(0, max)
  }

  func drawing(of subject: ReportSubject, _ legend: [ReportLegend.Entry], _ frame: ChartFrame) -> Drawing {
    let area = frame.plot(left: 34, right: 4, top: 34, height: 220)
    let y = Scale(.linear, domain: 0...max(most * 1.04, 1e-6), from: area.y + area.height, to: area.y)
    let groups = legend.map { entry in
      (
        entry: entry,
        rows: subject.measured.filter { Series(of: $0.setting) == entry.series }
          .sorted { $0.setting.level < $1.setting.level }
      )
    }.filter { !$0.rows.isEmpty }
    let gap = 10.0
    let room = area.width - gap * Double(groups.count - 1)
    let slot = min(room / Double(groups.reduce(0) { $0 + $1.rows.count }), 46)
    // A label of two digits takes fifteen units.
    let every = slot >= 15 ? 1 : slot >= 7.5 ? 2 : 5
    return frame.drawing(height: 318) { svg in
      for tick in y.ticks(about: 5) {
        svg.line("grid", from: (area.x, y.position(tick)), to: (area.x + area.width, y.position(tick)))
        svg.text("faint", Format.axis(tick), at: (area.x - 6, y.position(tick) + 4), anchor: "end")
      }
      svg.text("faint", "MB", at: (area.x - 6, area.y - 6), anchor: "end")
      var x = area.x
      var occupied = [-Double.infinity, -Double.infinity]
      for (entry, rows) in groups {
        let bottom = area.y + area.height
        svg.group(entry.group) { svg in
          for (index, row) in rows.enumerated() {
            guard let size = row.compressedBytes else { continue }
            let top = y.position(size.megabytes)
            let left = x + slot * Double(index)
            svg.rectangle(
              "bar", Box(x: left + slot * 0.1, y: top, width: slot * 0.8, height: bottom - top),
              title: row.details)
          }
        }
        for (index, row) in rows.enumerated() where index % every == 0 {
          svg.text(
            "faint", row.setting.levelName, at: (x + slot * (Double(index) + 0.5), bottom + 14),
            anchor: "middle")
        }
        // A name wider than its group goes to the second line if the first has no space.
        let extent = Double(entry.series.name.count) * 7
        let middle = x + slot * Double(rows.count) / 2
        let start = min(max(middle - extent / 2, 0), frame.width.rawValue - extent)
        if let line = occupied.firstIndex(where: { $0 < start }) {
          svg.text(
            "name", entry.series.name, at: (start + extent / 2, bottom + 32 + 15 * Double(line)),
            anchor: "middle")
          occupied[line] = start + extent + 4
        }
        x += slot * Double(rows.count) + gap
      }
    }
  }
}
