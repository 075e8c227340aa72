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
}
