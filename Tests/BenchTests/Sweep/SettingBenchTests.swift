import SystemPackage
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

@Suite struct SettingBenchTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func bench(_ path: String) throws -> SettingBench {
    SettingBench(tar: try MappedFile(path: path), watch: Stopwatch(SystemTime(), processors: [0]))
  }

  /// Bytes whose blocks compress to stored, repeated and coded ones.
  private func material() -> [UInt8] {
    var state: UInt64 = 9
    let varied: [UInt8] = (0..<300_000).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> (index < 150_000 ? 33 : 61))
    }
    return [UInt8](repeating: 0, count: 400_000) + varied
  }

  /// Verifies the archive of some bytes against a tar of others.
  private func verify(_ archived: [UInt8], against tar: [UInt8], _ label: String) throws -> Verified {
    let setting = try Setting(label: label)
    let maker = try bench(try folder.file("archived", archived))
    _ = try maker.compress(setting)
    let spool = try maker.withArchive { (bytes) throws(Failure) in try Spool(bytes) }
    let verifier = try bench(try folder.file("tar", tar))
    try verifier.load(spool)
    return try verifier.verify(setting.codec)
  }

  @Test(arguments: ["zstd-1", "gzip-1", "xz-0"])
  func `an archive of other bytes does not match the tar, one of the same does`(label: String) throws {
    let tar = material()
    #expect(try verify(tar, against: tar, label).matches)
    for position in [0, 500_000, tar.count - 1] {
      var other = tar
      other[position] ^= 1
      #expect(try !verify(other, against: tar, label).matches, "byte \(position)")
    }
    #expect(try !verify(Array(tar.dropLast()), against: tar, label).matches)
    #expect(try !verify(tar, against: Array(tar.dropLast()), label).matches)
  }

  /// A file that is a hole.
  private func sparse(_ size: ByteCount) throws -> String {
    let path = try folder.file("sparse")
    let file = try FileDescriptor.open(FilePath(path), .writeOnly)
    defer { try? file.close() }
    try file.resize(to: Int64(size.bytes))
    return path
  }

  @Test(arguments: [("zstd-1-long28", 130, false), ("zstd-1-long27", 130, true), ("gzip-1", 1, true)])
  func `a window above 128 MiB is not for decoders with default limits`(
    label: String, mebibytes: Int, isTaken: Bool
  ) throws {
    let setting = try Setting(label: label)
    let bench = try bench(try sparse(.mebibytes(mebibytes)))
    _ = try bench.compress(setting)
    let verified = try bench.verify(setting.codec)
    #expect(verified.matches)
    #expect(verified.defaultDecoder == isTaken)
  }

  @Test func `an archive that is loaded replaces the one before`() throws {
    let bench = try bench(try folder.file("tar", Array(material()[500_000..<550_000])))
    let setting = try Setting(label: "zstd-1")
    let first = try bench.compress(setting).0
    let spool = try bench.withArchive { (bytes) throws(Failure) in try Spool(bytes) }
    #expect(try bench.compress(setting).0.sha256 == first.sha256)
    for _ in 0..<2 {
      try bench.load(spool)
      #expect(try bench.withArchive { $0.byteCount } == first.bytes.bytes)
      #expect(try bench.verify(.zstd).matches)
    }
  }

  @Test func `what is timed is done`() throws {
    let bench = try bench(try folder.file("tar", Array(material()[500_000..<550_000])))
    _ = try bench.compress(try Setting(label: "zstd-1"))
    #expect(throws: Never.self) { try bench.decompress(.zstd, anyWindow: false) }
    #expect(throws: Failure.self) { try bench.decompress(.gzip, anyWindow: false) }
    // It is no tar.
    #expect(throws: Failure.self) { try bench.extract(.zstd) }
    #expect(throws: Failure.self) { try bench.verify(.gzip) }
  }

  @Test func `an earlier result needs a size and a digest`() throws {
    var row = try PickFixture.row("zstd-1", bytes: 5)
    #expect(Compressed(row) == nil)
    (row.compressedSHA256, row.compressReserved) = ("aa", .mebibytes(9))
    let known = try #require(Compressed(row))
    #expect(known.bytes == ByteCount(5) && known.sha256 == "aa")
    #expect(known.heap == row.compressHeap && known.reserved == .mebibytes(9))
    row.compressedBytes = nil
    #expect(Compressed(row) == nil)
  }
}
