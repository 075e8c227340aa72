import ArgumentParser
import BenchCore
import Pipeline

/// Transforms of `@Option` for words of a fixed list, and for patterns.
enum WordList {
  /// Reads words separated by commas.
  ///
  /// - Parameters:
  ///   - text: The option's value.
  ///   - noun: What a word is, for messages: `codec`.
  ///   - plural: The noun for several words.
  ///   - rest: What else the option takes, for messages.
  static func read<Word: RawRepresentable & CaseIterable>(
    _ text: String, _ noun: String, plural: String, rest: String = ""
  ) throws -> [Word] where Word.RawValue == String {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { item in
      let name = item.trimmed
      guard let word = Word(rawValue: name) else {
        let all = Word.allCases.map(\.rawValue)
        throw ValidationError(
          "there is no \(noun) '\(name)'\(Suggestion.text(for: name, among: all));"
            + " \(plural) are \(all.joined(separator: ", "))\(rest)")
      }
      return word
    }
  }

  /// Reads a pattern of rsync.
  @Sendable static func glob(_ text: String) throws -> Glob {
    do throws(GlobError) {
      return try Glob(text)
    } catch {
      throw ValidationError(error.problem)
    }
  }
}
