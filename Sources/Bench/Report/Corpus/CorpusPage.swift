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

  private func lossTable() -> String {
    guard let setting = settings.first else { return "" }
    let losses = worstLosses(0, atMost: 10)
    var html = "<figure><h3>Trees that lose most by \(setting.name)</h3>"
    guard !losses.isEmpty else { return html + "<p class=\"none\">No tree loses anything.</p></figure>" }
    html += "<table class=\"bands\"><thead><tr><th scope=\"col\">Tree</th><th scope=\"col\">Own smallest</th>"
    html += "<th scope=\"col\" class=\"n\">Larger by</th></tr></thead><tbody>"
    for (tree, loss) in losses {
      html += "<tr><th scope=\"row\">\(Escape.markup(tree.subject.title))</th>"
      html +=
        "<td>\(tree.smallest?.setting.name ?? "–")</td><td class=\"n\">\(Format.percent(loss))</td></tr>"
    }
    return html + "</tbody></table></figure>"
  }

  private func outlierTable() -> String {
    let outliers = outliers()
    var html = "<figure><h3>Unusual trees</h3>"
    guard !outliers.isEmpty else {
      return html + "<p class=\"none\">No tree's ratio is far from the others'.</p></figure>"
    }
    html +=
      "<table class=\"bands\"><thead><tr><th scope=\"col\">Tree</th><th scope=\"col\" class=\"n\">Ratio</th>"
    html += "<th scope=\"col\" class=\"n\">Deviations from the median</th></tr></thead><tbody>"
    for one in outliers.prefix(10) {
      html +=
        "<tr><th scope=\"row\">\(Escape.markup(one.title))</th><td class=\"n\">\(Format.ratio(one.ratio))</td>"
      html += "<td class=\"n\">\(Format.trimmed(one.deviations, places: 1))</td></tr>"
    }
    html += "</tbody></table>"
    if outliers.count > 10 {
      html += "<figcaption>And \(Format.grouped(outliers.count - 10)) more.</figcaption>"
    }
    return html + "</figure>"
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
      + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-trees\">\(table())</div></section>\n"
      + "<details><summary><h2>Method</h2></summary>\(ReportPage.methodText)</details>\n"
  }
}
