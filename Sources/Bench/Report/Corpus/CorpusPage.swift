import BenchCore
import BenchResults
import FoundationEssentials
import Pipeline

/// The page of a corpus below its first screen.
extension Corpus {
  func html() -> String {
    var html = "<section aria-labelledby=\"h-all\"><h2 id=\"h-all\">One setting for all</h2>"
    html +=
      "<p class=\"lead\">\(Escape.markup(finding))</p><div class=\"grid\">\(lossTable())\(outlierTable())</div>"
    return html + "</section>\n" + charts() + rows()
  }

  /// The spread of sizes, a chart a series.
  func drawings(_ width: ChartWidth) -> [(series: String, drawing: Drawing)] {
    let spreads = spreads()
    guard let reference, !spreads.isEmpty else { return [] }
    let chart = SpreadChart(for: spreads, reference: reference)
    return report.legend.compactMap { entry in
      let members = spreads.filter { Series(of: $0.setting) == entry.series }
      return members.isEmpty ? nil : (entry.series.name, chart.drawing(of: members, entry, width))
    }
  }

  /// The charts alone; without any, a note that says why.
  func picture() -> [Drawing] {
    let charts = drawings(.wide).map(\.drawing)
    return charts.isEmpty
      ? [ChartFrame(width: .wide, heading: report.title, finding: finding).note()] : charts
  }

  private func lossTable() -> String {
    guard let setting = settings.first else { return "" }
    let table = losses("Tree")?.html("class=\"bands\"") ?? "<p class=\"none\">No tree loses anything.</p>"
    return "<figure><h3>Trees that lose most by \(setting.name)</h3>\(table)</figure>"
  }

  private func outlierTable() -> String {
    let table =
      outliers("Tree")?.html("class=\"bands\"")
      ?? "<p class=\"none\">No tree's ratio is far from the others'.</p>"
    let more = outliers().count - 10
    return "<figure><h3>Unusual trees</h3>\(table)"
      + (more > 0 ? "<figcaption>And \(Format.grouped(more)) more.</figcaption>" : "") + "</figure>"
  }

  private func charts() -> String {
    guard let reference else { return "" }
    let wide = drawings(.wide)
    guard !wide.isEmpty else { return "" }
    var html =
      "<section aria-labelledby=\"h-spread\"><h2 id=\"h-spread\">Size against \(reference.label)</h2>"
    html +=
      "<p class=\"lead\">How much larger or smaller a setting's archive is, over all trees. The broad bar holds"
    html +=
      " half of the trees, the thin line nine in ten; the mark is the median, the ring the worst tree.</p>"
    html += "<div class=\"grid\">"
    for (wide, narrow) in zip(wide, drawings(.narrow)) {
      html += "<figure><h3>\(wide.series)</h3>\(wide.drawing.embedded)\(narrow.drawing.embedded)</figure>"
    }
    return html + "</div></section>\n"
  }

  private func rows() -> String {
    let encoded = Data(csv().utf8).base64EncodedString()
    return "<section aria-labelledby=\"h-trees\"><h2 id=\"h-trees\">All trees</h2>"
      + "<p class=\"lead\">A loss is how much larger a setting's archive is than the tree's own smallest."
      + "<span class=\"scripted\"> A heading sorts by its column.</span>"
      + " <a download=\"trees.csv\" href=\"data:text/csv;charset=utf-8;base64,\(encoded)\">The table as CSV</a></p>"
      + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-trees\">\(table.html("id=\"trees\"", caption: "All trees", isSortable: true))</div></section>\n"
      + "<details><summary><h2>Method</h2></summary>\(ReportPage.methodText)</details>\n"
  }
}
