package import BenchCore
package import Pipeline
package import BenchResults

/// A setting with its row in each of the results to serve.
package struct Candidate: Sendable, Equatable {
  /// The setting.
  package let setting: Setting
  /// Its rows, one per result and in the order of the results.
  package let rows: [SweepRow]

  init(setting: Setting, rows: [SweepRow]) {
    self.setting = setting
    self.rows = rows
  }

  /// Bytes of all the tars.
  package var originalBytes: ByteCount { rows.map(\.originalBytes).reduce(.zero, +) }

  /// Bytes of all the archives.
  package var archiveBytes: ByteCount { rows.compactMap(\.compressedBytes).reduce(.zero, +) }

  /// Time to compress all of them one after the other; nil where one was not timed.
  package var compressTime: MeasuredTime? { total(\.compress) }

  /// Time to decompress all of them one after the other; nil where one was not timed.
  package var decompressTime: MeasuredTime? { total(\.decompress) }

  /// Time to decode and unpack all of them into folders; nil where one was not timed.
  package var extractTime: MeasuredTime? { total(\.extract) }

  /// Original bytes compressed a second; nil where one was not timed.
  package var compressThroughput: Throughput? {
    compressTime.flatMap { Throughput(originalBytes, in: .seconds($0.seconds)) }
  }

  /// Original bytes restored a second; nil where one was not timed.
  package var decompressThroughput: Throughput? {
    decompressTime.flatMap { Throughput(originalBytes, in: .seconds($0.seconds)) }
  }

  /// The largest heap of a compression; nil where one is not known.
  package var compressHeap: ByteCount? { largest(\.compressHeap) }

  /// The largest heap of a decompression; nil where one is not known.
  package var decompressHeap: ByteCount? { largest(\.decompressHeap) }

  /// The most memory that a decoder must be granted, its window included; nil where one is not known.
  package var decoderMemory: ByteCount? { largest(\.decoderMemory) }

  /// The largest window of a frame; nil where one is not known.
  package var window: ByteCount? { largest(\.window) }

  /// Whether decoders with default limits take all of its archives; nil where it is not known of one.
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
