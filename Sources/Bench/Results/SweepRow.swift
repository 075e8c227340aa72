package import BenchCore
package import Pipeline

/// What was measured of one setting: a row of `sweep.csv`.
package struct SweepRow: Sendable, Equatable {
  /// Name of the tree.
  package var tree: String
  /// The setting measured.
  package var setting: Setting
  /// How the measurement ended.
  package var status: Status
  /// Size of the tar.
  package var originalBytes: ByteCount
  /// Size of the compressed archive, the size of the file that ships; nil when it failed.
  package var compressedBytes: ByteCount?
  /// Compression times; nil when they were not taken.
  package var compress: Timing?
  /// Decompression times, streaming through a reused buffer; nil when they were not taken.
  package var decompress: Timing?
  /// Times to decode and unpack into a folder; nil without `--extract`.
  package var extract: Timing?
  /// The most memory the encoder held at one moment while compressing, as far as it was touched; nil where its library
  /// does not let it be counted.
  package var compressHeap: ByteCount?
  /// The most memory the encoder asked for at one moment while compressing, touched or not; nil like `compressHeap`.
  package var compressReserved: ByteCount?
  /// The most heap the codec held at one moment while decompressing.
  package var decompressHeap: ByteCount?
  /// The window that a decoder must hold, from the frame's header.
  package var window: ByteCount?
  /// Whether a decoder with its default limits takes the archive.
  package var defaultDecoder: Bool?
  /// Whether every decompressed byte equals the tar's.
  package var roundTrip: Bool?
  /// SHA-256 of the compressed archive, in hexadecimal.
  package var compressedSHA256: String?
  /// The library that compressed, with its version: `libzstd 1.5.4`.
  package var libraryVersion: String
  /// Ids of the machines that measured it, in their order with `+` between; nil where they are not known.
  package var machine: String?

  /// How the measurement of a setting ended.
  package enum Status: Sendable, Equatable {
    case ok
    /// The setting could not be measured; the text says why.
    case failed(String)
  }

  /// Creates the row of a setting of which nothing is known yet.
  package init(
    tree: String, setting: Setting, status: Status, originalBytes: ByteCount, libraryVersion: String
  ) {
    self.tree = tree
    self.setting = setting
    self.status = status
    self.originalBytes = originalBytes
    self.libraryVersion = libraryVersion
  }

  /// Original bytes ÷ compressed bytes, as zstd counts it.
  package var ratio: Double? {
    guard let compressedBytes, compressedBytes.bytes > 0 else { return nil }
    return Double(originalBytes.bytes) / Double(compressedBytes.bytes)
  }

  /// The memory that a decoder must be granted, by what its library says it needs for the window; what it held where
  /// the row has no window.
  package var decoderMemory: ByteCount? {
    setting.codec.decoderMemory(window: window) ?? decompressHeap
  }

  /// The times of an operation; nil when they were not taken.
  package func timing(_ operation: Operation) -> Timing? {
    switch operation {
    case .compress: compress
    case .decompress: decompress
    case .extract: extract
    }
  }

  /// Original bytes processed a second; nil when the operation was not timed.
  package func throughput(_ operation: Operation) -> Throughput? {
    timing(operation).flatMap { Throughput(originalBytes, in: $0.time) }
  }
}
