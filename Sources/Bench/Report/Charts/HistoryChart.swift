package import BenchCore

/// Sizes over releases, a line for each setting.
package struct HistoryChart {
  /// A release, as plain values.
  package struct Release {
    let date: String
    let name: String
    let series: String
    let bytes: ByteCount
    let tarBytes: ByteCount
    let findings: Int

    package init(
      date: String, name: String, series: String, bytes: ByteCount, tarBytes: ByteCount, findings: Int
    ) {
      self.date = date
      self.name = name
      self.series = series
      self.bytes = bytes
      self.tarBytes = tarBytes
      self.findings = findings
    }

    /// Name and date. A release without a name has its date as name.
    fileprivate var title: String { name == date ? date : "\(name), \(date)" }
  }

  private let title: String
  private let releases: [Release]
  private let series: [String]

  /// Creates a chart of releases in their order.
  package init(title: String, releases: [Release]) {
    self.title = title
    self.releases = releases
    var series: [String] = []
    for release in releases where !series.contains(release.series) { series.append(release.series) }
    self.series = series
  }

  /// The chart as an SVG file.
  package var standalone: String { drawing.standalone }

  private var description: String {
    guard let first = releases.first, let last = releases.last else { return title }
    let change = Format.relativeChange(from: first.bytes, to: last.bytes).map { ", \($0)" } ?? ""
    return "\(title): \(Format.count(releases.count, "release")), from \(Format.size(first.bytes)) "
      + "(\(first.name)) to \(Format.size(last.bytes)) (\(last.name))\(change)"
  }

  private var drawing: Drawing {
    let (left, top, width, height) = (70.0, 34.0, 620.0, 260.0)
    let y = Scale(
      .linear, covering: releases.map(\.bytes.megabytes), margin: 0.12, from: top + height, to: top)
    let last = releases.count - 1
    let step = width / Double(max(last, 1))
    func x(_ index: Int) -> Double { last > 0 ? left + Double(index) * step : left + width / 2 }
    // Adjacent labels need about 60 units to stay readable.
    let every = Int((60 / step).rounded(.up))
    let legend = series.count > 1 ? Double(series.count) * 18 + 8 : 0
    return Drawing(width: left + width + 40, height: top + height + 62 + legend, description: description) {
      svg in
      svg.text("head", description.count > 96 ? title : description, at: (0, 14))
      for tick in y.ticks(about: 5) {
        let position = y.position(tick)
        svg.line("grid", from: (left, position), to: (left + width, position))
        svg.text("faint", "\(Format.axis(tick)) MB", at: (left - 8, position + 4), anchor: "end")
      }
      svg.line("axis", from: (left, top + height), to: (left + width, top + height))
      // The last release always has a label; labels too close to it are skipped.
      for (index, release) in releases.enumerated()
      where index == last || index % every == 0 && last - index >= every {
        svg.text("", Self.short(release.name), at: (x(index), top + height + 18), anchor: "middle")
        if release.name != release.date {
          svg.text("faint", release.date, at: (x(index), top + height + 34), anchor: "middle")
        }
      }
      for (number, name) in series.enumerated() {
        let look = number % Look.all.count
        let points = releases.enumerated().filter { $0.element.series == name }
        svg.group(["class": "s\(look)"]) { svg in
          svg.path("ln", through: points.map { (x($0.offset), y.position($0.element.bytes.megabytes)) })
          for (index, release) in points {
            svg.mark(
              Look.all[look].mark, at: (x(index), y.position(release.bytes.megabytes)),
              title: "\(release.title): \(Format.grouped(release.bytes.bytes)) bytes, \(name)"
            )
          }
          if series.count > 1 {
            let line = top + height + 58 + Double(number) * 18
            svg.mark(Look.all[look].mark, at: (left + 5, line - 4))
            svg.text("", name, at: (left + 16, line))
          }
        }
      }
    }
  }

  private static func short(_ name: String) -> String { name.count > 12 ? name.prefix(11) + "…" : name }

  /// A page with the chart and a table, which loads nothing.
  package var page: String {
    let rows = releases.reversed().map { release in
      let cells = [release.date, release.name, release.series].map { "<td>\(Escape.markup($0))</td>" }
      let numbers = [release.bytes.bytes, release.tarBytes.bytes, release.findings].map {
        "<td class=\"n\">\(Format.grouped($0))</td>"
      }
      return "<tr>\((cells + numbers).joined())</tr>"
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(Escape.markup(title))</title>
      <style>
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
      svg{max-width:100%;height:auto}table{border-collapse:collapse;margin-top:1.5rem}
      .scroll{overflow-x:auto}th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid #8884}.n{text-align:right;font-variant-numeric:tabular-nums}
      \(ChartStyle.css)</style>
      </head>
      <body>
      <h1>\(Escape.markup(title))</h1>
      <p>\(Escape.markup(description)).</p>
      \(drawing.embedded)
      <div class="scroll"><table>
      <thead><tr><th>Date</th><th>Release</th><th>Setting</th><th class="n">Archive, bytes</th><th class="n">Tar, bytes</th><th class="n">Findings</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      </body>
      </html>

      """
  }
}
