import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline

/// A check's result for a pull request or a step summary.
enum CheckMarkdown {
  /// The result as GitHub-flavoured Markdown.
  static func text(_ result: CheckResult) -> String {
    var parts = ["### \(mark(result)) pybench check", Escape.markdown(CheckWording.headline(result))]
    let caveats = CheckWording.caveats(result)
    if !caveats.isEmpty {
      parts.append(caveats.map { "- :information_source: " + Escape.markdown($0) }.joined(separator: "\n"))
    }
    parts.append(sizes(result))
    if let changes = result.changes, !changes.changes.isEmpty { parts.append(table(changes)) }
    if !result.newFindings.isEmpty { parts.append(findings(result)) }
    return parts.joined(separator: "\n\n")
  }

  private static func mark(_ result: CheckResult) -> String {
    result.failed ? ":x:" : result.outcome == .improved ? ":arrow_down:" : ":white_check_mark:"
  }

  private static func sizes(_ result: CheckResult) -> String {
    let lines = result.sizes.map { size in
      "| \(code(size.setting ?? "unknown")) | \(size.base.bytes) | \(size.now.bytes) | "
        + "\(Format.signed(size.growth)) | \(CheckWording.percent(size.growthPercent)) | "
        + "\(size.verdict.rawValue) |"
    }
    return "| setting | baseline bytes | bytes now | change | | |\n|---|---:|---:|---:|---:|---|\n"
      + lines.joined(separator: "\n")
  }

  private static func findings(_ result: CheckResult) -> String {
    let top = result.topFindings()
    var lines = top.shown.map { found in
      "- \(code(found.finding.path.description)): \(Escape.markdown(CheckWording.phrase(found)))"
    }
    if top.more > 0 { lines.append("- \(top.more) more") }
    return "**New since the baseline**\n\n" + lines.joined(separator: "\n")
  }

  private static func table(_ changes: EntryChanges) -> String {
    let top = changes.top()
    func line(_ name: String, _ what: String, _ change: EntryChange) -> String {
      "| \(name) | \(what) | \(Format.signed(change.compressedBytes.growth)) | "
        + "\(Format.signed(change.bytes.growth)) |"
    }
    var lines = top.shown.map { line(code(CheckWording.name($0)), $0.kind.rawValue, $0) }
    if let rest = top.rest {
      lines.append(line("\(changes.changes.count - top.shown.count) more changes", "", rest))
    }
    if let shifted = CheckWording.shifted(changes) {
      lines.append("| \(shifted) | | \(Format.signed(changes.sameCost.growth)) | +0 |")
    }
    return "| entry | | compressed bytes | bytes in the tar |\n|---|---|---:|---:|\n"
      + lines.joined(separator: "\n")
  }

  /// A name as it stands, in a code span that fits a table's cell.
  static func code(_ name: String) -> String {
    // Names hold no line breaks: paths come escaped. A pipe ends a cell even in a code span.
    let text = name.replacing("|", with: "\\|")
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = text.hasPrefix("`") || text.hasSuffix("`") || text.hasPrefix(" ") ? " " : ""
    return fence + pad + text + pad + fence
  }
}
