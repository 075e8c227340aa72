/// Text from outside (names in trees, cells of tables, messages of tools), escaped for terminals and logs.
extension String {
  /// The text on one line. Control characters, line separators and direction marks, which terminals interpret,
  /// are escaped.
  package var printable: String {
    replacingScalars { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          "\\u{" + String(scalar.value, radix: 16) + "}"
        default: nil
        }
      }
    }
  }

  /// The text without commands for a workflow's runner.
  ///
  /// GitHub's runner treats a line of a log as a command if it starts with `::` after blanks, or contains `##[`;
  /// the runner of Azure Pipelines does this for `##vso[`. The escapes are those of paths.
  package var withoutWorkflowCommands: String {
    // By scalar, because a carriage return and a line feed are one character.
    let lines = unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let blanks = line.prefix { $0.properties.isWhitespace }
      var text = String(line)
      if line.dropFirst(blanks.count).starts(with: "::".unicodeScalars) {
        text = String(blanks) + "\\x3a" + String(line.dropFirst(blanks.count + 1))
      }
      return text.replacing("##[", with: "\\x23#[").replacing("##vso[", with: "\\x23#vso[")
    }
    return lines.joined(separator: "\n")
  }
}
