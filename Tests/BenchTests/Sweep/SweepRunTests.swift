import Synchronization
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

/// A clock that is a second later each time that it is read, so that every run takes a second.
private final class TickingClock: TimeSource {
  private let ticks = Atomic<Int>(0)
  private let processorTicks = Atomic<Int>(0)
  private let moment: Int
  private let action: @Sendable () -> Void
  /// How many processors the thread might use whose time was read, each time.
  let processors = Mutex<[Int]>([])

  /// - Parameters:
  ///   - moment: The number of the reading of wall time that does something.
  ///   - action: What it does.
  init(at moment: Int = 0, _ action: @escaping @Sendable () -> Void = {}) {
    self.moment = moment
    self.action = action
  }

  func wall() -> Duration {
    let now = ticks.add(1, ordering: .relaxed).newValue
    if now == moment { action() }
    return .seconds(now)
  }

  func cpu(of threads: [ThreadID]) -> Duration {
    // The processors of this thread, as a hexadecimal number (proc(5)).
    let allowed = SystemFile.lines("/proc/thread-self/status").first { $0.hasPrefix("Cpus_allowed:") } ?? ""
    let count = allowed.split(separator: "\t").last?.compactMap(\.hexDigitValue).reduce(0) {
      $0 + $1.nonzeroBitCount
    }
    processors.withLock { $0.append(count ?? 0) }
    return .seconds(processorTicks.add(1, ordering: .relaxed).newValue)
  }

  func stolen(from processors: [Int]) -> Duration { .zero }
}

