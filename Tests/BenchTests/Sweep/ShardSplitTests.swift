import ArgumentParser
import Testing

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline
@testable import pybench

@Suite struct ShardSplitTests {
  private func plan(_ list: String = Grid.defaultList, sizesOnly: Bool = false) throws -> SweepPlan {
    SweepPlan(
      grid: try Grid(list), budget: Budget(), jobs: 1, seed: 1, sizesOnly: sizesOnly, extract: false)
  }

  private let tar = ByteCount(42_000_000)

  @Test(arguments: [1, 2, 4, 8, 16]) func `every setting is in one shard, and anchors are in all`(count: Int)
    throws
  {
    let plan = try plan()
    let split = try ShardSplit(plan, into: count, originalBytes: tar)
    #expect(split.anchors.map(\.label) == (count == 1 ? [] : ["zstd-1", "libdeflate-1", "xz-0"]))
    for setting in plan.whole.settings {
      let times = split.shares.count { $0.contains(setting) }
      #expect(times == (split.anchors.contains(setting) ? count : 1), "\(setting)")
    }
    for share in split.shares { #expect(share == plan.whole.settings.filter(share.contains)) }
  }

  @Test(arguments: [2, 8, 16]) func `no shard costs much more than the mean, unless one setting does`(
    count: Int
  ) throws {
    let split = try ShardSplit(try plan(), into: count, originalBytes: tar)
    let mean = split.seconds.reduce(0, +) / Double(count)
    #expect((split.seconds.max() ?? 0) < 1.15 * mean)
  }

  @Test func `sizes need no anchors`() throws {
    let split = try ShardSplit(try plan(sizesOnly: true), into: 4, originalBytes: tar)
    #expect(split.anchors.isEmpty)
    #expect(split.shares.map(\.count).reduce(0, +) == (try plan().whole.settings.count))
  }

  @Test func `no shard is empty, and more shards than settings are an error`() throws {
    let few = try plan("zstd-1..4", sizesOnly: true)
    #expect(try ShardSplit(few, into: 4, originalBytes: tar).shares.allSatisfy { $0.count == 1 })
    let failure = #expect(throws: Failure.self) { try ShardSplit(few, into: 5, originalBytes: tar) }
    #expect(failure?.description.contains("there are 4 settings; use fewer shards") == true)
    let timed = #expect(throws: Failure.self) {
      try ShardSplit(try plan("zstd-1..4"), into: 4, originalBytes: tar)
    }
    #expect(timed?.reason == "there are 3 settings in addition to those that every shard measures")
  }

  @Test func `the cost of threads does not depend on the machine`() throws {
    let costs = CostModel(originalBytes: tar, processors: .max)
    let one = costs.time(of: try Setting(label: "zstd-19"), .compress).inSeconds
    let many = costs.time(of: try Setting(label: "zstd-19-T64"), .compress).inSeconds
    #expect(abs(one / 64 - many) < 0.01)
  }

  @Test func `each order has its own settings, and the first order has the anchors`() throws {
    var both = try plan("zstd-1,zstd-19,xz-0")
    both.whole = both.grid.ordered(by: [.path, .kind])
    let split = try ShardSplit(both, into: 2, originalBytes: tar)
    #expect(split.anchors.map(\.name) == ["zstd-1", "xz-0"])
    #expect(Set(split.shares.joined()).count == 6)
  }

