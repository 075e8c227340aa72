@testable import BenchCore
@testable import BenchResults
@testable import Pipeline

/// Results with every kind of row, for the texts and pictures that show them.
enum RichResults {
  /// A row: label, bytes, times in seconds with their errors as shares, and the number of runs.
  private struct Row {
    var label: String
    var bytes: Int?
    var compress: Double?
    var decompress: Double?
    var error = 0.01
    var rounds = 5
    var window: Int?
    var order = EntryOrder.path
  }

  private static let rows = [
    Row(label: "zstd-1", bytes: 12_000_000, compress: 0.2, decompress: 0.05, error: 0.02),
    Row(label: "zstd-3", bytes: 11_000_000, compress: 0.3, decompress: 0.06),
    Row(label: "zstd-5", bytes: 10_800_000),
    Row(label: "zstd-9", bytes: 10_000_000, compress: 2, decompress: 0.0601, error: 0.08),
    Row(label: "zstd-19", bytes: 9_000_000, compress: 20, decompress: 0.07, window: 8),
    Row(label: "zstd-22", bytes: 8_900_000, compress: 30, decompress: 0.07, error: 0.25, window: 32),
    Row(label: "zstd-22", bytes: 8_880_000, compress: 31, decompress: 0.07, window: 32, order: .kind),
    Row(label: "zstd-3-long27", bytes: 10_500_000, compress: 0.5, decompress: 0.08, window: 40),
    Row(label: "zstd-22-long27", bytes: 8_500_000, compress: 40, decompress: 0.09, window: 40),
    Row(label: "zstd-19-long30", bytes: 8_490_000, compress: 41, decompress: 0.2, window: 1024),
    Row(label: "zstd-19-T4", bytes: 9_010_000, compress: 6, decompress: 0.07, window: 8),
    Row(label: "gzip-6", bytes: 12_500_000, compress: 1.5, decompress: 0.2),
    Row(label: "gzip-9", bytes: 12_400_000, compress: 3, decompress: 0.2),
    Row(label: "libdeflate-12", bytes: 12_100_000, compress: 9, decompress: 0.15, rounds: 1),
    Row(label: "zopfli-15"),
    Row(label: "xz-6", bytes: 8_400_000, compress: 15, decompress: 0.6, window: 8),
    Row(label: "xz-9e", bytes: 8_200_000, compress: 35, decompress: 0.6, rounds: 1, window: 64),
  ]

  /// Results of a tree called so.
  ///
  /// - Parameters:
  ///   - scale: A factor for sizes; gzip-9 keeps its own, and zstd-3 shrinks by as much.
  ///   - without: Settings that were not measured.
  static func results(
    _ name: String = "cpython-3.12", scale: Double = 1, without: Set<String> = [], timed: Bool = true
  ) throws -> Results {
    let rows = try rows.filter { !without.contains($0.label) }.map { row in
      var made = SweepRow(
        tree: name, setting: try Setting(label: row.label).ordered(by: row.order), status: .ok,
        originalBytes: ByteCount(40_000_000), libraryVersion: "libtest 1.2")
      guard let bytes = row.bytes else {
        made.status = .failed("out | of <memory>")
        return made
      }
      let factor = row.label == "gzip-9" ? 1 : row.label == "zstd-3" ? 1 / scale : scale
      made.compressedBytes = ByteCount(Int(Double(bytes) * factor))
      if timed {
        made.compress = row.compress.map { timing($0 * scale, row) }
        made.decompress = row.decompress.map { timing($0 * scale, row) }
      }
      made.compressHeap = .mebibytes(row.window ?? 2)
      made.decompressHeap = ByteCount((row.window ?? 1) << 19)
      made.window = row.window.map { .mebibytes($0) }
      made.defaultDecoder = row.label != "zstd-19-long30"
      made.roundTrip = row.label != "zstd-9"
      return made
    }
    let stages = [
      (Stage.Name.tree, 5000, 90_000_000), (.selected, 4000, 80_000_000), (.stripped, 4000, 38_000_000),
      (.tar, 1, 40_000_000),
    ].map { name, files, bytes in
      Stage(
        name: name, files: files, bytes: ByteCount(bytes), diskUsage: ByteCount(bytes + 1_000_000),
        time: .milliseconds(files))
    }
    return Results(
      name: name, folder: "results/" + name, rows: rows, stages: stages, provenance: try provenance(name))
  }