@Suite(.timeLimit(.minutes(5))) struct SweepRunTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// A small tree whose entries have another order by kind.
  private func prepare(orders: [EntryOrder] = []) async throws -> PreparedTar {
    for name in ["a", "b.py", "c"] {
      try folder.file("tree/" + name, text: String(repeating: "a line of \(name)\n", count: 400))
    }
    return try await PreparedTar(
      SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none)), orders: orders)
  }

  private func plan(
    _ settings: String, budget: Budget = Budget(rounds: 1, minTime: .zero), sizesOnly: Bool = false,
    extract: Bool = false, orders: [EntryOrder] = [.path]
  ) throws -> SweepPlan {
    SweepPlan(
      grid: try Grid(settings).ordered(by: orders), budget: budget, jobs: 1, seed: 1, sizesOnly: sizesOnly,
      extract: extract)
  }

  private func output(_ prepared: PreparedTar, resume: Bool = false) throws -> ResultsFolder {
    let output = try ResultsFolder(
      "t", in: folder.at("results"), outside: nil, existing: resume ? .resume : .replace)
    _ = try output.begin(prepared.stages, PickFixture.provenance())
    return output
  }

  private func recorded() throws -> (rows: [SweepRow], samples: [Sample]) {
    (
      try Results.table(at: folder.at("results/t/sweep.csv"), SweepTable.row),
      try Results.table(at: folder.at("results/t/samples.csv"), SampleTable.row)
    )
  }

  @Test func `a sweep of sizes has no times, and each row is reported as soon as it is on disk`() async throws
  {
    let prepared = try await prepare()
    let reports = Mutex<[(label: String, progress: SweepProgress, onDisk: Int)]>([])
    let path = folder.at("results/t/sweep.csv")
    let sweep = try Sweep(
      prepared, plan: plan("zstd-1,gzip-1", sizesOnly: true), into: output(prepared), time: TickingClock()
    ) { row, progress in
      let onDisk = (try? Results.table(at: path, SweepTable.row).count) ?? 0
      reports.withLock { $0.append((row.setting.label, progress, onDisk)) }
    }
    #expect(!sweep.isFinished && sweep.rows.isEmpty && sweep.quality == nil)
    let rows = try sweep.run()
    #expect(rows.map(\.setting.label) == ["zstd-1", "gzip-1"] && rows.map(\.status) == [.ok, .ok])
    for row in rows {
      #expect(row.compress == nil && row.decompress == nil && row.machine == Provenance.Machine.current.id)
      #expect(row.roundTrip == true && row.defaultDecoder == true && (row.decompressHeap ?? .zero) > .zero)
      #expect(row.originalBytes == prepared.tar.bytes.size && (row.compressHeap ?? .zero) > .zero)
      #expect(row.compressedSHA256?.count == 64 && (row.compressReserved ?? .zero) > .zero)
    }
    #expect(rows[0].window != nil)
    let recorded = try recorded()
    #expect(recorded.rows == rows && recorded.samples.isEmpty && sweep.isFinished && sweep.quality == nil)
    let all = reports.withLock { $0 }
    #expect(Set(all.map(\.label)) == ["zstd-1", "gzip-1"] && all.map(\.onDisk) == [1, 2])
    #expect(all.map(\.progress.measured) == [1, 2] && all.map(\.progress.total) == [2, 2])
    #expect(all.allSatisfy { $0.progress.underWay.isEmpty && $0.progress.elapsed > .zero })
    #expect(all[0].progress.remaining > .zero && all[1].progress.remaining == .zero)
  }

  @Test func `a single setting is on disk before the sweep ends`() async throws {
    let prepared = try await prepare()
    let rows = try Sweep(prepared, plan: plan("zstd-1", sizesOnly: true), into: output(prepared)).run()
    #expect(try recorded().rows == rows && rows.count == 1)
  }

  @Test func `the times of a row are those of its runs, with the errors of the whole sweep`() async throws {
    let prepared = try await prepare()
    let clock = TickingClock()
    let sweep = try Sweep(
      prepared, plan: plan("zstd-1,gzip-1,zstd-1-T2", budget: Budget(rounds: 2, minTime: .zero)),
      into: output(prepared), time: clock)
    let rows = try sweep.run()
    let timing = SweepRow.Timing(
      time: .seconds(1), error: MachineSpread.betweenProcesses, mad: .zero, wall: .seconds(1),
      cpu: .seconds(1),
      rounds: 2)
    #expect(rows.map(\.compress) == [timing, timing, timing])
    #expect(rows.map(\.decompress) == [timing, timing, timing] && rows.map(\.extract) == [nil, nil, nil])
    let recorded = try recorded()
    #expect(CSV.table(recorded.rows, SweepTable.columns) == CSV.table(rows, SweepTable.columns))
    #expect(recorded.samples.count == 12 && sweep.quality == SweepQuality(rows, recorded.samples))
    for sample in recorded.samples {
      #expect(
        sample.tree == "t" && sample.machine == Provenance.Machine.current.id && sample.concurrency == 1)
      // One thread has a processor of its own, several have all.
      let count = sample.setting.threads == 1 ? 1 : Processors.byCore.count
      #expect(sample.passed.processors == count)
    }
    let used = clock.processors.withLock { $0 }
    #expect(used.count == 24 && used.count { $0 == 1 } == (Processors.byCore.count == 1 ? 24 : 16))
  }

  @Test func `an archive that is only decompressed is that of its setting`() async throws {
    let prepared = try await prepare()
    // Compression is known well enough, so only the first visit compresses.
    let known = try ["zstd-1", "gzip-1", "xz-0"].map { label in
      Sample(
        tree: "t", machine: Provenance.Machine.current.id, setting: try Setting(label: label),
        operation: .compress, round: 1, passed: ElapsedTimes(wall: .seconds(9), cpu: .seconds(9)),
        concurrency: 1)
    }
    do {
      let first = try output(prepared)
      for sample in known { try first.append(sample) }
    }
    let rows = try await resumed(
      prepared, plan("zstd-1,gzip-1,xz-0", budget: Budget(rounds: 1, minTime: .seconds(3))))
    #expect(rows.map(\.status) == [.ok, .ok, .ok])
    #expect(rows.map(\.compress?.rounds) == [2, 2, 2] && rows.map(\.decompress?.rounds) == [3, 3, 3])
  }

  private func resumed(_ prepared: PreparedTar, _ plan: SweepPlan) async throws -> [SweepRow] {
    try Sweep(prepared, plan: plan, into: output(prepared, resume: true), time: TickingClock()).run()
  }

  @Test func `rows of an earlier sweep stay behind those of the plan, and memory is the most of both`()
    async throws
  {
    let prepared = try await prepare()
    do {
      let first = try output(prepared)
      var rows = try Sweep(prepared, plan: plan("gzip-9,zstd-1", sizesOnly: true), into: first).run()
      for index in rows.indices {
        rows[index].compressHeap = .mebibytes(1 << 20)
        rows[index].compressReserved = .mebibytes(2 << 20)
        rows[index].machine = "0123456789ab"
      }
      try first.write(rows)
    }
    let rows = try await resumed(prepared, plan("zstd-1,xz-0"))
    #expect(rows.map(\.setting.label) == ["zstd-1", "xz-0"])
    #expect(rows[0].compressHeap == .mebibytes(1 << 20) && rows[0].compressReserved == .mebibytes(2 << 20))
    #expect(rows[0].machine == Provenance.Machine.current.id && rows[0].compress?.rounds == 1)
    let recorded = try recorded()
    #expect(recorded.rows.map(\.setting.label) == ["zstd-1", "xz-0", "gzip-9"])
    #expect(recorded.rows[2].machine == "0123456789ab" && recorded.rows[2].compress == nil)
    // With nothing left to do, a row keeps what it has.
    let again = try await resumed(prepared, plan("gzip-9,zstd-1", sizesOnly: true))
    #expect(again[0].machine == "0123456789ab" && again[0].compressHeap == .mebibytes(1 << 20))
  }

  @Test func `each order has the tar of its own`() async throws {
    let prepared = try await prepare(orders: [.path, .kind])
    let rows = try Sweep(
      prepared, plan: plan("zstd-1", orders: [.path, .kind]), into: output(prepared), time: TickingClock()
    ).run()
    let digests = try EntryOrder.allCases.map { order in
      let tar = try #require(prepared.tars[order])
      let bench = SettingBench(tar: tar.bytes, watch: Stopwatch(SystemTime(), processors: [0]))
      return try bench.compress(try Setting(label: "zstd-1")).0.sha256
    }
    #expect(Set(digests).count == 2 && rows.map(\.compressedSHA256) == digests)
    #expect(rows.map(\.status) == [.ok, .ok])
  }

  @Test func `a sweep under way knows how far each setting is`() async throws {
    try folder.file("tree/long", [UInt8](repeating: 7, count: 300_000))
    let prepared = try await prepare()
    let running = Mutex<Sweep?>(nil)
    let seen = Mutex<SweepProgress?>(nil)
    // The sweep begins, the visit begins, compression begins, compression ends.
    let clock = TickingClock(at: 4) {
      let progress = running.withLock { $0 }?.progress
      seen.withLock { $0 = progress }
    }
    let sweep = try Sweep(prepared, plan: plan("zstd-1"), into: output(prepared), time: clock)
    running.withLock { $0 = sweep }
    _ = try sweep.run()
    running.withLock { $0 = nil }
    let progress = try #require(seen.withLock { $0 })
    #expect(progress.measured == 0 && progress.total == 1 && progress.remaining > .zero)
    #expect(progress.underWay.map(\.setting.label) == ["zstd-1"])
    // The encoder has taken two pieces of 128 KiB, and then the last one.
    let size = prepared.tar.bytes.size.bytes
    #expect(size > 2 << 17 && progress.underWay.map(\.share) == [Double(2 << 17) / Double(size)])
    // Read as the fifth time: three after the visit began, four after the sweep did.
    #expect(progress.underWay.map(\.passed) == [.seconds(3)] && progress.elapsed == .seconds(4))
  }
}

