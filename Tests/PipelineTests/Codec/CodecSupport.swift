import BenchCore
import Pipeline

/// Whole-array compression and decompression, through small buffers so that every call boundary is met.
enum Whole {
  /// Memory that is not counted is 0.
  static func compress(_ bytes: [UInt8], _ label: String, buffer: Int = 1 << 16) throws -> (
    bytes: [UInt8], heap: Int, reserved: Int
  ) {
    let compressor = try Setting(label: label).makeCompressor(originalSize: ByteCount(bytes.count))
    let output = ByteBuffer(capacity: buffer)
    var result: [UInt8] = []
    try compressor.compressAll(bytes.span.bytes, through: output) { full in
      full.withBytes { span in span.withUnsafeBytes { result += $0 } }
      full.removeAll()
    }
    return (result, compressor.heapPeak?.bytes ?? 0, compressor.reservedPeak?.bytes ?? 0)
  }

  static func decompress(
    _ bytes: [UInt8], _ codec: Codec, anyWindow: Bool = false, buffer: Int = 1 << 16, limit: Int = 64 << 20
  ) throws -> (bytes: [UInt8], heap: Int, reserved: Int) {
    let decompressor = try codec.makeDecompressor(anyWindow: anyWindow)
    let output = ByteBuffer(capacity: buffer)
    var result: [UInt8] = []
    try decompressor.decompressAll(bytes.span.bytes, through: output) { (span) throws(Failure) in
      span.withUnsafeBytes { result += $0 }
      guard result.count <= limit else { throw Failure("decompress", "a test", because: "it does not end") }
    }
    return (result, decompressor.heapPeak.bytes, decompressor.reservedPeak.bytes)
  }
}

/// Bytes to compress.
enum Material {
  /// Text with repetitions near and far, the same at every run.
  static func text(_ count: Int) -> [UInt8] { Array(longText.prefix(count)) }

  private static let longText: [UInt8] = {
    let count = 3_000_000
    let words = [
      "import ", "self", ".", "return ", "def ", "\n    ", "if ", "None", "(", ")", ":", " = ", "0x",
    ]
    var state: UInt64 = 42
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    let spelled = words.map { Array($0.utf8) }
    while bytes.count < count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes += spelled[Int(state >> 33) % spelled.count]
      if state >> 60 == 0 { bytes += Array(String(state, radix: 36).utf8) }
    }
    return bytes
  }()

  /// The start of a real binary: the program that runs the tests.
  static func binary(_ count: Int) throws -> [UInt8] {
    try MappedFile(path: "/proc/self/exe").withBytes {
      $0.withUnsafeBytes { Array(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
    }
  }

  /// Bytes that cannot be compressed, the same at every run.
  static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 7
    return [UInt8](unsafeUninitializedCapacity: count + 7) { bytes, filled in
      let memory = UnsafeMutableRawBufferPointer(bytes)
      for offset in stride(from: 0, to: count, by: 8) {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        memory.storeBytes(of: state, toByteOffset: offset, as: UInt64.self)
      }
      filled = count
    }
  }
}
