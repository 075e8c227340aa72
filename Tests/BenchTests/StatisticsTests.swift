@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

@Suite struct StatisticsTests {
  private func verdict(_ runs: [Sample], beside others: [Sample] = []) -> NoiseVerdict? {
    NoiseVerdict(runs, SweepSpread(runs + others))
  }

  @Test func `the median is the middle, or half-way between the two`() {
    #expect(Statistics.median([]) == nil)
    #expect(Statistics.median([7]) == 7)
    #expect(Statistics.median([9, 1, 5]) == 5)
    #expect(Statistics.median([4, 1, 3, 100]) == 3.5)
  }

  @Test func `the deviation is the median distance from the median`() {
    #expect(Statistics.medianAbsoluteDeviation([5]) == nil)
    // Median 2; distances 1 1 0 0 2 4 7.
    #expect(Statistics.medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]) == 1)
    #expect(Statistics.medianAbsoluteDeviation([3, 3, 3, 1000]) == 0)
  }

  @Test func `the median's error shrinks with the root of the number of runs`() throws {
    let eight = try #require(Statistics.relativeErrorOfMedian((0..<2).flatMap { _ in [9.0, 10, 10, 11] }))
    // Deviations 1 0 0 1 …: 0.5; √(π/2) · 1.4826 · 0.5 / √8 / 10.
    #expect(abs(eight - 0.032848) < 1e-5)
    let many = try #require(Statistics.relativeErrorOfMedian((0..<8).flatMap { _ in [9.0, 10, 10, 11] }))
    #expect(abs(many - eight / 2) < 1e-12)
    #expect(Statistics.relativeErrorOfMedian([0, 0]) == nil)
    #expect(Statistics.relativeErrorOfMedian([1]) == nil)
  }

  @Test func `of few values the range tells the spread, for they may agree by chance`() throws {
    // Median 10, deviations 0 0 2: their median is nothing.
    let three = try #require(Statistics.relativeSpread([10, 10, 12]))
    #expect(abs(three - 2 / 1.693 / 10) < 1e-12)
    let two = try #require(Statistics.relativeSpread([9, 11]))
    #expect(abs(two - 2 / 1.128 / 10) < 1e-12)
    #expect(Statistics.relativeSpread([1]) == nil)
  }

  @Test func `times of runs sum up to medians`() throws {
    let runs = try [1.0, 3, 2].map { try Fake.sample("gzip-1", .compress, wall: $0, cpu: $0 / 2) }
    let timing = try #require(SweepRow.Timing(runs, SweepSpread(runs)))
    #expect(timing.time == .seconds(1) && timing.wall == .seconds(2) && timing.cpu == .seconds(1))
    #expect(timing.mad == .milliseconds(500) && timing.rounds == 3)
    #expect(SweepRow.Timing([], SweepSpread([])) == nil)
    #expect(SweepRow.Timing([runs[0]], SweepSpread(runs))?.mad == nil)
  }

