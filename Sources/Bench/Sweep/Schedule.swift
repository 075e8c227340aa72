import BenchCore
import BenchResults
import Pipeline

/// One visit of a setting: the operation to run.
struct Visit: Sendable, Equatable {
  var setting: Setting
  /// What is timed.
  var operations: Set<Operation>
  /// Whether no other setting may run at the same time.
  var alone: Bool
}

/// The order of visits: all settings in random order, round after round, until their budgets are spent.
///
/// The runs of one setting are far apart in time, so a burst of noise affects many settings a little instead of
/// one completely.
struct Schedule: Sendable {
  let settings: [Setting]
  private let operations: [Operation]
  private let budget: Budget
  private var generator: SeededGenerator
  private var runs: [Run: Runs] = [:]
  /// What is still to be visited in this round.
  private var round: [Setting] = []
  private var busy: Set<Setting> = []
  private var failed: Set<Setting> = []
  /// Settings whose archive was made since the start; others must be compressed before anything else.
  private var visited: Set<Setting> = []
  /// Settings to visit even if their runs suffice, because they have no row.
  private var mustVisit: Set<Setting>
  private var exclusiveVisitRunning = false
  private(set) var costs: CostModel

  /// The operations to time.
  private struct Run: Hashable {
    var setting: Setting
    var operation: Operation
  }

  /// The runs so far and values computed from them, which are read much more often than runs are added.
  private struct Runs {
    var samples: [Sample] = []
    /// Seconds in which they had a processor, and of wall time.
    var spent = 0.0
    var wall = 0.0
    /// The median of their wall times; nil if there are none.
    var median: Double?
    var isSpent = false
  }

  /// - Parameters:
  ///   - settings: What is swept.
  ///   - operations: What is timed of each.
  ///   - budget: How often.
  ///   - seed: Determines the order.
  ///   - originalBytes: Size of the tar.
  ///   - costs: What settings cost; what this machine's are unless given.
  ///   - known: Runs made before, which count.
  ///   - mustVisit: Settings to visit although their budgets are spent.
  init(
    _ settings: [Setting], operations: [Operation], budget: Budget, seed: UInt64, originalBytes: ByteCount,
    costs: CostModel? = nil, known: [Sample] = [], mustVisit: Set<Setting> = []
  ) {
    self.settings = settings
    self.operations = operations
    self.budget = budget
    self.mustVisit = mustVisit
    generator = SeededGenerator(seed: seed)
    self.costs = costs ?? CostModel(originalBytes: originalBytes)
    for sample in known where settings.contains(sample.setting) { record(sample) }
  }

  /// How many settings are under way.
  var concurrency: Int { busy.count }

  /// Whether nothing is left to do.
  var isFinished: Bool { busy.isEmpty && settings.allSatisfy { pending(at: $0).isEmpty } }

  var underWay: [Setting] { settings.filter(busy.contains) }

  /// Runs so far of a setting.
  func samples(of setting: Setting) -> [Sample] {
    Operation.allCases.flatMap { samples(of: setting, $0) }
  }

  /// Runs so far of a setting in one operation.
  func samples(of setting: Setting, _ operation: Operation) -> [Sample] {
    runs[Run(setting: setting, operation: operation)]?.samples ?? []
  }

  /// The operation to run next on a setting.
  func pending(at setting: Setting) -> Set<Operation> {
    guard !failed.contains(setting) else { return [] }
    var pending = Set(
      operations.filter { runs[Run(setting: setting, operation: $0)]?.isSpent != true })
    if !pending.isEmpty && !visited.contains(setting) || mustVisit.contains(setting) {
      pending.insert(.compress)
    }
    return pending
  }

