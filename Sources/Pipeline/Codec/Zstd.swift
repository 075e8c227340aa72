import BenchCore
import CZstd

/// Compression with libzstd, as the `zstd` command does it.
///
/// The command's default is one worker, fed in chunks, with the size pledged and the checksum on
/// (`programs/fileio.c`). Without a worker, or in one call, the frames differ.
///
/// `--single-thread` uses no worker. Its output can depend on the space in the output buffer, so it gets the
/// same as from the command: an empty buffer of libzstd's size for every call.
final class ZstdCompressor: Compressor {
  let threads: [ThreadID]
  private let label: String
  private let meter = HeapMeter()
  private let context: OpaquePointer
  /// nil without workers.
  private let pool: OpaquePointer?
  /// Output of a call without workers; nil with workers, which write into the caller's buffer.
  private let written: ByteBuffer?
  private var outbox = Outbox()
  private var isDone = false

  var heapPeak: ByteCount? { meter.peak }
  var reservedPeak: ByteCount? { meter.reservedPeak }
  var inputChunk: Int { ZSTD_CStreamInSize() }

  static var libraryVersion: String { "libzstd " + String(cString: ZSTD_versionString()) }

  init(_ setting: Setting, originalSize: ByteCount) throws(Failure) {
    label = setting.label
    let memory = Failure("compress with", setting.label, because: "libzstd could not allocate its context")
    guard let context = ZSTD_createCCtx_advanced(meter.customMemory) else { throw memory }
    self.context = context
    written = setting.single ? ByteBuffer(capacity: ZSTD_CStreamOutSize()) : nil
    // libzstd does not expose its threads. With our own pool we know them and can read their processor time.
    (pool, threads) =
      setting.single ? (nil, []) : ThreadID.startedDuring { ZSTD_createThreadPool(setting.threads) }
    if !setting.single {
      guard let pool else { throw memory }
      try check(ZSTD_CCtx_refThreadPool(context, pool))
    }
    try set(ZSTD_c_compressionLevel, setting.level)
    try set(ZSTD_c_checksumFlag, 1)
    try set(ZSTD_c_nbWorkers, setting.single ? 0 : setting.threads)
    if let windowLog = setting.windowLog {
      try set(ZSTD_c_enableLongDistanceMatching, 1)
      try set(ZSTD_c_windowLog, windowLog)
    }
    try check(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(originalSize.bytes)))
  }

  deinit {
    ZSTD_freeCCtx(context)
    ZSTD_freeThreadPool(pool)
  }

  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep {
    guard let written else { return try step(input, isLast: isLast, into: output) }
    var consumed = 0
    if outbox.give(written.held, to: output), !isDone {
      outbox.removeAll()
      written.removeAll()
      let step = try step(input, isLast: isLast, into: written)
      (consumed, isDone) = (step.consumed, step.finished)
    }
    return CodecStep(consumed: consumed, finished: outbox.give(written.held, to: output) && isDone)
  }

  private func step(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let (remaining, consumed) = try output.withFreeSpace { (space) throws(Failure) in
      var target = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
      let result = try input.withUnsafeBytes { (bytes) throws(Failure) in
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        let remaining = try check(
          ZSTD_compressStream2(context, &target, &source, isLast ? ZSTD_e_end : ZSTD_e_continue))
        return (remaining: remaining, consumed: source.pos)
      }
      return (target.pos, result)
    }
    return CodecStep(consumed: consumed, finished: isLast && remaining == 0 && consumed == input.byteCount)
  }

  private func set(_ parameter: ZSTD_cParameter, _ value: Int) throws(Failure) {
    try check(ZSTD_CCtx_setParameter(context, parameter, Int32(value)))
  }

  @discardableResult
  private func check(_ code: Int) throws(Failure) -> Int {
    try Zstd.check(code, "compress with", label)
  }
}

/// Decompression with libzstd.
final class ZstdDecompressor: Decompressor {
  private let meter = HeapMeter()
  private let context: OpaquePointer
  private var cutter: BlockBoundaries<ZstdParts>?

