import BenchCore
import Pipeline

/// The columns of `stages.csv`.
enum StageTable {
  /// The columns for the stages of the tree called `tree`.
  static func columns(of tree: String) -> [Column<Stage>] {
    [Column("tree", .string, "name of the tree") { _ in tree }] + facts
  }

  private static let facts: [Column<Stage>] = [
    Column("stage", .string, "tree, selected, stripped or tar") { $0.name.rawValue },
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

  static func row(from cells: [String: String]) throws(CellError) -> Stage {
    let reader = CellReader(cells)
    let text = try reader.text("stage")
    guard let name = Stage.Name(rawValue: text) else {
      throw CellError(column: "stage", problem: "'\(text)' is not a stage")
    }
    return Stage(
      name: name, files: try reader.required("files", reader.integer),
      bytes: ByteCount(try reader.required("bytes", reader.integer)),
      diskUsage: ByteCount(try reader.required("disk_usage_bytes", reader.integer)),
      time: try reader.required("seconds", reader.duration))
  }
}
