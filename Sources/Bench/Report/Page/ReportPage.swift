import BenchCore
import BenchResults
import FoundationEssentials
import Pipeline

/// The report as one page that loads nothing.
struct ReportPage {
  let report: Report

  private static let early = "document.documentElement.classList.add(\"js\")"

  /// Allows only these scripts, inline style, and the empty icon, which stops browsers from requesting one.
  ///
  /// A script in a name would not run, even if escaping failed.
  private func policy() throws(Failure) -> String {
    var sources: [String] = []
    for script in [Self.early, ReportScript.text] {
      let digest = try Digest(of: Array(script.utf8).span.bytes)
      sources.append("'sha256-\(Data(digest.bytes).base64EncodedString())'")
    }
    return "default-src 'none'; script-src \(sources.joined(separator: " ")); style-src 'unsafe-inline';"
      + " img-src data:; base-uri 'none'; form-action 'none'"
  }

  func html() throws(Failure) -> String {
    let cards = AnswerCards(report: report)
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
    html += header() + "<main>\n" + cards.html() + banner()
    html += report.isCorpus ? Corpus(report).html() : charts() + comparison() + rows() + method()
    html += "</main>\n<footer>Made by pybench from \(Format.count(report.rowCount, "measured setting"))."
    html += " This page loads nothing and sends nothing.</footer>\n"
    html +=
      "<script type=\"application/json\" id=\"data\">\(Escape.script(json: try JSONText.line(cards.data())))</script>\n"
    html += "<script>\(ReportScript.text)</script>\n"
    return html + "</body>\n</html>\n"
  }

  private func header() -> String {
    let names =
      report.isCorpus
      ? Escape.markup(report.title)
      : report.subjects.map { Escape.markup($0.title) }.joined(separator: " <span>·</span> ")
    let runs = report.subjects.compactMap(\.results.provenance)
    let machines = Set(runs.map(\.machine.cpu)).sorted()
    let days = Set(runs.map { String($0.begun.prefix(10)) }).sorted()
    var facts = machines.count > 3 ? [Format.count(machines.count, "processor model")] : machines
    facts += days.count > 3 ? ["\(days.first ?? "") to \(days.last ?? "")"] : days
    facts += Set(report.subjects.flatMap { $0.results.rows.map(\.libraryVersion) }).sorted()
    if let subject = report.single {
      let steps = WaterfallStep.list(subject)
      if let first = steps.first, let last = steps.last, last.isArchive {
        facts.insert("\(Format.size(first.bytes)) \(first.name) → \(Format.size(last.bytes)) archive", at: 0)
      }
    }
    return "<header><p class=\"kicker\">\(report.python.map { Escape.markup($0) + ": archive" } ?? "Archive")"
      + " settings compared</p><h1>\(names)</h1>"
      + "<p class=\"facts\">\(facts.map(Escape.markup).joined(separator: " · "))</p></header>\n"
  }

  /// The precision of the times.
  private func banner() -> String {
    let precision = Precision(of: report.subjects)
    var html = "<p class=\"banner\" role=\"note\"><b>How exact is this?</b> \(precision.text)"
    if !precision.grades.isEmpty {
      html +=
        " Within 5% means that another sweep finds the time within 5% in 95 of 100 cases. ± is one standard error."
      html += " Times that differ by less than their errors are called equal."
      let parts = precision.grades.map { grade, count in
        "<i class=\"g\(TimeGrade.allCases.prefix { $0 != grade }.count)\" style=\"flex-grow:\(count)\"></i>"
      }
      html += "<span class=\"shares\" aria-hidden=\"true\">\(parts.joined())</span>"
    }
    return html + "</p>\n"
  }

  private func charts() -> String {
    let sections = ReportChart.allCases.map { chart in
      "<section class=\"charts\" aria-labelledby=\"h-\(chart.rawValue)\">"
        + "<h2 id=\"h-\(chart.rawValue)\">\(chart.title)</h2><p class=\"lead\">\(Self.lead(chart))</p>"
        + "<div class=\"grid\">\(report.subjects.map { figure(chart, $0) }.joined())</div></section>\n"
    }
    return "<div class=\"\(report.single == nil ? "rows" : "duo")\">\(sections.joined())</div>\n"
  }

  private static func lead(_ chart: ReportChart) -> String {
    switch chart {
    case .compress:
      "Up is smaller, right is faster. The wide grey line is the frontier: no other setting is at least as good in"
        + " both. Numbers are levels. Whiskers are one standard error; hollow marks are single runs, whose error is"
        + " assumed. A line joins levels whose times differ by more than their errors."
    case .decompress: "The same for the speed at which users unpack."
    case .crossover:
      "A user waits for the download and the decoder. On a slow line the size decides, on a fast line the decoder; the"
        + " band names the best setting."
    case .stages: "Size after each step of the pipeline. The pale part is what the step removed."
    case .sizes: "Size of the shipped archive, identical to the file that the stock tools write."
    }
  }

  private func figure(_ chart: ReportChart, _ subject: ReportSubject) -> String {
    var html = "<figure data-chart=\"\(chart.rawValue)\">"
    if report.subjects.count > 1 { html += "<h3>\(Escape.markup(subject.title))</h3>" }
    guard report.hasData(chart, of: subject) else {
      return html + "<p class=\"none\">\(Escape.markup(ChartCaptions.text(chart, of: subject)))</p></figure>"
    }
    for width in ChartWidth.allCases { html += report.drawing(chart, of: subject, width: width).embedded }
    html += "<figcaption>\(Escape.markup(ChartCaptions.text(chart, of: subject)))</figcaption>"
    return html + (chart == .crossover ? bands(subject) : "") + "</figure>"
  }

  private func bands(_ subject: ReportSubject) -> String {
    Table(
      columns: [
        Table.Column(heading: "Bandwidth"), Table.Column(heading: "Best"),
        Table.Column(heading: "Download", isNumber: true), Table.Column(heading: "Decode", isNumber: true),
      ],
      rows: subject.crossover.bands().map { band in
        Table.Row(cells: [
          "\(Format.bandwidth(band.from)) to \(Format.bandwidth(band.to))", "\(band.contender.setting.name)",
          "\(Format.size(band.contender.size))",
          "\(band.contender.decompress.map { Format.time($0) } ?? "")",
        ])
      }, names: 1
    ).html("class=\"bands\"", caption: "The best setting for each bandwidth")
  }
}
