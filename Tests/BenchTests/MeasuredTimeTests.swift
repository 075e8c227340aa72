import Pipeline
import Testing

@testable import Bench

@Suite struct MeasuredTimeTests {
  private func spread(_ median: Double, mad: Double?, rounds: Int) -> Double {
    MeasuredTime(
      SweepRow.Timing(
        median: .seconds(median), mad: mad.map { .seconds($0) }, cpu: .seconds(median), rounds: rounds)
    ).spread
  }

  // Of runs of 24.00 and 24.04 s the deviation is 0.02.
  @Test(
    arguments: [(1, nil, 1.9216), (2, 0.02, 1.358776), (11, 0.02, 0.579384), (12, 0.02, 0.029652)]
      as [(Int, Double?, Double)])
  func `a few rounds that agree leave a part of the spread of one`(
    rounds: Int, mad: Double?, expected: Double
  ) {
    #expect(abs(spread(24.02, mad: mad, rounds: rounds) - expected) < 1e-6)
  }

  @Test func `a few rounds that disagree show it`() {
    #expect(abs(spread(24, mad: 2, rounds: 2) - 2.9652) < 1e-9)
  }

  @Test func `rounds without a deviation get the spread that is assumed`() {
    #expect(abs(spread(1, mad: nil, rounds: 16) - 0.02) < 1e-9)
  }
}
