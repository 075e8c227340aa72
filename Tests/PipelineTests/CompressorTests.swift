import Foundation
import BenchCore
import Pipeline
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30))) struct CompressorTests {
  static let labels = [
    "zstd-1", "zstd-3", "zstd-3-T4", "zstd-12-long27", "zstd-19", "zstd-22-long31", "zstd-5-long10", "gzip-1",
    "gzip-6", "gzip-9", "xz-0", "xz-6", "xz-3e",
  ]

  static let materials: [(name: String, bytes: [UInt8])] = [
    ("nothing", []), ("a byte", [0]), ("two bytes", [1, 255]), ("text", Material.text(200_000)),
    ("noise", Material.noise(200_000)), ("zeros", [UInt8](repeating: 0, count: 300_000)),
  ]

  @Test(arguments: labels)
  func `what was compressed comes back`(label: String) throws {
    let codec = try Setting(label: label).codec
    for (name, bytes) in Self.materials {
      for buffer in [61, 1 << 16] {
        let packed = try Whole.compress(bytes, label, buffer: buffer).bytes
        #expect(
          try Whole.decompress(packed, codec, anyWindow: true, buffer: buffer).bytes == bytes, "\(name)")
      }
    }
  }

  /// Runs a stock tool from one file to another and compares.
  private func expectSame(_ label: String, _ command: String, _ sizes: [Int]) throws {
    let folder = try TestFolder()
    for size in sizes {
      try folder.file("in", Material.text(size))
      let done = try Shell.run(command, in: folder.path)
      #expect(done.status == 0, "\(done.errors)")
      let ours = try Whole.compress(Material.text(size), label).bytes
      #expect(try ours == folder.bytes("out"), "\(label) of \(size) bytes")
    }
  }

  @Test(
    .enabled(if: Shell.has("zstd"), "no zstd to compare with"),
    arguments: [
      ("zstd-1", "-1"), ("zstd-3", "-3"), ("zstd-9", "-9"), ("zstd-12-long27", "-12 --long=27"),
      ("zstd-3-long20", "-3 --long=20"), ("zstd-16", "-16"), ("zstd-19-long27", "-19 --long=27"),
      ("zstd-22", "--ultra -22"), ("zstd-3-long31", "-3 --long=31"), ("zstd-3-T2", "-3 -T2"),
    ])
  func `zstd gives the bytes of the stock tool`(label: String, options: String) throws {
    let sizes = [0, 1, 100_000, 3_000_000]
    let threads = options.contains("-T") ? "" : "-T1"
    try expectSame(label, "zstd -q -f \(options) \(threads) in -o out", sizes)
  }

  @Test(
    .enabled(if: Shell.has("xz"), "no xz to compare with"),
    arguments: [("xz-0", "-0"), ("xz-6", "-6"), ("xz-9", "-9"), ("xz-1e", "-1e")])
  func `xz gives the bytes of the stock tool`(label: String, options: String) throws {
    try expectSame(
      label, "xz -k -c \(options) -T1 in > out", [0, 1, 100_000, label == "xz-0" ? 3_000_000 : 500_000])
  }

  @Test(.enabled(if: Shell.has("python3"), "no python3 to compare with"), arguments: 1...9)
  func `gzip gives the bytes of Python's zlib`(level: Int) throws {
    let program =
      "import zlib; c = zlib.compressobj(\(level), zlib.DEFLATED, 31); d = open('in', 'rb').read(); "
      + "open('out', 'wb').write(c.compress(d) + c.flush())"
    try expectSame("gzip-\(level)", "python3 -c \"\(program)\"", [0, 1, 100_000, 1_000_000])
  }

  @Test(arguments: ["gzip-9", "gzip-1"])
  func `gzip's header holds neither name nor time`(label: String) throws {
    let bytes = try Whole.compress([1, 2, 3], label).bytes
    #expect(Array(bytes[0..<8]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [("zstd-3", Codec.zstd), ("gzip-6", .gzip), ("xz-1", .xz)])
  func `an archive cut short anywhere is an error`(label: String, codec: Codec) throws {
    let whole = try Whole.compress(Material.text(200_000) + Material.noise(20_000), label).bytes
    let cuts =
      Array(0..<40) + Array(stride(from: 1000, to: whole.count, by: codec == .xz ? 5000 : 1000))
      + Array(whole.count - 20..<whole.count)
    for count in cuts {
      let error = #expect(throws: Failure.self, "cut after \(count)") {
        try Whole.decompress(Array(whole.prefix(count)), codec)
      }
      #expect(error?.action == "decompress" && error?.reason.isEmpty == false)
    }
    #expect(
      throws: Failure("decompress", "the archive", because: "it ends early, after \(whole.count - 5) bytes")
    ) { try Whole.decompress(Array(whole.dropLast(5)), codec) }
  }

  @Test(arguments: [("zstd-3", Codec.zstd), ("gzip-6", .gzip), ("xz-1", .xz)])
  func `a flipped bit is an error, or in bytes that do not matter harmless`(label: String, codec: Codec)
    throws
  {
    let original = Material.text(200_000)
    let whole = try Whole.compress(original, label).bytes
    var errors = 0
    let positions =
      Array(0..<24) + Array(stride(from: 24, to: whole.count, by: 1997))
      + Array(whole.count - 24..<whole.count)
    for position in positions {
      for bit in [0, 3, 7] {
        var broken = whole
        broken[position] ^= 1 << bit
        do {
          // A length that is not checked may only be wrong where the contents are right.
          #expect(try Whole.decompress(broken, codec).bytes == original, "\(position).\(bit)")
        } catch let failure as Failure {
          #expect(!failure.reason.isEmpty)
          errors += 1
        }
      }
    }
    #expect(errors > positions.count * 2)
  }

  @Test(arguments: [Codec.zstd, .gzip, .xz])
  func `what is no archive is an error`(codec: Codec) {
    for bytes in [[], [0], Material.text(5000), Material.noise(5000), [UInt8](repeating: 0, count: 5000)] {
      #expect(throws: Failure.self) { try Whole.decompress(bytes, codec) }
    }
  }

  @Test(arguments: [("zstd-3", Codec.zstd), ("gzip-6", .gzip), ("xz-1", .xz)])
  func `garbage after the end is an error`(label: String, codec: Codec) throws {
    let whole = try Whole.compress(Material.text(5000), label).bytes
    #expect(throws: Failure.self) { try Whole.decompress(whole + Array("garbage".utf8), codec) }
  }

  @Test(arguments: [("zstd-3", Codec.zstd), ("gzip-6", .gzip), ("xz-1", .xz)])
  func `archives in a row decompress as one`(label: String, codec: Codec) throws {
    let (first, second) = (Material.text(5000), Material.noise(3000))
    let both = try Whole.compress(first, label).bytes + Whole.compress(second, label).bytes
    #expect(try Whole.decompress(both, codec).bytes == first + second)
  }

  private func window(_ codec: Codec, _ bytes: [UInt8]) -> ByteCount? { codec.window(of: bytes.span.bytes) }

  @Test(arguments: [
    ("zstd-3", 200_000, 200_000), ("zstd-1", 3_000_000, 1 << 19), ("zstd-3-long27", 3_000_000, 3_000_000),
    ("zstd-19", 9_000_000, 8 << 20), ("gzip-9", 1000, 32768), ("xz-0", 1000, 256 << 10),
    ("xz-6", 1000, 8 << 20),
    ("xz-9e", 1000, 64 << 20),
  ])
  func `the window is read from the archive's header`(label: String, size: Int, window: Int) throws {
    let setting = try Setting(label: label)
    // Zeros are quick at any level, and the window is a matter of sizes alone.
    let bytes = try Whole.compress([UInt8](repeating: 0, count: size), label).bytes
    #expect(self.window(setting.codec, Array(bytes.prefix(100))) == ByteCount(window))
  }

  @Test func `an archive of another format has no window`() throws {
    for codec in [Codec.zstd, .xz] {
      for bytes in [[], Material.noise(100), Array(try Whole.compress([1], "gzip-1").bytes)] {
        #expect(window(codec, bytes) == nil)
      }
      let label = codec == .zstd ? "zstd-3" : "xz-1"
      let whole = try Whole.compress(Material.text(1000), label).bytes
      for count in 0..<5 { #expect(window(codec, Array(whole.prefix(count))) == nil) }
    }
  }

  @Test func `only a decoder that is told so takes a window above 128 MiB`() throws {
    // A header that claims 2²⁸ bytes (RFC 8878, 3.1.1.1.2) over an empty last block.
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 18 << 3, 0x01, 0x00, 0x00]
    #expect(window(.zstd, frame) == ByteCount.mebibytes(256))
    #expect(throws: Failure.self) { try Whole.decompress(frame, .zstd) }
    #expect(try Whole.decompress(frame, .zstd, anyWindow: true).bytes.isEmpty)
  }
}
