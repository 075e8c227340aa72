import Testing

@testable import BenchCore
@testable import BenchResults
@testable import Pipeline

@Suite struct SweepSpreadTests {
  /// Nine runs of a second whose times are `step` apart: their standard deviation is 1.4826 · 2 · `step`.
  private func often(
    _ label: String, _ operation: Operation = .compress, step: Double, lost: Double = 0
  ) throws -> [Sample] {
    try (0..<9).map { run in
      let time = 1 + step * Double(run - 4)
      return try Fake.sample(label, operation, wall: time / (1 - lost), cpu: time)
    }
  }

  private func once(_ label: String, _ operation: Operation = .compress) throws -> [Sample] {
    [try Fake.sample(label, operation, wall: 30)]
  }

  private func isClose(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) < 1e-4 }

  @Test func `an error is of the median, of what lasts and of sharing the processor`() throws {
    let runs = try often("zstd-1", step: 0.01, lost: 0.5)
    let spread = 1.4826 * 2 * 0.01
    let median = (Double.pi / 2).squareRoot() * spread / 3
    let (lasting, sharing) = (0.4 * spread, 0.1 * 0.5)
    let constant = 0.0075 * 0.0075
    let expected = (median * median + lasting * lasting + sharing * sharing + constant).squareRoot()
    #expect(isClose(SweepSpread(runs).error(of: runs), expected))
  }

  @Test func `runs that agree exactly still differ from those of another process`() throws {
    let runs = try often("zstd-1", step: 0)
    #expect(isClose(SweepSpread(runs).error(of: runs), 0.0075))
  }

  @Test func `more runs do not take away what lasts as long as a sweep`() throws {
    let runs = try (0..<100).flatMap { _ in try often("zstd-1", step: 0.01) }
    #expect(SweepSpread(runs).error(of: runs) > 0.4 * 1.4826 * 2 * 0.01)
  }

  @Test func `a setting that ran once is never better known than those that ran often`() throws {
    let calm = try often("zstd-1", step: 0.001)
    let shaky = try often("zstd-2", step: 0.06)
    let slow = try once("xz-9")
    let spread = SweepSpread(calm + shaky + slow)
    #expect(spread.error(of: slow) >= spread.error(of: shaky))
    #expect(spread.error(of: shaky) > spread.error(of: calm))
  }

  @Test(arguments: 1...4) func `few runs that agree by chance are no better known than many`(count: Int)
    throws
  {
    let agreed = try (0..<count).flatMap { _ in try once("xz-9") }
    let others = try often("zstd-1", step: 0.05)
    let spread = SweepSpread(agreed + others)
    #expect(spread.error(of: agreed) >= spread.error(of: others))
    // As far apart as the others' runs, but of few.
    let median = (Double.pi / 2).squareRoot() * 1.4826 * 2 * 0.05 / Double(count).squareRoot()
    #expect(spread.error(of: agreed) >= median)
  }

  @Test func `without settings with many runs, two runs of one setting are used`() throws {
    let few = try [1.0, 1.1].map { try Fake.sample("zstd-1", .decompress, wall: $0) }
    let slow = try once("gzip-9")
    let spread = 0.1 / 1.128 / 1.05
    let (median, lasting) = ((Double.pi / 2).squareRoot() * spread, 0.4 * spread)
    let expected = (median * median + lasting * lasting + 0.0075 * 0.0075).squareRoot()
    #expect(isClose(SweepSpread(slow + few).error(of: slow), expected))
  }

  @Test func `where nothing ran twice, an error is assumed`() throws {
    let slow = try once("xz-9")
    #expect(SweepSpread(slow).error(of: slow) > SweepSpread.assumed)
    #expect(SweepSpread([]).error(of: []) == 0)
  }

  @Test func `wall times are compared with wall times`() throws {
    let cpu = try often("zstd-1", step: 0.001)
    let wall = try often("zstd-1-T2", step: 0.05)
    let slow = try once("zstd-19-T4")
    let spread = SweepSpread(cpu + wall + slow)
    #expect(spread.error(of: slow) >= spread.error(of: wall))
    let single = try once("zstd-19")
    #expect(spread.error(of: single) < spread.error(of: slow))
  }

  @Test func `time that others took makes times less certain`() throws {
    let errors = try [0, 0.3, 0.8].map { lost in
      let runs = try often("zstd-1", step: 0.001, lost: lost)
      return SweepSpread(runs).error(of: runs)
    }
    #expect(errors == errors.sorted() && errors[2] > 0.08 && errors[0] < 0.008)
  }

  @Test func `an error is that of the median, of what lasts and of what others share`() throws {
    let setting = try Setting(label: "gzip-6")
    func error(_ median: Double, _ spread: Double, _ lost: Double, _ operation: Operation = .compress)
      -> Double
    {
      SweepSpread.error(ofMedian: median, spread: spread, lost: lost, of: setting, operation)
    }
    func whole(_ parts: Double...) -> Double {
      (parts + [0.0075]).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    #expect(error(0.5, 0, 0) == whole(0.5) && error(0, 1, 0) == whole(0.4) && error(0, 0, 1) == whole(0.1))
    #expect(error(0, 0, 1, .decompress) == whole(0.05) && error(0, 0, 1, .extract) == whole(0.1))
    #expect(isClose(error(0.3, 1, 0), whole(0.3, 0.4)) && error(0, 0, 0) == 0.0075)
  }

  /// From 4 MiB on: tables to compress, the window to decompress.
  @Test(arguments: [
    ("zstd-6", 0.0075, 0.0075), ("zstd-7", 0.04, 0.0075), ("zstd-9", 0.04, 0.02),
    ("zstd-1-long21", 0.0075, 0.0075),
    ("zstd-1-long22", 0.0075, 0.02), ("xz-2", 0.04, 0.0075), ("xz-3", 0.04, 0.02), ("gzip-9", 0.0075, 0.0075),
    ("libdeflate-12", 0.0075, 0.0075), ("zopfli-15", 0.0075, 0.0075),
  ])
  func `a codec that leaves the caches of its core differs more between processes`(
    label: String, compress: Double, decompress: Double
  ) throws {
    let setting = try Setting(label: label)
    let errors = Operation.allCases.map {
      SweepSpread.error(ofMedian: 0, spread: 0, lost: 0, of: setting, $0)
    }
    #expect(errors == [compress, decompress, decompress])
  }

  @Test func `from five runs on a setting shows its own spread`() throws {
    let typical = try often("zstd-1", step: 0.05)
    let spread = try #require(Statistics.relativeSpread(typical.map(\.time.inSeconds)))
    for count in [4, 5] {
      let same = try (0..<count).map { try Fake.sample("gzip-9", .compress, wall: 2, round: $0 + 1) }
      let all = SweepSpread(typical + same)
      // With five there are two settings that tell, and their median is half of the one that differs.
      let (shown, lasting) = count == 4 ? (spread, 0.4 * spread) : (0, 0.4 * spread / 2)
      let median =
        count == 4
        ? max(
          (Double.pi / 2).squareRoot() * shown / 2,
          try #require(Statistics.relativeErrorOfMedian(typical.map(\.time.inSeconds)))) : 0
      #expect(
        isClose(all.error(of: same), (median * median + lasting * lasting + 0.0075 * 0.0075).squareRoot()),
        "\(count)")
    }
  }

  @Test func `how far machines are apart is the root of the mean square of what both timed`() throws {
    func run(_ label: String, _ seconds: Double, on machine: String) throws -> Sample {
      Sample(
        tree: "t", machine: machine, setting: try Setting(label: label), operation: .compress, round: 1,
        passed: ElapsedTimes(wall: .seconds(seconds), cpu: .seconds(seconds)), concurrency: 1)
    }
    let one = try [run("zstd-1", 0.9, on: "a"), run("zstd-2", 1, on: "a"), run("zstd-3", 9, on: "a")]
    let two = try [run("zstd-1", 1.1, on: "b"), run("zstd-2", 1, on: "b")]
    let spread = SweepSpread(one + two)
    // The first differs by 0.2, whose variance is 0.02, and the second not at all.
    #expect(isClose(spread.apart(.compress), 0.1) && spread.apart(.decompress) == 0)
    #expect(SweepSpread(one).apart(.compress) == 0)
  }

  @Test func `what no kind of run shows is as uncertain as the shakiest kind`() throws {
    let calm = try often("zstd-1", .decompress, step: 0.001)
    let shaky = try often("zstd-1", .compress, step: 0.05)
    let unpacked = try once("xz-0", .extract)
    let spread = 1.4826 * 2 * 0.05
    for samples in [calm + shaky + unpacked, shaky + calm + unpacked] {
      let (median, lasting) = ((Double.pi / 2).squareRoot() * spread, 0.4 * spread)
      let expected = (median * median + lasting * lasting + 0.0075 * 0.0075).squareRoot()
      #expect(isClose(SweepSpread(samples).error(of: unpacked), expected))
    }
  }

  @Test func `times of one machine are its own, and those of several their median`() throws {
    func timing(_ seconds: Double, error: Double, rounds: Int = 3) -> SweepRow.Timing {
      SweepRow.Timing(
        time: .seconds(seconds), error: error, mad: .seconds(0.1), wall: .seconds(2 * seconds),
        cpu: .seconds(3 * seconds), rounds: rounds)
    }
    #expect(SweepRow.Timing(of: [timing(2, error: 0.1)], apart: 0) == timing(2, error: 0.1))
    #expect(SweepRow.Timing(of: [], apart: 0) == nil)
    let far = try #require(SweepRow.Timing(of: [timing(2, error: 0.3)], apart: 0.4))
    #expect(isClose(far.error, 0.5) && far.time == .seconds(2))
    let many = try #require(
      SweepRow.Timing(of: [timing(1, error: 0.3), timing(1, error: 0.1, rounds: 4)], apart: 0))
    #expect(isClose(many.error, 0.3) && many.rounds == 7 && many.mad == nil)
    let two = try #require(SweepRow.Timing(of: [timing(1, error: 0.3), timing(3, error: 0.1)], apart: 0.1))
    // Their standard deviation is √2 of a median of 2, which is more than machines are apart otherwise.
    #expect(isClose(two.error, (0.09 + 0.5).squareRoot()) && two.time == .seconds(2))
    #expect(two.wall == .seconds(4) && two.cpu == .seconds(6))
    let near = try #require(SweepRow.Timing(of: [timing(1, error: 0.3), timing(1, error: 0.1)], apart: 0.4))
    #expect(isClose(near.error, 0.5))
  }

  @Test func `machines are named once, in their order`() {
    #expect(SweepRow.machines(["b", "a+c", "a"]) == "a+b+c" && SweepRow.machines([]) == nil)
  }
}
