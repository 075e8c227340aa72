import Testing
import TestSupport

@testable import BenchCore
@testable import BenchGate
@testable import BenchResults
@testable import Pipeline

@Suite struct CheckTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Checks a small tree against a sweep of these rows.
  private func check(
    against rows: [SweepRow], strict: Bool = false, order: EntryOrder = .path,
    encoding: ArchiveEncoding? = nil
  ) async throws -> CheckResult {
    try folder.file("tree/data", text: String(repeating: "a line of text\n", count: 1000))
    let baseline = try folder.file(
      "sweep.csv",
      text: CSV.header(SweepTable.columns) + rows.map { CSV.record($0, SweepTable.columns) }.joined())
    let choice = SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none, order: order))
    return try await Check(
      subject: .tree(choice), baseline: baseline, encoding: encoding,
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

  @Test func `of a sweep in several orders that of the tree counts`() async throws {
    var kind = try row("zstd-1", bytes: 500)
    kind.setting.order = .kind
    let rows = [try row("zstd-1", bytes: 400), kind]
    #expect(try await check(against: rows).sizes.map(\.base.bytes) == [400])
    #expect(try await check(against: rows, order: .kind).sizes.map(\.base.bytes) == [500])
    // One order alone is compared as it is.
    #expect(try await check(against: [kind]).sizes.map(\.base.bytes) == [500])
  }

  @Test func `a setting chosen is the one compared, and one that is missing is named`() async throws {
    let rows = try (1...9).map { try row("zstd-\($0)", bytes: 400) }
    let result = try await check(against: rows, encoding: ArchiveEncoding(label: "zstd-2"))
    #expect(result.sizes.map(\.setting) == ["zstd-2"])
    for (count, advice) in [(8, "zstd-7, zstd-8"), (9, "zstd-7, zstd-8 and 1 more")] {
      let failure = await #expect(throws: Failure.self) {
        try await check(against: Array(rows.prefix(count)), encoding: ArchiveEncoding(label: "gzip-1"))
      }
      #expect(failure?.reason == "it has no size for gzip-1" && failure?.advice?.hasSuffix(advice) == true)
    }
  }

  @Test func `rows of no bytes are not compared`() async throws {
    let rows = [try row("zstd-1", bytes: 0), try row("gzip-1", bytes: 1)]
    #expect(try await check(against: rows).sizes.map(\.setting) == ["gzip-1"])
  }

  /// Checks an archive that names no setting against a sweep of these rows.
  private func checkArchive(against rows: [SweepRow], encoding: ArchiveEncoding? = nil) async throws
    -> CheckResult
  {
    try folder.file("tree/data", text: String(repeating: "a line of text\n", count: 1000))
    let prepared = try await PreparedTar(
      SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none)))
    var bytes: [UInt8] = []
    try ArchiveEncoding(label: "zstd-1").pack(prepared.tar.bytes) { piece in
      piece.withUnsafeBytes { bytes += $0 }
    }
    let archive = try folder.file("a.tar.zst", bytes)
    let baseline = try folder.file(
      "sweep.csv",
      text: CSV.header(SweepTable.columns) + rows.map { CSV.record($0, SweepTable.columns) }.joined())
    return try await Check(
      subject: .archive(archive), baseline: baseline, encoding: encoding,
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096)), update: false, strict: false
    ).run()
  }

  @Test func `an archive without a record is compared with the one row there is, or the one named`()
    async throws
  {
    let unknown = Difference.unknown
    let (zstd, gzip) = (try row("zstd-1", bytes: 400), try row("gzip-1", bytes: 400))
    let result = try await checkArchive(against: [zstd])
    #expect(
      result.differences == [
        Difference(what: "setting", baseline: "zstd-1", now: unknown),
        Difference(what: "library", baseline: zstd.libraryVersion, now: unknown),
      ])
    let several = await #expect(throws: Failure.self) { try await checkArchive(against: [zstd, gzip]) }
    #expect(several?.reason == "it does not record which of 2 settings made it")
    let other = await #expect(throws: Failure.self) { try await checkArchive(against: [gzip]) }
    #expect(other?.reason == "it has no size for zstd")
    let named = try await checkArchive(against: [gzip, zstd], encoding: ArchiveEncoding(label: "zstd-1"))
    #expect(named.sizes.map(\.setting) == ["zstd-1"])
    #expect(named.notes == ["a sweep.csv holds no entries, so these are not checked: vanished"])
  }
}
