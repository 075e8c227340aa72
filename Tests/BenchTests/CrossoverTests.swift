@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

/// Worked by hand: A is 10 MB and decodes in 1 s, B 12 MB in 0.5 s, C 20 MB in 0.1 s.
///
/// B is level with A where 2 MB take 0.5 s: at 4 MB/s = 32 Mbit/s. C is level with B where 8 MB take 0.4 s:
/// at 20 MB/s = 160 Mbit/s.
@Suite struct CrossoverTests {
  private func candidate(_ label: String, megabytes: Int, decode: Duration) throws -> Crossover.Candidate {
    Crossover.Candidate(
      setting: try Setting(label: label), size: ByteCount(megabytes * 1_000_000), decode: decode)
  }

  private func example() throws -> Crossover {
    Crossover([
      try candidate("zstd-1", megabytes: 20, decode: .milliseconds(100)),
      try candidate("xz-9", megabytes: 10, decode: .seconds(1)),
      try candidate("zstd-19", megabytes: 12, decode: .milliseconds(500)),
      // Larger and slower than zstd-19: best nowhere.
      try candidate("gzip-9", megabytes: 14, decode: .milliseconds(600)),
    ])
  }

  @Test func `the envelope changes hands where the hand-worked example says`() throws {
    let segments = try example().segments()
    #expect(segments.map(\.candidate.setting.label) == ["xz-9", "zstd-19", "zstd-1"])
    let ends = segments.map { ($0.from.megabitsPerSecond, $0.to.megabitsPerSecond) }
    for (end, expected) in zip(ends, [(1.0, 32.0), (32, 160), (160, 10_000)]) {
      #expect(abs(end.0 - expected.0) < 1e-6 && abs(end.1 - expected.1) < 1e-6)
    }
  }

  @Test(arguments: [1.0, 5, 31, 33, 100, 159, 161, 1000, 10_000])
  func `the envelope's setting is the best at every bandwidth`(megabits: Double) throws {
    let crossover = try example()
    let bandwidth = Throughput(megabitsPerSecond: megabits)
    let segment = crossover.segments().first { $0.from <= bandwidth && bandwidth <= $0.to }
    #expect(segment?.candidate == crossover.best(at: bandwidth))
  }

  @Test func `the time is the download's and the decoder's`() throws {
    let one = try candidate("xz-9", megabytes: 10, decode: .seconds(1))
    #expect(one.total(at: Throughput(megabitsPerSecond: 80)) == .seconds(2))
  }

  @Test func `rows that failed or were not timed take no part`() throws {
    let results = try ReportFixture.results(
      "x",
      [
        .init(setting: "zstd-1"), .init(setting: "zstd-2", bytes: 10),
        .init(setting: "zstd-3", bytes: 10, compress: 1, decompress: 1),
      ])
    #expect(Crossover(of: results.rows).candidates.map(\.setting.label) == ["zstd-3"])
    #expect(Crossover([]).segments().isEmpty)
  }
}
