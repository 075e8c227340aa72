/// Escapes text from outside (names of trees, messages of libraries) for a target language.
package enum Escape {
  /// Text for an element or a quoted attribute, in HTML or SVG.
  ///
  /// Control characters, which XML cannot hold, become U+FFFD.
  package static func markup(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped += " "
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Text for a Markdown paragraph or table cell, without any Markdown or HTML.
  package static func markdown(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", "$": escaped += "\\\(scalar)"
      // A zero-width code point prevents a mention, which would notify a user.
      case "@": escaped += "@\u{2060}"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}": escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// JSON for a `<script>` element: nothing in it ends the element or opens a comment.
  ///
  /// `<`, `>`, `&`, U+2028 and U+2029 occur in JSON only inside strings, where an escape has the same meaning.
  package static func script(json: String) -> String {
    var escaped = ""
    for scalar in json.unicodeScalars {
      switch scalar {
      case "<": escaped += "\\u003c"
      case ">": escaped += "\\u003e"
      case "&": escaped += "\\u0026"
      case "\u{2028}": escaped += "\\u2028"
      case "\u{2029}": escaped += "\\u2029"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A word of a POSIX shell's command line, quoted if necessary.
  package static func shell(_ word: String) -> String {
    guard word.isEmpty || word.contains(where: { !plainShell.contains($0) }) else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private static let plainShell = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-")
}
