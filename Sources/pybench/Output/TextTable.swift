import BenchCore

/// A table of plain text, for terminals and logs.
struct TextTable {
  /// A column's heading and side.
  enum Column {
    case left(String)
    case right(String)

    var heading: String {
      switch self {
      case .left(let heading), .right(let heading): heading
      }
    }
  }

  private let columns: [Column]
  private let rows: [[String]]

  /// Creates a table; each row has a cell for every column.
  init(_ columns: [Column], _ rows: [[String]]) {
    self.columns = columns
    self.rows = rows.map { $0.map(\.printable) }
  }

  /// The table's lines.
  var text: String {
    let all = [columns.map(\.heading)] + rows
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { cells in
      let line = columns.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - cells[column].count)
        switch columns[column] {
        case .left: return cells[column] + gap
        case .right: return gap + cells[column]
        }
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
