import Testing

@testable import BenchCore
@testable import BenchResults
@testable import Pipeline

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
    let eight = try #require(Statistics.relativeErrorOfMedian((0..<2).flatMap { _ in [9.0, 10, 10, 11] }))
    // Deviations 1 0 0 1 …: 0.5; √(π/2) · 1.4826 · 0.5 / √8 / 10.
    #expect(abs(eight - 0.032848) < 1e-5)
    let many = try #require(Statistics.relativeErrorOfMedian((0..<8).flatMap { _ in [9.0, 10, 10, 11] }))
    #expect(abs(many - eight / 2) < 1e-12)
    #expect(Statistics.relativeErrorOfMedian([0, 0]) == nil)
    #expect(Statistics.relativeErrorOfMedian([1]) == nil)
  }

  @Test func `the spread of few values comes from their range, because they may agree by chance`() throws {
    // Median 10, deviations 0 0 2: their median is nothing.
    let three = try #require(Statistics.relativeSpread([10, 10, 12]))
    #expect(abs(three - 2 / 1.693 / 10) < 1e-12)
    // Up to six runs, by the expected range of as many normal values; then by the median deviation.
    for (count, expected) in [(2, 1.128), (3, 1.693), (4, 2.059), (5, 2.326), (6, 2.534)] {
      let values = [0.9, 1.1] + Array(repeating: 1.0, count: count - 2)
      let spread = try #require(Statistics.relativeSpread(values))
      #expect(abs(spread - 0.2 / expected) < 1e-12)
    }
    let seven = try #require(Statistics.relativeSpread([0.1, 0.2, 0.4, 0.5, 0.6, 0.8, 0.9]))
    #expect(abs(seven - 1.4826 * 0.3 / 0.5) < 1e-12)
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

  @Test func `up to six words are listed, and of more the first six`() {
    let words = ["a", "b", "c", "d", "e", "f", "g"]
    #expect(Format.some(Array(words.dropLast())) == "a, b, c, d, e and f")
    #expect(Format.some(words) == "a, b, c, d, e, f and 1 more")
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