  @Test(arguments: [1, 3, 8])
  func `a shard costs what its settings cost, and takes the next where it costs least`(
    count: Int
  ) throws {
    let plan = try plan()
    let split = try ShardSplit(plan, into: count, originalBytes: tar)
    let costs = CostModel(originalBytes: tar, processors: .max)
    let schedule = Schedule(plan, originalBytes: tar, rows: [], samples: [], costs: costs)
    for (share, seconds) in zip(split.shares, split.seconds) {
      #expect(abs(share.reduce(0) { $0 + schedule.seconds(of: $1) } - seconds) < 1e-6)
    }
    // The dearest settings begin the shards, in their order.
    let dearest = plan.whole.settings.filter { !split.anchors.contains($0) }
      .sorted { schedule.seconds(of: $0) > schedule.seconds(of: $1) }.prefix(count)
    for (share, setting) in zip(split.shares, dearest) { #expect(share.contains(setting), "\(setting)") }
  }

  @Test func `settings that cost the same are dealt in their order`() throws {
    let split = try ShardSplit(
      try plan("zstd-1,zstd-1-long20,zstd-1-long27,zstd-1-single", sizesOnly: true), into: 2,
      originalBytes: tar)
    #expect(
      split.shares.map { $0.map(\.label) } == [
        ["zstd-1", "zstd-1-long27"], ["zstd-1-long20", "zstd-1-single"],
      ])
  }

  @Test func `only settings of one thread are anchors`() throws {
    let split = try ShardSplit(try plan("zstd-1-T4,zstd-3,zstd-2,zstd-9"), into: 2, originalBytes: tar)
    #expect(split.anchors.map(\.label) == ["zstd-2"])
  }

  @Test func `every machine computes the same shards`() throws {
    // The order of a set's members depends on where in memory it is, so those places are taken.
    var taken: [Set<Operation>] = []
    let first = try ShardSplit(try plan(), into: 3, originalBytes: tar)
    for index in 0..<50 {
      taken.append(Set(Operation.allCases.prefix(1 + index % 2)))
      let again = try ShardSplit(try plan(), into: 3, originalBytes: tar)
      #expect(again.seconds == first.seconds && again.shares == first.shares)
    }
    withExtendedLifetime(taken) {}
  }

  @Test func `a plan takes the settings of its shard`() throws {
    var plan = try plan()
    let split = try ShardSplit(plan, into: 3, originalBytes: tar)
    try plan.take(try #require(Shard(2, of: 3)), originalBytes: tar)
    #expect(plan.grid.settings == split.shares[1] && plan.shard == Shard(2, of: 3))
    #expect(plan.whole == (try Grid(Grid.defaultList)))
  }
}

@Suite struct ShardOptionTests {
  @Test func `a shard is written K/N`() throws {
    #expect(try share("2/4") == Shard(2, of: 4))
    for wrong in ["0/4", "5/4", "2", "/", "2/4/8", "a/b", "auto/0", "auto/x", ""] {
      #expect(throws: ValidationError.self, "\(wrong)") { try share(wrong) }
    }
  }

  @Test func `auto reads the shard from the environment`() throws {
    #expect(try Engine.shard(["CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"], count: nil) == Shard(1, of: 3))
    let batch = ["AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "3"]
    #expect(try Engine.shard(batch, count: nil) == Shard(1, of: 3))
    #expect(try Engine.shard(["JOB_COMPLETION_INDEX": "2"], count: 3) == Shard(3, of: 3))
  }

  @Test(
    arguments: [
      ([:], nil, "write it as K/N"),
      (["JOB_COMPLETION_INDEX": "2"], nil, "write auto/N"),
      (["JOB_COMPLETION_INDEX": "3"], 3, "shard 4 of 3"),
      (["CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"], 4, "in the environment, 3"),
      (
        ["SLURM_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "1"], nil,
        "Slurm does not pass"
      ),
      (["SLURM_JOB_ID": "7"], 8, "Slurm does not pass"),
    ] as [([String: String], Int?, String)])
  func `auto without a shard in the environment is an error with advice`(
    environment: [String: String], count: Int?, says: String
  ) {
    let error = #expect(throws: ValidationError.self) { try Engine.shard(environment, count: count) }
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
  }

  @Test func `the job that started a run is on record`() {
    let task = [
      "SLURM_JOB_ID": "9", "SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "3", "SLURM_RESTART_COUNT": "1",
    ]
    #expect(Engine.job(task) == "Slurm job 7 task 3 restart 1")
    #expect(Engine.job(["HOME": "/"]) == nil)
  }
}
