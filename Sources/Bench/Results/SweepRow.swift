package import BenchCore
package import Pipeline

/// The measurement of one setting: a row of `sweep.csv`.
package struct SweepRow: Sendable, Equatable {
  /// Name of the tree.
  package var tree: String
  /// The setting measured.
  package var setting: Setting
  /// How the measurement ended.
  package var status: Status
  /// Size of the tar.
  package var originalBytes: ByteCount
  /// Size of the compressed archive, the size of the file that ships; nil if it failed.
  package var compressedBytes: ByteCount?
  /// Compression times; nil if not measured.
  package var compress: Timing?
  /// Decompression times, streaming through a reused buffer; nil if not measured.
  package var decompress: Timing?
  /// Times to decode and unpack into a folder; nil without `--extract`.
  package var extract: Timing?
  /// Peak of the memory that the encoder touched; nil if its library's memory cannot be counted.
  package var compressHeap: ByteCount?
  /// Peak of the memory that the encoder requested, touched or not; nil like `compressHeap`.
  package var compressReserved: ByteCount?
  /// Peak of the heap that the decoder touched.
  package var decompressHeap: ByteCount?
  /// The window that a decoder must hold, from the frame's header.
  package var window: ByteCount?
  /// Whether a decoder with default limits accepts the archive.
  package var defaultDecoder: Bool?
  /// Whether every decompressed byte equals the tar's.
  package var roundTrip: Bool?
  /// SHA-256 of the compressed archive, in hexadecimal.
  package var compressedSHA256: String?
  /// The library that compressed, with its version: `libzstd 1.5.4`.
  package var libraryVersion: String
  /// IDs of the machines that measured it, sorted and joined with `+`; nil if unknown.
  package var machine: String?

  /// How the measurement of a setting ended.
  package enum Status: Sendable, Equatable {
    case ok
    /// The setting could not be measured; the text is the reason.
    case failed(String)
  }

  /// Creates the row of a setting without measurements.
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

  /// The memory that a decoder must be granted for the window, as its library states it. Without a window: the
  /// touched heap.
  package var decoderMemory: ByteCount? {
    setting.codec.decoderMemory(window: window) ?? decompressHeap
  }

  /// The times of an operation; nil if not measured.
  package func timing(_ operation: Operation) -> Timing? {
    switch operation {
    case .compress: compress
    case .decompress: decompress
    case .extract: extract
    }
  }

  /// Original bytes processed per second; nil when the operation was not timed.
  package func throughput(_ operation: Operation) -> Throughput? {
    timing(operation).flatMap { Throughput(originalBytes, in: $0.time) }
  }
}
