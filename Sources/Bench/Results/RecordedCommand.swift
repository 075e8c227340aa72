/// A word of a shell's command line.
enum ShellWord {
  private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-")

  /// The word, in quotes where the shell would read it otherwise.
  static func quoted(_ word: String) -> String {
    guard word.isEmpty || word.contains(where: { !plain.contains($0) }) else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

/// The command line that a sweep recorded.
struct RecordedArguments {
  private let words: [String]

  init(_ words: [String]) { self.words = words }

  /// The value of an option, in either spelling; nil where it was not given.
  func value(of option: String) -> String? {
    for (index, word) in words.enumerated() {
      if word == option, index + 1 < words.count { return words[index + 1] }
      if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
    }
    return nil
  }
}