  var heapPeak: ByteCount { meter.peak }
  var reservedPeak: ByteCount { meter.reservedPeak }

  init(anyWindow: Bool, stopsAtParts: Bool) throws(Failure) {
    guard let context = ZSTD_createDCtx_advanced(meter.customMemory) else {
      throw Failure("decompress", "zstd", because: "libzstd could not allocate its context")
    }
    self.context = context
    cutter = stopsAtParts ? BlockBoundaries(ZstdParts()) : nil
    if anyWindow {
      try Zstd.check(
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(Setting.windowLogs.upperBound)),
        "decompress", "zstd")
    }
  }

  deinit { ZSTD_freeDCtx(context) }

  func decompress(_ input: RawSpan, into output: ByteBuffer) throws(Failure) -> CodecStep {
    let given = cutter?.cut(input) ?? input.byteCount
    let (hint, consumed) = try output.withFreeSpace { (space) throws(Failure) in
      var target = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
      let result = try input.withUnsafeBytes { (bytes) throws(Failure) in
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: given, pos: 0)
        let hint = try Zstd.check(ZSTD_decompressStream(context, &target, &source), "decompress", "zstd")
        return (hint: hint, consumed: source.pos)
      }
      return (target.pos, result)
    }
    return CodecStep(
      consumed: consumed, finished: hint == 0 && consumed == input.byteCount,
      endsPart: cutter?.took(consumed, outputFull: output.isFull) ?? false)
  }

  /// Memory of libzstd's streaming decoder for a window of this size.
  static func memory(window: ByteCount) -> ByteCount? {
    let size = ZSTD_estimateDStreamSize(window.bytes)
    return ZSTD_isError(size) == 0 ? ByteCount(size) : nil
  }

  static func window(of start: RawSpan) -> ByteCount? {
    var header = ZSTD_frameHeader()
    let code = start.withUnsafeBytes { ZSTD_getFrameHeader(&header, $0.baseAddress, $0.count) }
    // A frame of a single segment may claim a window of up to 2⁶⁴ − 1 bytes.
    guard code == 0, let size = Int(exactly: header.windowSize) else { return nil }
    return ByteCount(size)
  }
}

/// Where the parts of zstd frames end: header, blocks and checksum (RFC 8878, section 3.1.1).
struct ZstdParts: PartSizes {
  private enum Place { case frame, block(hasChecksum: Bool), checksum }
  private var place = Place.frame

  mutating func size(ofPartAt rest: RawSpan) -> Int? {
    switch place {
    case .frame:
      var header = ZSTD_frameHeader()
      guard rest.withUnsafeBytes({ ZSTD_getFrameHeader(&header, $0.baseAddress, $0.count) }) == 0 else {
        return nil
      }
      if header.frameType == ZSTD_skippableFrame { return 8 + Int(header.frameContentSize) }
      place = .block(hasChecksum: header.checksumFlag != 0)
      return Int(header.headerSize)
    case .block(let hasChecksum):
      guard rest.byteCount >= 3 else { return nil }
      let word = Int(rest.byte(0)) | Int(rest.byte(1)) << 8 | Int(rest.byte(2)) << 16
      if word & 1 == 1 { place = hasChecksum ? .checksum : .frame }
      // A run of one byte (type 1) has the repeat count in place of the size.
      return 3 + (word >> 1 & 3 == 1 ? 1 : word >> 3)
    case .checksum:
      place = .frame
      return 4
    }
  }
}

private enum Zstd {
  /// Turns libzstd's codes into errors.
  @discardableResult
  static func check(_ code: Int, _ action: String, _ subject: String) throws(Failure) -> Int {
    guard ZSTD_isError(code) == 0 else {
      throw Failure(action, subject, because: String(cString: ZSTD_getErrorName(code)))
    }
    return code
  }
}

extension HeapMeter {
  fileprivate var customMemory: ZSTD_customMem {
    ZSTD_customMem(
      customAlloc: { HeapMeter.allocate($0, $1) }, customFree: { HeapMeter.free($0, $1) }, opaque: opaque)
  }
}
