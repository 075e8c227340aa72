import BenchCore
import CZlib
import CZopfli
import Glibc

/// Compression with zopfli to the gzip format, as the `zopfli` command does it.
///
/// zopfli searches each million bytes for minutes, so it gets one part after the other. Only a part of the
/// original and the window before it are held. Its memory is unknown: it calls malloc without hooks, and the C
/// library counts all threads together.
final class ZopfliCompressor: Compressor {
  private let label: String
  private var options = ZopfliOptions()
  /// The window, then the bytes of the next part.
  private var bytes: [UInt8] = []
  private var windowSize = 0
  private var checksum: uLong = 0
  private var total = 0
  /// Grows in steps that zopfli chooses.
  private var archive: UnsafeMutablePointer<UInt8>?
  private var archiveSize = header.count
  /// Bits used of the archive's last byte, which the next part completes.
  private var bits: UInt8 = 0
  private var outbox = Outbox()
  private var isDone = false

  /// Bytes that zopfli compresses in one search.
  private static let partSize = Int(ZOPFLI_MASTER_BLOCK_SIZE)
  /// Identification, deflate, no flags, no time, "slowest" and Unix (RFC 1952, section 2.3).
  private static let header: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 2, 3]

  var heapPeak: ByteCount? { nil }
  var reservedPeak: ByteCount? { nil }
  var inputChunk: Int { Self.partSize }

  /// Only the name of the library's file has the version: `libzopfli.so.1.0.3`.
  static let libraryVersion = "zopfli \(fileVersion ?? "1")"

  /// From the name of the mapped file; nil if the library is linked statically.
  private static var fileVersion: String? {
    for line in SystemFile.lines("/proc/self/maps") {
      if let name = line.split(separator: "/").last, name.hasPrefix("libzopfli.so.") {
        return String(name.dropFirst("libzopfli.so.".count))
      }
    }
    return nil
  }

  init(_ setting: Setting) throws(Failure) {
    label = setting.label
    ZopfliInitOptions(&options)
    options.numiterations = CInt(setting.level)
    // zopfli reallocates when the size reaches a power of two, so the buffer must extend to the next one.
    guard let space = malloc(16) else {
      throw Failure("compress with", label, because: "not enough memory for the archive")
    }
    archive = space.assumingMemoryBound(to: UInt8.self)
    archive?.update(from: Self.header, count: Self.header.count)
  }

  deinit { free(archive) }

  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep {
    guard !isDone else { return CodecStep(consumed: 0, finished: give(to: output)) }
    let consumed = min(Self.partSize - (bytes.count - windowSize), input.byteCount)
    input.extracting(0..<consumed).withUnsafeBytes { bytes += $0 }
    let more = input.byteCount > consumed
    if isLast, !more {
      pack(isLast: true)
      try finish()
    } else if more, bytes.count - windowSize == Self.partSize {
      pack(isLast: false)
    }
    return CodecStep(consumed: consumed, finished: give(to: output) && isDone)
  }

  /// Compresses the bytes after the window.
  private func pack(isLast: Bool) {
    // 2: blocks with dynamic codes, if they are smaller (zopfli's `deflate.h`).
    bytes.withUnsafeBufferPointer {
      ZopfliDeflatePart(
        &options, 2, isLast ? 1 : 0, $0.baseAddress, windowSize, $0.count, &bits, &archive, &archiveSize)
    }
    bytes.dropFirst(windowSize).withUnsafeBufferPointer { part in
      checksum = crc32_z(checksum, part.baseAddress, part.count)
      total += part.count
    }
    bytes.removeFirst(max(bytes.count - Int(ZOPFLI_WINDOW_SIZE), 0))
    windowSize = bytes.count
  }

  /// Adds checksum and size, each modulo 2³², little end first.
  private func finish() throws(Failure) {
    guard let space = realloc(archive, archiveSize + 8) else {
      throw Failure("compress with", label, because: "not enough memory for the archive")
    }
    let all = space.assumingMemoryBound(to: UInt8.self)
    let trailer = UInt64(truncatingIfNeeded: total) << 32 | UInt64(UInt32(truncatingIfNeeded: checksum))
    for place in 0..<8 {
      all[archiveSize + place] = UInt8(truncatingIfNeeded: trailer >> (8 * UInt64(place)))
    }
    archive = all
    archiveSize += 8
    isDone = true
  }

  private func give(to output: ByteBuffer) -> Bool {
    let ready = isDone ? archiveSize : archiveSize - 1
    return outbox.give(UnsafeRawBufferPointer(start: archive, count: ready), to: output)
  }
}