  /// The next visit; nil if everything is done, or if other visits must finish first.
  mutating func next() -> Visit? {
    guard !exclusiveVisitRunning else { return nil }
    round = round.filter { !pending(at: $0).isEmpty }
    if round.isEmpty {
      round = settings.filter { !busy.contains($0) && !pending(at: $0).isEmpty }.shuffled(using: &generator)
    }
    if let index = round.firstIndex(where: { !needsAll($0) }) {
      return visit(round.remove(at: index), alone: false)
    }
    // Visits that need the whole machine come at the end of the round, after all others.
    guard busy.isEmpty, !round.isEmpty else { return nil }
    exclusiveVisitRunning = true
    return visit(round.removeFirst(), alone: true)
  }

  private mutating func visit(_ setting: Setting, alone: Bool) -> Visit {
    busy.insert(setting)
    return Visit(setting: setting, operations: pending(at: setting), alone: alone)
  }

  /// Records the result of a visit's run.
  mutating func record(_ sample: Sample) {
    let key = Run(setting: sample.setting, operation: sample.operation)
    var own = runs[key] ?? Runs()
    own.samples.append(sample)
    own.spent += sample.spent
    own.wall += sample.passed.wall.inSeconds
    own.median = Statistics.median(own.samples.map(\.passed.wall.inSeconds))
    own.isSpent = budget.isSpent(by: own.samples)
    runs[key] = own
    costs.learn(sample)
  }

  /// Ends a visit.
  mutating func leave(_ visit: Visit, failed hasFailed: Bool) {
    busy.remove(visit.setting)
    visited.insert(visit.setting)
    mustVisit.remove(visit.setting)
    if visit.alone { exclusiveVisitRunning = false }
    if hasFailed { failed.insert(visit.setting) }
  }

  /// Expected time until all is done, with `lanes` at work.
  ///
  /// - Parameter underWay: The visits that have begun.
  func remaining(lanes: Int, underWay: [SweepProgress.Visit] = []) -> Duration {
    let visits = Dictionary(underWay.map { ($0.setting, $0) }) { first, _ in first }
    var shared = 0.0
    var longest = 0.0
    var alone = 0.0
    for setting in settings {
      let own = visits[setting].map(seconds(after:)) ?? seconds(of: setting)
      if needsAll(setting) {
        alone += own
      } else {
        shared += own
        longest = max(longest, own)
      }
    }
    return .seconds(alone + max(shared / Double(max(lanes, 1)), longest))
  }

  /// Expected seconds until a setting is done.
  func seconds(of setting: Setting) -> Double {
    let pending = pending(at: setting)
    guard !pending.isEmpty else { return 0 }
    // The comparison after the first compression decodes once more.
    var time = visited.contains(setting) ? 0 : each(setting, .decompress)
    // In one order: a sum of another order may differ in its last digit, and shards with it.
    for operation in Operation.allCases where pending.contains(operation) {
      let known = runs[Run(setting: setting, operation: operation)] ?? Runs()
      let run = each(setting, operation)
      guard !known.isSpent else {
        time += run
        continue
      }
      time += budget.remaining(
        after: known.samples.count, spent: known.spent, wall: known.wall, each: run)
    }
    return time
  }

  /// Expected seconds until a setting is done that is being compressed.
  private func seconds(after visit: SweepProgress.Visit) -> Double {
    let whole = seconds(of: visit.setting)
    guard pending(at: visit.setting).contains(.compress) else { return whole }
    let (passed, run) = (visit.passed.inSeconds, each(visit.setting, .compress))
    // An encoder may hold a piece that it has taken, so the first tenth says little.
    let expected = visit.share > 0.1 ? passed / visit.share : run
    return max(whole - run, 0) + max(expected - passed, 0)
  }

  /// Expected seconds of one run.
  private func each(_ setting: Setting, _ operation: Operation) -> Double {
    runs[Run(setting: setting, operation: operation)]?.median
      ?? costs.time(of: setting, operation).inSeconds
  }

  /// Several threads of one codec use all processors, and unpacking is limited by the shared disk.
  private func needsAll(_ setting: Setting) -> Bool { setting.threads > 1 || operations.contains(.extract) }
}
