import BenchCore
import Pipeline

/// The first screen: the settings to consider for shipping, each with its costs and its command.
struct AnswerCards {
  let report: Report

  func html() -> String {
    let answers = report.answers
    guard !answers.choices.isEmpty else {
      return "<section class=\"cards\" aria-label=\"What to ship\"><p class=\"none\">"
        + report.reasonForNoAnswer + "</p></section>\n"
    }
    var html = "<section aria-labelledby=\"h-ship\"><h2 id=\"h-ship\">What to ship"
    html += answers.scope(of: report.subjects).map { " <small>\(Escape.markup($0))</small>" } ?? ""
    html += "</h2>"
    if !answers.crossover.contenders.isEmpty { html += Self.slider }
    html += "<div class=\"cards\" id=\"cards\">"
    for (aim, contender) in answers.choices { html += card(aim, contender) }
    return html + "</div></section>\n"
  }

  private static let slider = """
    <div class="slider scripted"><label for="bandwidth">Your users' download bandwidth \
    <output id="speed" for="bandwidth">\(Format.bandwidth(Answers.bandwidth))</output></label>
    <input type="range" id="bandwidth" min="0" max="\(Crossover.positions)" step="1" value="200">
    <div class="ends" aria-hidden="true"><span>1 Mbit/s</span><span>10 Gbit/s</span></div>
    <div class="hidden" id="answer" role="status" aria-live="polite"></div></div>
    """

  private func card(_ aim: Answers.Aim, _ contender: Contender) -> String {
    let bandwidth = Format.bandwidth(Answers.bandwidth)
    let title = aim.title.replacing(bandwidth, with: "<span class=\"line\">\(bandwidth)</span>")
    var html =
      "<article class=\"card \(aim.rawValue)\"><h3>\(title)</h3><p class=\"big\">\(contender.setting.name)</p><dl>"
    for cost in report.answers.costs(of: contender) {
      html +=
        "<div><dt>\(cost.name)</dt><dd><b>\(cost.text)</b> <small>\(cost.comparison ?? "")</small></dd></div>"
    }
    html += "</dl><pre tabindex=\"0\"><code>\(Escape.markup(command(contender.setting)))</code></pre>"
    return html + "<button type=\"button\" class=\"copy scripted\">Copy the command</button></article>"
  }

  /// The command of the archive for each result; for a corpus one command with a placeholder for the tree.
  private func command(_ setting: Setting) -> String {
    guard !report.isCorpus else {
      return
        "pybench archive --tree TREE \(setting.order == .path ? "" : "--order \(setting.order.rawValue) ")"
        + "--setting \(setting.label) --output TREE.tar.\(setting.codec.fileExtension)"
    }
    return report.answers.subjects.map { ArchiveCommandLine(for: $0).command(for: setting) }.joined(
      separator: "\n")
  }

  func data() -> CardData { CardData(report.answers, command: command) }
}
