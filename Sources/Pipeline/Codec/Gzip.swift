import BenchCore
import CZlib

/// zlib's state; zlib remembers its address.
private final class ZlibStream {
  private let pinned = Pinned(z_stream())
  let meter = HeapMeter()
  /// The action and its subject for messages.
  private let action: String
  private let subject: String

  var state: UnsafeMutablePointer<z_stream> { pinned.address }

  init(_ action: String, _ subject: String) {
    self.action = action
    self.subject = subject
    state.pointee.opaque = meter.opaque
    state.pointee.zalloc = { HeapMeter.allocate($0, Int($1) * Int($2)) }
    state.pointee.zfree = { HeapMeter.free($0, $1) }
  }

  /// Runs one call of zlib over `input` and the free space of `output`.
  func step(
    _ input: RawSpan, into output: ByteBuffer, _ call: (UnsafeMutablePointer<z_stream>) -> CInt
  ) throws(Failure) -> (code: CInt, consumed: Int) {
    let (code, consumed) = output.withFreeSpace { space in
      input.withUnsafeBytes { bytes in
        let given = UInt32(clamping: bytes.count)
        let room = UInt32(clamping: space.count)
        state.pointee.next_in = UnsafeMutablePointer(
          mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        state.pointee.avail_in = given
        state.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = room
        let code = call(state)
        let consumed = Int(given - state.pointee.avail_in)
        return (written: Int(room - state.pointee.avail_out), result: (code: code, consumed: consumed))
      }
    }
    try check(code)
    return (code, consumed)
  }

  /// Turns zlib's codes into errors.
  ///
  /// `Z_BUF_ERROR` only means that a call made no progress.
  func check(_ code: CInt) throws(Failure) {
    guard code != Z_OK, code != Z_STREAM_END, code != Z_BUF_ERROR else { return }
    let text = state.pointee.msg.map { String(cString: $0) } ?? zError(code).map { String(cString: $0) }
    throw Failure(action, subject, because: text ?? "zlib error \(code)")
  }
}

/// A gzip wrapper around the largest window of 2¹⁵ bytes (zlib.h, `deflateInit2`).
private let gzipWindowBits: CInt = 15 + 16

/// Compression with zlib to the gzip format, without name and time in its header.
final class GzipCompressor: Compressor {
  private let stream: ZlibStream

  /// zlib's default (`DEF_MEM_LEVEL`), which Python's zlib uses too.
  private static let memoryLevel: CInt = 8

  var heapPeak: ByteCount? { stream.meter.peak }
  var reservedPeak: ByteCount? { stream.meter.reservedPeak }

  static var libraryVersion: String { "zlib " + String(cString: zlibVersion()) }

  init(_ setting: Setting) throws(Failure) {
    stream = ZlibStream("compress with", setting.label)
    try stream.check(
      deflateInit2_(
        stream.state, CInt(setting.level), Z_DEFLATED, gzipWindowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY,
        ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)))
  }

  deinit { deflateEnd(stream.state) }

  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let (code, consumed) = try stream.step(input, into: output) {
      deflate($0, isLast ? Z_FINISH : Z_NO_FLUSH)
    }
    return CodecStep(consumed: consumed, finished: code == Z_STREAM_END)
  }
}

/// Decompression of the gzip format with zlib, several members in a row included.
final class GzipDecompressor: Decompressor {
  private let stream = ZlibStream("decompress", "gzip")
  private let flush: CInt

  var heapPeak: ByteCount { stream.meter.peak }
  var reservedPeak: ByteCount { stream.meter.reservedPeak }

  /// "32K for windowBits=15 […] plus about 7 kilobytes for small objects" (zconf.h).
  static let memory = ByteCount(1 << 15 + 7 << 10)

  init(stopsAtParts: Bool) throws(Failure) {
    // Z_BLOCK returns after the header and after every deflate block.
    flush = stopsAtParts ? Z_BLOCK : Z_NO_FLUSH
    try stream.check(
      inflateInit2_(stream.state, gzipWindowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)))
  }

  deinit { inflateEnd(stream.state) }

  func decompress(_ input: RawSpan, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let (code, consumed) = try stream.step(input, into: output) { inflate($0, flush) }
    guard code == Z_STREAM_END else {
      // Bit 7 is set if it stopped at such an end (zlib.h, `inflate`).
      let endsPart = flush == Z_BLOCK && stream.state.pointee.data_type & 128 != 0
      return CodecStep(consumed: consumed, finished: false, endsPart: endsPart)
    }
    if consumed == input.byteCount { return CodecStep(consumed: consumed, finished: true) }
    try stream.check(inflateReset(stream.state))
    return CodecStep(consumed: consumed, finished: false)
  }
}
