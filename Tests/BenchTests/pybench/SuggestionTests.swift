import ArgumentParser
import Testing

@testable import BenchSweep
@testable import Pipeline
@testable import pybench

@Suite struct SuggestionTests {
  private let commands = ["compress", "pick", "report", "archive", "check", "inspect"]

  @Test(arguments: [
    ("compres", "compress"), ("comress", "compress"), ("Compress", "compress"), ("pikc", "pick"),
    ("reprot", "report"), ("comp", "compress"), ("chek", "check"), ("inspct", "inspect"),
  ])
  func `a mistyped word leads to the one that was meant`(word: String, meant: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == meant)
  }

  @Test(arguments: [
    // One letter of up to five may be wrong, two of six, three of nine.
    ("abcde", "abcdx", true), ("abcde", "abcxx", false), ("abcdef", "abcdxx", true),
    ("abcdef", "abcxxx", false),
    ("abcdefghi", "abcdefxxx", true), ("abcdefgh", "abcdexxx", false), ("a", "x", true), ("ab", "x", false),
    // Two letters that change places are one mistake, also at the ends.
    ("ab", "ba", true), ("abc", "acb", true), ("abcdef", "badcef", true), ("abcd", "acbx", false),
    // A letter too many, a letter too few.
    ("abc", "abxc", true), ("abc", "ac", true), ("abc", "xabc", true), ("abc", "bc", true),
    ("abc", "abcx", true),
    ("abc", "a", false),
  ])
  func `a third of the letters may be wrong`(typed: String, word: String, near: Bool) {
    #expect(Suggestion.nearest(to: typed, among: [word]) == (near ? word : nil))
  }

  @Test func `of equally near words the first is meant, and the nearest before it`() {
    #expect(Suggestion.nearest(to: "abcx", among: ["abcd", "abce"]) == "abcd")
    #expect(Suggestion.nearest(to: "abcdex", among: ["abcdyy", "abcdef", "abcdyx"]) == "abcdef")
    #expect(Suggestion.nearest(to: "pi", among: ["picked", "pictures"]) == "picked")
    #expect(Suggestion.nearest(to: "PI", among: ["picked"]) == "picked")
    #expect(
      Suggestion.nearest(to: "p", among: ["picked"]) == nil && Suggestion.nearest(to: "pi", among: []) == nil)
    #expect(Suggestion.text(for: "abcx", among: ["abcd"]) == " (did you mean 'abcd'?)")
  }

  @Test(arguments: ["foo", "", "x", "decompression", "sweep"])
  func `a word that is near to none leads nowhere`(word: String) {
    #expect(Suggestion.nearest(to: word, among: commands) == nil)
    #expect(Suggestion.text(for: word, among: commands) == "")
  }

  @Test(arguments: [
    ("ZSTD-19", "zstd-19"), ("zstd19", "zstd-19"), ("Zstd19-long", "zstd-19-long"),
    ("zstd-1-22", "zstd-1..22"),
    ("quik", "quick"), ("GZIP9", "gzip-9"),
  ])
  func `a mistyped setting leads to the one that was meant`(text: String, meant: String) {
    #expect(SettingLabel.suggestion(for: text) == "did you mean '\(meant)'? ")
  }

  @Test func `a label that is not one names it, and what it may be`() throws {
    #expect(try SettingLabel.setting("zstd-19").label == "zstd-19")
    #expect(try SettingLabel.grid("zstd-1..2,xz-0").settings.map(\.label) == ["zstd-1", "zstd-2", "xz-0"])
    for (text, message) in [
      ("GZIP-9", "did you mean 'gzip-9'? "), ("gzip-10", "gzip levels are 1 to 9"),
    ] {
      let error = #expect(throws: ValidationError.self) { try SettingLabel.setting(text) }
      #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
    for (text, message) in [
      ("gzip-10", "gzip levels are 1 to 9"), ("xz-1,gzip-10", "setting 'gzip-10': gzip levels are 1 to 9"),
      ("xz-1,GZIP9", "did you mean 'gzip-9'? setting 'GZIP9': "),
    ] {
      let error = #expect(throws: ValidationError.self) { try SettingLabel.grid(text) }
      #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
  }

  @Test(arguments: ["brotli-9", "zstd-23", "", "zstd-1..22"])
  func `a setting that is near to none leads nowhere`(text: String) {
    #expect(SettingLabel.suggestion(for: text) == "")
  }
}
