import BenchCore
import BenchResults
import Pipeline

/// The table of all rows, as the page and the comment show it.
struct ReportTable {
  /// A column: its heading, what it means, and for a row the text and, where it sorts by number, the number.
  struct Column: Sendable {
    let heading: String
    /// The common heading of adjacent columns; part of the name if headings stand alone.
    var group: String?
    let meaning: String
    let numeric: Bool
    /// The full name: `Compress MB/s`.
    var name: String { group.map { "\($0) \(heading)" } ?? heading }
    let cell: @Sendable (ReportSubject, SweepRow) -> (text: String, value: Double?)
  }

  let subjects: [ReportSubject]

  /// The columns; with the result's name if there are several results.
  var columns: [Column] {
    var columns: [Column] = []
    if subjects.count > 1 {
      columns.append(
        Column(heading: "Result", meaning: "name of the result", numeric: false) { (subject, _) in
          (subject.title, nil)
        })
    }
    let noted = subjects.contains { $0.results.rows.contains { !Self.notes($0).isEmpty } }
    return columns + (noted ? Self.figures : Self.figures.filter { $0.heading != "Notes" })
  }

  private static let figures: [Column] = [
    Column(heading: "Setting", meaning: "codec, level, window, threads", numeric: false) { (_, row) in
      (row.setting.name, nil)
    },
    Column(heading: "Size", meaning: "bytes of the archive that ships", numeric: true) { (_, row) in
      (
        row.compressedBytes.map { Format.grouped($0.bytes) } ?? "",
        row.compressedBytes.map { Double($0.bytes) }
      )
    },
    Column(heading: "Ratio", meaning: "tar's bytes ÷ archive's bytes", numeric: true) { (_, row) in
      (row.ratio.map(Format.ratio) ?? "", row.ratio)
    },
    Column(heading: "vs gzip", meaning: "size against that of gzip's highest level", numeric: true) {
      subject, row in
      guard let old = subject.reference?.compressedBytes, let new = row.compressedBytes, old.bytes > 0 else {
        return ("", nil)
      }
      return (Format.relativeChange(from: old, to: new) ?? "", Double(new.bytes) / Double(old.bytes))
    },
    time("Compress", .compress), speed("Compress", .compress),
    heap("Compress", \.compressHeap),
    time("Decompress", .decompress), speed("Decompress", .decompress),
    heap("Decompress", \.decompressHeap),
    Column(heading: "Window", meaning: "what a decoder must hold", numeric: true) { (_, row) in
      (row.window.map(Format.memory) ?? "", row.window.map { Double($0.bytes) })
    },
    Column(heading: "Notes", meaning: "remarks on the row", numeric: false) { (_, row) in
      (notes(row).joined(separator: "; "), nil)
    },
  ]

  private static func time(_ name: String, _ operation: Operation) -> Column {
    Column(
      heading: "time", group: name,
      meaning: "time on an idle core ± its standard error; ○ marks a single run",
      numeric: true
    ) { (_, row) in
      guard let timing = row.timing(operation) else { return ("", nil) }
      return (Format.time(timing.measured) + (timing.rounds == 1 ? " ○" : ""), timing.time.inSeconds)
    }
  }

  private static func speed(_ name: String, _ operation: Operation) -> Column {
    Column(heading: "MB/s", group: name, meaning: "original MB (10⁶ bytes) a second", numeric: true) {
      (_, row) in
      let speed = row.throughput(operation)?.megabytesPerSecond
      return (speed.map(Format.significant) ?? "", speed)
    }
  }

  private static func heap(_ name: String, _ bytes: @escaping @Sendable (SweepRow) -> ByteCount?) -> Column {
    Column(heading: "heap", group: name, meaning: "the most heap the codec held", numeric: true) { (_, row) in
      (bytes(row).map(Format.memory) ?? "", bytes(row).map { Double($0.bytes) })
    }
  }

  /// Remarks on a row.
  static func notes(_ row: SweepRow) -> [String] {
    if case .failed(let reason) = row.status {
      return ["failed: " + (reason.isEmpty ? "no reason given" : reason.clipped(to: 300))]
    }
    var notes: [String] = []
    if row.roundTrip == false { notes.append("does not decompress to the tar") }
    if row.defaultDecoder == false { notes.append("default decoders reject it") }
    return notes
  }

  /// The rows as an HTML table that the page's script sorts.
  func html() -> String {
    let columns = columns
    var html = "<table id=\"rows\"><caption class=\"hidden\">All settings measured</caption>"
    html += Self.head(columns) + "<tbody>\n"
    for subject in subjects {
      let smallest = subject.smallest?.setting
      for row in subject.results.rows {
        let failed = row.status != .ok
        html += "<tr\(failed ? " class=\"failed\"" : row.setting == smallest ? " class=\"best\"" : "")>"
        for column in columns { html += Self.cell(column, column.cell(subject, row)) }
        html += "</tr>\n"
      }
    }
    return html + "</tbody></table>"
  }

  /// Two rows of headings: the columns of a group are under its name.
  private static func head(_ columns: [Column]) -> String {
    var (upper, lower) = ("", "")
    for (index, column) in columns.enumerated() {
      let kind = column.numeric ? " class=\"n\"" : ""
      let button =
        "<button type=\"button\" data-column=\"\(index)\" title=\"\(Escape.markup(column.meaning))\""
        + " aria-label=\"\(Escape.markup(column.name))\">\(Escape.markup(column.heading))</button>"
      guard let group = column.group else {
        upper += "<th scope=\"col\" rowspan=\"2\"\(kind) aria-sort=\"none\">\(button)</th>"
        continue
      }
      lower += "<th scope=\"col\"\(kind) aria-sort=\"none\">\(button)</th>"
      if index == 0 || columns[index - 1].group != group {
        let span = columns.filter { $0.group == group }.count
        upper += "<th scope=\"colgroup\" class=\"group\" colspan=\"\(span)\">\(Escape.markup(group))</th>"
      }
    }
    return "<thead><tr>\(upper)</tr><tr>\(lower)</tr></thead>"
  }

  private static func cell(_ column: Column, _ cell: (text: String, value: Double?)) -> String {
    let text = Escape.markup(cell.text)
    if column.heading == "Setting" { return "<th scope=\"row\">\(text)</th>" }
    guard column.numeric else {
      return "<td\(column.heading == "Notes" ? " class=\"note\"" : "")>\(text)</td>"
    }
    return "<td class=\"n\"\(cell.value.map { " data-value=\"\($0)\"" } ?? "")>\(text)</td>"
  }

  /// The rows of a Markdown table, and its head.
  func markdown() -> (head: String, rows: [String]) {
    let columns = columns
    let head = ReportMarkdown.head(columns.map { (Escape.markdown($0.name), $0.numeric) })
    let rows = subjects.flatMap { subject in
      subject.results.rows.map { row in
        ReportMarkdown.row(columns.map { ReportMarkdown.name($0.cell(subject, row).text, most: 200) })
      }
    }
    return (head, rows)
  }
}
