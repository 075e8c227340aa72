import BenchCore
import BenchResults
import Pipeline

/// The lower half of the page: comparison, rows and provenance.
extension ReportPage {
  /// The sizes of the same settings side by side; nothing for a single result.
  func comparison() -> String {
    guard let comparison = Comparison(report.subjects) else { return "" }
    var html = "<section aria-labelledby=\"h-compare\"><h2 id=\"h-compare\">Same settings compared</h2>"
    for index in comparison.titles.indices.dropFirst() {
      html += "<p class=\"lead\">\(Escape.markup(comparison.finding(index)))</p>"
    }
    guard !comparison.lines.isEmpty else { return html + "</section>\n" }
    html += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-compare\">"
    return html + comparison.table.html("id=\"compare\"") + "</div></section>\n"
  }

  /// The table of all rows.
  func rows() -> String {
    "<section aria-labelledby=\"h-rows\"><h2 id=\"h-rows\">All settings</h2>"
      + "<p class=\"lead\">± is one standard error; ○ marks a single run, whose error is assumed."
      + " The smallest archive is marked.<span class=\"scripted\"> A heading sorts by its column.</span></p>"
      + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-rows\">"
      + ReportTable(subjects: report.subjects).table.html(
        "id=\"rows\"", caption: "All settings measured", isSortable: true) + "</div></section>\n"
  }

  /// Provenance and method, folded.
  func method() -> String {
    var html = "<details><summary><h2>Provenance and method</h2></summary>"
    for subject in report.subjects {
      if report.subjects.count > 1 { html += "<h3>\(Escape.markup(subject.title))</h3>" }
      html += "<dl class=\"provenance\">"
      for fact in ProvenanceFacts.list(subject) {
        html += "<dt>\(fact.name)</dt><dd>\(Escape.markup(fact.value))</dd>"
      }
      html += "</dl>"
    }
    return html + Self.methodText + "</details>\n"
  }

  static let methodText = """
    <h3>Method</h3>
    <p>A size is that of the file that <code>pybench archive</code> writes with the setting, and is exact. Every \
    setting is decompressed again and compared with the tar byte by byte.</p>
    <p>A time is the median of its rounds: processor time for a codec of one thread, wall time for several threads. \
    Rounds of different settings take turns, so that a disturbance of the machine affects all alike. The error is the \
    standard error of the median. Where a setting ran only once or a few times, it comes from the spread of the whole \
    sweep. Two times are equal when they differ by at most twice the standard error of their difference.</p>
    <p>A speed is the tar's bytes per second both ways; 1 MB is 10<sup>6</sup> bytes. The ratio is the tar's bytes \
    divided by the archive's. A setting is on the frontier when no other is at least as small and at least as fast, \
    and better in one of both by more than the errors.</p>
    <p>A user's time is bytes ÷ bandwidth + the time to decompress. It leaves out the latency of the line and the \
    creation of files, which are the same for all settings. Among settings of equal cost a card names the one with the \
    smaller archive, then with less memory to compress, then with less time.</p>

    """
}
