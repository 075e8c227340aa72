import Testing

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline
@testable import pybench

/// A sweep in which time passes only by arithmetic.
private struct Simulation {
  struct Stop: Equatable {
    var visit: Visit
    var start: Double
    var end: Double
  }

  private(set) var stops: [Stop] = []
  /// Time passed, and what the schedule expected then to remain.
  private(set) var expectations: [(at: Double, remaining: Double)] = []
  private(set) var samples: [Setting: [Sample]] = [:]
  var end: Double { stops.map(\.end).max() ?? 0 }

  /// - Parameter cost: Seconds that one run really takes.
  init(
    _ settings: [Setting], operations: [Operation] = [.compress, .decompress], budget: Budget = Budget(),
    seed: UInt64,
    lanes: Int = 2, bytes: ByteCount = ByteCount(42_350_000), busy: Double = 0,
    cost: (Setting, Operation, CostModel) -> Double
  ) {
    var schedule = Schedule(
      settings, operations: operations, budget: budget, seed: seed, originalBytes: bytes)
    let truth = CostModel(originalBytes: bytes)
    var underWay: [Stop] = []
    var now = 0.0
    while !schedule.isFinished {
      while underWay.count < lanes, let visit = schedule.next() {
        var time = 0.0
        for operation in visit.operations { time += cost(visit.setting, operation, truth) }
        if visit.operations.contains(.decompress), schedule.samples(of: visit.setting).isEmpty {
          time += cost(visit.setting, .decompress, truth)
        }
        underWay.append(Stop(visit: visit, start: now, end: now + time))
      }
      if stops.count % 16 == 0 { expectations.append((now, schedule.remaining(lanes: lanes).inSeconds)) }
      guard let first = underWay.min(by: { $0.end < $1.end }), let index = underWay.firstIndex(of: first)
      else { break }
      underWay.remove(at: index)
      now = first.end
      stops.append(first)
      for operation in first.visit.operations {
        let wall = cost(first.visit.setting, operation, truth)
        let round = schedule.samples(of: first.visit.setting).count { $0.operation == operation } + 1
        schedule.record(
          Sample(
            setting: first.visit.setting, operation: operation, round: round,
            passed: ElapsedTimes(wall: .seconds(wall), cpu: .seconds(wall * (1 - busy))),
            concurrency: underWay.count + 1))
      }
      schedule.leave(first.visit, failed: false)
    }
    for setting in settings { samples[setting] = schedule.samples(of: setting) }
  }

  /// What the schedule's own table says.
  static func asExpected(_ setting: Setting, _ operation: Operation, _ truth: CostModel) -> Double {
    truth.time(of: setting, operation).inSeconds
  }
}

@Suite struct ScheduleTests {
  private func grid(_ list: String = Grid.defaultList) throws -> [Setting] { try Grid(list).settings }

  @Test func `the order is shuffled, and a seed brings it back`() throws {
    let settings = try grid()
    func order(_ seed: UInt64) -> [Setting] {
      Simulation(settings, seed: seed, cost: Simulation.asExpected).stops.map(\.visit.setting)
    }
    #expect(order(1) == order(1))
    #expect(order(1) != order(2))
    #expect(Array(order(1).prefix(63)) != settings)
  }

