import BenchCore

/// The parts of a comment; the least important are cut until it fits.
///
/// GitHub rejects a comment of more than 65,536 characters.
struct CommentParts {
  /// Bytes of UTF-8, never fewer than characters. The difference to the limit is for the note of omitted parts.
  static let most = 64_000

  /// What is cut first, and what last.
  enum Importance: Comparable {
    case all, provenance, comparison, details, summary, text
  }

  private struct Part {
    let importance: Importance
    /// What its lines are, as it reads after a number: `rows of all settings`.
    let name: String
    let head: String
    var lines: [String]
    let tail: String
    var cut = 0

    /// The length without its lines.
    var frame: Int { head.utf8.count + tail.utf8.count + 2 }
    var length: Int { lines.reduce(frame) { $0 + $1.utf8.count + 1 } }
    /// Whether all its lines were cut.
    var isGone: Bool { lines.isEmpty && cut > 0 }
  }

  private var parts: [Part] = []

  /// Adds a paragraph that is never cut.
  mutating func add(_ text: String) {
    parts.append(Part(importance: .text, name: "", head: text, lines: [], tail: ""))
  }

  /// Adds a table or a list whose last lines may be cut; the least important are cut first.
  mutating func add(
    _ name: String, _ importance: Importance, head: String = "", lines: [String],
    foldedAs summary: String? = nil
  ) {
    guard !lines.isEmpty else { return }
    let before = summary.map { "<details><summary>\($0)</summary>\n\n" } ?? ""
    parts.append(
      Part(
        importance: importance, name: name, head: before + head, lines: lines,
        tail: summary == nil ? "" : "\n\n</details>"))
  }

  /// Adds a table, like a list of its rows.
  mutating func add(
    _ name: String, _ importance: Importance, _ table: (head: String, lines: [String]),
    foldedAs summary: String? = nil
  ) {
    add(name, importance, head: table.head, lines: table.lines, foldedAs: summary)
  }

  func text() -> String {
    var parts = parts
    var excess = parts.reduce(0) { $0 + $1.length } - Self.most
    for index in parts.indices.sorted(by: { parts[$0].importance < parts[$1].importance }) {
      while excess > 0, let line = parts[index].lines.popLast() {
        parts[index].cut += 1
        excess -= line.utf8.count + 1
        if parts[index].isGone { excess -= parts[index].frame }
      }
    }
    var blocks = parts.filter { !$0.isGone }.map { part in
      part.head + part.lines.joined(separator: "\n") + part.tail
    }
    let cuts = parts.filter { $0.cut > 0 }.map { part in
      "\(Format.grouped(part.cut)) of \(Format.grouped(part.cut + part.lines.count)) \(part.name)"
    }
    if !cuts.isEmpty {
      blocks.append(
        "Omitted to stay below GitHub's limit of 65,536 characters: \(Format.some(cuts, atMost: 12)).")
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }
}
