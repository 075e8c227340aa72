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
    for seed in [UInt64(1), 7] {
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
  }

  @Test func `without a budget an operation is timed once, and for three seconds`() {
    #expect(Budget() == Budget(rounds: 1, minTime: .seconds(3)))
  }
}
