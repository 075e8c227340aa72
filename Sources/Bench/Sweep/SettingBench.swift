import BenchCore
import BenchResults
import Pipeline

/// Result of one compression.
struct Compressed: Sendable {
  var bytes: ByteCount
  /// SHA-256 of the archive, in hexadecimal.
  var sha256: String
  /// Touched memory; nil if the library's memory cannot be counted.
  var heap: ByteCount?
  /// Requested memory; nil like `heap`.
  var reserved: ByteCount?
}

extension Compressed {
  /// Result of an earlier sweep; nil if its row lacks it.
  init?(_ row: SweepRow) {
    guard let bytes = row.compressedBytes, let sha256 = row.compressedSHA256 else { return nil }
    self.init(bytes: bytes, sha256: sha256, heap: row.compressHeap, reserved: row.compressReserved)
  }
}

/// Result of one decompression with a comparison.
struct Verified: Sendable {
  var matches: Bool
  var heap: ByteCount
  var defaultDecoder: Bool
}

/// Measures settings one at a time, on one thread, with reused buffers.
final class SettingBench {
  private var tar: MappedFile
  private var watch: Stopwatch
  /// The archive under measurement.
  private let archive: ByteBuffer
  private let restored = ByteBuffer(capacity: SettingBench.consumerBuffer)

  /// Size of a decoder's output buffer, as in libzstd's and Python's streams.
  private static let consumerBuffer = 128 << 10

  /// - Parameters:
  ///   - tar: The tar.
  ///   - largest: Size of the largest tar that will be used; the tar's own unless given.
  ///   - watch: Times everything.
  init(tar: MappedFile, largest: ByteCount? = nil, watch: Stopwatch) {
    let room = (largest ?? tar.size).bytes
    self.tar = tar
    self.watch = watch
    // No codec here adds more than a thousandth and a few hundred bytes to what cannot be compressed.
    archive = ByteBuffer(capacity: room + room / 64 + (1 << 16))
  }

  /// Replaces the stopwatch and the tar.
  func use(_ watch: Stopwatch, tar: MappedFile) {
    self.watch = watch
    self.tar = tar
  }

  /// Compresses the tar; the archive is held until the next call.
  ///
  /// The time includes the creation of the codec, as in a release.
  ///
  /// - Parameter progress: Called with the number of bytes that the codec has taken. The time includes it, so it
  ///   must be fast.
  func compress(
    _ setting: Setting, progress: (Int) -> Void = { _ in }
  ) throws(Failure) -> (Compressed, ElapsedTimes) {
    archive.removeAll()
    let (compressor, passed) = try watch.time { () throws(Failure) in
      let compressor = try setting.makeCompressor(originalSize: tar.size)
      try tar.withBytes { (bytes) throws(Failure) in
        try compressor.compressAll(
          bytes, through: archive,
          drain: { (full) throws(Failure) in
            guard !full.isFull else {
              throw Failure("compress with", setting.label, because: "the archive is larger than the tar")
            }
          }, progress: progress)
      }
      return (compressor, compressor.threads)
    }
    let digest = try archive.withBytes { (bytes) throws(Failure) in try Digest(of: bytes) }
    let compressed = Compressed(
      bytes: ByteCount(archive.count), sha256: digest.description, heap: compressor.heapPeak,
      reserved: compressor.reservedPeak)
    return (compressed, passed)
  }

  /// Runs `body` with the archive held.
  func withArchive<Result>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
    try archive.withBytes(body)
  }

  /// Holds an archive made earlier.
  func load(_ spool: Spool) throws(Failure) {
    archive.removeAll()
    try spool.read(into: archive)
  }

  /// Decompresses the archive held and compares every byte with the tar.
  func verify(_ codec: Codec) throws(Failure) -> Verified {
    do {
      return try verify(codec, anyWindow: false)
    } catch {
      // A retry only helps if the window is above the default limit.
      guard codec == .zstd else { throw error }
      return try verify(codec, anyWindow: true)
    }
  }

  private func verify(_ codec: Codec, anyWindow: Bool) throws(Failure) -> Verified {
    let decompressor = try codec.makeDecompressor(anyWindow: anyWindow)
    var offset = 0
    var matches = true
    try archive.withBytes { (bytes) throws(Failure) in
      try decompressor.decompressAll(bytes, through: restored) { (piece) throws(Failure) in
        matches = matches && tar.holds(piece, at: offset)
        offset += piece.byteCount
      }
    }
    return Verified(
      matches: matches && offset == tar.size.bytes, heap: decompressor.heapPeak, defaultDecoder: !anyWindow)
  }

  /// Decompresses the archive held through a reused buffer.
  func decompress(_ codec: Codec, anyWindow: Bool) throws(Failure) -> ElapsedTimes {
    try watch.time { () throws(Failure) in
      let decompressor = try codec.makeDecompressor(anyWindow: anyWindow)
      try archive.withBytes { (bytes) throws(Failure) in
        try decompressor.decompressAll(bytes, through: restored) { _ in }
      }
      return (decompressor, [])
    }.1
  }

  /// Decompresses the archive held and unpacks it into a scratch folder, which is removed afterwards.
  func extract(_ codec: Codec) throws(Failure) -> ElapsedTimes {
    let folder = try ScratchFolder()
    return try watch.time { () throws(Failure) in
      try archive.withBytes { (bytes) throws(Failure) in try codec.extract(bytes, into: folder.path) }
      return ((), [])
    }.1
  }
}
