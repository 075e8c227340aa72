/// Text that others wrote (names in trees, cells of tables, messages of tools), made harmless for a terminal and a log.
extension String {
  /// The text on one line, without anything that a terminal would act on: control characters, line separators and
  /// marks of direction are written as escapes.
  package var printable: String {
    // Nearly all text is plain.
    if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          text += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    return text
  }

  /// The text without commands to the runner of a workflow.
  ///
  /// GitHub's runner takes a line of a log for a command where it starts with `::` after blanks, or holds `##[`; that of
  /// Azure Pipelines takes `##vso[`. The escapes are those of paths.
  package var withoutWorkflowCommands: String {
    guard contains("::") || contains("##") else { return self }
    // By scalar, for a carriage return and a line feed are one character.
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
