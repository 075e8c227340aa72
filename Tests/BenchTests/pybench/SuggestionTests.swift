import Testing

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

  @Test(arguments: ["brotli-9", "zstd-23", "", "zstd-1..22"])
  func `a setting that is near to none leads nowhere`(text: String) {
    #expect(SettingLabel.suggestion(for: text) == "")
  }
}
