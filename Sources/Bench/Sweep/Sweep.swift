import Foundation
public import Pipeline

/// Measures every setting of a plan on one tar.
///
/// Lanes, each a thread on a processor of its own, take visits from one schedule; each result is on disk before the
/// next visit begins.
public final class Sweep: @unchecked Sendable {
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
    var verified: Verified
    var window: ByteCount?
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
  public init(
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
    let rows = rows
    let settings = plan.grid.settings.filter { setting in
      !(plan.sizesOnly && rows[setting]?.status == .ok)
    }
    schedule = Schedule(
      settings, directions: plan.directions,
      budget: plan.sizesOnly ? Budget(rounds: 1, minTime: .zero) : plan.budget,
      seed: plan.seed, originalBytes: staging.tar.bytes.size,
      known: folder.samples.filter { rows[$0.setting]?.status == .ok })
  }

  /// How far it is.
  public var progress: SweepProgress { locked { progressNow } }

  /// Runs the sweep to its end.
  ///
  /// - Returns: The rows, in the order of the plan.
  /// - Throws: `Failure` where results cannot be written; a setting that fails is a row that says so.
  public func run() throws(Failure) -> [SweepRow] {
    let processors = Processors.available
    let lanes = DispatchGroup()
    for lane in 0..<plan.jobs {
      lanes.enter()
      let thread = Thread { [self] in
        self.lane(on: processors[lane % processors.count], of: processors)
        lanes.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    lanes.wait()
    if let problem { throw problem }
    return plan.grid.settings.compactMap { rows[$0] }
  }

  private func lane(on processor: Int, of processors: [Int]) {
    Processors.pin(to: [processor])
    let bench = SettingBench(
      tar: staging.tar.bytes, watch: Stopwatch(clock, processors: [processor]))
    while let (visit, concurrency) = nextVisit() {
      let free = visit.setting.threads > 1
      if free { Processors.pin(to: processors) }
      var failure: Failure?
      do throws(Failure) {
        try make(visit, with: bench, concurrency)
      } catch {
        failure = error
      }
      if free { Processors.pin(to: [processor]) }
      end(visit, failure)
    }
  }

  /// Waits for a visit; nil when there will be none.
  private func nextVisit() -> (Visit, concurrency: Int)? {
    locked {
      while problem == nil, !schedule.isFinished {
        if let visit = schedule.next() { return (visit, schedule.concurrency) }
        turn.wait()
      }
      turn.broadcast()
      return nil
    }
  }

  private func make(_ visit: Visit, with bench: SettingBench, _ concurrency: Int) throws(Failure) {
    let setting = visit.setting
    var outcome = locked { outcomes[setting] }
    if visit.directions.contains(.compress) || outcome == nil {
      let (compressed, passed) = try bench.compress(setting)
      if let earlier = outcome {
        guard earlier.compressed.digest == compressed.digest else {
          throw Failure("measure", setting.label, because: "compressing twice gave different bytes")
        }
        outcome?.compressed.heap = max(earlier.compressed.heap, compressed.heap)
      } else {
        let verified = try bench.verify(setting.codec)
        guard verified.matches else {
          throw Failure("measure", setting.label, because: "what was decompressed differs from the tar")
        }
        outcome = try bench.withArchive { (bytes) throws(Failure) in
          Outcome(
            compressed: compressed, verified: verified, window: setting.codec.window(of: bytes),
            spool: plan.sizesOnly ? nil : try Spool(bytes))
        }
      }
      note(setting, .compress, passed, concurrency)
    } else if let spool = outcome?.spool {
      try bench.load(spool)
    }
    guard let outcome else { return }
    locked { outcomes[setting] = outcome }
    let anyWindow = !outcome.verified.defaultDecoder
    if visit.directions.contains(.decompress) {
      note(setting, .decompress, try bench.decompress(setting.codec, anyWindow: anyWindow), concurrency)
    }
    if visit.directions.contains(.extract) {
      note(setting, .extract, try bench.extract(setting.codec), concurrency)
    }
  }

  /// Puts a run on disk.
  private func note(_ setting: Setting, _ direction: Direction, _ passed: Reading, _ concurrency: Int) {
    locked {
      let round = schedule.samples(of: setting).count { $0.direction == direction } + 1
      let sample = Sample(
        setting: setting, direction: direction, round: round, passed: passed, concurrency: concurrency)
      schedule.record(sample)
      guard !plan.sizesOnly else { return }
      attempt { () throws(Failure) in try folder.append(sample) }
    }
  }

  /// Ends a visit and puts its row on disk.
  private func end(_ visit: Visit, _ failure: Failure?) {
    let (row, progress) = locked {
      schedule.leave(visit, failed: failure != nil)
      let row = self.row(visit.setting, failure)
      rows[visit.setting] = row
      if schedule.pending(at: visit.setting).isEmpty { outcomes[visit.setting]?.spool = nil }
      let known = rows
      attempt { () throws(Failure) in try folder.write(order(of: known)) }
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

  private func row(_ setting: Setting, _ failure: Failure?) -> SweepRow {
    var row = SweepRow(
      tree: folder.name, setting: setting, status: failure.map { .failed($0.description) } ?? .ok,
      originalBytes: staging.tar.bytes.size, libraryVersion: setting.codec.libraryVersion)
    guard failure == nil, let outcome = outcomes[setting] else { return row }
    row.compressedBytes = outcome.compressed.bytes
    row.compressedSHA256 = outcome.compressed.digest.description
    row.compressHeap = outcome.compressed.heap
    row.decompressHeap = outcome.verified.heap
    row.window = outcome.window
    row.defaultDecoder = outcome.verified.defaultDecoder
    row.roundTrip = outcome.verified.matches
    guard !plan.sizesOnly else { return row }
    return row.timed(by: schedule.samples(of: setting))
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
