import FoundationEssentials
import Glibc
import Synchronization
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

/// A clock that does something when it is read for the time of a given number.
private final class MomentClock: TimeSource {
  private let reads = Atomic<Int>(0)
  private let moment: Int
  private let action: @Sendable () -> Void

  init(at moment: Int, _ action: @escaping @Sendable () -> Void) {
    self.moment = moment
    self.action = action
  }

  func wall() -> Duration {
    if reads.add(1, ordering: .relaxed).newValue == moment { action() }
    return SystemTime().wall()
  }

  func cpu(of threads: [ThreadID]) -> Duration { SystemTime().cpu(of: threads) }
  func stolen(from processors: [Int]) -> Duration { SystemTime().stolen(from: processors) }
}

@Suite(.timeLimit(.minutes(30))) struct SweepTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Sweeps a small tree.
  ///
  /// - Parameter clock: The sweep's clock, given the tar that is swept.
  private func sweep(
    _ settings: String, budget: Budget = Budget(rounds: 1, minTime: .zero), extract: Bool = false,
    clock: (Tar) -> any TimeSource = { _ in SystemTime() }
  ) async throws -> (rows: [SweepRow], samples: [Sample]) {
    try folder.file("tree/data", text: String(repeating: "a line of text\n", count: 1000))
    let choice = SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none))
    let prepared = try await PreparedTar(choice)
    let output = try ResultsFolder(
      "t", in: folder.at("results"), outside: folder.at("tree"), existing: .refuse(advice: "move it"))
    _ = try output.begin(prepared.stages, PickFixture.provenance())
    let plan = SweepPlan(
      grid: try Grid(settings), budget: budget, jobs: 1, seed: 1, sizesOnly: false, extract: extract)
    let rows = try Sweep(prepared, plan: plan, into: output, time: clock(prepared.tar)).run()
    let samples = try Results.table(at: folder.at("results/t/samples.csv"), SampleTable.row)
    return (rows, samples)
  }

  @Test func `a setting whose archive does not restore the tar fails`() async throws {
    // The sweep begins, the visit begins, compression begins, compression ends: right before the comparison a byte of
    // the tar flips, so that what the archive restores is no longer what the tar holds.
    let (rows, _) = try await sweep("zstd-1") { tar in MomentClock(at: 4) { Self.flip(tar) } }
    let row = try #require(rows.first)
    #expect(
      row.status
        == .failed("cannot measure zstd-1: what was decompressed differs from the tar"))
    #expect(row.roundTrip == false)
  }

  /// Changes a byte of a tar.
  private static func flip(_ tar: Tar) {
    tar.bytes.withBytes { span in
      span.withUnsafeBytes { bytes in
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        guard mprotect(start, bytes.count, PROT_READ | PROT_WRITE) == 0 else { return }
        start?.storeBytes(of: ~bytes[1000], toByteOffset: 1000, as: UInt8.self)
      }
    }
  }

  @Test func `a setting that makes other bytes the second time fails, and keeps what it had`() async throws {
    // Both operations are timed and the row is reported; right before the second visit begins, a byte flips.
    let (rows, samples) = try await sweep("zstd-1", budget: Budget(rounds: 2, minTime: .zero)) { tar in
      MomentClock(at: 8) { Self.flip(tar) }
    }
    let row = try #require(rows.first)
    #expect(row.status == .failed("cannot measure zstd-1: compressing twice gave different bytes"))
    #expect(row.roundTrip == true && row.compressedBytes != nil && row.decompress?.rounds == 1)
    #expect(samples.map(\.operation) == [.compress, .decompress, .compress])
  }

  @Test func `a setting whose archive restores the tar is verified`() async throws {
    let (rows, _) = try await sweep("zstd-1,gzip-1,xz-0")
    #expect(rows.map(\.status) == [.ok, .ok, .ok])
    #expect(rows.map(\.roundTrip) == [true, true, true])
  }

  @Test func `the runs of a setting and operation are numbered from one`() async throws {
    let (rows, samples) = try await sweep(
      "zstd-1,gzip-1", budget: Budget(rounds: 3, minTime: .zero))
    #expect(rows.count == 2)
    for row in rows {
      for operation in [Operation.compress, .decompress] {
        let rounds = samples.filter { $0.setting == row.setting && $0.operation == operation }.map(\.round)
        #expect(rounds == [1, 2, 3], "\(row.setting) \(operation)")
      }
    }
  }

  @Test func `unpacking is timed where that is asked for`() async throws {
    let (rows, samples) = try await sweep("zstd-1,gzip-1", extract: true)
    #expect(rows.allSatisfy { $0.status == .ok && ($0.extract?.time ?? .zero) > .zero })
    #expect(samples.count { $0.operation == .extract } == 2)
  }

  @Test func `a folder that vanishes ends the sweep with the first failure`() async throws {
    let path = folder.at("results")
    let failure = await #expect(throws: Failure.self) {
      try await sweep("zstd-1,gzip-1,xz-0", budget: Budget(rounds: 3, minTime: .zero)) { _ in
        MomentClock(at: 3) { _ = try? FileManager.default.removeItem(atPath: path) }
      }
    }
    #expect(failure?.action == "write" && failure?.subject.hasPrefix(path) == true, "\(failure as Any)")
  }
}
