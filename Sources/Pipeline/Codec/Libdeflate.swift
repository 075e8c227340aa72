import BenchCore
import CLibdeflate
import Synchronization

/// Compression with libdeflate to the gzip format, as the `libdeflate-gzip` command does it.
///
/// libdeflate compresses in one call. It holds the whole original and space for the whole archive, and both
/// count as its memory, even if the original is a mapped file.
final class LibdeflateCompressor: Compressor {
  private let label: String
  private let meter = HeapMeter()
  private let encoder: OpaquePointer
  /// The input before the last piece.
  private var earlier: [UInt8] = []
  private var archive: UnsafeRawBufferPointer?
  /// Space for the largest archive that libdeflate can make.
  private var space: UnsafeMutableRawPointer?
  private var outbox = Outbox()

  var heapPeak: ByteCount? { meter.peak }
  var reservedPeak: ByteCount? { meter.reservedPeak }
  /// All at once.
  var inputChunk: Int { Int.max }

  /// The version of the headers, because the library has no function that returns its version.
  static var libraryVersion: String { "libdeflate " + LIBDEFLATE_VERSION_STRING }

  init(_ setting: Setting) throws(Failure) {
    label = setting.label
    let made = LibdeflateMemory.counted(by: meter) { libdeflate_alloc_compressor(CInt(setting.level)) }
    guard let made else {
      throw Failure(
        "compress with", setting.label, because: "libdeflate could not allocate its compressor")
    }
    encoder = made
  }

  deinit {
    LibdeflateMemory.counted(by: meter) { libdeflate_free_compressor(encoder) }
    HeapMeter.free(meter.opaque, space)
  }

  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep {
    if let archive {
      return CodecStep(consumed: 0, finished: outbox.give(archive, to: output))
    }
    guard isLast, earlier.isEmpty else {
      meter.hold(input.byteCount)
      input.withUnsafeBytes { earlier += $0 }
      if isLast {
        let all = earlier
        archive = try all.span.bytes.withUnsafeBytes { (bytes) throws(Failure) in try pack(bytes) }
      }
      return CodecStep(consumed: input.byteCount, finished: false)
    }
    meter.hold(input.byteCount)
    archive = try input.withUnsafeBytes { (bytes) throws(Failure) in try pack(bytes) }
    return CodecStep(consumed: input.byteCount, finished: false)
  }

  private func pack(_ original: UnsafeRawBufferPointer) throws(Failure) -> UnsafeRawBufferPointer {
    let room = libdeflate_gzip_compress_bound(encoder, original.count)
    space = HeapMeter.allocate(meter.opaque, room)
    guard let space else {
      throw Failure("compress with", label, because: "not enough memory for an archive of \(room) bytes")
    }
    let count = libdeflate_gzip_compress(encoder, original.baseAddress, original.count, space, room)
    guard count != 0 else {
      throw Failure("compress with", label, because: "libdeflate needs more space than its own upper bound")
    }
    return UnsafeRawBufferPointer(start: space, count: count)
  }
}

/// libdeflate's allocator hooks. They are global and do not know which compressor calls them.
///
/// libdeflate allocates only when a compressor is created, and frees only when it is freed. So these calls are
/// serialized, and the hooks use the meter of the current call.
private enum LibdeflateMemory {
  private static let turn = Mutex(())
  /// The address of the current meter; 0 between calls.
  private static let meter = Atomic<UInt>(0)
  private static var opaque: UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(bitPattern: meter.load(ordering: .relaxed))
  }

  /// Set once, before the first compressor exists, as `libdeflate_set_memory_allocator` requires.
  private static let installed: Void = libdeflate_set_memory_allocator(
    { HeapMeter.allocate(LibdeflateMemory.opaque, $0) }, { HeapMeter.free(LibdeflateMemory.opaque, $0) })

  static func counted<Result>(by meter: HeapMeter, _ call: () -> Result) -> Result {
    turn.withLock { _ in
      installed
      Self.meter.store(UInt(bitPattern: meter.opaque), ordering: .relaxed)
      defer { Self.meter.store(0, ordering: .relaxed) }
      return call()
    }
  }
}
