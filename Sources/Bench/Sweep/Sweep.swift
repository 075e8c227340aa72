import Foundation
package import Pipeline

/// Measures every setting of a plan on one tar.
///
/// Lanes, each a thread on a processor of its own, take visits from one schedule; each result is on disk before the
/// next visit begins.
package final class Sweep: @unchecked Sendable {
  private let staging: Staging
  private let plan: SweepPlan
  private let folder: ResultsFolder
  private let clock: any Clock
  private let started: Duration
  private let observe: @Sendable (SweepRow, SweepProgress) -> Void

  /// Guards all that follows; signalled when a visit ends.
  private let turn = NSCondition()
  private var schedule: Schedule
  private var outcomes: [Setting: Outcome] = [:]
  private var rows: [Setting: SweepRow]
  private var problem: Failure?

  /// What is known of a setting beside its times.
  private struct Outcome {
    var compressed: Compressed
    var window: ByteCount?
    /// nil until the archive was decompressed and compared.
    var verified: Verified?
    /// The archive, for decompressing it again.
    var spool: Spool?
  }

  /// Prepares a sweep.
  ///
  /// - Parameters:
  ///   - staging: The tree, taken to its tar.
  ///   - plan: What to do.
  ///   - folder: Where results go; rows that it holds already count.
  ///   - clock: Times everything.
  ///   - observe: Called from the measuring threads with each row as soon as it is on disk.
  package init(
    _ staging: Staging, plan: SweepPlan, into folder: ResultsFolder, clock: any Clock = SystemClock(),
    observe: @escaping @Sendable (SweepRow, SweepProgress) -> Void = { _, _ in }
  ) {
    self.staging = staging
    self.plan = plan
    self.folder = folder
    self.clock = clock
    self.observe = observe
    started = clock.wall()
    rows = Dictionary(folder.rows.map { ($0.setting, $0) }) { _, last in last }
    let done = Set(rows.values.filter { $0.status == .ok }.map(\.setting))
    schedule = Schedule(
      plan.sizesOnly ? plan.grid.settings.filter { !done.contains($0) } : plan.grid.settings,
      directions: plan.directions,
      budget: plan.sizesOnly ? Budget(rounds: 1, minTime: .zero) : plan.budget,
      seed: plan.seed, originalBytes: staging.tar.bytes.size,
      known: folder.samples, owed: Set(plan.grid.settings).subtracting(done))
  }

  /// How far it is.
  package var progress: SweepProgress { locked { progressNow } }

  /// Runs the sweep to its end.
  ///
  /// - Returns: The rows, in the order of the plan.
  /// - Throws: `Failure` where results cannot be written; a setting that fails is a row that says so.
  package func run() throws(Failure) -> [SweepRow] {
    let processors = Processors.byCore
    let lanes = DispatchGroup()
    // None gets a visit before all exist: a codec's threads are told by being new.
    locked {
      for lane in 0..<plan.jobs {
        lanes.enter()
        let thread = Thread { [self] in
          self.lane(on: processors[lane % processors.count], of: processors)
          lanes.leave()
        }
        thread.stackSize = 8 << 20
        thread.start()
      }
    }
    lanes.wait()
    if let problem { throw problem }
    if !plan.sizesOnly { try judge() }
    return plan.grid.settings.compactMap { rows[$0] }
  }

  /// Judges the noise of all rows again, for only all together tell how far single runs may be off.
  private func judge() throws(Failure) {
    let samples = plan.grid.settings.flatMap(schedule.samples)
    let machine = MachineSpread(samples)
    for (setting, runs) in Dictionary(grouping: samples, by: \.setting) {
      rows[setting]?.noise = NoiseVerdict(runs, on: machine)
    }
    try folder.write(order(of: rows))
  }

  private func lane(on processor: Int, of processors: [Int]) {
    Processors.pin(to: [processor])
    let bench = SettingBench(tar: staging.tar.bytes, watch: Stopwatch(clock, processors: [processor]))
    while let visit = nextVisit() {
      let allowed = visit.setting.threads > 1 ? processors : [processor]
      Processors.pin(to: allowed)
      bench.use(Stopwatch(clock, processors: allowed))
      var failure: Failure?
      do throws(Failure) {
        try make(visit, with: bench)
      } catch {
        failure = error
      }
      end(visit, failure)
    }
  }

  /// Waits for a visit; nil when there will be none.
  private func nextVisit() -> Visit? {
    locked {
      while problem == nil, !schedule.isFinished {
        if let visit = schedule.next() { return visit }
        turn.wait()
      }
      turn.broadcast()
      return nil
    }
  }

  private func make(_ visit: Visit, with bench: SettingBench) throws(Failure) {
    let setting = visit.setting
    var known = locked { outcomes[setting] }
    if visit.directions.contains(.compress) {
      let compressed = try timed(setting, .compress) { () throws(Failure) in try bench.compress(setting) }
      let earlier = locked { known?.compressed ?? rows[setting].flatMap(Compressed.init) }
      known = try outcome(compressed, after: earlier, known, of: setting, with: bench)
    } else if let spool = known?.spool {
      try bench.load(spool)
    }
    let anyWindow = known?.verified?.defaultDecoder == false
    if visit.directions.contains(.decompress) {
      try timed(setting, .decompress) { () throws(Failure) in
        ((), try bench.decompress(setting.codec, anyWindow: anyWindow))
      }
    }
    if visit.directions.contains(.extract) {
      try timed(setting, .extract) { () throws(Failure) in ((), try bench.extract(setting.codec)) }
    }
  }

  /// Notes what a compression gave; the archive of the first one is decompressed and compared.
  private func outcome(
    _ compressed: Compressed, after earlier: Compressed?, _ known: Outcome?, of setting: Setting,
    with bench: SettingBench
  ) throws(Failure) -> Outcome {
    var outcome = known ?? Outcome(compressed: compressed)
    defer { locked { outcomes[setting] = outcome } }
    if let earlier {
      guard earlier.sha256 == compressed.sha256 else {
        throw Failure("measure", setting.label, because: "compressing twice gave different bytes")
      }
      outcome.compressed.heap = max(earlier.heap, compressed.heap)
    }
    guard outcome.verified == nil else { return outcome }
    outcome.window = try bench.withArchive { setting.codec.window(of: $0) }
    let verified = try bench.verify(setting.codec)
    outcome.verified = verified
    guard verified.matches else {
      throw Failure("measure", setting.label, because: "what was decompressed differs from the tar")
    }
    if !plan.sizesOnly {
      outcome.spool = try bench.withArchive { (bytes) throws(Failure) in try Spool(bytes) }
    }
    return outcome
  }

  /// Does what is timed and puts the run on disk, whatever will be found of its result.
  @discardableResult
  private func timed<Result>(
    _ setting: Setting, _ direction: Direction, _ body: () throws(Failure) -> (Result, Reading)
  ) throws(Failure) -> Result {
    let before = locked { schedule.concurrency }
    let (result, passed) = try body()
    locked {
      let sample = Sample(
        setting: setting, direction: direction, round: schedule.samples(of: setting, direction).count + 1,
        passed: passed, concurrency: max(before, schedule.concurrency))
      schedule.record(sample)
      // Once something could not be written, what comes after it might end up in the wrong place.
      guard !plan.sizesOnly, problem == nil else { return }
      attempt { () throws(Failure) in try folder.append(sample) }
    }
    return result
  }

  /// Ends a visit and puts its row on disk.
  private func end(_ visit: Visit, _ failure: Failure?) {
    let (row, progress) = locked {
      schedule.leave(visit, failed: failure != nil)
      let row = self.row(visit.setting, failure)
      rows[visit.setting] = row
      if schedule.pending(at: visit.setting).isEmpty { outcomes[visit.setting]?.spool = nil }
      let known = rows
      if problem == nil { attempt { () throws(Failure) in try folder.write(order(of: known)) } }
      turn.broadcast()
      return (row, progressNow)
    }
    observe(row, progress)
  }

  /// The plan's rows first, then those that an earlier sweep of the same tar left.
  private func order(of rows: [Setting: SweepRow]) -> [SweepRow] {
    let planned = plan.grid.settings.compactMap { rows[$0] }
    return planned + folder.rows.filter { !plan.grid.settings.contains($0.setting) }
  }

  /// The row of a setting; one that failed still has what was found before.
  private func row(_ setting: Setting, _ failure: Failure?) -> SweepRow {
    var row =
      rows[setting]
      ?? SweepRow(
        tree: folder.name, setting: setting, status: .ok, originalBytes: staging.tar.bytes.size,
        libraryVersion: setting.codec.libraryVersion)
    row.status = failure.map { .failed($0.description) } ?? .ok
    if let outcome = outcomes[setting] {
      row.compressedBytes = outcome.compressed.bytes
      row.compressedSHA256 = outcome.compressed.sha256
      row.compressHeap = outcome.compressed.heap
      row.window = outcome.window
      row.decompressHeap = outcome.verified?.heap
      row.defaultDecoder = outcome.verified?.defaultDecoder
      row.roundTrip = outcome.verified?.matches
    }
    return plan.sizesOnly ? row : row.timed(by: schedule.samples(of: setting), on: MachineSpread([]))
  }

  private var progressNow: SweepProgress {
    SweepProgress(
      measured: plan.grid.settings.count { rows[$0] != nil }, total: plan.grid.settings.count,
      underWay: schedule.underWay, elapsed: clock.wall() - started,
      remaining: schedule.remaining(lanes: plan.jobs))
  }

  /// Does what may fail for the whole sweep.
  private func attempt(_ body: () throws(Failure) -> Void) {
    do throws(Failure) { try body() } catch { problem = problem ?? error }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    turn.lock()
    defer { turn.unlock() }
    return body()
  }
}
