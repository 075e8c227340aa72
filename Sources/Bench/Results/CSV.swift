import Foundation
import SwiftCSV

/// CSV as RFC 4180 has it: UTF-8, a header, records that end in CR LF.
enum CSV {
  /// One record with its line end.
  static func record(_ cells: [String?]) -> String {
    cells.map { quoted($0 ?? "") }.joined(separator: ",") + "\r\n"
  }

  /// The header record of a table.
  static func header<Row>(_ columns: [Column<Row>]) -> String {
    record(columns.map(\.name))
  }

  /// The record of one row.
  static func record<Row>(_ row: Row, _ columns: [Column<Row>]) -> String {
    record(columns.map { $0.cell(row) })
  }

  /// The rows of a CSV text, each a dictionary by column name.
  ///
  /// - Throws: SwiftCSV's parse error.
  static func rows(of text: String) throws -> [[String: String]] {
    try NamedCSV(string: text, delimiter: .comma, loadColumns: false).rows
  }

  /// A number with a point and a fixed number of places, whatever the locale.
  static func decimal(_ value: Double, places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  /// Seconds to the microsecond; nil for nil.
  static func seconds(_ duration: Duration?) -> String? {
    duration.map { decimal($0.inSeconds, places: 6) }
  }

  /// Seconds to the nanosecond.
  static func nanoseconds(_ duration: Duration) -> String { decimal(duration.inSeconds, places: 9) }

  private static func quoted(_ text: String) -> String {
    // More than RFC 4180 asks for: readers trim blanks, and take other characters than CR and LF for line ends.
    guard !text.utf8.allSatisfy(isPlain) || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
    // By scalar, for a quote and a combining mark after it are one character to Swift.
    let doubled = text.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
    return "\"" + String(String.UnicodeScalarView(doubled)) + "\""
  }

  /// Whether a byte of a cell needs no quotes around the cell.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"")
  }
}
