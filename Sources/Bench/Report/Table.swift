import BenchCore

/// A table as the page and a comment show it. Texts are plain; each format escapes them.
struct Table {
  struct Column {
    let heading: String
    /// Whether its cells are numbers, which stand on the right.
    var isNumber = false
    /// The common heading of adjacent columns.
    var group: String?
    /// Explanation for a sortable table; nil without.
    var meaning: String?

    /// The heading where headings stand alone: `Compress MB/s`.
    var name: String { group.map { "\($0) \(heading)" } ?? heading }
  }

  struct Cell {
    let text: String
    /// The number to sort by.
    var value: Double?
    /// The class of its element in addition to that of numbers.
    var kind: String?
  }

  struct Row {
    let cells: [Cell]
    /// The class of its element.
    var kind: String?
  }

  let columns: [Column]
  let rows: [Row]
  /// Index of the column whose cells are the rows' names.
  var names = 0

  /// The table as HTML; the page's script sorts a sortable one.
  func html(_ attribute: String, caption: String? = nil, isSortable: Bool = false) -> String {
    let body = rows.map { row in
      "<tr\(Self.kind([row.kind]))>" + row.cells.indices.map { element(row.cells[$0], $0) }.joined()
        + "</tr>\n"
    }
    return "<table \(attribute)>" + (caption.map { "<caption class=\"hidden\">\($0)</caption>" } ?? "")
      + "<thead>\(head(isSortable))</thead><tbody>\n\(body.joined())</tbody></table>"
  }

  /// One row of headings; two if columns have groups, with the columns of a group under its name.
  private func head(_ isSortable: Bool) -> String {
    let isGrouped = columns.contains { $0.group != nil }
    var (upper, lower) = ("", "")
    for (index, column) in columns.enumerated() {
      var heading = Escape.markup(column.heading)
      if isSortable {
        let meaning = column.meaning.map {
          " title=\"\(Escape.markup($0))\" aria-label=\"\(Escape.markup(column.name))\""
        }
        heading = "<button type=\"button\" data-column=\"\(index)\"\(meaning ?? "")>\(heading)</button>"
      }
      let cell =
        "<th scope=\"col\"\(isGrouped && column.group == nil ? " rowspan=\"2\"" : "")"
        + "\(Self.kind([column.isNumber ? "n" : nil]))\(isSortable ? " aria-sort=\"none\"" : "")>\(heading)</th>"
      guard let group = column.group else {
        upper += cell
        continue
      }
      lower += cell
      if index == 0 || columns[index - 1].group != group {
        let span = columns.count { $0.group == group }
        upper += "<th scope=\"colgroup\" class=\"group\" colspan=\"\(span)\">\(Escape.markup(group))</th>"
      }
    }
    return "<tr>\(upper)</tr>" + (lower.isEmpty ? "" : "<tr>\(lower)</tr>")
  }

  private func element(_ cell: Cell, _ index: Int) -> String {
    let text = Escape.markup(cell.text)
    if index == names { return "<th scope=\"row\">\(text)</th>" }
    let value = cell.value.map { " data-value=\"\($0)\"" } ?? ""
    return "<td\(Self.kind([columns[index].isNumber ? "n" : nil, cell.kind]))\(value)>\(text)</td>"
  }

  private static func kind(_ names: [String?]) -> String {
    let names = names.compactMap { $0 }
    return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
  }

  /// The head and the rows of a Markdown table; long texts are cut.
  func markdown(cutAt most: Int = 60) -> (head: String, lines: [String]) {
    (
      ReportMarkdown.head(columns.map { (ReportMarkdown.name($0.name), $0.isNumber) }),
      rows.map { row in ReportMarkdown.row(row.cells.map { ReportMarkdown.name($0.text, most: most) }) }
    )
  }
}

extension Table.Cell: ExpressibleByStringInterpolation {
  init(stringLiteral text: String) { self.init(text: text) }
}
