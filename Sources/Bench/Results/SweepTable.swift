import BenchCore
import Pipeline

/// The columns of `sweep.csv`, and how a row is read back from them.
package enum SweepTable {
  /// All columns in the order of the header.
  package static let columns: [Column<SweepRow>] =
    identity + timings(.compress) + timings(.decompress) + timings(.extract) + facts

  /// Versions before 0.2 did not write this column, nor the one below.
  static let errorColumn = "compress_error"
  static let orderColumn = "order"

  private static let identity: [Column<SweepRow>] = [
    Column("tree", .string, "name of the tree") { $0.tree },
    Column("order", .string, "order of the tar's entries: path or kind; with the setting the row's key") {
      $0.setting.order.rawValue
    },
    Column("setting", .string, "label of the setting") { $0.setting.label },
    Column("codec", .string, "the archive's format: zstd, gzip or xz") { $0.setting.codec.rawValue },
    Column("encoder", .string, "the library that compressed: libzstd, zlib, libdeflate, zopfli or liblzma") {
      $0.setting.encoder.rawValue
    },
    Column("level", .integer, "the encoder's level; zopfli's number of iterations") {
      String($0.setting.level)
    },
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
      $0.ratio.map { Format.decimal($0, places: 5) }
    },
  ]

  private static func timings(_ operation: Operation) -> [Column<SweepRow>] {
    let name = operation.rawValue
    let verb = operation == .extract ? "decode and unpack into a folder; empty without --extract" : name
    func column(
      _ suffix: String, unit: String = "seconds", _ meaning: String,
      _ cell: @escaping @Sendable (SweepRow.Timing) -> String?
    ) -> Column<SweepRow> {
      Column(name + suffix, .number, unit: unit, meaning) { $0.timing(operation).flatMap(cell) }
    }
    return [
      column("_s", "time on an idle core to \(verb)") { CSV.seconds($0.time) },
      Column(name + "_error", .number, "standard error of \(name)_s as a share of it") {
        $0.timing(operation).map { Format.decimal($0.error, places: 5) }
      },
      column("_s_mad", "median absolute deviation of the runs from \(name)_s; empty for a single run") {
        CSV.seconds($0.mad)
      },
      column("_wall_s", "median wall time") { CSV.seconds($0.wall) },
      column("_cpu_s", "median processor time of all threads") { CSV.seconds($0.cpu) },
      Column(name + "_rounds", .integer, "timed runs") { ($0.timing(operation)?.rounds).map { String($0) } },
    ]
      + (operation == .extract
        ? []
        : [
          Column(
            name + "_mb_per_s", .number, unit: "10^6 bytes per second", "original bytes a second of \(name)_s"
          ) { ($0.throughput(operation)?.megabytesPerSecond).map { Format.decimal($0, places: 3) } }
        ])
  }

  private static let facts: [Column<SweepRow>] = [
    Column(
      "compress_heap_bytes", .integer, unit: "bytes",
      "the most memory the encoder held and touched at once while compressing, with tar and archive where it takes "
        + "them whole (libdeflate); empty where that cannot be counted (zopfli)"
    ) { ($0.compressHeap?.bytes).map { String($0) } },
    Column(
      "compress_reserved_bytes", .integer, unit: "bytes",
      "the most memory the encoder asked for at once while compressing, touched or not"
    ) { ($0.compressReserved?.bytes).map { String($0) } },
    Column(
      "decompress_heap_bytes", .integer, unit: "bytes",
      "the most heap the codec held at once while decompressing"
    ) { ($0.decompressHeap?.bytes).map { String($0) } },
    Column("window_bytes", .integer, unit: "bytes", "window a decoder must hold, from the frame's header") {
      ($0.window?.bytes).map { String($0) }
    },
    Column(
      "decoder_memory_bytes", .integer, unit: "bytes",
      "memory a decoder must be granted for the window, as its library states it"
    ) { ($0.decoderMemory?.bytes).map { String($0) } },
    Column("default_decoder", .boolean, "whether a decoder with default limits takes the archive") {
      $0.defaultDecoder.map { String($0) }
    },
    Column("round_trip", .boolean, "whether every decompressed byte equals the tar's") {
      $0.roundTrip.map { String($0) }
    },
    Column("compressed_sha256", .string, "SHA-256 of the archive, hexadecimal") { $0.compressedSHA256 },
    Column(
      "grade", .string,
      "twice the largest error of the times: within 2%, 5%, 10%, 20%, or worse than 20%; empty where untimed"
    ) { $0.grade?.description },
    Column("library_version", .string, "library that compressed, with its version") { $0.libraryVersion },
    Column(
      "machine", .string, "ids of the machines that measured, with + between; empty where they are not known"
    ) {
      $0.machine
    },
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
      throw reader.missing("compressed_bytes")
    }
    row.compress = try timing(.compress, of: setting, reader)
    row.decompress = try timing(.decompress, of: setting, reader)
    row.extract = try timing(.extract, of: setting, reader)
    row.compressHeap = try reader.integer("compress_heap_bytes").map { ByteCount($0) }
    row.compressReserved = try reader.integer("compress_reserved_bytes").map { ByteCount($0) }
    row.decompressHeap = try reader.integer("decompress_heap_bytes").map { ByteCount($0) }
    row.window = try reader.integer("window_bytes").map { ByteCount($0) }
    row.defaultDecoder = try reader.boolean("default_decoder")
    row.roundTrip = try reader.boolean("round_trip")
    row.compressedSHA256 = reader.optional("compressed_sha256")
    row.machine = reader.optional("machine")
    return row
  }

  /// Reads the times of one operation; versions before 0.2 had the wall time in the column of the time itself.
  private static func timing(_ operation: Operation, of setting: Setting, _ reader: CellReader)
    throws(CellError)
    -> SweepRow.Timing?
  {
    let name = operation.rawValue
    guard let shown = try reader.duration("\(name)_s") else { return nil }
    let mad = try reader.duration("\(name)_s_mad")
    let cpu = try reader.required("\(name)_cpu_s", reader.duration)
    let rounds = try reader.required("\(name)_rounds", reader.integer)
    if let wall = try reader.duration("\(name)_wall_s") {
      return SweepRow.Timing(
        time: shown, error: try reader.required("\(name)_error", reader.number), mad: mad, wall: wall,
        cpu: cpu,
        rounds: rounds)
    }
    // If there are samples, the error is computed from them instead.
    let own = mad.map { Statistics.normalScale * $0.inSeconds / max(shown.inSeconds, 1e-9) } ?? 0
    let ofMedian = Statistics.errorOfMedian(spread: max(own, SweepSpread.assumed), count: max(rounds, 1))
    return SweepRow.Timing(
      time: Sample.isProcessorTime(operation, threads: setting.threads) ? cpu : shown,
      error: SweepSpread.error(
        ofMedian: ofMedian, spread: SweepSpread.assumed, lost: 0, of: setting, operation),
      mad: mad, wall: shown, cpu: cpu, rounds: rounds)
  }
}
