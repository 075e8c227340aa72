import Testing

@testable import BenchCore
@testable import BenchGate
@testable import pybench

@Suite struct SizeChangeTests {
  private func verdict(_ base: Int, _ now: Int, percent: Double = 0.5, bytes: Int = 4096)
    -> SizeChange.Verdict
  {
    let limits = GateLimits(
      maxGrowth: Percentage(percent), minBytes: ByteCount(bytes))
    return SizeChange(setting: nil, base: ByteCount(base), now: ByteCount(now), limits: limits).verdict
  }

  @Test func `growth must exceed both limits to fail`() {
    #expect(verdict(1_000_000, 1_005_001) == .regression)
    #expect(verdict(1_000_000, 1_005_000) == .grew)
    #expect(verdict(100_000, 104_096) == .grew)
    #expect(verdict(100_000, 104_097) == .regression)
    #expect(verdict(10_000_000, 10_004_097) == .grew)
  }

  @Test func `growth that equals the limit passes for every decimal number`() {
    for hundredths in 1...599 {
      let (base, growth) = (1_600_000, 160 * hundredths)
      let percent = Double("\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)") ?? 0
      #expect(verdict(base, base + growth, percent: percent, bytes: 0) == .grew, "\(hundredths)")
      #expect(verdict(base, base + growth + 1, percent: percent, bytes: 0) == .regression, "\(hundredths)")
    }
    #expect(verdict(1_600_000, 1_607_680, percent: 0.48) == .grew)
  }

  @Test func `percentages of any magnitude are limits`() {
    #expect(verdict(Int.max, Int.max - 1, percent: 1e300, bytes: 0) == .shrank)
    #expect(verdict(1 << 50, (1 << 50) + 1, percent: 1e-30, bytes: 0) == .regression)
    #expect(verdict(1_000_000_000_000, 1_000_000_000_001, percent: 1e-10, bytes: 0) == .grew)
  }

  @Test(arguments: [
    (-1, 1000, "-0.100%"), (1, 3, "+33.333%"), (2, 3, "+66.667%"), (5, 1_000_000, "+0.001%"),
    (4, 1_000_000, "+0.000%"), (0, 7, "+0.000%"), (123_456, 1, "+12,345,600.000%"),
    (Int.max, 1, "+inf%"),
  ])
  func `a percentage is rounded from whole numbers`(_ growth: Int, _ base: Int, _ text: String) {
    if growth == Int.max {
      #expect(CheckWording.percent(ByteCount(growth), of: ByteCount(base)).hasPrefix("+"))
    } else {
      #expect(CheckWording.percent(ByteCount(growth), of: ByteCount(base)) == text)
    }
  }

  @Test func `the percentage is of the baseline`() {
    #expect(verdict(1_000_000, 2_000_000, percent: 100) == .grew)
    #expect(verdict(1_000_000, 2_000_001, percent: 100) == .regression)
  }

  @Test func `limits of nothing make every byte count`() {
    #expect(verdict(1000, 1001, percent: 0, bytes: 0) == .regression)
    #expect(verdict(1000, 1000, percent: 0, bytes: 0) == .unchanged)
    #expect(verdict(1000, 999, percent: 0, bytes: 0) == .improved)
  }

  @Test func `shrinking beyond both limits is an improvement`() {
    #expect(verdict(1_000_000, 994_999) == .improved)
    #expect(verdict(1_000_000, 995_000) == .shrank)
  }

  @Test(arguments: [
    (1e-7, 1_000_000_000), (1e-10, 1_000_000_000_000), (0.5, 200), (100, 1), (12.5, 8),
    (1e-16, 1_000_000_000_000_000_000),
  ])
  func `a percentage of any size is compared exactly`(percent: Double, base: Int) {
    let limits = GateLimits(maxGrowth: Percentage(percent), minBytes: .zero)
    #expect(
      !limits.exceeds(ByteCount(1), of: ByteCount(base)) && limits.exceeds(ByteCount(2), of: ByteCount(base)))
    #expect(
      !limits.exceeds(ByteCount(-1), of: ByteCount(base))
        && limits.exceeds(ByteCount(-2), of: ByteCount(base)))
  }

  @Test func `a percentage that no archive reaches is never exceeded`() {
    for percent in [1e18, 1e20, 1e300] {
      #expect(
        !GateLimits(maxGrowth: Percentage(percent), minBytes: .zero).exceeds(
          ByteCount(1 << 50), of: ByteCount(1)))
    }
    #expect(
      GateLimits(maxGrowth: Percentage(1e16), minBytes: .zero).exceeds(
        ByteCount(100_000_000_000_001), of: ByteCount(1)))
  }
}
