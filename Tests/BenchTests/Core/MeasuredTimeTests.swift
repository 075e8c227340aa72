import Testing

@testable import BenchCore

@Suite struct MeasuredTimeTests {
  @Test(arguments: [(1.0, 1.28, true), (1.0, 1.29, false), (1.29, 1.0, false)])
  func `times are equal within twice the error of their difference`(a: Double, b: Double, equal: Bool) {
    // 2 √(0.1² + 0.1²) = 0.2828.
    #expect(MeasuredTime(seconds: a, error: 0.1).equals(MeasuredTime(seconds: b, error: 0.1)) == equal)
  }

  @Test func `errors of sums add up by their squares`() {
    let sum = MeasuredTime(seconds: 1, error: 3) + MeasuredTime(seconds: 2, error: 4)
    #expect(sum == MeasuredTime(seconds: 3, error: 5))
    #expect(2 * MeasuredTime(seconds: 1, error: 0.5) == MeasuredTime(seconds: 2, error: 1))
    #expect(MeasuredTime.exact(7).relativeError == 0)
  }

  @Test func `the error is a share of times below a second, too`() {
    #expect(MeasuredTime(seconds: 0.5, error: 0.125).relativeError == 0.25)
    #expect(MeasuredTime.zero == MeasuredTime(seconds: 0, error: 0) && MeasuredTime.zero.relativeError == 0)
    #expect(MeasuredTime.exact(7) == MeasuredTime(seconds: 7, error: 0))
  }
}
