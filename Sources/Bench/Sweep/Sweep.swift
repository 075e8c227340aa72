package import BenchCore
package import BenchResults
package import Pipeline
import Synchronization

/// Measures every setting of a plan on one tar.
///
/// Lanes are threads, each on its own processor, that take visits from one schedule. Each result is on disk
/// before the next visit starts.
package final class Sweep: Sendable {
  private let prepared: PreparedTar
  private let plan: SweepPlan
  private let folder: ResultsFolder
  private let time: any TimeSource
  private let machine = Provenance.Machine.current.id
  private let started: Duration
  private let observe: @Sendable (SweepRow, SweepProgress) -> Void
  private let state: Monitor<State>
  /// The number of the last state of the rows that is on disk; guards writing, so that no older state follows.
  private let written = Monitor(0)

  /// State shared by the lanes.
  private struct State {
    var schedule: Schedule
    var outcomes: [Setting: Outcome] = [:]
    var visits: [Setting: VisitProgress] = [:]
    var rows: [Setting: SweepRow]
    var problem: Failure?
    /// Counts the states of the rows.
    var version = 0

    /// Keeps the first failure of the whole sweep.
    mutating func fail(_ failure: Failure) { problem = problem ?? failure }
  }

  /// How far a visit is. It has no lock, so that the timed thread never waits.
  private final class VisitProgress: Sendable {
    let since: Duration
    let taken = Atomic(0)

    init(since: Duration) { self.since = since }
  }

  /// Results of a setting other than times.
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
  ///   - prepared: The tree, taken to its tar.
  ///   - plan: What to do.
  ///   - folder: Where results go; rows that it holds already count.
  ///   - time: Times everything.
  ///   - observe: Called from the measuring threads with each row as soon as it is on disk.
  package init(
    _ prepared: PreparedTar, plan: SweepPlan, into folder: ResultsFolder, time: any TimeSource = SystemTime(),
    observe: @escaping @Sendable (SweepRow, SweepProgress) -> Void = { _, _ in }
  ) {
    self.prepared = prepared
    self.plan = plan
    self.folder = folder
    self.time = time
    self.observe = observe
    started = time.wall()
    let rows = Dictionary(folder.rows.map { ($0.setting, $0) }) { _, last in last }
    let schedule = Schedule(
      plan, originalBytes: prepared.tar.bytes.size, rows: Array(rows.values), samples: folder.samples)
    state = Monitor(State(schedule: schedule, rows: rows))
  }

  package var progress: SweepProgress { state.withLock { progress($0) } }

  /// The precision of the times so far; nil if nothing was timed.
  package var quality: SweepQuality? {
    state.withLock { state in
      let settings = plan.grid.settings
      return SweepQuality(
        settings.compactMap { state.rows[$0] }, settings.flatMap(state.schedule.samples))
    }
  }

  /// Whether an earlier sweep did everything.
  package var isFinished: Bool { state.withLock { $0.schedule.isFinished } }

  /// The rows so far, in the order of the plan.
  package var rows: [SweepRow] {
    state.withLock { state in plan.grid.settings.compactMap { state.rows[$0] } }
  }

  /// Runs the sweep to its end.
  ///
  /// - Returns: The rows, in the order of the plan.
  /// - Throws: `Failure` if results cannot be written. A failed setting becomes a row with its reason.
  package func run() throws(Failure) -> [SweepRow] {
    let processors = Processors.byCore
    let lanes = (0..<plan.jobs).map { lane in
      WorkerThread { self.lane(on: processors[lane % processors.count], of: processors) }
    }
    for lane in lanes { lane.join() }
    if let problem = state.withLock({ $0.problem }) { throw problem }
    if !plan.sizesOnly { try summarise() }
    return rows
  }

  /// Recomputes all times and errors, because the errors depend on all runs together.
  private func summarise() throws(Failure) {
    let rows = state.withLock { state in
      let samples = plan.grid.settings.flatMap(state.schedule.samples)
      let spread = SweepSpread(samples)
      for (setting, runs) in Dictionary(grouping: samples, by: \.setting) {
        state.rows[setting] = state.rows[setting]?.timed(by: runs, spread)
      }
      return order(of: state.rows)
    }
    try folder.write(rows)
  }

  private func lane(on processor: Int, of processors: [Int]) {
    Processors.pin(to: [processor])
    let largest = prepared.tars.values.map(\.bytes.size).max() ?? .zero
    let bench = SettingBench(
      tar: prepared.tar.bytes, largest: largest, watch: Stopwatch(time, processors: [processor]))
    while let visit = nextVisit() {
      let allowed = visit.setting.threads > 1 ? processors : [processor]
      Processors.pin(to: allowed)
      bench.use(Stopwatch(time, processors: allowed), tar: tar(of: visit.setting).bytes)
      var failure: Failure?
      do throws(Failure) {
        try make(visit, with: bench)
      } catch {
        failure = error
      }
      end(visit, failure)
    }
  }

  /// The tar that a setting compresses.
  private func tar(of setting: Setting) -> Tar { prepared.tars[setting.order] ?? prepared.tar }

  /// Waits for a visit; nil when there will be none.
  private func nextVisit() -> Visit? {
    state.wait { state -> Visit?? in
      if state.problem != nil || state.schedule.isFinished { return .some(nil) }
      guard let visit = state.schedule.next() else { return nil }
      state.visits[visit.setting] = VisitProgress(since: time.wall())
      return visit
    }
  }

  private func make(_ visit: Visit, with bench: SettingBench) throws(Failure) {
    let setting = visit.setting
    var known = state.withLock { $0.outcomes[setting] }
    let progress = state.withLock { $0.visits[setting] }
    if visit.operations.contains(.compress) {
      let compressed = try timed(setting, .compress) { () throws(Failure) in
        try bench.compress(setting) { progress?.taken.store($0, ordering: .relaxed) }
      }
      let earlier = state.withLock { known?.compressed ?? $0.rows[setting].flatMap(Compressed.init) }
      known = try outcome(compressed, after: earlier, known, of: setting, with: bench)
    } else if let spool = known?.spool {
      try bench.load(spool)
    }
    let anyWindow = known?.verified?.defaultDecoder == false
    if visit.operations.contains(.decompress) {
      try timed(setting, .decompress) { () throws(Failure) in
        ((), try bench.decompress(setting.codec, anyWindow: anyWindow))
      }
    }
    if visit.operations.contains(.extract) {
      try timed(setting, .extract) { () throws(Failure) in ((), try bench.extract(setting.codec)) }
    }
  }

  /// Records the result of a compression. The archive of the first one is decompressed and compared.
  private func outcome(
    _ compressed: Compressed, after earlier: Compressed?, _ known: Outcome?, of setting: Setting,
    with bench: SettingBench
  ) throws(Failure) -> Outcome {
    var outcome = known ?? Outcome(compressed: compressed)
    defer { state.withLock { $0.outcomes[setting] = outcome } }
    if let earlier {
      guard earlier.sha256 == compressed.sha256 else {
        throw Failure("measure", setting.label, because: "compressing twice gave different bytes")
      }
      outcome.compressed.heap = highest(earlier.heap, compressed.heap)
      outcome.compressed.reserved = highest(earlier.reserved, compressed.reserved)
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

  private func highest(_ one: ByteCount?, _ other: ByteCount?) -> ByteCount? {
    [one, other].compactMap(\.self).max()
  }

  /// Runs the timed operation and writes the run to disk, independent of its result.
  @discardableResult
  private func timed<Result>(
    _ setting: Setting, _ operation: Operation, _ body: () throws(Failure) -> (Result, ElapsedTimes)
  ) throws(Failure) -> Result {
    let before = state.withLock { $0.schedule.concurrency }
    let (result, passed) = try body()
    let sample = state.withLock { state -> Sample? in
      let sample = Sample(
        tree: folder.name, machine: machine, setting: setting, operation: operation,
        round: state.schedule.samples(of: setting, operation).count + 1, passed: passed,
        concurrency: max(before, state.schedule.concurrency))
      state.schedule.record(sample)
      // After a failed write, later writes might be incomplete too.
      return plan.sizesOnly || state.problem != nil ? nil : sample
    }
    if let sample {
      do throws(Failure) { try folder.append(sample) } catch { state.withLock { $0.fail(error) } }
    }
    return result
  }

  /// Ends a visit and writes its row to disk.
  private func end(_ visit: Visit, _ failure: Failure?) {
    let (row, version, rows) = state.withLock { state in
      state.schedule.leave(visit, failed: failure != nil)
      state.visits[visit.setting] = nil
      let row = self.row(visit.setting, failure, state)
      state.rows[visit.setting] = row
      if state.schedule.pending(at: visit.setting).isEmpty { state.outcomes[visit.setting]?.spool = nil }
      state.version += 1
      return (row, state.version, state.problem == nil ? order(of: state.rows) : nil)
    }
    if let rows { write(rows, version) }
    observe(row, progress)
  }

  /// Writes a state of the rows, unless a later one is on disk already.
  private func write(_ rows: [SweepRow], _ version: Int) {
    written.withLock { written in
      guard version > written else { return }
      written = version
      do throws(Failure) { try folder.write(rows) } catch { state.withLock { $0.fail(error) } }
    }
  }

  /// The plan's rows first, then other rows of an earlier sweep of the same tar.
  private func order(of rows: [Setting: SweepRow]) -> [SweepRow] {
    let planned = plan.grid.settings.compactMap { rows[$0] }
    return planned + folder.rows.filter { !plan.grid.settings.contains($0.setting) }
  }

  /// The row of a setting. A failed setting keeps its earlier figures.
  private func row(_ setting: Setting, _ failure: Failure?, _ state: State) -> SweepRow {
    var row =
      state.rows[setting]
      ?? SweepRow(
        tree: folder.name, setting: setting, status: .ok, originalBytes: tar(of: setting).bytes.size,
        libraryVersion: setting.encoder.libraryVersion)
    row.status = failure.map { .failed($0.description) } ?? .ok
    if row.machine == nil { row.machine = machine }
    if let outcome = state.outcomes[setting] {
      row.compressedBytes = outcome.compressed.bytes
      row.compressedSHA256 = outcome.compressed.sha256
      row.compressHeap = outcome.compressed.heap
      row.compressReserved = outcome.compressed.reserved
      row.window = outcome.window
      row.decompressHeap = outcome.verified?.heap
      row.defaultDecoder = outcome.verified?.defaultDecoder
      row.roundTrip = outcome.verified?.matches
    }
    return plan.sizesOnly ? row : row.timed(by: state.schedule.samples(of: setting), SweepSpread([]))
  }

  private func progress(_ state: State) -> SweepProgress {
    let now = time.wall()
    let visits = state.schedule.underWay.map { setting in
      let known = state.visits[setting]
      let taken = Double(known?.taken.load(ordering: .relaxed) ?? 0)
      return SweepProgress.Visit(
        setting: setting, passed: known.map { now - $0.since } ?? .zero,
        share: taken / Double(max(tar(of: setting).bytes.size.bytes, 1)))
    }
    return SweepProgress(
      measured: plan.grid.settings.count { state.rows[$0] != nil }, total: plan.grid.settings.count,
      underWay: visits, elapsed: now - started,
      remaining: state.schedule.remaining(lanes: plan.jobs, underWay: visits))
  }
}