@Suite(.timeLimit(.minutes(5))) struct MonitorTests {
  @Test func `threads change a state one after another`() {
    let monitor = Monitor(0)
    let threads = (0..<4).map { _ in
      WorkerThread {
        for _ in 0..<20_000 { monitor.withLock { $0 += 1 } }
      }
    }
    for thread in threads { thread.join() }
    #expect(monitor.withLock { $0 } == 80_000)
  }

  @Test func `a thread waits until the state is what it waits for, and its change wakes others`() {
    let monitor = Monitor(0)
    let order = Monitor<[Int]>([])
    /// A thread that waits for a state and makes it the next one.
    func follower(of state: Int) -> WorkerThread {
      WorkerThread {
        monitor.wait { current -> Void? in
          guard current == state else { return nil }
          current += 1
          return ()
        }
        order.withLock { $0.append(state) }
      }
    }
    let threads = [3, 2, 1].map(follower)
    monitor.withLock { $0 = 1 }
    for thread in threads { thread.join() }
    #expect(monitor.withLock { $0 } == 4)
    #expect(order.withLock { $0 }.sorted() == [1, 2, 3])
  }
}

@Suite struct SeededGeneratorTests {
  /// The sequence of the reference implementation for this seed.
  @Test func `the numbers are those of SplitMix64`() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }
}
