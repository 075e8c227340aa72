import Testing
import TestSupport

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline

/// In what two archives differ besides their entries, and when one was made.
@Suite struct CheckDifferencesTests {
  /// A manifest of an archive that is known by itself, or with how it was made.
  private func manifest(
    _ setting: String?, format: Codec = .zstd, library: String? = "libzstd 1", recorded: Bool = true
  ) throws -> Manifest {
    var manifest = ManifestTests.sample
    manifest.setting = try setting.map { try ArchiveEncoding(label: $0) }
    manifest.format = .compressed(format)
    manifest.libraryVersion = library
    manifest.pipeline =
      recorded
      ? PipelineRecord(options: TreeOptions(strip: .all), stripToolVersion: nil, sourceDateEpoch: nil) : nil
    return manifest
  }

  private let unknown = Difference.unknown

  @Test func `archives that were made alike do not differ`() throws {
    #expect(Check.differences(try manifest("zstd-3"), from: try manifest("zstd-3")) == [])
  }

  @Test func `a setting that is another or that nobody knows is a difference`() throws {
    func differences(_ old: Manifest, _ new: Manifest) -> [Difference] { Check.differences(new, from: old) }
    let (three, four, none) = (try manifest("zstd-3"), try manifest("zstd-4"), try manifest(nil))
    #expect(differences(three, four) == [Difference(what: "setting", baseline: "zstd-3", now: "zstd-4")])
    #expect(differences(none, three) == [Difference(what: "setting", baseline: unknown, now: "zstd-3")])
    #expect(differences(three, none) == [Difference(what: "setting", baseline: "zstd-3", now: unknown)])
    #expect(differences(none, none) == [Difference(what: "setting", baseline: unknown, now: unknown)])
  }

  @Test func `a format is named only where a setting does not tell it`() throws {
    let format = Difference(what: "format", baseline: "zstd", now: "gzip")
    let gzip = try manifest("gzip-6", format: .gzip)
    #expect(
      Check.differences(gzip, from: try manifest("zstd-3")) == [
        Difference(what: "setting", baseline: "zstd-3", now: "gzip-6")
      ])
    #expect(
      Check.differences(gzip, from: try manifest(nil)) == [
        Difference(what: "setting", baseline: unknown, now: "gzip-6"), format,
      ])
    #expect(
      Check.differences(try manifest(nil, format: .gzip), from: try manifest("zstd-3")) == [
        Difference(what: "setting", baseline: "zstd-3", now: unknown), format,
      ])
  }

  @Test func `a library and options that are not known are differences`() throws {
    let (known, other) = (try manifest("zstd-3"), try manifest("zstd-3", library: nil, recorded: false))
    #expect(
      Check.differences(other, from: known) == [
        Difference(what: "library", baseline: "libzstd 1", now: unknown),
        Difference(what: "tree options", baseline: "recorded", now: unknown),
      ])
    #expect(
      Check.differences(known, from: other) == [
        Difference(what: "library", baseline: unknown, now: "libzstd 1"),
        Difference(what: "tree options", baseline: unknown, now: "recorded"),
      ])
    #expect(
      Check.differences(other, from: other) == [
        Difference(what: "library", baseline: unknown, now: unknown),
        Difference(what: "tree options", baseline: unknown, now: unknown),
      ])
  }

  @Test func `values that both know are compared, and others are not`() throws {
    let old = try manifest("zstd-3")
    var new = try manifest("zstd-3", library: "libzstd 2")
    new.pipeline?.options.strip = .debug
    let found = [
      Difference(what: "library", baseline: "libzstd 1", now: "libzstd 2"),
      Difference(what: "--strip", baseline: "all", now: "debug"),
    ]
    #expect(Check.differences(new, from: old) == found)
    #expect(Check.differences((nil, old.pipeline), ("libzstd 2", nil)) == [])
  }

  @Test func `blocks of the archive with the longer ones decide how far shares may move`() throws {
    func manifest(_ block: Int, now: Bool) throws -> Manifest {
      var manifest = try self.manifest("zstd-3")
      manifest.attribution.medianBlockBytes = ByteCount(block)
      manifest.entries = [
        ManifestEntry(
          path: EntryPath([0x61]), kind: .data, bytes: ByteCount(1000),
          compressedBytes: ByteCount(now ? 400 : 300), digest: now ? "b" : "a")
      ]
      return manifest
    }
    func blame(_ before: Int, _ after: Int, exact: Bool = false) throws -> Int? {
      var (old, new) = (try manifest(before, now: false), try manifest(after, now: true))
      if exact { (old.tarBytes, new.tarBytes) = (old.compressedBytes, new.compressedBytes) }
      return CheckResult(
        "t", new, with: old, at: "b", limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: .zero)
      ).changes?.changes.first?.blame.bytes
    }
    #expect(try blame(0, 0) == 100)
    #expect(try blame(10_000, 0) == 0 && blame(0, 10_000) == 0)
    // The shares of a tar are exact.
    #expect(try blame(10_000, 10_000, exact: true) == 100)
  }

  @Test func `a release has the date that it was given, or else that of its newest entry or of its file`()
    throws
  {
    let folder = try TestFolder()
    let path = try folder.file("a.tar")
    #expect(try Shell.run("touch -d @1700000007 a.tar", in: folder.path).status == 0)
    func date(
      _ variable: Int64? = nil, recorded: Int64? = nil, newest: Int64? = nil, archive: String? = nil,
      now: Int64 = 1_800_000_000
    ) throws -> Int64 {
      var made = try manifest("zstd-3")
      made.pipeline?.sourceDateEpoch = recorded
      made.newestMtime = newest
      return Check.date(of: made, variable, archive: archive, now: now)
    }
    let fixed = MtimePolicy.fixedDate
    #expect(try date(5, recorded: 6, newest: fixed + 9, archive: path) == 5)
    #expect(try date(recorded: 6, newest: fixed + 9, archive: path) == 6)
    #expect(try date(newest: fixed + 9, archive: path) == fixed + 9)
    #expect(try date(newest: fixed, archive: path) == 1_700_000_007)
    #expect(try date(archive: path) == 1_700_000_007)
    #expect(try date(archive: folder.at("none")) == 1_800_000_000 && date() == 1_800_000_000)
    // Dates have four digits of the year.
    #expect(try date(0) == 0 && date(-1) == 0)
    #expect(try date(253_402_300_799) == 253_402_300_799 && date(253_402_300_800) == 253_402_300_799)
    let last = HistoryRecord(ManifestTests.sample, release: nil, date: 253_402_300_799)
    #expect(last.date == "9999-12-31T23:59:59Z")
  }
}