  @Test func `every setting is visited before any is visited again`() throws {
    let settings = try grid("zstd-1..9,gzip-1..5")
    let visits = Simulation(settings, seed: 3, lanes: 1, cost: { _, _, _ in 1 }).stops.map(\.visit.setting)
    try #require(visits.count == 14 * 3)
    for round in 0..<3 { #expect(Set(visits[(round * 14)..<(round * 14 + 14)]).count == 14) }
    #expect(Array(visits[0..<14]) != Array(visits[14..<28]))
  }

  @Test func `a slow setting is compressed once and still decompressed to its budget`() throws {
    let slow = try Setting(label: "zstd-22")
    let simulation = Simulation([slow, try Setting(label: "zstd-1")], seed: 1) { setting, operation, _ in
      operation == .compress && setting == slow ? 40 : 0.5
    }
    let runs = try #require(simulation.samples[slow])
    #expect(runs.count { $0.operation == .compress } == 1)
    #expect(runs.count { $0.operation == .decompress } == 6)
  }

  @Test func `a disturbed setting is timed until it had its budget of the processor`() throws {
    let settings = try grid("gzip-1")
    let spread = { (wall: Double) in { (_: Setting, _: Operation, _: CostModel) in wall } }
    let quiet = Simulation(settings, seed: 1, cost: spread(0.5))
    let noisy = Simulation(settings, seed: 1, busy: 0.3, cost: spread(0.5))
    #expect(quiet.samples[settings[0]]?.count == 12)
    // Of each run 0.35 s were its own: nine make 3 s, to compress and to decompress.
    #expect(noisy.samples[settings[0]]?.count == 18)
    let starved = Simulation(settings, seed: 1, busy: 0.95, cost: spread(1.5))
    // Four times the budget in wall time.
    #expect(starved.samples[settings[0]]?.count == 16)
  }

  @Test func `settings with several threads have the machine to themselves`() throws {
    let simulation = Simulation(
      try grid("zstd-1..6,zstd-1..3-T2,zstd-9-T4"), seed: 5, cost: Simulation.asExpected)
    let alone = simulation.stops.filter(\.visit.alone)
    #expect(Set(alone.map(\.visit.setting.label)) == ["zstd-1-T2", "zstd-2-T2", "zstd-3-T2", "zstd-9-T4"])
    for stop in alone {
      let others = simulation.stops.filter { $0 != stop && $0.start < stop.end && stop.start < $0.end }
      #expect(others.isEmpty)
    }
  }

  @Test func `settings with several threads take their turn in every round`() throws {
    let simulation = Simulation(try grid("zstd-1..4,zstd-1-T2"), seed: 5, lanes: 2) { _, _, _ in 1 }
    let visits = simulation.stops.sorted { $0.start < $1.start }.map(\.visit.setting.label)
    try #require(visits.count == 5 * 3)
    for round in 0..<3 {
      #expect(Set(visits[(round * 5)..<(round * 5 + 5)]).count == 5, "\(visits)")
      #expect(visits[round * 5 + 4] == "zstd-1-T2")
    }
  }

  @Test func `what runs alone is not expected to be shared among lanes`() throws {
    let settings = try grid("zstd-3-T2,zstd-5-T2,zstd-7-T2")
    for lanes in [1, 8] {
      let schedule = Schedule(
        settings, operations: [.compress], budget: Budget(rounds: 2, minTime: .zero), seed: 1,
        originalBytes: ByteCount(42_000_000))
      let once = settings.reduce(0.0) { $0 + schedule.costs.time(of: $1, .compress).inSeconds }
      #expect(schedule.remaining(lanes: lanes).inSeconds >= 2 * once)
    }
  }

  @Test func `the time left falls during a run, by the speed of the run itself once that shows`() throws {
    let setting = try Setting(label: "zopfli-15")
    var schedule = Schedule(
      [setting], operations: [.compress], budget: Budget(rounds: 1, minTime: .zero), seed: 1,
      originalBytes: ByteCount(42_000_000))
    _ = schedule.next()
    let whole = schedule.remaining(lanes: 1).inSeconds
    let run = schedule.costs.time(of: setting, .compress).inSeconds
    #expect(run > 100)
    func left(_ passed: Double, _ share: Double) -> Double {
      let visit = SweepProgress.Visit(setting: setting, passed: .seconds(passed), share: share)
      return schedule.remaining(lanes: 1, underWay: [visit]).inSeconds
    }
    #expect(abs(left(40, 0.05) - (whole - 40)) < 0.001)
    // Half of the tar took three times as long as expected, so the rest does too.
    #expect(abs(left(1.5 * run, 0.5) - (whole + 0.5 * run)) < 0.001)
    // Later than expected, and nothing is known: it does not fall below what comes after.
    #expect(abs(left(2 * run, 0) - (whole - run)) < 0.001)
  }

  @Test func `a setting whose archive is not at hand is compressed first`() throws {
    let setting = try Setting(label: "xz-9")
    let known = [try Fake.sample("xz-9", .compress, wall: 30)]
    var schedule = Schedule(
      [setting], operations: [.compress, .decompress], budget: Budget(), seed: 1,
      originalBytes: ByteCount(42_000_000), known: known)
    #expect(schedule.pending(at: setting) == [.compress, .decompress])
    #expect(schedule.remaining(lanes: 1) > .seconds(30))
    let next = schedule.next()
    let visit = try #require(next)
    schedule.record(try Fake.sample("xz-9", .compress, wall: 30))
    schedule.leave(visit, failed: false)
    #expect(schedule.pending(at: setting) == [.decompress])
  }

  @Test func `a setting without a row is visited though its runs suffice`() throws {
    let setting = try Setting(label: "gzip-1")
    let known = try [Operation.compress, .decompress].map { try Fake.sample("gzip-1", $0, wall: 5) }
    var schedule = Schedule(
      [setting], operations: [.compress, .decompress], budget: Budget(), seed: 1,
      originalBytes: ByteCount(1000), known: known, mustVisit: [setting])
    #expect(schedule.pending(at: setting) == [.compress])
    let next = schedule.next()
    schedule.leave(try #require(next), failed: false)
    #expect(schedule.isFinished)
  }

  @Test func `a setting is never under way twice at once`() throws {
    let simulation = Simulation(try grid("zstd-1,gzip-9"), seed: 5, lanes: 4, cost: Simulation.asExpected)
    for (index, stop) in simulation.stops.enumerated() {
      for other in simulation.stops[(index + 1)...] where other.visit.setting == stop.visit.setting {
        #expect(other.start >= stop.end || stop.start >= other.end)
      }
    }
  }

  @Test func `runs made before count, and failed settings are left`() throws {
    let settings = try grid("gzip-1,gzip-2")
    let known = try [Operation.compress, .decompress].map { try Fake.sample("gzip-1", $0, wall: 5) }
    var schedule = Schedule(
      settings, operations: [.compress, .decompress], budget: Budget(), seed: 1,
      originalBytes: ByteCount(1000),
      known: known)
    #expect(schedule.pending(at: settings[0]).isEmpty)
    let next = schedule.next()
    let visit = try #require(next)
    #expect(visit.setting.label == "gzip-2")
    let none = schedule.next()
    #expect(none == nil && !schedule.isFinished)
    schedule.leave(visit, failed: true)
    #expect(schedule.isFinished && schedule.pending(at: settings[1]).isEmpty)
  }

  /// Real costs that differ from the table's, by machine, codec and level.
  static let truths: [(name: String, cost: @Sendable (Setting, Operation) -> Double)] = [
    ("as expected", { _, _ in 1 }), ("a machine ten times slower", { _, _ in 10 }),
    ("a machine five times faster", { _, _ in 0.2 }),
    ("high levels twice as dear", { setting, _ in setting.level > 12 ? 2 : 1 }),
    ("high levels at half the cost", { setting, _ in setting.level > 12 ? 0.5 : 1 }),
    ("long windows half as dear again", { setting, _ in setting.windowLog == nil ? 1 : 1.5 }),
    ("xz four times as dear", { setting, _ in setting.codec == .xz ? 4 : 1 }),
    ("zstd a third of the cost", { setting, _ in setting.codec == .zstd ? 0.33 : 1 }),
    ("decoding five times as dear", { _, operation in operation == .decompress ? 5 : 1 }),
  ]

  @Test(arguments: 0..<truths.count, [1, 2])
  func `the time left is right within a factor of two from a quarter on`(index: Int, lanes: Int) throws {
    let (name, factor) = Self.truths[index]
    // Another shuffle for each number of lanes.
    let seed = UInt64(lanes == 1 ? 1 : 7)
    let simulation = Simulation(try grid(), seed: seed, lanes: lanes) { setting, operation, truth in
      truth.time(of: setting, operation).inSeconds * factor(setting, operation)
    }
    let end = simulation.end
    let wrong = simulation.expectations.first { now, remaining in
      guard now >= end / 4 else { return false }
      let whole = (now + remaining) / end
      // At the very end a factor of little is little; what counts is when all will be over.
      let left = now < end * 0.8 ? remaining / (end - now) : 1
      return !(0.5...2).contains(whole) || !(0.5...2).contains(left)
    }
    #expect(wrong == nil, "\(name), seed \(seed), end at \(end)")
  }

  @Test func `without a budget an operation is timed once, and for three seconds`() {
    #expect(Budget() == Budget(rounds: 1, minTime: .seconds(3)))
  }

  // MARK: Orders and forecasts, exactly

  private func schedule(
    _ list: String, operations: [BenchResults.Operation] = [.compress, .decompress],
    budget: Budget = Budget(rounds: 2, minTime: .zero), known: [Sample] = []
  ) throws -> Schedule {
    Schedule(
      try grid(list), operations: operations, budget: budget, seed: 7, originalBytes: ByteCount(42_000_000),
      known: known)
  }

  @Test func `a round is shuffled by the seed, and what needs the whole machine comes last, alone`() throws {
    let settings = try grid("zstd-1..6,zstd-1..3-T2")
    var schedule = try schedule("zstd-1..6,zstd-1..3-T2")
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2 {
      let shuffled = settings.shuffled(using: &generator)
      let order = shuffled.filter { $0.threads == 1 } + shuffled.filter { $0.threads == 2 }
      for setting in order {
        let visit = schedule.next()
        #expect(
          visit == Visit(setting: setting, operations: [.compress, .decompress], alone: setting.threads == 2))
        guard let visit else { return }
        if visit.alone {
          let none = schedule.next()
          #expect(none == nil && schedule.concurrency == 1)
        }
        #expect(schedule.underWay == [setting] && !schedule.isFinished)
        for operation in visit.operations {
          schedule.record(try Fake.sample(setting.label, operation, wall: 1))
        }
        schedule.leave(visit, failed: false)
      }
    }
    let none = schedule.next()
    #expect(schedule.isFinished && none == nil)
  }

  @Test func `what needs the whole machine waits for what is under way`() throws {
    var schedule = try schedule("zstd-1,zstd-1-T2")
    let first = schedule.next()
    let none = schedule.next()
    #expect(first?.setting.label == "zstd-1" && none == nil)
    schedule.leave(try #require(first), failed: false)
    let alone = schedule.next()
    #expect(alone?.setting.label == "zstd-1-T2" && alone?.alone == true)
    schedule.leave(try #require(alone), failed: false)
    let again = schedule.next()
    #expect(again?.setting.label == "zstd-1")
  }

  @Test func `unpacking has the machine to itself`() throws {
    var schedule = try schedule("zstd-1,zstd-2", operations: [.compress, .extract])
    let visit = schedule.next()
    #expect(visit?.alone == true && visit?.operations == [.compress, .extract])
  }

  @Test func `a setting under way is not finished, though its runs suffice`() throws {
    var schedule = try schedule("zstd-1", budget: Budget(rounds: 1, minTime: .zero))
    let visit = schedule.next()
    for operation in [BenchResults.Operation.compress, .decompress] {
      schedule.record(try Fake.sample("zstd-1", operation, wall: 1))
    }
    #expect(!schedule.isFinished && schedule.remaining(lanes: 1) == .zero)
    schedule.leave(try #require(visit), failed: false)
    #expect(schedule.isFinished && schedule.remaining(lanes: 1) == .zero)
  }

  @Test func `runs of settings that are not swept teach nothing`() throws {
    let other = try Fake.sample("zstd-2", .compress, wall: 100)
    let (with, without) = (try schedule("zstd-1", known: [other]), try schedule("zstd-1"))
    #expect(with.remaining(lanes: 1) == without.remaining(lanes: 1))
    let own = try schedule("zstd-1,zstd-2", known: [other])
    #expect(own.remaining(lanes: 1) > .seconds(100))
  }

  @Test func `the time of a setting is that of its runs, and of one more decompression to compare`() throws {
    let setting = try Setting(label: "zstd-9")
    var schedule = try schedule("zstd-9")
    let (compress, decompress) = (
      schedule.costs.time(of: setting, .compress).inSeconds,
      schedule.costs.time(of: setting, .decompress).inSeconds
    )
    func left() -> Double { schedule.remaining(of: setting).inSeconds }
    #expect(abs(left() - (2 * compress + 3 * decompress)) < 1e-9)
    let next = schedule.next()
    let visit = try #require(next)
    schedule.record(try Fake.sample("zstd-9", .compress, wall: 4))
    // Until it is left, the archive counts as not made.
    #expect(abs(left() - (4 + 3 * decompress)) < 1e-9)
    schedule.record(try Fake.sample("zstd-9", .decompress, wall: 2))
    #expect(abs(left() - (4 + 2 * 2)) < 1e-9)
    schedule.leave(visit, failed: false)
    #expect(left() == 6)
    schedule.record(try Fake.sample("zstd-9", .compress, wall: 8))
    #expect(left() == 2)
    schedule.record(try Fake.sample("zstd-9", .decompress, wall: 2))
    #expect(left() == 0)
  }

  @Test func `time counts by what was spent and passed so far`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(10))
    let setting = try Setting(label: "zstd-9")
    var schedule = try schedule("zstd-9", operations: [.compress], budget: budget)
    let next = schedule.next()
    let visit = try #require(next)
    for _ in 0..<3 { schedule.record(try Fake.sample("zstd-9", .compress, wall: 2, cpu: 1)) }
    schedule.leave(visit, failed: false)
    // Of 6 s it had 3, so 7 more take 14.
    #expect(
      schedule.remaining(of: setting).inSeconds == budget.remaining(after: 3, spent: 3, wall: 6, each: 2))
    #expect(schedule.remaining(of: setting) == .seconds(14))
  }

  @Test func `lanes share the time, but not that of the longest setting nor of what runs alone`() throws {
    let schedule = try schedule("zstd-1..3,zstd-1-T2")
    let times = try grid("zstd-1..3,zstd-1-T2").map { schedule.remaining(of: $0).inSeconds }
    let shared = times[0] + times[1] + times[2]
    func isClose(_ lanes: Int, _ seconds: Double) -> Bool {
      abs(schedule.remaining(lanes: lanes).inSeconds - seconds) < 1e-9
    }
    #expect(isClose(1, shared + times[3]) && isClose(2, shared / 2 + times[3]))
    #expect(isClose(9, (times.prefix(3).max() ?? 0) + times[3]) && isClose(0, shared + times[3]))
  }

  @Test func `the first tenth of a run says little of its time`() throws {
    let setting = try Setting(label: "zopfli-15")
    var schedule = try schedule(
      "zopfli-15", operations: [.compress], budget: Budget(rounds: 1, minTime: .zero))
    _ = schedule.next()
    let whole = schedule.remaining(lanes: 1).inSeconds
    let run = schedule.costs.time(of: setting, .compress).inSeconds
    func left(_ passed: Double, _ share: Double) -> Double {
      let visit = SweepProgress.Visit(setting: setting, passed: .seconds(passed), share: share)
      return schedule.remaining(lanes: 1, underWay: [visit]).inSeconds
    }
    #expect(abs(left(10, 0.1) - (whole - 10)) < 1e-6)
    #expect(abs(left(15, 0.15) - (whole - run + 85)) < 1e-6)
    // Where the run is not compressed, its share tells nothing.
    var done = try self.schedule("zopfli-15", budget: Budget(rounds: 1, minTime: .seconds(3)))
    let next = done.next()
    let visit = try #require(next)
    done.record(try Fake.sample("zopfli-15", .compress, wall: 4))
    done.leave(visit, failed: false)
    let under = SweepProgress.Visit(setting: setting, passed: .seconds(1), share: 0.5)
    #expect(done.remaining(lanes: 1, underWay: [under]) == done.remaining(lanes: 1))
    #expect(
      SweepProgress.Visit(setting: setting).share == 0
        && SweepProgress.Visit(setting: setting).passed == .zero)
  }

