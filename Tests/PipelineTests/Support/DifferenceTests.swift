import Testing

@testable import Pipeline

@Suite struct DifferenceTests {
  @Test(arguments: [
    ("setting", "zstd-1", "zstd-2", "setting was zstd-1, is zstd-2"),
    ("tree options", Difference.unknown, "recorded", "the baseline does not record its tree options"),
    ("modes", "recorded", Difference.unknown, "it does not record its modes"),
    ("library", Difference.unknown, Difference.unknown, "neither records its library"),
  ])
  func `a difference reads as a clause, of one thing as of several`(
    what: String, baseline: String, now: String, text: String
  ) {
    #expect(Difference(what: what, baseline: baseline, now: now).description == text)
  }
}
