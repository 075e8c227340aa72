import BenchCore
import Foundation
import Pipeline
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(30))) struct CompressorTests {
  static let labels = [
    "zstd-1", "zstd-3", "zstd-3-T4", "zstd-12-long27", "zstd-19", "zstd-22-long31", "zstd-5-long10", "gzip-1",
    "gzip-6", "gzip-9", "xz-0", "xz-6", "xz-3e", "zstd-3-single", "zstd-12-long27-single", "libdeflate-1",
    "libdeflate-12", "zopfli-1",
  ]

  @Test(arguments: labels)
  func `what was compressed comes back`(label: String) throws {
    let setting = try Setting(label: label)
    let codec = setting.codec
    // zopfli takes seconds for what others take milliseconds for.
    let size = setting.encoder == .zopfli ? 10_000 : 150_000
    let materials: [(name: String, bytes: [UInt8])] = [
      ("nothing", []), ("a byte", [0]), ("two bytes", [1, 255]), ("text", Material.text(size)),
      ("noise", Material.noise(size)), ("zeros", [UInt8](repeating: 0, count: 2 * size)),
    ]
    for (name, bytes) in materials {
      for buffer in [61, 1 << 16] {
        let packed = try Whole.compress(bytes, label, buffer: buffer).bytes
        #expect(
          try Whole.decompress(packed, codec, anyWindow: true, buffer: buffer).bytes == bytes, "\(name)")
      }
    }
  }

  /// Runs a stock tool from one file to another and compares.
  private func expectSame(_ label: String, _ command: String, _ sizes: [Int]) throws {
    try expectSame(label, command, of: sizes.map { Material.text($0) })
  }

  private func expectSame(_ label: String, _ command: String, of inputs: [[UInt8]]) throws {
    let folder = try TestFolder()
    for input in inputs {
      try folder.file("in", input)
      let done = try Shell.run(command, in: folder.path)
      #expect(done.status == 0, "\(done.errors)")
      let ours = try Whole.compress(input, label).bytes
      #expect(try ours == folder.bytes("out"), "\(label) of \(input.count) bytes")
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
    // A job of level 1 is 2 MiB; one of a higher level is larger than what a test has time for.
    let isSlow = ["zstd-12", "zstd-16", "zstd-19", "zstd-22"].contains { label.hasPrefix($0) }
    let sizes = [0, 1, 100_000, isSlow ? 400_000 : label == "zstd-1" ? 2_500_000 : 1_200_000]
    let threads = options.contains("-T") ? "" : "-T1"
    try expectSame(label, "zstd -q -f \(options) \(threads) in -o out", sizes)
  }

  @Test(
    .enabled(if: Shell.has("zstd")),
    arguments: [
      ("zstd-1-single", "-1"), ("zstd-3-single", "-3"), ("zstd-12-long-single", "-12 --long=27"),
      ("zstd-3-long20-single", "-3 --long=20"), ("zstd-5-long10-single", "-5 --long=10"),
    ])
  func `zstd without a worker gives the bytes of the stock tool's --single-thread`(
    label: String, options: String
  ) throws {
    // Past windows' ends, where libzstd's buffer starts at its beginning again, and up to a block's end. A window
    // of 2²⁷ bytes has no end here.
    let isLong = label.hasPrefix("zstd-12")
    let sizes = [0, 1, 100_000, 131_072, 131_073, isLong ? 524_288 : 2_621_440]
    try expectSame(
      label, "zstd -q -f --single-thread \(options) in -o out",
      of: sizes.map { Material.text($0) }
        + [Material.noise(400_000), Material.binary(isLong ? 500_001 : 3_000_001)])
  }

  @Test(
    .enabled(if: Shell.has("zstd")),
    arguments: [("zstd-19-long27-single", "-19 --long=27"), ("zstd-22-single", "--ultra -22")])
  func `so it does at the highest levels`(label: String, options: String) throws {
    try expectSame(
      label, "zstd -q -f --single-thread \(options) in -o out",
      of: [[], [1], Material.binary(500_000)])
  }

  /// Inputs that reach every kind of deflate block.
  private static func deflateInputs(_ size: Int) throws -> [[UInt8]] {
    [
      [], [0], Array("hello\n".utf8), Material.text(5000), Material.noise(size / 4),
      [UInt8](repeating: 7, count: size), try Material.binary(size),
      Material.text(size / 2) + Material.noise(size / 4) + Material.text(size / 3),
    ]
  }

  @Test(.enabled(if: Shell.has("libdeflate-gzip")), arguments: 1...12)
  func `libdeflate gives the bytes of the stock tool`(level: Int) throws {
    try expectSame(
      "libdeflate-\(level)", "libdeflate-gzip -\(level) -c in > out", of: Self.deflateInputs(400_000))
  }

  @Test(.enabled(if: Shell.has("zopfli")), arguments: [1, 2])
  func `zopfli gives the bytes of the stock tool`(iterations: Int) throws {
    // It searches a million bytes at a time, and what it knows then of those before them makes a difference.
    var inputs = try Self.deflateInputs(30_000)
    if iterations == 1 {
      let (ends, middle) = (try Material.binary(20_000), [UInt8](repeating: 5, count: 970_000))
      inputs += [[UInt8](repeating: 5, count: 1_000_000), ends + middle + ends]
    }
    try expectSame("zopfli-\(iterations)", "zopfli --i\(iterations) -c in > out", of: inputs)
  }

  @Test(
    .enabled(if: Shell.has("libdeflate-gzip") && Shell.has("zopfli") && Shell.has("zstd")),
    arguments: [
      ("libdeflate-9", "libdeflate-gzip -9 -c in > out"), ("zopfli-1", "zopfli --i1 -c in > out"),
      ("zstd-7-single", "zstd -q -f --single-thread -7 in -o out"),
    ])
  func `so they do for pieces of all kinds, drawn from a seed`(label: String, command: String) throws {
    var state: UInt64 = 2_024
    func draw(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let (text, noise) = (Material.text(100_000), Material.noise(100_000))
    let inputs = (0..<8).map { _ in
      (0..<draw(9)).flatMap { _ -> [UInt8] in
        let (start, count) = (draw(60_000), draw(8_000))
        switch draw(3) {
        case 0: return Array(text[start..<start + count])
        case 1: return Array(noise[start..<start + count / 8])
        default: return [UInt8](repeating: UInt8(draw(256)), count: count)
        }
      }
    }
    try expectSame(label, command, of: inputs)
    for input in inputs {
      let packed = try Whole.compress(input, label, buffer: 97).bytes
      #expect(try packed == Whole.compress(input, label).bytes)
      #expect(try Whole.decompress(packed, Setting(label: label).codec).bytes == input)
    }
  }

  @Test(arguments: ["libdeflate-6", "zopfli-1"])
  func `encoders that hold the original take it in pieces too`(label: String) throws {
    let bytes = Material.text(150_000)
    let compressor = try Setting(label: label).makeCompressor(originalSize: ByteCount(bytes.count))
    let output = ByteBuffer(capacity: 1 << 20)
    var offset = 0
    while true {
      let end = min(offset + 7919, bytes.count)
      let step = try compressor.compress(
        bytes.span.bytes.extracting(offset..<end), isLast: end == bytes.count, into: output)
      offset += step.consumed
      if step.finished { break }
    }
    let ours = output.withBytes { span in span.withUnsafeBytes { Array($0) } }
    let whole = try Whole.compress(bytes, label)
    #expect(ours == whole.bytes)
    // However it comes, the original is held once.
    #expect(compressor.reservedPeak?.bytes ?? 0 == whole.reserved)
  }

  @Test(arguments: [Codec.zstd, .gzip, .xz])
  func `a decoder requests no more memory than its library states`(codec: Codec) throws {
    let labels = [
      Codec.zstd: ["zstd-1", "zstd-19", "zstd-3-long22", "zstd-19-single"], .xz: ["xz-0", "xz-6", "xz-3e"],
      .gzip: ["gzip-1", "libdeflate-12"],
    ]
    for label in labels[codec] ?? [] {
      for size in [0, 1, 300_000, 9_000_000] {
        let packed = try Whole.compress([UInt8](repeating: 1, count: size), label).bytes
        // An xz archive of nothing has no block, and needs no memory for one.
        if codec == .xz, size == 0 { continue }
        let memory = try #require(codec.decoderMemory(window: window(codec, packed)))
        let decoder = try Whole.decompress(packed, codec)
        // Pages of the buffers that are mapped count whole.
        #expect(decoder.reserved <= memory.bytes + 3 * 4096, "\(label) of \(size) bytes")
        #expect(decoder.heap <= decoder.reserved)
      }
    }
  }

  @Test(arguments: ["zstd-1", "zstd-1-single", "gzip-1", "libdeflate-1", "zopfli-1", "xz-0"])
  func `a compression reports how much it has taken`(label: String) throws {
    let original = [UInt8](repeating: 0, count: 2_500_000)
    let compressor = try Setting(label: label).makeCompressor(originalSize: ByteCount(original.count))
    let output = ByteBuffer(capacity: 1 << 16)
    var reports: [Int] = []
    try compressor.compressAll(
      original.span.bytes, through: output, drain: { $0.removeAll() }, progress: { reports.append($0) })
    #expect(reports.first == 0)
    #expect(reports == reports.sorted() && reports.allSatisfy { $0 <= original.count })
    // libdeflate takes all at once.
    if label != "libdeflate-1" { #expect(reports.contains { (1..<original.count).contains($0) }) }
  }

  @Test(.enabled(if: Shell.has("xz")), arguments: ["xz-0", "xz-1", "xz-6", "xz-9", "xz-9e"])
  func `xz decodes within the memory that liblzma names, and not within a byte less`(label: String) throws {
    let folder = try TestFolder()
    let packed = try Whole.compress(Material.text(10_000), label).bytes
    try folder.file("in.xz", packed)
    let window = self.window(.xz, packed)
    let memory = try #require(Codec.xz.decoderMemory(window: window)).bytes
    let enough = try Shell.run("xz -dc -T1 --memlimit-decompress=\(memory) in.xz > out", in: folder.path)
    #expect(enough.status == 0, "\(enough.errors)")
    #expect(try folder.bytes("out") == Material.text(10_000))
    let less = try Shell.run("xz -dc -T1 --memlimit-decompress=\(memory - 1) in.xz > out", in: folder.path)
    #expect(less.status != 0)
  }

  @Test(.enabled(if: Shell.has("zstd")), arguments: ["zstd-1", "zstd-19", "zstd-3-long24-single"])
  func `zstd decodes within the memory that libzstd names`(label: String) throws {
    let folder = try TestFolder()
    let original = [UInt8](repeating: 1, count: 20_000_000)
    let packed = try Whole.compress(original, label).bytes
    try folder.file("in.zst", packed)
    let window = try #require(self.window(.zstd, packed))
    let memory = try #require(Codec.zstd.decoderMemory(window: window))
    func decode(within limit: Int) throws -> Int32 {
      try Shell.run("zstd -q -dc --memory=\(limit) in.zst > out", in: folder.path).status
    }
    #expect(try decode(within: memory.bytes) == 0)
    // The tool holds its limit against the window alone, to which the library's state and buffers come.
    #expect(try decode(within: window.bytes) == 0)
    #expect(try decode(within: window.bytes - 1) != 0)
    #expect(memory > window && memory < window + ByteCount(1 << 20))
  }

  @Test(arguments: [
    ("zstd-3", "libzstd"), ("gzip-3", "zlib"), ("libdeflate-3", "libdeflate"),
    ("zopfli-3", "zopfli"), ("xz-3", "liblzma"),
  ])
  func `each encoder's library has a version`(label: String, name: String) throws {
    let encoder = try Setting(label: label).encoder
    #expect(encoder.rawValue == name)
    #expect(encoder.libraryVersion.wholeMatch(of: /[a-z]+ [0-9]+\.[0-9]+(\.[0-9]+)*/) != nil)
    #expect(encoder.libraryVersion.hasPrefix(name + " "))
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
    try expectSame("gzip-\(level)", "python3 -c \"\(program)\"", [0, 1, 100_000, 300_000])
  }

  @Test(arguments: ["gzip-9", "gzip-1", "libdeflate-6", "zopfli-1"])
  func `gzip's header holds neither name nor time`(label: String) throws {
    let bytes = try Whole.compress([1, 2, 3], label).bytes
    #expect(Array(bytes[0..<8]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [("zstd-3", Codec.zstd), ("gzip-6", .gzip), ("xz-1", .xz)])
  func `an archive cut short anywhere is an error`(label: String, codec: Codec) throws {
    let whole = try Whole.compress(Material.text(60_000) + Material.noise(20_000), label).bytes
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
    let original = Material.text(100_000)
    let whole = try Whole.compress(original, label).bytes
    var errors = 0
    let positions =
      Array(0..<24) + Array(stride(from: 24, to: whole.count, by: 997))
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
    // An xz archive's window is in its first block's header of 12 bytes, behind the stream's of 12.
    for (codec, label, header) in [(Codec.zstd, "zstd-3", 5), (.xz, "xz-1", 24)] {
      for bytes in [[], Material.noise(100), Array(try Whole.compress([1], "gzip-1").bytes)] {
        #expect(window(codec, bytes) == nil)
      }
      let whole = try Whole.compress(Material.text(1000), label).bytes
      for count in 0..<header { #expect(window(codec, Array(whole.prefix(count))) == nil) }
      #expect(window(codec, Array(whole.prefix(header + 2))) != nil)
    }
    let whole = try Whole.compress(Material.text(1000), "xz-1").bytes
    #expect(window(.xz, Array(whole.prefix(24))) == ByteCount.mebibytes(1))
    #expect(window(.xz, try Whole.compress([], "xz-1").bytes) == nil)
    for position in [0, 11, 12, 23] {
      var broken = whole
      broken[position] ^= 1
      #expect(window(.xz, broken) == nil)
    }
  }

  @Test func `the memory of a decoder is its library's figure`() throws {
    // "32K for windowBits=15 plus about 7 kilobytes" (zconf.h).
    #expect(Codec.gzip.decoderMemory(window: nil) == ByteCount(39 << 10))
    #expect(Codec.zstd.decoderMemory(window: nil) == nil && Codec.xz.decoderMemory(window: nil) == nil)
    #expect(Codec.xz.decoderMemory(window: ByteCount(1 << 32)) == nil)
    let small = try #require(Codec.xz.decoderMemory(window: .mebibytes(1)))
    #expect(Codec.xz.decoderMemory(window: .mebibytes(5)) == small + .mebibytes(4))
  }

  @Test func `a damaged archive's reason is its library's`() throws {
    func reason(_ label: String, _ position: Int) throws -> String? {
      var broken = try Whole.compress(Material.text(5000), label).bytes
      broken[position < 0 ? broken.count + position : position] ^= 0xFF
      let failure = #expect(throws: Failure.self) {
        try Whole.decompress(broken, Setting(label: label).codec)
      }
      return failure.map { "\($0.action) \($0.subject): \($0.reason)" }
    }
    #expect(try reason("gzip-6", 0) == "decompress gzip: incorrect header check")
    #expect(try reason("gzip-6", -5) == "decompress gzip: incorrect data check")
    #expect(try reason("gzip-6", -1) == "decompress gzip: incorrect length check")
    #expect(try reason("zstd-3", 0) == "decompress zstd: Unknown frame descriptor")
    #expect(try reason("zstd-3", -1) == "decompress zstd: Restored data doesn't match checksum")
    #expect(try reason("xz-1", 0) == "decompress xz: the file format is not recognised")
    #expect(try reason("xz-1", 8) == "decompress xz: the data is corrupt")
    #expect(try reason("xz-1", -1) == "decompress xz: the data is corrupt")
  }

  @Test func `only a decoder with a raised limit accepts a window above 128 MiB`() throws {
    // A header that claims 2²⁸ bytes (RFC 8878, 3.1.1.1.2) over an empty last block.
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 18 << 3, 0x01, 0x00, 0x00]
    #expect(window(.zstd, frame) == ByteCount.mebibytes(256))
    #expect(throws: Failure.self) { try Whole.decompress(frame, .zstd) }
    #expect(try Whole.decompress(frame, .zstd, anyWindow: true).bytes.isEmpty)
  }
}
