@testable import BenchCore
@testable import BenchResults
@testable import Pipeline

/// Sweep rows of a made-up tree, small enough to check by hand.
enum PickFixture {
  static let originalBytes = 100_000_000

  /// A row that was measured and verified.
  static func row(
    _ label: String, bytes: Int, compress: Double? = nil, decompress: Double? = nil, mad: Double? = 0,
    rounds: Int = 12, heap: Int? = 1, window: Int? = nil, tree: String = "py"
  ) throws -> SweepRow {
    var row = SweepRow(
      tree: tree, setting: try Setting(label: label), status: .ok, originalBytes: ByteCount(originalBytes),
      libraryVersion: "libzstd 1.5.4")
    row.compressedBytes = ByteCount(bytes)
    row.compress = compress.map { timing($0, mad, rounds) }
    row.decompress = decompress.map { timing($0, mad, rounds) }
    row.compressHeap = heap.map { .mebibytes(2 * $0) }
    row.decompressHeap = heap.map { .mebibytes($0) }
    // A decoder holds its window and a little more; together they are what it touches.
    let codec = row.setting.codec
    let beside = codec.decoderMemory(window: .mebibytes(1)).map { $0 - .mebibytes(1) } ?? .zero
    row.window = window.map { .mebibytes($0) } ?? heap.map { .mebibytes($0) - beside }
    row.defaultDecoder = true
    row.roundTrip = true
    return row
  }

  private static func timing(_ seconds: Double, _ mad: Double?, _ rounds: Int) -> SweepRow.Timing {
    SweepRow.Timing(
      time: .seconds(seconds),
      error: Statistics.errorOfMedian(
        spread: mad.map { Statistics.normalScale * $0 / seconds } ?? SweepSpread.assumed,
        count: mad == nil ? 1 : rounds),
      mad: mad.map { .seconds($0) }, wall: .seconds(seconds), cpu: .seconds(seconds),
      rounds: mad == nil ? 1 : rounds)
  }

  /// Five settings, each the best in something but gzip-6, which zstd-3 beats in all but memory.
  static func rows(tree: String = "py") throws -> [SweepRow] {
    [
      try row("zstd-3", bytes: 30_000_000, compress: 0.5, decompress: 0.1, heap: 2, tree: tree),
      try row("zstd-19", bytes: 25_000_000, compress: 60, decompress: 0.2, heap: 8, tree: tree),
      try row("zstd-22-long27", bytes: 24_000_000, compress: 100, decompress: 0.25, heap: 128, tree: tree),
      try row("gzip-6", bytes: 32_000_000, compress: 3, decompress: 0.3, heap: 0, window: 0, tree: tree),
      try row("xz-6", bytes: 23_000_000, compress: 40, decompress: 1, heap: 9, tree: tree),
    ]
  }

  static func results(_ rows: [SweepRow], name: String = "py", provenance: Provenance? = nil) -> Results {
    Results(name: name, folder: "results/\(name)", rows: rows, provenance: provenance)
  }

  static func provenance(
    tree: String = "build", options: TreeOptions = TreeOptions(), epoch: Int64? = nil
  ) -> Provenance {
    Provenance(
      pybench: "1", argv: [], tree: .init(name: "py", path: tree, sha256: "00"),
      pipeline: PipelineRecord(options: options, stripToolVersion: nil, sourceDateEpoch: epoch),
      tar: .init(sha256: "00", bytes: originalBytes), libraries: [:],
      machine: .init(
        cpu: "", cores: 1, memoryBytes: 1, kernel: "", loadAverages: [], transparentHugePages: nil),
      method: .init(rounds: 1, minTimeSeconds: 1, jobs: 1, seed: 1, sizesOnly: false),
      started: "2026-01-01T00:00:00Z", ended: "2026-01-01T00:01:00Z")
  }
}