  // MARK: Plans

  private func plan(_ list: String, sizesOnly: Bool = false, extract: Bool = false) throws -> SweepPlan {
    SweepPlan(
      grid: try Grid(list), budget: Budget(rounds: 2, minTime: .zero), jobs: 2, seed: 1, sizesOnly: sizesOnly,
      extract: extract)
  }

  @Test func `a plan times what it is asked to`() throws {
    #expect(try plan("zstd-1").operations == [.compress, .decompress])
    #expect(try plan("zstd-1", extract: true).operations == [.compress, .decompress, .extract])
    #expect(try plan("zstd-1", sizesOnly: true, extract: true).operations == [.compress])
  }

  @Test func `a forecast has the settings that are left`() throws {
    let bytes = ByteCount(42_000_000)
    var rows = try ["zstd-1", "zstd-2", "zstd-3"].map { try PickFixture.row($0, bytes: 1) }
    rows[1].status = .failed("x")
    let samples = try ["zstd-1", "zstd-2"].flatMap { label in
      try [BenchResults.Operation.compress, .decompress].flatMap { operation in
        try (0..<2).map { _ in try Fake.sample(label, operation, wall: 1) }
      }
    }
    let timed = SweepForecast(try plan("zstd-1..4"), originalBytes: bytes, rows: rows, samples: samples)
    // One is done, one failed and is tried again, one has no times.
    #expect(timed.settings.map(\.setting.label) == ["zstd-2", "zstd-3", "zstd-4"])
    let sum = timed.settings.reduce(0) { $0 + $1.time.inSeconds }
    let longest = timed.settings.map(\.time.inSeconds).max() ?? 0
    #expect(abs(timed.total.inSeconds - max(sum / 2, longest)) < 1e-9)
    let sizes = SweepForecast(try plan("zstd-1..4", sizesOnly: true), originalBytes: bytes, rows: rows)
    #expect(sizes.settings.map(\.setting.label) == ["zstd-2", "zstd-4"])
    let costs = CostModel(originalBytes: bytes)
    for (setting, time) in sizes.settings {
      let expected = costs.time(of: setting, .compress) + costs.time(of: setting, .decompress)
      #expect(abs(time.inSeconds - expected.inSeconds) < 1e-9)
    }
    #expect(
      SweepForecast(try plan("zstd-1"), originalBytes: bytes, rows: rows, samples: samples).total == .zero)
  }

  @Test(arguments: [
    (1, 1 << 40, 1), (8, 1 << 40, 8), (8, 3 << 30, 3), (8, (3 << 30) - 1, 2), (8, 0, 1), (0, 1 << 40, 1),
    (2, 5 << 30, 2),
  ])
  func `a core and a GiB of memory make a job, and there is one at least`(cores: Int, memory: Int, jobs: Int)
  {
    #expect(SweepPlan.jobs(cores: cores, memory: memory) == jobs)
  }
}
