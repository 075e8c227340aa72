package import BenchCore
package import BenchResults
package import Pipeline

/// A setting with its row in each of the results to serve.
package struct Candidate: Sendable, Equatable {
  package let setting: Setting
  /// Its rows, one per result and in the order of the results.
  package let rows: [SweepRow]

  /// Bytes of all the tars.
  package var originalBytes: ByteCount { rows.map(\.originalBytes).reduce(.zero, +) }

  package var archiveBytes: ByteCount { rows.compactMap(\.compressedBytes).reduce(.zero, +) }

  /// Total time to compress; nil if one was not timed.
  package var compressTime: MeasuredTime? { total(\.compress) }

  /// Total time to decompress; nil if one was not timed.
  package var decompressTime: MeasuredTime? { total(\.decompress) }

  /// Total time to decode and unpack into folders; nil if one was not timed.
  package var extractTime: MeasuredTime? { total(\.extract) }

  /// Original bytes compressed per second; nil if one was not timed.
  package var compressThroughput: Throughput? {
    compressTime.flatMap { Throughput(originalBytes, in: .seconds($0.seconds)) }
  }

  /// Original bytes restored per second; nil if one was not timed.
  package var decompressThroughput: Throughput? {
    decompressTime.flatMap { Throughput(originalBytes, in: .seconds($0.seconds)) }
  }

  /// The largest heap of a compression; nil if one is not known.
  package var compressHeap: ByteCount? { largest(\.compressHeap) }

  /// The largest heap of a decompression; nil if one is not known.
  package var decompressHeap: ByteCount? { largest(\.decompressHeap) }

  /// The most memory that a decoder must be granted, its window included; nil if one is not known.
  package var decoderMemory: ByteCount? { largest(\.decoderMemory) }

  /// The largest window of a frame; nil if one is not known.
  package var window: ByteCount? { largest(\.window) }

  /// Whether decoders with default limits accept all of its archives; nil if unknown for one.
  package var defaultDecoder: Bool? {
    if rows.contains(where: { $0.defaultDecoder == false }) { return false }
    return rows.allSatisfy { $0.defaultDecoder == true } ? true : nil
  }

  private func total(_ operation: (SweepRow) -> SweepRow.Timing?) -> MeasuredTime? {
    let times = rows.compactMap(operation).map(\.measured)
    guard times.count == rows.count else { return nil }
    return times.reduce(MeasuredTime.zero, +)
  }

  private func largest(_ figure: (SweepRow) -> ByteCount?) -> ByteCount? {
    let figures = rows.compactMap(figure)
    return figures.count == rows.count ? figures.max() : nil
  }
}
