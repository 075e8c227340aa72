import Pipeline

/// One stop at a setting: what is to be done there.
struct Visit: Sendable, Equatable {
  var setting: Setting
  /// What is timed.
  var directions: Set<Direction>
  /// Whether nothing else may run meanwhile.
  var alone: Bool
}

/// Which setting is visited next: all in shuffled order, round after round, until their budgets are spent.
///
/// A round's visits of one setting lie far apart in time, so a burst of noise spreads over many settings instead of
/// spoiling all runs of one.
struct Schedule: Sendable {
  private let settings: [Setting]
  private let directions: [Direction]
  private let budget: Budget
  private var generator: SeededGenerator
  private var samples: [Setting: [Sample]] = [:]
  private var round: [Setting] = []
  private var busy: Set<Setting> = []
  private var failed: Set<Setting> = []
  private var lonely = false
  private(set) var costs: CostModel

  /// - Parameters:
  ///   - settings: What is swept.
  ///   - directions: What is timed of each.
  ///   - budget: How often.
  ///   - seed: Determines the order.
  ///   - known: Runs made before, which count.
  init(
    _ settings: [Setting], directions: [Direction], budget: Budget, seed: UInt64, originalBytes: ByteCount,
    known: [Sample] = []
  ) {
    self.settings = settings
    self.directions = directions
    self.budget = budget
    generator = SeededGenerator(seed: seed)
    costs = CostModel(originalBytes: originalBytes)
    for sample in known where settings.contains(sample.setting) { record(sample) }
  }

  /// How many settings are under way.
  var concurrency: Int { busy.count }

  /// Whether nothing is left to do.
  var isFinished: Bool { busy.isEmpty && settings.allSatisfy { pending(at: $0).isEmpty } }

  /// Settings that are under way.
  var underWay: [Setting] { settings.filter(busy.contains) }

  /// Runs so far of a setting.
  func samples(of setting: Setting) -> [Sample] { samples[setting] ?? [] }

  /// Directions of a setting whose budget is not spent.
  func pending(at setting: Setting) -> Set<Direction> {
    guard !failed.contains(setting) else { return [] }
    return Set(
      directions.filter { direction in
        !budget.isSpent(by: samples(of: setting).filter { $0.direction == direction })
      })
  }

  /// The next visit; nil where there is none now, because all is done or others must finish first.
  mutating func next() -> Visit? {
    guard !lonely else { return nil }
    if let visit = take(alone: false) { return visit }
    // What needs the machine for itself comes when everything else of the round is over.
    guard busy.isEmpty, let visit = take(alone: true) else { return nil }
    lonely = true
    return visit
  }

  /// Notes the result of a visit's run.
  mutating func record(_ sample: Sample) {
    samples[sample.setting, default: []].append(sample)
    costs.learn(sample)
  }

  /// Ends a visit.
  mutating func leave(_ visit: Visit, failed hasFailed: Bool) {
    busy.remove(visit.setting)
    if visit.alone { lonely = false }
    if hasFailed { failed.insert(visit.setting) }
  }

  /// Expected time until all is done, with `lanes` at work.
  func remaining(lanes: Int) -> Duration {
    var total = 0.0
    var longest = 0.0
    for setting in settings {
      var own = 0.0
      for direction in pending(at: setting) {
        let runs = samples(of: setting).filter { $0.direction == direction }
        let each =
          Statistics.median(runs.map(\.passed.wall.inSeconds)) ?? costs.time(of: setting, direction).inSeconds
        let spent = runs.reduce(0.0) { $0 + $1.passed.wall.inSeconds }
        let minimum = each * Double(max(budget.rounds, 1) - runs.count)
        // Precise medians need the trusted rounds, others more: the middle is off by the least factor.
        let wanted = min(budget.minTime.inSeconds - spent, Double(Budget.trustedRounds) * each * 1.5 - spent)
        own += max(minimum, wanted, each)
        // The comparison of the first visit decodes once more.
        if direction == .decompress, runs.isEmpty { own += each }
      }
      total += own
      longest = max(longest, own)
    }
    return .seconds(max(total / Double(max(lanes, 1)), longest))
  }

  /// Several threads of one codec use all processors, and unpacking is bound by the disk that all share.
  private func needsAll(_ setting: Setting) -> Bool { setting.threads > 1 || directions.contains(.extract) }

  private mutating func take(alone: Bool) -> Visit? {
    if let visit = takeFromRound(alone: alone) { return visit }
    let rest = settings.filter { needsAll($0) == alone && !busy.contains($0) && !pending(at: $0).isEmpty }
    guard !rest.isEmpty else { return nil }
    round = round.filter { needsAll($0) != alone }
    round += rest.shuffled(using: &generator)
    return takeFromRound(alone: alone)
  }

  private mutating func takeFromRound(alone: Bool) -> Visit? {
    while let index = round.firstIndex(where: { needsAll($0) == alone && !busy.contains($0) }) {
      let setting = round.remove(at: index)
      let directions = pending(at: setting)
      guard !directions.isEmpty else { continue }
      busy.insert(setting)
      return Visit(setting: setting, directions: directions, alone: alone)
    }
    return nil
  }
}