  @Test func `runs that kept their processor are quiet`() throws {
    #expect(verdict([]) == nil)
    #expect(
      verdict(try (0..<3).map { _ in try Fake.sample("gzip-1", .compress, wall: 1, cpu: 0.99) })
        == .quiet)
  }

  @Test func `a verdict says what was lost and in which operation`() throws {
    let runs = try [
      Fake.sample("gzip-1", .compress, wall: 1, cpu: 0.9),
      Fake.sample("gzip-1", .decompress, wall: 1, cpu: 1),
    ]
    #expect(verdict(runs) == .noisy(["compress lost 10.0% to others"]))
    let spread = try [1.0, 1.2, 0.8].map { try Fake.sample("gzip-1", .decompress, wall: $0, cpu: $0) }
    #expect(verdict(spread) == .noisy(["decompress median ±17.1%"]))
    let stolen = try [Fake.sample("gzip-1", .compress, wall: 1, cpu: 1, stolen: 0.05)]
    #expect(verdict(stolen) == .noisy(["compress lost 5.0% to others"]))
  }

  @Test func `a single disturbed run among many does not make a setting noisy`() throws {
    let runs = try (0..<9).map { try Fake.sample("gzip-1", .compress, wall: $0 == 4 ? 2 : 1, cpu: 1) }
    #expect(verdict(runs) == .quiet)
  }

  @Test func `what a single run does not tell is taken from settings with many`() throws {
    let slow = try [Fake.sample("xz-9", .compress, wall: 30)]
    #expect(verdict(slow) == .quiet)
    func others(_ spread: Double) throws -> [Sample] {
      try (0..<9).map { try Fake.sample("zstd-1", .compress, wall: 1 + spread * Double($0 - 4)) }
    }
    // Deviations 0 to 4 times the spread, their median 2; √(π/2) · 1.4826 · 2 · 5 %.
    #expect(verdict(slow, beside: try others(0.05)) == .noisy(["compress median ±18.6%"]))
    #expect(verdict(slow, beside: try others(0.0005)) == .quiet)
    // Where none has many, two of the other operation: √(π/2) · 0.1 / 1.128 / 1.05.
    let few = try [1.0, 1.1].map { try Fake.sample("zstd-1", .decompress, wall: $0) }
    #expect(verdict(slow, beside: few)?.description.contains("compress median ±10.6%") == true)
  }

  @Test func `runs that agree by chance are as noisy as the machine is seen to be`() throws {
    let agreed = try (0..<2).map { _ in try Fake.sample("xz-9", .compress, wall: 30) }
    let others = try (0..<9).map { try Fake.sample("zstd-1", .compress, wall: 1 + 0.05 * Double($0 - 4)) }
    // As above, but of two runs: √(π/2) · 1.4826 · 2 · 5 % / √2.
    #expect(verdict(agreed, beside: others) == .noisy(["compress median ±13.1%"]))
    #expect(verdict(agreed) == .quiet)
    let many = try (0..<5).map { _ in try Fake.sample("xz-9", .compress, wall: 30) }
    #expect(verdict(many, beside: others) == .quiet)
  }

  @Test(arguments: [(0.02, "noisy: compress median ±2.5%"), (0.009, "noisy: compress median ±1.1%")])
  func `a median known to more than one percent is noisy`(step: Double, verdict expected: String) throws {
    // √(π/2) · 1.4826 · 2 · step / √9.
    let runs = try (0..<9).map { try Fake.sample("gzip-1", .compress, wall: 1 + step * Double($0 - 4)) }
    #expect(verdict(runs)?.description == expected)
  }

  @Test func `a median known to less than one percent is quiet`() throws {
    // √(π/2) · 1.4826 · 2 · 0.7 % / √9 is 0.87 %.
    let runs = try (0..<9).map { try Fake.sample("gzip-1", .compress, wall: 1 + 0.007 * Double($0 - 4)) }
    #expect(verdict(runs) == .quiet)
  }

  @Test func `threads of one codec may wait for each other`() throws {
    #expect(verdict([try Fake.sample("zstd-3-T4", .compress, wall: 1, cpu: 0.5)]) == .quiet)
  }

  @Test func `a decoder has one thread, whatever compressed`() throws {
    func runs(_ cpu: Double) throws -> [Sample] {
      [try Fake.sample("zstd-3-T4", .decompress, wall: 1, cpu: cpu, stolen: 0.3)]
    }
    #expect(verdict(try runs(1)) == .quiet)
    #expect(verdict(try runs(0.9)) == .noisy(["decompress lost 10.0% to others"]))
  }

  @Test func `a verdict reads back as it was written`() {
    for verdict in [NoiseVerdict.quiet, .noisy(["a 1%"]), .noisy(["a 1%", "b 2%"])] {
      #expect(NoiseVerdict(verdict.description) == verdict)
    }
    #expect(NoiseVerdict("noisy") == nil)
    #expect(NoiseVerdict("") == nil)
  }
}

/// Runs that never took place.
enum Fake {
  static func sample(
    _ label: String, _ operation: Operation, wall: Double, cpu: Double? = nil, stolen: Double = 0,
    round: Int = 1
  ) throws -> Sample {
    Sample(
      setting: try Setting(label: label), operation: operation, round: round,
      passed: ElapsedTimes(wall: .seconds(wall), cpu: .seconds(cpu ?? wall), stolen: .seconds(stolen)),
      concurrency: 1)
  }
}
