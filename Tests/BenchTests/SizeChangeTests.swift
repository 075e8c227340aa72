@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

@Suite struct SizeChangeTests {
  private func verdict(_ base: Int, _ now: Int, percent: Double = 0.5, bytes: Int = 4096)
    -> SizeChange.Verdict
  {
    let limits = GateLimits(
      maxGrowth: Percentage(percent), minBytes: ByteCount(bytes), failOnImprovement: false)
    return SizeChange(setting: nil, base: ByteCount(base), now: ByteCount(now), limits: limits).verdict
  }

  @Test func `growth must exceed both limits to fail`() {
    #expect(verdict(1_000_000, 1_005_001) == .regression)
    #expect(verdict(1_000_000, 1_005_000) == .grew)
    #expect(verdict(100_000, 104_096) == .grew)
    #expect(verdict(100_000, 104_097) == .regression)
    #expect(verdict(10_000_000, 10_004_097) == .grew)
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
}
