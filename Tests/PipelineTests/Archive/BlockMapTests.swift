import Synchronization
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct BlockMapTests {
  static let labels = [
    "zstd-1", "zstd-3", "zstd-9-long27", "zstd-19", "zstd-5-T3", "zstd-5-single", "gzip-1", "gzip-9",
    "libdeflate-1", "libdeflate-12", "zopfli-1", "xz-0", "xz-6",
  ]

  /// Text, then noise, then a run of one byte: blocks of every kind.
  private static let original =
    Material.text(textSize) + Material.noise(300_000) + [UInt8](repeating: 0, count: 500_000)
  private static let textSize = 500_000

  /// The original as each setting packs it, once for all tests.
  private static let packed = Mutex([String: [UInt8]]())

  private static func pack(_ label: String) throws -> [UInt8] {
    if let known = packed.withLock({ $0[label] }) { return known }
    let made = try pack(original, label)
    packed.withLock { $0[label] = made }
    return made
  }

  private static func pack(_ bytes: [UInt8], _ label: String) throws -> [UInt8] {
    let compressor = try Setting(label: label).makeCompressor(originalSize: ByteCount(bytes.count))
    var packed: [UInt8] = []
    try compressor.compressAll(bytes.span.bytes, through: ByteBuffer(capacity: 1 << 16)) { buffer in
      buffer.withBytes { span in span.withUnsafeBytes { packed += $0 } }
      buffer.removeAll()
    }
    return packed
  }

  private static func decode(_ packed: [UInt8], _ codec: Codec) throws -> (bytes: [UInt8], map: BlockMap) {
    var bytes: [UInt8] = []
    let map = try codec.decode(packed.span.bytes) { span in span.withUnsafeBytes { bytes += $0 } }
    return (bytes, map)
  }

  @Test(arguments: labels) func `shares of any division add up to the archive's size`(_ label: String) throws
  {
    let packed = try Self.pack(label)
    let (bytes, map) = try Self.decode(packed, try Setting(label: label).codec)
    #expect(bytes == Self.original)
    #expect(map.compressedSize == ByteCount(packed.count))
    #expect(map.originalSize == ByteCount(bytes.count))
    for step in [1, 511, 512, 131_072, 1_000_003, bytes.count] {
      let cuts = Array(stride(from: 0, to: min(bytes.count, step * 4000), by: step)) + [bytes.count]
      let shares = zip(cuts, cuts.dropFirst()).map { map.share(of: $0..<$1) }
      #expect(shares.allSatisfy { $0 >= .zero })
      #expect(shares.reduce(.zero, +).bytes == packed.count)
    }
  }

  @Test(arguments: labels) func `noise costs its size, runs cost nothing`(_ label: String) throws {
    let (_, map) = try Self.decode(try Self.pack(label), try Setting(label: label).codec)
    let text = Self.textSize
    // Blocks at the borders hold bytes of both neighbours.
    let noise = map.share(of: (text + 140_000)..<(text + 200_000)).bytes
    #expect((57_000...63_000).contains(noise), "\(noise)")
    #expect(map.blocks >= 5)
    let run = map.share(of: (text + 500_000)..<Self.original.count).bytes
    #expect(run < 40_000, "\(run)")
  }

  @Test(arguments: Codec.allCases) func `archives of several frames are mapped as one`(_ codec: Codec) throws
  {
    let label = "\(codec.rawValue)-5"
    let first = try Self.pack(Array(Self.original[..<300_000]), label)
    let second = try Self.pack(Array(Self.original[300_000...]), label)
    let (bytes, map) = try Self.decode(first + second, codec)
    #expect(bytes == Self.original)
    // The first one's checksum or index counts with the second.
    #expect(abs(map.share(of: 0..<300_000).bytes - first.count) < 64)
    #expect(abs(map.share(of: 300_000..<bytes.count).bytes - second.count) < 64)
  }

  @Test func `skippable frames count with what follows them`() throws {
    let frame = try Self.pack("zstd-3")
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 100, 0, 0, 0] + [UInt8](repeating: 7, count: 100)
    let (bytes, map) = try Self.decode(skippable + frame + skippable, .zstd)
    #expect(bytes == Self.original)
    #expect(map.compressedSize.bytes == frame.count + 216)
    #expect(map.share(of: 0..<1).bytes == 0)
    #expect(map.share(of: (bytes.count - 1)..<bytes.count).bytes >= 108)
  }

  /// A frame of stored blocks of 100 bytes, without the checksum that pybench itself always writes (RFC 8878).
  private static func frame(_ bytes: [UInt8]) -> [UInt8] {
    let magicAndHeader: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00]
    return stride(from: 0, to: bytes.count, by: 100).reduce(into: magicAndHeader) { frame, start in
      let end = min(start + 100, bytes.count)
      let header = (end - start) << 3 | (end == bytes.count ? 1 : 0)
      frame += [UInt8(truncatingIfNeeded: header), UInt8(truncatingIfNeeded: header >> 8), 0]
      frame += bytes[start..<end]
    }
  }

  @Test func `frames without a checksum are mapped block by block`() throws {
    let first = (0..<200).map { UInt8($0) }
    let second = (0..<300).map { UInt8(truncatingIfNeeded: 7 * $0) }
    let (bytes, map) = try Self.decode(Self.frame(first) + Self.frame(second), .zstd)
    #expect(bytes == first + second)
    #expect(map.blocks == 5)
    // A frame's header counts with its first block: 6 bytes, and 3 of each block's own.
    let shares = (0..<5).map { map.share(of: ($0 * 100)..<($0 * 100 + 100)).bytes }
    #expect(shares == [109, 103, 109, 103, 103])
  }

  @Test(arguments: Codec.allCases) func `an archive that ends early is an error`(_ codec: Codec) throws {
    let packed = try Self.pack(Array(Self.original[..<500_000]), "\(codec.rawValue)-3")
    for count in [packed.count - 1, packed.count / 2, 20, 13] {
      #expect(throws: Failure.self) { try Self.decode(Array(packed[..<count]), codec) }
    }
  }

  @Test func `a plain tar's bytes are its own`() {
    let map = BlockMap(uncompressed: ByteCount(10_240))
    #expect(map.share(of: 512..<2048).bytes == 1536)
    #expect(map.share(of: 9728..<10_240).bytes == 512)
  }

  @Test(.enabled(if: Shell.has("xz"), "no xz")) func `xz with a checksum of any kind is mapped alike`() throws
  {
    let folder = try TestFolder()
    try folder.file("all", Self.original)
    let counts = try ["none", "crc32", "crc64", "sha256"].map { check in
      let done = try Shell.run("xz -0 --check=\(check) -c all > \(check).xz", in: folder.path)
      #expect(done.status == 0, "\(done.errors)")
      let (bytes, map) = try Self.decode(Array(folder.bytes("\(check).xz")), .xz)
      #expect(bytes == Self.original)
      return map.blocks
    }
    #expect(counts[0] >= 5 && Set(counts).count == 1, "\(counts)")
  }
}
