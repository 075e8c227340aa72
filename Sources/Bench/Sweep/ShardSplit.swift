package import BenchCore
package import BenchResults
package import Pipeline

/// The settings of a sweep divided into shards of about equal expected cost.
///
/// It depends only on the settings, the budget and the size of the tar, not on the machine, so every machine
/// computes the same shards.
package struct ShardSplit: Sendable {
  /// Settings that every shard measures, so that machines can be compared; empty without timing.
  package let anchors: [Setting]
  /// The shards, each in the order of the plan, including the anchors.
  package let shares: [[Setting]]
  /// The expected seconds of each shard, one setting at a time.
  package let seconds: [Double]

  /// Splits a plan.
  ///
  /// - Parameters:
  ///   - plan: The plan; its `whole` is split.
  ///   - count: Number of shards.
  ///   - originalBytes: Size of the tar.
  /// - Throws: `Failure` if a shard would be empty.
  package init(_ plan: SweepPlan, into count: Int, originalBytes: ByteCount) throws(Failure) {
    let costs = CostModel(originalBytes: originalBytes, processors: .max)
    var whole = plan
    whole.grid = plan.whole
    let schedule = Schedule(whole, originalBytes: originalBytes, rows: [], samples: [], costs: costs)
    let anchors = plan.sizesOnly || count == 1 ? [] : Self.anchors(plan.whole.settings, costs)
    let rest = plan.whole.settings.filter { !anchors.contains($0) }
    guard count <= rest.count else {
      let beside = anchors.isEmpty ? "" : " in addition to those that every shard measures"
      throw Failure(
        "split", "the sweep into \(count) shards",
        because: "there are \(rest.count) settings\(beside)", advice: "use fewer shards")
    }
    // The most expensive setting first, each to the shard with the least cost so far.
    let dealt = rest.enumerated().map { (index: $0, setting: $1, cost: schedule.seconds(of: $1)) }
      .sorted { ($1.cost, $0.index) < ($0.cost, $1.index) }
    var seconds = [Double](repeating: anchors.reduce(0) { $0 + schedule.seconds(of: $1) }, count: count)
    var members = [Set<Setting>](repeating: Set(anchors), count: count)
    // A shard without a setting of its own costs less than any other, so none stays empty.
    for item in dealt {
      guard let least = seconds.indices.min(by: { (seconds[$0], $0) < (seconds[$1], $1) }) else { continue }
      seconds[least] += item.cost
      members[least].insert(item.setting)
    }
    self.anchors = anchors
    self.seconds = seconds
    shares = members.map { members in plan.whole.settings.filter(members.contains) }
  }

  /// The cheapest setting of each codec, in the codecs' order.
  private static func anchors(_ settings: [Setting], _ costs: CostModel) -> [Setting] {
    func cost(_ setting: Setting) -> Duration {
      costs.time(of: setting, .compress) + costs.time(of: setting, .decompress)
    }
    return Codec.allCases.compactMap { codec in
      settings.filter { $0.codec == codec && $0.threads == 1 }.min { cost($0) < cost($1) }
    }
  }
}

extension SweepPlan {
  /// Limits the plan to a shard of its settings.
  ///
  /// - Throws: `Failure` if there are fewer settings than shards.
  package mutating func take(_ shard: Shard, originalBytes: ByteCount) throws(Failure) {
    let split = try ShardSplit(self, into: shard.count, originalBytes: originalBytes)
    grid = Grid(split.shares[shard.index - 1])
    self.shard = shard
  }
}
