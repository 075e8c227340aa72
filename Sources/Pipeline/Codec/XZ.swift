import BenchCore
import CLZMA

/// liblzma's state and its allocator; liblzma remembers their addresses.
private final class LZMAStream {
  private let pinned = Pinned(lzma_stream())
  private let allocator: Pinned<lzma_allocator>
  let meter = HeapMeter()
  /// The action and its subject for messages.
  private let action: String
  private let subject: String

  var state: UnsafeMutablePointer<lzma_stream> { pinned.address }

  init(_ action: String, _ subject: String) {
    self.action = action
    self.subject = subject
    allocator = Pinned(
      lzma_allocator(
        alloc: { HeapMeter.allocate($0, $1 * $2) }, free: { HeapMeter.free($0, $1) }, opaque: meter.opaque))
    state.pointee.allocator = UnsafePointer(allocator.address)
  }

  deinit { lzma_end(state) }

  func step(_ input: RawSpan, _ action: lzma_action, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let (code, consumed) = output.withFreeSpace { space in
      input.withUnsafeBytes { bytes in
        state.pointee.next_in = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_in = bytes.count
        state.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = space.count
        let code = lzma_code(state, action)
        let consumed = bytes.count - state.pointee.avail_in
        return (written: space.count - state.pointee.avail_out, result: (code: code, consumed: consumed))
      }
    }
    try check(code)
    return CodecStep(consumed: consumed, finished: code == LZMA_STREAM_END)
  }

  /// Turns liblzma's codes into errors; liblzma has no function that names them.
  ///
  /// `LZMA_BUF_ERROR` only means that a call made no progress.
  func check(_ code: lzma_ret) throws(Failure) {
    let reason: String
    switch code {
    case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: return
    case LZMA_MEM_ERROR: reason = "liblzma could not allocate memory"
    case LZMA_MEMLIMIT_ERROR: reason = "liblzma's memory limit was reached"
    case LZMA_FORMAT_ERROR: reason = "the file format is not recognised"
    case LZMA_OPTIONS_ERROR: reason = "the options are not supported"
    case LZMA_DATA_ERROR: reason = "the data is corrupt"
    case LZMA_UNSUPPORTED_CHECK: reason = "the integrity check is not supported"
    default: reason = "liblzma error \(code.rawValue)"
    }
    throw Failure(action, subject, because: reason)
  }
}

/// Compression with liblzma as `xz -T1` does it: one block, CRC64.
final class XZCompressor: Compressor {
  private let stream: LZMAStream

  var heapPeak: ByteCount? { stream.meter.peak }
  var reservedPeak: ByteCount? { stream.meter.reservedPeak }

  static var libraryVersion: String { "liblzma " + String(cString: lzma_version_string()) }

  init(_ setting: Setting) throws(Failure) {
    stream = LZMAStream("compress with", setting.label)
    try stream.check(lzma_easy_encoder(stream.state, setting.preset, LZMA_CHECK_CRC64))
  }

  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep {
    try stream.step(input, isLast ? LZMA_FINISH : LZMA_RUN, into: output)
  }
}

/// Decompression with liblzma, without a memory limit, as `xz -d` does it.
final class XZDecompressor: Decompressor {
  private let stream = LZMAStream("decompress", "xz")
  private var cutter: BlockBoundaries<XZParts>?

  var heapPeak: ByteCount { stream.meter.peak }
  var reservedPeak: ByteCount { stream.meter.reservedPeak }

  init(stopsAtParts: Bool) throws(Failure) {
    cutter = stopsAtParts ? BlockBoundaries(XZParts()) : nil
    try stream.check(lzma_stream_decoder(stream.state, UInt64.max, pybench_lzma_concatenated()))
  }

  func decompress(_ input: RawSpan, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let given = cutter?.cut(input) ?? input.byteCount
    // With concatenated streams, liblzma finds the end only with LZMA_FINISH. The input is always complete.
    let action = given == input.byteCount ? LZMA_FINISH : LZMA_RUN
    var step = try stream.step(input.extracting(0..<given), action, into: output)
    step.endsPart = cutter?.took(step.consumed, outputFull: output.isFull) ?? false
    return step
  }

  /// Memory of liblzma's decoder for LZMA2 with a dictionary: the figure that `xz --memlimit-decompress` limits.
  static func memory(dictionary: ByteCount) -> ByteCount? {
    guard let size = UInt32(exactly: dictionary.bytes) else { return nil }
    var options = lzma_options_lzma()
    options.dict_size = size
    return withUnsafeMutablePointer(to: &options) { options -> ByteCount? in
      let filters = [
        lzma_filter(id: lzma2, options: options), lzma_filter(id: pybench_lzma_no_filter(), options: nil),
      ]
      let memory = lzma_raw_decoder_memusage(filters)
      return memory == UInt64.max ? nil : ByteCount(Int(memory))
    }
  }

  /// LZMA2's number in the format.
  private static let lzma2: lzma_vli = 0x21

  /// The dictionary size in the first block's header.
  static func dictionary(of start: RawSpan) -> ByteCount? {
    let headerSize = Int(LZMA_STREAM_HEADER_SIZE)
    return start.withUnsafeBytes { bytes -> ByteCount? in
      guard bytes.count > headerSize, bytes[headerSize] != 0 else { return nil }
      var flags = lzma_stream_flags()
      let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      guard let base, lzma_stream_header_decode(&flags, base) == LZMA_OK else { return nil }
      var filters = [lzma_filter](repeating: lzma_filter(), count: Int(LZMA_FILTERS_MAX) + 1)
      return filters.withUnsafeMutableBufferPointer { filters -> ByteCount? in
        var block = lzma_block()
        block.check = flags.check
        // The size is stored in units of four bytes, less one (the xz format, section 3.1.1).
        block.header_size = (UInt32(base[headerSize]) + 1) * 4
        block.filters = filters.baseAddress
        guard bytes.count >= headerSize + Int(block.header_size),
          lzma_block_header_decode(&block, nil, base + headerSize) == LZMA_OK
        else { return nil }
        defer { lzma_filters_free(filters.baseAddress, nil) }
        for filter in filters where filter.id == lzma2 {
          return filter.options.map { ByteCount(Int($0.load(as: lzma_options_lzma.self).dict_size)) }
        }
        return nil
      }
    }
  }
}
