import Pipeline

/// The columns of `sweep.csv`, and how a row is read back from them.
package enum SweepTable {
  /// All columns in the order of the header.
  package static let columns: [Column<SweepRow>] = [
    Column("tree", .string, "name of the tree") { $0.tree },
    Column("setting", .string, "label of the setting, the row's key") { $0.setting.label },
    Column("codec", .string, "zstd, gzip or xz") { $0.setting.codec.rawValue },
    Column("level", .integer, "the codec's level") { String($0.setting.level) },
    Column("extreme", .boolean, "whether xz's extreme variant of the level is used") {
      String($0.setting.extreme)
    },
    Column(
      "window_log_requested", .integer,
      "base-2 logarithm of the window asked for with -long; empty without"
    ) { $0.setting.windowLog.map(String.init) },
    Column("threads", .integer, "compression threads") { String($0.setting.threads) },
    Column("status", .string, "ok or failed") { $0.status == .ok ? "ok" : "failed" },
    Column("error", .string, "why the setting failed; empty when it did not") {
      if case .failed(let reason) = $0.status { reason } else { nil }
    },
    Column("original_bytes", .integer, unit: "bytes", "size of the tar") { String($0.originalBytes.bytes) },
    Column("compressed_bytes", .integer, unit: "bytes", "size of the archive that ships") {
      ($0.compressedBytes?.bytes).map { String($0) }
    },
    Column("ratio", .number, "original_bytes / compressed_bytes") {
      $0.ratio.map { CSV.decimal($0, places: 5) }
    },
    Column("compress_s", .number, unit: "seconds", "median wall time to compress") {
      CSV.seconds($0.compress?.median)
    },
    Column(
      "compress_s_mad", .number, unit: "seconds",
      "median absolute deviation of the wall times; empty for a single round"
    ) { CSV.seconds($0.compress?.mad) },
    Column("compress_cpu_s", .number, unit: "seconds", "median processor time to compress, all threads") {
      CSV.seconds($0.compress?.cpu)
    },
    Column("compress_rounds", .integer, "timed compressions") { ($0.compress?.rounds).map { String($0) } },
    Column(
      "compress_mb_per_s", .number, unit: "10^6 bytes per second", "original bytes compressed a second"
    ) { ($0.compressThroughput?.megabytesPerSecond).map { CSV.decimal($0, places: 3) } },
    Column("decompress_s", .number, unit: "seconds", "median wall time to decompress") {
      CSV.seconds($0.decompress?.median)
    },
    Column(
      "decompress_s_mad", .number, unit: "seconds",
      "median absolute deviation of the wall times; empty for a single round"
    ) { CSV.seconds($0.decompress?.mad) },
    Column("decompress_cpu_s", .number, unit: "seconds", "median processor time to decompress") {
      CSV.seconds($0.decompress?.cpu)
    },
    Column("decompress_rounds", .integer, "timed decompressions") {
      ($0.decompress?.rounds).map { String($0) }
    },
    Column(
      "decompress_mb_per_s", .number, unit: "10^6 bytes per second", "original bytes restored a second"
    ) { ($0.decompressThroughput?.megabytesPerSecond).map { CSV.decimal($0, places: 3) } },
    Column(
      "extract_s", .number, unit: "seconds",
      "median wall time to decode and unpack into a folder; empty without --extract"
    ) { CSV.seconds($0.extract?.median) },
    Column("extract_s_mad", .number, unit: "seconds", "median absolute deviation of extract_s") {
      CSV.seconds($0.extract?.mad)
    },
    Column("extract_cpu_s", .number, unit: "seconds", "median processor time to decode and unpack") {
      CSV.seconds($0.extract?.cpu)
    },
    Column("extract_rounds", .integer, "timed unpackings") { ($0.extract?.rounds).map { String($0) } },
    Column(
      "compress_heap_bytes", .integer, unit: "bytes", "the most heap the codec held at once while compressing"
    ) { ($0.compressHeap?.bytes).map { String($0) } },
    Column(
      "decompress_heap_bytes", .integer, unit: "bytes",
      "the most heap the codec held at once while decompressing"
    ) { ($0.decompressHeap?.bytes).map { String($0) } },
    Column("window_bytes", .integer, unit: "bytes", "window a decoder must hold, from the frame's header") {
      ($0.window?.bytes).map { String($0) }
    },
    Column("default_decoder", .boolean, "whether a decoder with default limits takes the archive") {
      $0.defaultDecoder.map { String($0) }
    },
    Column("round_trip", .boolean, "whether every decompressed byte equals the tar's") {
      $0.roundTrip.map { String($0) }
    },
    Column("compressed_sha256", .string, "SHA-256 of the archive, hexadecimal") { $0.compressedSHA256 },
    Column("noise", .string, "quiet, or noisy and why; empty when nothing was timed") {
      $0.noise?.description
    },
    Column("library_version", .string, "library that compressed, with its version") { $0.libraryVersion },
  ]

  /// Reads a row of `sweep.csv`.
  ///
  /// - Parameter cells: The row's cells by column name.
  /// - Throws: `CellError` that names the column whose value is missing or malformed.
  package static func row(from cells: [String: String]) throws(CellError) -> SweepRow {
    let reader = CellReader(cells)
    let setting = try reader.setting()
    let status: SweepRow.Status
    switch try reader.text("status") {
    case "ok": status = .ok
    case "failed": status = .failed(cells["error"] ?? "")
    case let other: throw CellError(column: "status", problem: "'\(other)' is neither ok nor failed")
    }
    var row = SweepRow(
      tree: try reader.text("tree"), setting: setting, status: status,
      originalBytes: ByteCount(try reader.required("original_bytes", reader.integer)),
      libraryVersion: try reader.text("library_version"))
    row.compressedBytes = try reader.integer("compressed_bytes").map { ByteCount($0) }
    if status == .ok, row.compressedBytes == nil {
      throw CellError(column: "compressed_bytes", problem: "it is empty")
    }
    row.compress = try timing("compress", reader)
    row.decompress = try timing("decompress", reader)
    row.extract = try timing("extract", reader)
    row.compressHeap = try reader.integer("compress_heap_bytes").map { ByteCount($0) }
    row.decompressHeap = try reader.integer("decompress_heap_bytes").map { ByteCount($0) }
    row.window = try reader.integer("window_bytes").map { ByteCount($0) }
    row.defaultDecoder = try reader.boolean("default_decoder")
    row.roundTrip = try reader.boolean("round_trip")
    row.compressedSHA256 = reader.optional("compressed_sha256")
    row.noise = try noise(reader)
    return row
  }

  private static func noise(_ reader: CellReader) throws(CellError) -> NoiseVerdict? {
    guard let text = reader.optional("noise") else { return nil }
    guard let verdict = NoiseVerdict(text) else {
      throw CellError(column: "noise", problem: "'\(text)' is neither quiet nor noisy and why")
    }
    return verdict
  }

  private static func timing(_ direction: String, _ reader: CellReader) throws(CellError) -> SweepRow.Timing?
  {
    guard let median = try reader.duration("\(direction)_s") else { return nil }
    return SweepRow.Timing(
      median: median, mad: try reader.duration("\(direction)_s_mad"),
      cpu: try reader.required("\(direction)_cpu_s", reader.duration),
      rounds: try reader.required("\(direction)_rounds", reader.integer))
  }
}
