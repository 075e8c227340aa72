package import Pipeline

/// One step of the waterfall: a row of `stages.csv`.
package struct StageRow: Sendable, Equatable {
  /// The stages of the pipeline.
  package enum Stage: String, Sendable, CaseIterable {
    /// The tree as it was given.
    case tree
    /// What `--exclude` and `--prune` left.
    case selected
    /// The same after stripping.
    case stripped
    /// The tar.
    case tar
  }

  /// The stage.
  package var stage: Stage
  /// Regular files, hard links counted by name; 1 for the tar.
  package var files: Int
  /// Their bytes, hard-linked ones once.
  package var bytes: ByteCount
  /// Blocks they take on disk, as `du` counts: folders included, hard-linked files once.
  package var diskUsage: ByteCount
  /// Wall time of the step.
  package var time: Duration

  /// Creates a row.
  package init(stage: Stage, files: Int, bytes: ByteCount, diskUsage: ByteCount, time: Duration) {
    self.stage = stage
    self.files = files
    self.bytes = bytes
    self.diskUsage = diskUsage
    self.time = time
  }
}

/// The columns of `stages.csv`.
enum StageTable {
  static let columns: [Column<StageRow>] = [
    Column("stage", .string, "tree, selected, stripped or tar") { $0.stage.rawValue },
    Column("files", .integer, "regular files, hard links counted by name; 1 for the tar") {
      String($0.files)
    },
    Column("bytes", .integer, unit: "bytes", "bytes of the files, hard-linked ones once") {
      String($0.bytes.bytes)
    },
    Column("disk_usage_bytes", .integer, unit: "bytes", "blocks on disk as du counts, folders included") {
      String($0.diskUsage.bytes)
    },
    Column("seconds", .number, unit: "seconds", "wall time of the step") { CSV.seconds($0.time) },
  ]

  static func row(from cells: [String: String]) throws(CellError) -> StageRow {
    let reader = CellReader(cells)
    let name = try reader.text("stage")
    guard let stage = StageRow.Stage(rawValue: name) else {
      throw CellError(column: "stage", problem: "'\(name)' is no stage")
    }
    return StageRow(
      stage: stage, files: try reader.required("files", reader.integer),
      bytes: ByteCount(try reader.required("bytes", reader.integer)),
      diskUsage: ByteCount(try reader.required("disk_usage_bytes", reader.integer)),
      time: try reader.required("seconds", reader.duration))
  }
}
