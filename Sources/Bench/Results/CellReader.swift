import BenchCore
import Pipeline

/// An invalid cell of a CSV file.
package struct CellError: Error, Hashable, CustomStringConvertible {
  /// The column's name.
  package let column: String
  /// What is wrong with its value.
  package let problem: String

  package var description: String { "column \(column): \(problem)" }
}

/// Reads typed values from the cells of one row; an empty cell is nil.
struct CellReader {
  private let cells: [String: String]

  init(_ cells: [String: String]) { self.cells = cells }

  func optional(_ column: String) -> String? {
    guard let text = cells[column], !text.isEmpty else { return nil }
    return text
  }

  func text(_ column: String) throws(CellError) -> String {
    guard let text = optional(column) else { throw missing(column) }
    return text
  }

  func setting() throws(CellError) -> Setting {
    let label = try text("setting")
    var setting: Setting
    do {
      setting = try Setting(label: label)
    } catch {
      throw CellError(column: "setting", problem: error.problem)
    }
    // Versions before 0.2 had one order.
    guard let text = optional("order") else { return setting }
    guard let order = EntryOrder(rawValue: text) else {
      throw CellError(column: "order", problem: "'\(text)' is neither path nor kind")
    }
    setting.order = order
    return setting
  }

  func integer(_ column: String) throws(CellError) -> Int? {
    guard let text = optional(column) else { return nil }
    guard let value = Int(text), value >= 0 else {
      throw CellError(column: column, problem: "'\(text)' is not a whole number of 0 or more")
    }
    guard value <= ByteCount.limit.bytes else {
      throw CellError(column: column, problem: "'\(text)' is more than \(ByteCount.limit.bytes)")
    }
    return value
  }

  func number(_ column: String) throws(CellError) -> Double? {
    guard let text = optional(column) else { return nil }
    guard let value = Double(text), value.isFinite, value >= 0 else {
      throw CellError(column: column, problem: "'\(text)' is not a number of 0 or more")
    }
    return value
  }

  func duration(_ column: String) throws(CellError) -> Duration? {
    guard let seconds = try number(column) else { return nil }
    // A Duration beyond 2⁶³ seconds would trap.
    guard seconds < 1e15 else { throw CellError(column: column, problem: "'\(seconds)' is too long a time") }
    return .seconds(seconds)
  }

  func boolean(_ column: String) throws(CellError) -> Bool? {
    guard let text = optional(column) else { return nil }
    guard let value = Bool(text) else {
      throw CellError(column: column, problem: "'\(text)' is neither true nor false")
    }
    return value
  }

  func required<Value>(
    _ column: String, _ read: (String) throws(CellError) -> Value?
  ) throws(CellError) -> Value {
    guard let value = try read(column) else { throw missing(column) }
    return value
  }

  /// A missing column, or an empty cell.
  func missing(_ column: String) -> CellError {
    CellError(
      column: column,
      problem: cells[column] == nil
        ? "the header has no such column; was it renamed or removed?" : "it is empty")
  }
}
