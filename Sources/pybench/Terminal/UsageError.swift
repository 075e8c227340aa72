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
    let command = command(of: arguments)
    let isMissingValue = text.hasPrefix("Missing value")
    // The parser reports first what is missing or does not fit together, which often follows from a wrong name.
    if !isMissingValue, !text.hasPrefix("Unknown"), let command,
      let unknown = unknownOption(in: arguments, of: command)
    {
      return unknown
    }
    // Messages about the whole line get a remedy.
    guard
      ["Missing", "Unknown", "Unexpected"].contains(where: text.hasPrefix) || text.contains(" unexpected arg")
    else { return text }
    text = text.prefix(1).lowercased() + text.dropFirst()
    if text.contains("Did you mean") { return text }
    if isMissingValue, let example = joined(text, arguments) {
      return "\(text); a value that starts with '-' needs an equals sign: \(example)"
    }
    if text.hasPrefix("missing expected"),
      let example = command.flatMap({ example(in: $0.configuration.discussion) })
    {
      return text + "; for example: \(example)"
    }
    return "\(text); \(help(for: command))"
  }

  /// The option that lacks a value with the number behind it, which the parser takes for an option: `--name=-1`.
  private static func joined(_ message: String, _ arguments: [String]) -> String? {
    zip(arguments, arguments.dropFirst()).first { option, value in
      message.hasPrefix("missing value for '\(option) ") && value.hasPrefix("-")
        && value.dropFirst().first?.isNumber == true
    }.map { "\($0.0)=\($0.1)" }
  }

  private static func help(for command: (any ParsableCommand.Type)?) -> String {
    "see 'pybench help\((command?.configuration.commandName).map { " " + $0 } ?? "")'"
  }

  private static func command(of arguments: [String]) -> (any ParsableCommand.Type)? {
    let name = arguments.first { names.contains($0) }
    return PyBench.configuration.subcommands.first { $0.configuration.commandName == name }
  }

  /// A message about the first option that a command does not have; nil if it has all.
  private static func unknownOption(
    in arguments: [String], of command: any ParsableCommand.Type
  ) -> String? {
    let known = optionNames(of: command)
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("-") {
      let name = String(argument.prefix { $0 != "=" })
      if name.hasPrefix("--") {
        guard !known.contains(name) else { continue }
        let suggestion = Suggestion.text(for: name, among: known.filter { $0.hasPrefix("--") })
        return "unknown option '\(name)'" + (suggestion.isEmpty ? "; \(help(for: command))" : suggestion)
      }
      // A short option may have its value behind it; a number is a value, not an option.
      let short = String(name.prefix(2))
      guard short.last?.isLetter == true, !known.contains(short) else { continue }
      return "unknown option '\(short)'; \(help(for: command))"
    }
    return nil
  }

  /// The names of a command's options, from its help.
  private static func optionNames(of command: any ParsableCommand.Type) -> [String] {
    PyBench.helpMessage(for: command, includeHidden: true, columns: 80).split(separator: "\n")
      .filter { $0.hasPrefix("  -") }.flatMap { line in
        line.split { " ,/".contains($0) }.prefix { $0.hasPrefix("-") }.map(String.init)
      }
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
