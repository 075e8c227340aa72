import BenchCore

/// Parts of a Markdown comment. Text from outside is shortened and escaped.
struct MarkdownCells {
  /// Alignment of a column.
  enum Side { case left, right }

  /// How many characters of a name are shown.
  let width: Int

  /// A table; a last row has the number of omitted rows, `more`.
  func table(_ heads: [String], _ sides: [Side], _ rows: [[String]], more: Int = 0) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    var lines = [line(heads), "|" + sides.map { $0 == .left ? "---|" : "---:|" }.joined()]
    lines += rows.map(line)
    if more > 0 {
      lines.append(line(["*\(Format.grouped(more)) more*"] + heads.dropFirst().map { _ in "" }))
    }
    return lines.joined(separator: "\n")
  }

  /// A section that opens on a click.
  func folded(_ summary: String, _ content: String) -> String {
    "<details><summary>\(Escape.markup(summary))</summary>\n\n\(content)\n\n</details>"
  }

  /// Running text.
  func prose(_ text: String) -> String { Escape.markdown(cut(text, to: 4 * width)) }

  /// A name in a code span for a table's cell.
  func code(_ name: String) -> String { Self.code(cut(name, to: width)) }

  /// The text, or its beginning and its end.
  func cut(_ text: String, to count: Int) -> String {
    guard text.count > count else { return text }
    return text.prefix(count / 2) + "…" + text.suffix(count - count / 2 - 1)
  }

  /// A growth in the unit that suits it, with its sign: `+1.76 MB`.
  func signed(_ size: ByteCount) -> String { (size.bytes < 0 ? "" : "+") + Format.size(size) }

  static func code(_ name: String) -> String {
    // Names hold no line breaks: paths come escaped. A pipe ends a cell even in a code span.
    let text = name.replacing("\n", with: " ").replacing("|", with: "\\|")
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = text.hasPrefix("`") || text.hasSuffix("`") || text.hasPrefix(" ") || text.isEmpty ? " " : ""
    return fence + pad + text + pad + fence
  }
}
