import ArgumentParser

/// Messages about wrong command lines, with the remedy.
enum UsageError {
  /// Rejects an unknown command before the parser reports its options.
  ///
  /// - Parameter arguments: The command line without the command's own name.
  static func checkCommand(_ arguments: [String]) throws {
    guard let first = arguments.first, !first.isEmpty else { return }
    let word = first == "help" ? arguments.dropFirst().first : first
    guard let word, !word.hasPrefix("-"), !names.contains(word), word != "help" else { return }
    throw ValidationError(
      "there is no command '\(word)'\(Suggestion.text(for: word, among: names));"
        + " commands are \(names.joined(separator: ", "))")
  }

  /// The message, with an example or the help command if the parser's message has no remedy.
  static func text(_ error: any Error, _ arguments: [String]) -> String {
    var text = PyBench.message(for: error)
    while text.last?.isNewline == true { text.removeLast() }
    // The parser writes more than five values as a list of lines.
    let values = text.split(separator: "\n  - ").map(String.init)
    if let intro = values.first, values.count > 1 {
      text = intro + " " + values.dropFirst().joined(separator: ", ")
    }
    // Messages about the whole line get a remedy.
    guard
      ["Missing", "Unknown", "Unexpected"].contains(where: text.hasPrefix) || text.contains(" unexpected arg")
    else { return text }
    text = text.prefix(1).lowercased() + text.dropFirst()
    if text.last == "." { text.removeLast() }
    let command = PyBench.configuration.subcommands.first { command in
      arguments.contains { $0 == command.configuration.commandName }
    }
    if text.contains("Did you mean") { return text }
    if text.hasPrefix("missing expected"), let option = text.split(separator: "'").dropFirst().first,
      let name = option.split(separator: " ").first.map(String.init), name.hasPrefix("--"),
      let typed = arguments.first(where: {
        $0.hasPrefix("-") && Suggestion.nearest(to: $0, among: [name]) != nil
      })
    {
      return "unknown option '\(typed)' (did you mean '\(name)'?)"
    }
    if text.hasPrefix("missing expected"),
      let example = command.flatMap({ example(in: $0.configuration.discussion) })
    {
      return text + "; for example: \(example)"
    }
    return text + "; see 'pybench help\((command?.configuration.commandName).map { " " + $0 } ?? "")'"
  }

  /// The first example of a command's help.
  private static func example(in discussion: String) -> String? {
    discussion.firstRange(of: "pybench ", after: "Example").map { start in
      String(discussion[start...].prefix { !$0.isNewline })
    }
  }

  private static var names: [String] {
    PyBench.configuration.subcommands.compactMap { $0.configuration.commandName }
  }
}

extension String {
  /// The first position of a word after another word.
  fileprivate func firstRange(of word: String, after other: String) -> Index? {
    firstRange(of: other).flatMap { self[$0.upperBound...].firstRange(of: word)?.lowerBound }
  }
}
