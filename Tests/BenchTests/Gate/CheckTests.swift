@testable import Pipeline
import TestSupport
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

@Suite struct CheckTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Checks a small tree against a sweep of these rows.
  private func check(against rows: [SweepRow], strict: Bool = false) async throws -> CheckResult {
    try folder.file("tree/data", text: String(repeating: "a line of text\n", count: 1000))
    let baseline = try folder.file(
      "sweep.csv",
      text: CSV.header(SweepTable.columns) + rows.map { CSV.record($0, SweepTable.columns) }.joined())
    let choice = SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none))
    return try await Check(
      subject: .tree(choice), baseline: baseline, encoding: nil,
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096)),
      update: false, strict: strict
    ).run()
  }

  private func row(_ label: String, bytes: Int) throws -> SweepRow {
    let setting = try Setting(label: label)
    var row = SweepRow(
      tree: "t", setting: setting, status: .ok, originalBytes: ByteCount(20_480),
      libraryVersion: setting.encoder.libraryVersion)
    row.compressedBytes = ByteCount(bytes)
    return row
  }

  @Test func `a failed row is not compared, even with a size`() async throws {
    var failed = try row("gzip-1", bytes: 5)
    failed.status = .failed("compressing twice gave different bytes")
    let result = try await check(against: [try row("zstd-1", bytes: 400), failed])
    #expect(result.sizes.map(\.setting) == ["zstd-1"])
    #expect(result.outcome == .passed)
    await #expect(throws: Failure.self) { try await check(against: [failed]) }
  }

  @Test func `a sweep with another library is a difference, and an error when strict`() async throws {
    var old = try row("zstd-1", bytes: 400)
    old.libraryVersion = "libzstd 0.8.0"
    let result = try await check(against: [old])
    let now = EncoderLibrary.libzstd.libraryVersion
    #expect(result.differences == [Difference(what: "library", baseline: "libzstd 0.8.0", now: now)])
    let failure = await #expect(throws: Failure.self) { try await check(against: [old], strict: true) }
    #expect(failure?.reason.contains("library was libzstd 0.8.0, is \(now)") == true, "\(failure as Any)")
    _ = try await check(against: [try row("zstd-1", bytes: 400)], strict: true)
  }
}
