import BenchCore
import BenchGate
import Pipeline

/// A check's result for a pull request or a step summary.
enum CheckMarkdown {
  /// GitHub's limit for a comment in characters; bytes are never fewer.
  static let limit = 65_536

  /// The result as GitHub-flavoured Markdown.
  static func text(_ result: CheckResult) -> String {
    // Long lists and long names are cut first; a line has the number of omitted rows.
    for (rows, width) in [(100, 160), (40, 160), (20, 80), (0, 80)] {
      let text = text(result, rows: rows, width: width)
      if text.utf8.count <= limit { return text }
    }
    return text(result, rows: 0, width: 40)
  }

  private static func text(_ result: CheckResult, rows: Int, width: Int) -> String {
    let cells = MarkdownCells(width: width)
    var parts = [marker(result), "### \(mark(result)) \(cells.code(result.subject)): \(heading(result))"]
    parts.append(
      CheckWording.verdict(result).prefix(12).map { "- " + cells.prose($0) }.joined(separator: "\n"))
    let caveats = CheckWording.caveats(result).prefix(12)
    if !caveats.isEmpty {
      parts.append(caveats.map { "> " + cells.prose($0) }.joined(separator: "\n>\n"))
    }
    if !result.lost.isEmpty {
      parts.append(
        cells.table(
          ["Missing binary"], [.left], result.lost.prefix(20).map { [cells.code(CheckWording.name($0))] },
          more: result.lost.count - 20))
    }
    if !result.sizes.isEmpty { parts.append(sizes(result, cells)) }
    if let changes = result.changes { parts += self.changes(changes, cells, rows) }
    if !result.newFindings.isEmpty { parts.append(findings(result, cells, rows)) }
    if !result.modes.isEmpty { parts.append(modes(result, cells, rows)) }
    if !result.drifts.isEmpty {
      parts.append(
        result.drifts.prefix(10).map { "- " + cells.prose(CheckWording.drift($0)) }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  /// A hidden marker by which a workflow finds its earlier comment to update it.
  static func marker(_ result: CheckResult) -> String {
    let label = result.sizes.count > 1 ? "all" : result.sizes.first?.setting ?? "unknown"
    // Two hyphens would end the comment or make it invalid.
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+")
    var name = ""
    for character in "\(result.subject)/\(label)".prefix(300) {
      if allowed.contains(character) {
        name.append(character)
      } else if name.last != "-" {
        name.append("-")
      }
    }
    return "<!-- pybench check: \(name) -->"
  }

  private static func mark(_ result: CheckResult) -> String {
    result.failed ? ":x:" : result.outcome == .improved ? ":arrow_down:" : ":white_check_mark:"
  }

  private static func heading(_ result: CheckResult) -> String {
    let causes = result.failed ? CheckWording.causes(result) : []
    let worst = result.sizes.max { $0.growthPercent < $1.growthPercent }
    guard let size = result.failed ? CheckWording.decisive(result) : worst else {
      return (causes + ["no baseline"]).joined(separator: ", ")
    }
    return (causes + [Format.size(size.now), CheckWording.percent(size.growth, of: size.base)])
      .joined(separator: ", ")
  }

  private static func sizes(_ result: CheckResult, _ cells: MarkdownCells) -> String {
    cells.table(
      ["Setting", "Baseline", "Now", "Change", "%", "Verdict"],
      [.left, .right, .right, .right, .right, .left],
      result.sizes.prefix(80).map { size in
        [
          cells.code(size.setting ?? "not known"), Format.size(size.base), Format.size(size.now),
          cells.signed(size.growth), CheckWording.percent(size.growth, of: size.base),
          CheckWording.verdict(of: size, in: result),
        ]
      }, more: result.sizes.count - 80)
  }

  private static func changes(_ changes: EntryChanges, _ cells: MarkdownCells, _ rows: Int) -> [String] {
    let visible = 8
    let heads = ["Entry", "What", "Compressed", "In the tar"]
    let sides: [MarkdownCells.Side] = [.left, .left, .right, .right]
    func row(_ change: EntryChange) -> [String] {
      [
        cells.code(CheckWording.name(change)), change.kind.rawValue, cells.signed(change.blame),
        cells.signed(change.bytes.growth),
      ]
    }
    func sum(_ name: String, _ change: EntryChange?) -> [[String]] {
      change.map { [[name, "", cells.signed($0.blame), cells.signed($0.bytes.growth)]] } ?? []
    }
    var parts: [String] = []
    let top = changes.top(visible)
    if !changes.changes.isEmpty {
      var lines = top.shown.map(row)
      let more = changes.changes.count - top.shown.count
      lines += sum("*\(Format.grouped(more)) more changes*", top.rest)
      if let shifted = CheckWording.shifted(changes) {
        lines.append(["*\(shifted)*", "", cells.signed(changes.shifted), "+0 B"])
      }
      parts.append(cells.table(heads, sides, lines))
      let hidden = changes.changes.dropFirst(top.shown.count).prefix(rows)
      if !hidden.isEmpty {
        parts.append(
          cells.folded(
            "\(Format.count(more, "more change"))",
            cells.table(heads, sides, hidden.map(row), more: more - hidden.count)))
      }
    }
    if let moved = CheckWording.moved(changes) { parts.append(cells.prose(moved)) }
    return parts
  }

  private static func findings(_ result: CheckResult, _ cells: MarkdownCells, _ rows: Int) -> String {
    let shown = result.newFindings.prefix(max(5, rows / 5))
    return "**New since the baseline**\n\n"
      + cells.table(
        ["Where", "What"], [.left, .left],
        shown.map {
          [cells.code(CheckWording.place($0)), cells.prose(CheckWording.phrase($0))]
        },
        more: result.newFindings.count - shown.count)
  }

  private static func modes(_ result: CheckResult, _ cells: MarkdownCells, _ rows: Int) -> String {
    let shown = result.modes.prefix(max(5, rows / 5))
    let table = cells.table(
      ["Then", "Now", "Entries", "Such as"], [.left, .left, .right, .left],
      shown.map { change in
        [
          "`\(change.base)`", "`\(change.now)`", Format.grouped(change.paths.count),
          change.paths.prefix(3).map { cells.code(CheckWording.name($0)) }.joined(separator: ", "),
        ]
      }, more: result.modes.count - shown.count)
    let grave = result.modes.contains(where: \.isGrave)
    let entries = Format.count(result.modes.reduce(0) { $0 + $1.paths.count }, "entry", "entries")
    return grave
      ? "**Permissions changed**\n\n\(table)" : cells.folded("Permissions of \(entries) changed", table)
  }
}
