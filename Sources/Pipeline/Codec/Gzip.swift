import BenchCore
import CZlib

/// zlib's state on the heap, because zlib remembers its address.
private final class ZlibStream {
  let state: UnsafeMutablePointer<z_stream>
  let meter = HeapMeter()

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    state.pointee.opaque = meter.opaque
    state.pointee.zalloc = { HeapMeter.allocate($0, Int($1) * Int($2)) }
    state.pointee.zfree = { HeapMeter.free($0, $1) }
  }

  deinit { state.deallocate() }

  /// Runs one call of zlib over `input` and the free space of `output`.
  func step(
    _ input: RawSpan, into output: ByteBuffer,
    _ call: (UnsafeMutablePointer<z_stream>) throws(Failure) -> CInt
  ) throws(Failure) -> (code: CInt, consumed: Int) {
    var code: CInt = Z_OK
    var consumed = 0
    try output.withFreeSpace { (space) throws(Failure) in
      try input.withUnsafeBytes { (bytes) throws(Failure) in
        let given = UInt32(clamping: bytes.count)
        let room = UInt32(clamping: space.count)
        state.pointee.next_in = UnsafeMutablePointer(
          mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        state.pointee.avail_in = given
        state.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = room
        code = try call(state)
        consumed = Int(given - state.pointee.avail_in)
        return Int(room - state.pointee.avail_out)
      }
    }
    return (code, consumed)
  }

  /// Turns zlib's codes into errors.
  ///
  /// `Z_BUF_ERROR` only means that a call made no progress.
  func check(_ code: CInt, _ action: String, _ subject: String) throws(Failure) {
    guard code != Z_OK, code != Z_STREAM_END, code != Z_BUF_ERROR else { return }
    let text = state.pointee.msg.map { String(cString: $0) } ?? zError(code).map { String(cString: $0) }
    throw Failure(action, subject, because: text ?? "zlib error \(code)")
  }
}

/// A gzip wrapper around the largest window of 2¹⁵ bytes (zlib.h, `deflateInit2`).
private let gzipWindowBits: CInt = 15 + 16

/// Compression with zlib to the gzip format, without name and time in its header.
final class GzipCompressor: Compressor {
  private let label: String
  private let stream = ZlibStream()

  /// zlib's default (`DEF_MEM_LEVEL`), which Python's zlib uses too.
  private static let memoryLevel: CInt = 8

  var heapPeak: ByteCount? { stream.meter.peak }
  var reservedPeak: ByteCount? { stream.meter.reservedPeak }
  var threads: [ThreadID] { [] }
  var inputChunk: Int { 1 << 20 }

  static var libraryVersion: String { "zlib " + String(cString: zlibVersion()) }

  init(_ setting: Setting) throws(Failure) {
    label = setting.label
    let code = deflateInit2_(
      stream.state, CInt(setting.level), Z_DEFLATED, gzipWindowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY,
      ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    try stream.check(code, "compress with", label)
  }

  deinit { deflateEnd(stream.state) }

  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let (code, consumed) = try stream.step(input, into: output) { (state) throws(Failure) in
      deflate(state, isLast ? Z_FINISH : Z_NO_FLUSH)
    }
    try stream.check(code, "compress with", label)
    return CodecStep(consumed: consumed, finished: code == Z_STREAM_END)
  }
}

/// Decompression of the gzip format with zlib, several members in a row included.
final class GzipDecompressor: Decompressor {
  private let stream = ZlibStream()
  private let flush: CInt

  var heapPeak: ByteCount { stream.meter.peak }
  var reservedPeak: ByteCount { stream.meter.reservedPeak }

  /// "32K for windowBits=15 […] plus about 7 kilobytes for small objects" (zconf.h).
  static let memory = ByteCount(1 << 15 + 7 << 10)

  init(stopsAtParts: Bool) throws(Failure) {
    // Z_BLOCK returns after the header and after every deflate block.
    flush = stopsAtParts ? Z_BLOCK : Z_NO_FLUSH
    let code = inflateInit2_(stream.state, gzipWindowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    try stream.check(code, "decompress", "gzip")
  }

  deinit { inflateEnd(stream.state) }

  func decompress(_ input: RawSpan, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let (code, consumed) = try stream.step(input, into: output) { (state) throws(Failure) in
      inflate(state, flush)
    }
    guard code != Z_NEED_DICT else {
      throw Failure("decompress", "gzip", because: "it needs a preset dictionary")
    }
    try stream.check(code, "decompress", "gzip")
    guard code == Z_STREAM_END else {
      // Bit 7 is set if it stopped at such an end (zlib.h, `inflate`).
      let endsPart = flush == Z_BLOCK && stream.state.pointee.data_type & 128 != 0
      return CodecStep(consumed: consumed, finished: false, endsPart: endsPart)
    }
    if consumed == input.byteCount { return CodecStep(consumed: consumed, finished: true) }
    try stream.check(inflateReset(stream.state), "decompress", "gzip")
    return CodecStep(consumed: consumed, finished: false)
  }
}
