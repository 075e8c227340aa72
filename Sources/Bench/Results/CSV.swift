import BenchCore

/// CSV of RFC 4180: UTF-8, a header, records that end in CR LF.
///
/// Reading and writing are in one file so that every written scalar reads back unchanged. A library would add
/// Foundation's 40 MB of locale data, and would not report the line of a problem.
package enum CSV {
  /// One record with its line end.
  package static func record(_ cells: [String?]) -> String {
    cells.map { quoted($0 ?? "") }.joined(separator: ",") + "\r\n"
  }

  /// The header record of a table.
  package static func header<Row>(_ columns: [Column<Row>]) -> String {
    record(columns.map(\.name))
  }

  package static func record<Row>(_ row: Row, _ columns: [Column<Row>]) -> String {
    record(columns.map { $0.cell(row) })
  }

  package static func table<Row>(_ rows: [Row], _ columns: [Column<Row>]) -> String {
    header(columns) + rows.map { record($0, columns) }.joined()
  }

  /// Seconds to the microsecond; nil for nil.
  package static func seconds(_ duration: Duration?) -> String? {
    duration.map { Format.decimal($0.inSeconds, places: 6) }
  }

  /// Seconds to the nanosecond.
  package static func nanoseconds(_ duration: Duration) -> String {
    Format.decimal(duration.inSeconds, places: 9)
  }

  private static func quoted(_ text: String) -> String {
    // Stricter than RFC 4180, because readers trim blanks and accept other line ends than CR and LF.
    guard !text.utf8.allSatisfy(isPlain) || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
    // By scalar, because a quote and a following combining mark are one character in Swift.
    return "\"" + text.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\""
  }

  /// Whether a byte is allowed in a cell without quotes.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"")
  }
}

extension CSV {
  /// A text that is not CSV.
  package struct Problem: Error, Hashable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// What is wrong there.
    package let reason: String

    package var description: String { "line \(line): \(reason)" }
  }

  /// A row of a table, by column name, with the line where it begins.
  package struct Row: Sendable {
    /// The line, from 1.
    package let line: Int
    /// The cells by column name.
    package let cells: [String: String]
  }

  /// Reads a table with a header. Lines may end in LF alone, and the last line end may be missing.
  ///
  /// - Throws: `Problem` if a quote is not closed or is inside a plain cell, a record has more or fewer cells
  ///   than the header, or the header names a column twice.
  package static func rows(of text: [UInt8]) throws(Problem) -> [Row] {
    var records = try records(of: text).makeIterator()
    guard let header = records.next() else { return [] }
    guard Set(header.cells).count == header.cells.count else {
      throw Problem(line: header.line, reason: "the header names a column twice")
    }
    var rows: [Row] = []
    while let record = records.next() {
      guard record.cells.count == header.cells.count else {
        throw Problem(
          line: record.line,
          reason: "it has \(record.cells.count) cells, and the header has \(header.cells.count)")
      }
      rows.append(
        Row(
          line: record.line,
          cells: Dictionary(zip(header.cells, record.cells)) { first, _ in first }))
    }
    return rows
  }

  private static func records(of text: [UInt8]) throws(Problem) -> [(line: Int, cells: [String])] {
    let (comma, quote, lf, cr) = (
      UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")
    )
    var records: [(line: Int, cells: [String])] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var (line, start) = (1, 1)
    // A byte order mark, which spreadsheets write, is not part of the first name.
    var index = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    func endCell() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell.removeAll(keepingCapacity: true)
    }
    func endRecord() {
      endCell()
      // An empty line is not a record.
      if cells != [""] { records.append((start, cells)) }
      cells = []
    }
    while index < text.count {
      switch text[index] {
      case quote:
        guard cell.isEmpty else { throw Problem(line: line, reason: "a quote is inside a plain cell") }
        let opened = line
        index += 1
        while true {
          guard index < text.count else { throw Problem(line: opened, reason: "a quote is not closed") }
          let byte = text[index]
          if byte == quote {
            guard index + 1 < text.count, text[index + 1] == quote else { break }
            index += 1
          }
          if byte == lf { line += 1 }
          cell.append(byte)
          index += 1
        }
        index += 1
        guard index == text.count || [comma, lf, cr].contains(text[index]) else {
          throw Problem(line: line, reason: "text follows a closing quote")
        }
        continue
      case comma: endCell()
      case cr where index + 1 < text.count && text[index + 1] == lf: break
      case lf:
        endRecord()
        line += 1
        start = line
      case let byte: cell.append(byte)
      }
      index += 1
    }
    if !cell.isEmpty || !cells.isEmpty { endRecord() }
    return records
  }
}
