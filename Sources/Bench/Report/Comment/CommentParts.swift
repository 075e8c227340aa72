import BenchCore

/// The parts of a comment; the least important are cut until it fits.
///
/// GitHub rejects a comment of more than 65,536 characters.
struct CommentParts {
  /// Bytes of UTF-8, never fewer than characters. The difference to the limit is for the note of omitted parts.
  static let most = 64_000

  private struct Part {
    let importance: Int
    /// What its lines are, as it reads after a number: `rows of all settings`.
    let name: String
    let head: String
    var lines: [String]
    let tail: String
    var cut = 0

    var length: Int {
      lines.isEmpty && cut > 0
        ? 0 : lines.reduce(head.utf8.count + tail.utf8.count + 2) { $0 + $1.utf8.count + 1 }
    }
  }

  private var parts: [Part] = []

  /// Adds a paragraph that is never cut.
  mutating func add(_ text: String) {
    parts.append(Part(importance: .max, name: "", head: text, lines: [], tail: ""))
  }

  /// Adds a table or a list whose last lines may be cut; the least important are cut first.
  mutating func add(
    _ name: String, importance: Int, head: String = "", lines: [String], foldedAs summary: String? = nil
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
    _ name: String, importance: Int, _ table: (head: String, lines: [String]), foldedAs summary: String? = nil
  ) {
    add(name, importance: importance, head: table.head, lines: table.lines, foldedAs: summary)
  }

  func text() -> String {
    var parts = parts
    var excess = parts.reduce(0) { $0 + $1.length } - Self.most
    while excess > 0 {
      let index = parts.indices.filter { !parts[$0].lines.isEmpty }.min {
        parts[$0].importance < parts[$1].importance
      }
      guard let index else { break }
      let before = parts[index].length
      var freed = 0
      while freed < excess, let line = parts[index].lines.popLast() {
        parts[index].cut += 1
        freed += line.utf8.count + 1
      }
      excess -= before - parts[index].length
    }
    var blocks = parts.filter { $0.length > 0 }.map { part in
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
