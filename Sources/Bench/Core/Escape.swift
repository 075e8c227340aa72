/// Escapes text from outside (names of trees, messages of libraries) for a target language.
package enum Escape {
  /// Text for an element or a quoted attribute, in HTML or SVG.
  ///
  /// Control characters, which XML cannot hold, become U+FFFD.
  package static func markup(_ text: String) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      case "\t", "\n", "\r": " "
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
      default: nil
      }
    }
  }

  /// Text for a Markdown paragraph or table cell, without any Markdown or HTML.
  package static func markdown(_ text: String) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", "$": "\\\(scalar)"
      // A zero-width code point prevents a mention, which would notify a user.
      case "@": "@\u{2060}"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}": " "
      default: nil
      }
    }
  }

  /// JSON for a `<script>` element: nothing in it ends the element or opens a comment.
  ///
  /// `<`, `>`, `&`, U+2028 and U+2029 occur in JSON only inside strings, where an escape has the same meaning.
  package static func script(json: String) -> String {
    json.replacingScalars { scalar in
      switch scalar {
      case "<": "\\u003c"
      case ">": "\\u003e"
      case "&": "\\u0026"
      case "\u{2028}": "\\u2028"
      case "\u{2029}": "\\u2029"
      default: nil
      }
    }
  }

  /// A word of a POSIX shell's command line, quoted if necessary.
  package static func shell(_ word: String) -> String {
    guard word.isEmpty || word.contains(where: { !plainShell.contains($0) }) else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private static let plainShell = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-")
}

extension String {
  /// The text with some scalars replaced; nil keeps a scalar.
  ///
  /// By scalar, because Swift takes a carriage return with a line feed, or a quote with a combining mark, for one
  /// character.
  package func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var text = ""
    for scalar in unicodeScalars {
      if let replaced = replacement(scalar) {
        text += replaced
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
