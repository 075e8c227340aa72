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
    guard text.utf8.contains(where: { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0D, 0x0A].contains($0) })
    else {
      return text
    }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
