import BenchCore
import Pipeline
import BenchResults
import FoundationEssentials

/// The report as one page that loads nothing.
struct ReportPage {
  let report: Report

  private static let early = "document.documentElement.classList.add(\"js\")"
  private static let late = ReportScript.figures + ReportScript.page

  /// These very scripts, inline style, and the empty icon that keeps a browser from asking for one: nothing else.
  ///
  /// A script smuggled in by a name would not run, even if escaping failed.
  private func policy() throws(Failure) -> String {
    var sources: [String] = []
    for script in [Self.early, Self.late] {
      let digest = try Digest(of: Array(script.utf8).span.bytes)
      sources.append("'sha256-\(Data(digest.bytes).base64EncodedString())'")
    }
    return "default-src 'none'; script-src \(sources.joined(separator: " ")); style-src 'unsafe-inline';"
      + " img-src data:; base-uri 'none'; form-action 'none'"
  }

  func html() throws(Failure) -> String {
    let data = try ReportData(report).json()
    var html = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(try policy())">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="pybench">
      <title>pybench: \(Escape.markup(report.title))</title>
      <link rel="icon" href="data:,">
      <style>\(ChartStyle.css)\(ReportStyle.css)</style>
      <script>\(Self.early)</script>
      </head>
      <body>

      """
    html += header() + "<main>\n" + cards() + charts() + comparison() + rows() + reproduction() + method()
    html += "</main>\n<footer>Made by pybench from \(report.rowCount) measured settings."
    html += " This page loads nothing and sends nothing.</footer>\n"
    html += "<script type=\"application/json\" id=\"data\">\(Escape.script(json: data))</script>\n"
    html += "<script>\(Self.late)</script>\n"
    return html + "</body>\n</html>\n"
  }

  private func header() -> String {
    let title = report.subjects.map { Escape.markup($0.title) }.joined(separator: " <span>·</span> ")
    let runs = report.subjects.compactMap(\.results.provenance)
    var facts = Set(runs.map(\.machine.cpu)).sorted()
    facts += Set(runs.map { String($0.begun.prefix(10)) }).sorted()
    facts += Set(report.subjects.flatMap { $0.results.rows.map(\.libraryVersion) }).sorted()
    return "<header><p class=\"kicker\">Archive settings compared</p><h1>\(title)</h1>"
      + "<p class=\"facts\">\(facts.map(Escape.markup).joined(separator: " · "))</p></header>\n"
  }

  private func cards() -> String {
    var html = "<section class=\"cards\" aria-label=\"In short\">"
    for subject in report.subjects {
      let steps = WaterfallStep.list(subject)
      html += "<article class=\"card\">"
      if report.subjects.count > 1 { html += "<h2>\(Escape.markup(subject.title))</h2>" }
      if let first = steps.first, let last = steps.last, last.isArchive, let share = last.share {
        html += "<p class=\"big\">\(Format.size(first.bytes)) <span>→</span> \(Format.size(last.bytes))</p>"
        html += "<p class=\"sub\">\(first.name) to \(last.name): \(Format.percent(share)) remain</p>"
      }
      html += "<dl>"
      if let row = subject.smallest, let reference = subject.reference,
        let change = subject.changeFromReference(row)
      {
        html += fact("Against \(reference.setting.label)", change, "smaller is better")
      }
      for (name, row, operation) in [
        ("Fastest to compress", subject.fastestToCompress, Operation.compress),
        ("Fastest to decompress", subject.fastestToDecompress, .decompress),
      ] {
        guard let row, let speed = row.throughput(operation) else { continue }
        html += fact(name, Format.speed(speed), row.setting.label)
      }
      let failed = subject.results.rows.count - subject.measured.count
      html += fact(
        "Settings", "\(subject.measured.count)", failed == 0 ? "all measured" : "and \(failed) failed")
      html += "</dl></article>"
    }
    return html + "</section>\n"
  }

  private func fact(_ name: String, _ value: String, _ note: String) -> String {
    "<div><dt>\(name)</dt><dd><b>\(value)</b> <small>\(note)</small></dd></div>"
  }

  private func charts() -> String {
    ReportChart.allCases.map { chart in
      let figures = report.figures(chart)
      let wide = chart == .sizes ? " wide" : ""
      return "<section class=\"charts\(wide)\" aria-labelledby=\"h-\(chart.rawValue)\">"
        + "<h2 id=\"h-\(chart.rawValue)\">\(chart.title)</h2><p class=\"lead\">\(Self.lead(chart))</p>"
        + (chart == .crossover ? slider() : "")
        + "<div class=\"grid\">\(figures.map(figure).joined())</div></section>\n"
    }.joined()
  }

  private static func lead(_ chart: ReportChart) -> String {
    switch chart {
    case .compress:
      "Up is smaller, right is faster. The broad grey line is the frontier: what lies on it, no other setting"
        + " beats in both. Numbers are levels; whiskers show the spread of the rounds."
    case .decompress: "The same against the speed at which users unpack."
    case .sizes: "Bytes of the archive that ships, to the byte what the stock tools write."
    case .stages: "What every step of the pipeline leaves; what it took away is pale."
    case .crossover:
      "The time a user waits is the download's and the decoder's. On a slow line bytes decide, on a fast one the"
        + " decoder does; the band names the setting that is best in between."
    }
  }

  private func figure(_ figure: Report.Figure) -> String {
    let several = figure.subject != nil && report.subjects.count > 1
    let title = figure.subject.map { Escape.markup(report.subjects[$0].title) } ?? ""
    var html = "<figure data-chart=\"\(figure.chart.rawValue)\" data-subject=\"\(figure.subject ?? 0)\">"
    if several { html += "<h3>\(title)</h3>" }
    if !figure.hasData {
      html += "<p class=\"none\">\(Escape.markup(figure.finding))</p></figure>"
      return html
    }
    html += "<div class=\"static\">\(figure.drawing.embedded)</div>"
    html += "<figcaption>\(Escape.markup(figure.finding))</figcaption>"
    if figure.chart == .crossover, let index = figure.subject { html += segments(report.subjects[index]) }
    return html + "</figure>"
  }

  private func slider() -> String {
    """
    <div class="slider"><label for="bandwidth">Download bandwidth <output id="speed" for="bandwidth"></output></label>
    <input type="range" id="bandwidth" min="0" max="400" step="1" value="200">
    <div class="ends" aria-hidden="true"><span>1 Mbit/s</span><span>10 Gbit/s</span></div>
    <div id="answer" role="status" aria-live="polite"></div>
    <div class="modes" role="group" aria-label="Vertical axis"><button type="button" data-mode="relative" \
    aria-pressed="true">Times the best</button><button type="button" data-mode="total" aria-pressed="false">\
    Seconds</button></div></div>
    """
  }

  private func segments(_ subject: ReportSubject) -> String {
    var html =
      "<table class=\"segments\"><caption class=\"hidden\">The best setting for each bandwidth</caption>"
    html += "<thead><tr><th scope=\"col\">Bandwidth</th><th scope=\"col\">Best</th>"
    html +=
      "<th scope=\"col\" class=\"n\">Download</th><th scope=\"col\" class=\"n\">Decode</th></tr></thead><tbody>"
    for segment in subject.crossover.segments() {
      html += "<tr><td>\(Format.bandwidth(segment.from)) to \(Format.bandwidth(segment.to))</td>"
      html += "<th scope=\"row\">\(segment.candidate.setting.label)</th>"
      html += "<td class=\"n\">\(Format.size(segment.candidate.size))</td>"
      html += "<td class=\"n\">\(Format.time(segment.candidate.decode))</td></tr>"
    }
    return html + "</tbody></table>"
  }
}