  private static func timing(_ seconds: Double, _ row: Row) -> SweepRow.Timing {
    SweepRow.Timing(
      time: .seconds(seconds), error: row.error, mad: row.rounds > 1 ? .seconds(seconds * row.error) : nil,
      wall: .seconds(seconds * 1.1), cpu: .seconds(seconds), rounds: row.rounds)
  }

  private static func provenance(_ name: String) throws -> Provenance {
    let options = TreeOptions(
      selection: Selection(exclude: [try Glob("*.a")], prune: [.tests]), strip: .debug)
    var provenance = Provenance(
      pybench: "0.2.0", argv: ["pybench", "compress", "--tree", "my build"],
      tree: .init(name: name, path: "builds/\(name)", sha256: "aa"),
      pipeline: PipelineRecord(
        options: options, stripToolVersion: "GNU strip 2.40", sourceDateEpoch: 1_700_000_000),
      tar: .init(sha256: "bb", bytes: 40_000_000), libraries: ["libzstd": "1.5.4", "liblzma": "5.4.1"],
      machine: .init(
        id: "0123456789ab", cpu: "Test CPU <1>", cores: 4, memoryBytes: 8 << 30, kernel: "Linux 6.1",
        loadAverages: [0.5, 1, 1.25], transparentHugePages: "madvise"),
      method: .init(rounds: 5, minTimeSeconds: 1.5, jobs: 2, seed: 7, sizesOnly: false),
      started: "2026-01-01T00:00:00Z", ended: "2026-01-01T01:00:00Z")
    provenance.incomplete = ["shard 2 is missing"]
    return provenance
  }

  /// Results of a grid of many levels, for charts that crowd.
  static func grid() throws -> Results {
    var rows: [SweepRow] = []
    for level in 1...22 {
      for suffix in ["", "-long27"] {
        var row = SweepRow(
          tree: "grid", setting: try Setting(label: "zstd-\(level)\(suffix)"), status: .ok,
          originalBytes: ByteCount(40_000_000), libraryVersion: "libtest 1.2")
        row.compressedBytes = ByteCount(12_000_000 - level * 150_000 - suffix.count * 20_000)
        let seconds = 0.1 * Double(level * level)
        row.compress = SweepRow.Timing(
          time: .seconds(seconds), error: 0.02, mad: .zero, wall: .seconds(seconds), cpu: .seconds(seconds),
          rounds: 3)
        row.decompress = SweepRow.Timing(
          time: .seconds(0.05 + 0.001 * Double(level)), error: 0.01, mad: .zero, wall: .seconds(0.05),
          cpu: .seconds(0.05), rounds: 3)
        rows.append(row)
      }
    }
    return Results(name: "grid", folder: "results/grid", rows: rows)
  }

  /// A text without what the installed libraries say: the memory that their decoders need for a window.
  static func withoutLibraries(_ text: String) -> String {
    var text = text
    for (codec, windows) in [(Codec.zstd, [8, 32, 40, 1024]), (.xz, [8, 64])] {
      for window in windows {
        guard let memory = codec.decoderMemory(window: .mebibytes(window)) else { continue }
        let name = "\(codec) \(window)"
        text = text.replacing(Format.memory(memory), with: "<\(name)>")
          .replacing(LimitFormat.roundedUp(memory), with: "<\(name) rounded>")
          .replacing(String(memory.bytes), with: "\"<\(name) bytes>\"")
      }
    }
    return text
  }
}
