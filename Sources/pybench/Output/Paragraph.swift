import BenchCore

/// Running text for terminals.
enum Paragraph {
  /// Breaks a text into lines of at most 80 columns, indented by `indent` spaces. A longer word gets its own
  /// line.
  static func wrapped(_ text: String, indent: Int = 0) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.printable.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > 80 {
        lines.append(margin + line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    lines.append(margin + line)
    return lines.joined(separator: "\n")
  }
}
