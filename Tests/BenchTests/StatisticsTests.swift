import Pipeline
import Testing

@testable import Bench

@Suite struct StatisticsTests {
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
    let four = try #require(Statistics.relativeErrorOfMedian([9, 10, 10, 11].map(Double.init)))
    // Deviations 1 0 0 1: 0.5; √(π/2) · 1.4826 · 0.5 / 2 / 10.
    #expect(abs(four - 0.046454) < 1e-5)
    let sixteen = try #require(Statistics.relativeErrorOfMedian((0..<4).flatMap { _ in [9.0, 10, 10, 11] }))
    #expect(abs(sixteen - four / 2) < 1e-12)
    #expect(Statistics.relativeErrorOfMedian([0, 0]) == nil)
    #expect(Statistics.relativeErrorOfMedian([1]) == nil)
  }

  @Test func `times of runs sum up to medians`() throws {
    let runs = try [1.0, 3, 2].map { try Fake.sample("gzip-1", .compress, wall: $0, cpu: $0 / 2) }
    #expect(
      SweepRow.Timing(runs)
        == SweepRow.Timing(median: .seconds(2), mad: .seconds(1), cpu: .seconds(1), rounds: 3))
    #expect(SweepRow.Timing([]) == nil)
    #expect(SweepRow.Timing([runs[0]])?.mad == nil)
  }

  @Test func `runs that kept their processor are quiet`() throws {
    #expect(NoiseVerdict([]) == nil)
    #expect(
      NoiseVerdict(try (0..<3).map { _ in try Fake.sample("gzip-1", .compress, wall: 1, cpu: 0.99) })
        == .quiet)
  }

  @Test func `a verdict says what was lost and in which direction`() throws {
    let runs = try [
      Fake.sample("gzip-1", .compress, wall: 1, cpu: 0.9),
      Fake.sample("gzip-1", .decompress, wall: 1, cpu: 1),
    ]
    #expect(NoiseVerdict(runs) == .noisy(["compress lost 10.0% to others"]))
    let spread = try [1.0, 1.2, 0.8].map { try Fake.sample("gzip-1", .decompress, wall: $0, cpu: $0) }
    #expect(NoiseVerdict(spread) == .noisy(["decompress spread 29.7%"]))
    let stolen = try [Fake.sample("gzip-1", .compress, wall: 1, cpu: 1, stolen: 0.05)]
    #expect(NoiseVerdict(stolen) == .noisy(["compress lost 5.0% to others"]))
  }

  @Test func `a single disturbed run among many does not make a setting noisy`() throws {
    let runs = try (0..<9).map { try Fake.sample("gzip-1", .compress, wall: $0 == 4 ? 2 : 1, cpu: 1) }
    #expect(NoiseVerdict(runs) == .quiet)
  }

  @Test func `threads of one codec may wait for each other`() throws {
    #expect(NoiseVerdict([try Fake.sample("zstd-3-T4", .compress, wall: 1, cpu: 0.5)]) == .quiet)
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
    _ label: String, _ direction: Direction, wall: Double, cpu: Double? = nil, stolen: Double = 0,
    round: Int = 1
  ) throws -> Sample {
    Sample(
      setting: try Setting(label: label), direction: direction, round: round,
      passed: Reading(wall: .seconds(wall), cpu: .seconds(cpu ?? wall), stolen: .seconds(stolen)),
      concurrency: 1)
  }
}
