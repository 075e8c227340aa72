import Testing

@testable import BenchCore
@testable import BenchReport
@testable import Pipeline

/// Worked by hand: A is 10 MB and decodes in 1 s, B 12 MB in 0.5 s, C 20 MB in 0.1 s.
///
/// B is level with A where 2 MB take 0.5 s: at 4 MB/s = 32 Mbit/s. C is level with B where 8 MB take 0.4 s:
/// at 20 MB/s = 160 Mbit/s.
@Suite struct CrossoverTests {
  private func contender(_ label: String, megabytes: Double, decode: Double, error: Double = 0) throws
    -> Contender
  {
    Contender(
      setting: try Setting(label: label), size: ByteCount(Int(megabytes * 1e6)),
      decompress: MeasuredTime(seconds: decode, error: error))
  }

  private func example() throws -> Crossover {
    Crossover(of: [
      try contender("zstd-1", megabytes: 20, decode: 0.1),
      try contender("xz-9", megabytes: 10, decode: 1),
      try contender("zstd-19", megabytes: 12, decode: 0.5),
      // Larger and slower than zstd-19: best nowhere.
      try contender("gzip-9", megabytes: 14, decode: 0.6),
    ])
  }

  @Test func `the bands change as in the hand-worked example`() throws {
    let bands = try example().bands()
    #expect(bands.map(\.contender.setting.label) == ["xz-9", "zstd-19", "zstd-1"])
    let ends = bands.map { ($0.from.megabitsPerSecond, $0.to.megabitsPerSecond) }
    for (end, expected) in zip(ends, [(1.0, 32.0), (32, 160), (160, 10_000)]) {
      #expect(abs(end.0 - expected.0) < 1e-6 && abs(end.1 - expected.1) < 1e-6)
    }
  }

  @Test(arguments: [1.0, 5, 31, 33, 100, 159, 161, 1000, 10_000])
  func `the band's setting is the best at every bandwidth`(megabits: Double) throws {
    let crossover = try example()
    let bandwidth = Throughput(megabitsPerSecond: megabits)
    #expect(crossover.band(at: bandwidth)?.contender == crossover.best(at: bandwidth))
  }

  @Test func `a bandwidth between two bands is in the faster one, and the ends are in the outer ones`() throws
  {
    let crossover = try example()
    let bands = crossover.bands()
    #expect(crossover.band(at: bands[0].to) == bands[1] && crossover.band(at: bands[1].to) == bands[2])
    #expect(crossover.band(at: Crossover.range.lowerBound) == bands[0])
    #expect(crossover.band(at: Crossover.range.upperBound) == bands[2])
    #expect(Crossover.band(at: Crossover.usual, of: []) == nil)
  }

  @Test func `bands may change within the first and the last step of the slider`() throws {
    // 126,250 bytes take a second at 1.01 Mbit/s, and 1,245 kB a millisecond at 9.96 Gbit/s.
    let first = Crossover(of: [
      try contender("xz-9", megabytes: 10, decode: 3),
      try contender("zstd-1", megabytes: 10.12625, decode: 2),
    ])
    let last = Crossover(of: [
      try contender("xz-9", megabytes: 10, decode: 0.003),
      try contender("zstd-1", megabytes: 11.245, decode: 0.002),
    ])
    for (crossover, end) in [(first, 1.01), (last, 9960)] {
      let bands = crossover.bands()
      #expect(bands.map(\.contender.setting.label) == ["xz-9", "zstd-1"])
      #expect(bands.first.map { abs($0.to.megabitsPerSecond / end - 1) < 1e-6 } == true)
    }
  }

  @Test func `an archive of nothing that takes no time is drawn nowhere`() throws {
    let report = ReportFixture.report([try ReportFixture.row("xz-6", 0, decompress: 0)])
    let body = report.drawing(.crossover, of: report.subjects[0]).body
    #expect(!body.contains("nan") && !body.contains("inf") && !body.contains("class=\"ln\""))
  }

  @Test func `a user's time is the download's and the decoder's`() throws {
    let one = try contender("xz-9", megabytes: 10, decode: 1)
    #expect(one.userTime(at: Throughput(megabitsPerSecond: 80))?.seconds == 2)
  }

  @Test func `settings that differ by less than their errors share a band, the smaller archive's`() throws {
    let equal = [
      try contender("zstd-20", megabytes: 10.01, decode: 0.100, error: 0.004),
      try contender("zstd-21", megabytes: 10, decode: 0.105, error: 0.004),
      try contender("zstd-22", megabytes: 10.02, decode: 0.095, error: 0.004),
    ]
    #expect(Crossover(of: equal).bands().map(\.contender.setting.label) == ["zstd-21"])
    let known = try equal.map {
      try contender($0.setting.label, megabytes: $0.size.megabytes, decode: $0.decompress?.seconds ?? 0)
    }
    #expect(Crossover(of: known).bands().count == 2)
  }

  @Test func `every band equals the quickest within the errors, and its neighbours differ by more`() throws {
    // Each equals the next, but not the one after that; all are level at 40 Mbit/s.
    let chain = try (0..<6).map { index in
      try contender(
        "zstd-\(22 - index)", megabytes: 10 + 0.1 * Double(index), decode: 0.2 - 0.02 * Double(index),
        error: 0.008)
    }
    let crossover = Crossover(of: chain)
    let bands = crossover.bands()
    #expect(bands.count == 2)
    for band in bands {
      let end = Throughput(megabitsPerSecond: band.to.megabitsPerSecond * 0.999)
      let least = try #require(crossover.least(at: end))
      #expect(band.contender.userTime(at: end)?.equals(least) == true)
    }
    for (one, next) in zip(bands, bands.dropFirst()) {
      let left = try #require(one.contender.userTime(at: next.to))
      let right = try #require(next.contender.userTime(at: next.to))
      #expect(!left.equals(right))
    }
  }

  @Test func `rows that failed or were not timed take no part`() throws {
    let results = try ReportFixture.results(
      "x",
      [
        .init(setting: "zstd-1"), .init(setting: "zstd-2", bytes: 10),
        .init(setting: "zstd-3", bytes: 10, compress: 1, decompress: 1),
      ])
    let crossover = try #require(ReportSubject.list([results]).first).crossover
    #expect(crossover.contenders.map(\.setting.label) == ["zstd-3"])
    #expect(Crossover(of: []).bands().isEmpty)
  }
}
