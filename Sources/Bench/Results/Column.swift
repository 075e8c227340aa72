/// A column of a results table: its name, what it means, and how a value is written.
///
/// One declaration serves the CSV header, its cells and the schema in `datapackage.json`.
package struct Column<Row>: Sendable {
  /// The Frictionless field type.
  package enum Kind: String, Sendable {
    case string, integer, number, boolean
  }

  /// The name in the header; it ends with the unit, if there is one.
  package let name: String
  /// The type of its values.
  package let kind: Kind
  /// The unit in full; nil for values without a unit.
  package let unit: String?
  /// What the values mean.
  package let meaning: String
  /// The cell of a row; nil is an empty cell.
  package let cell: @Sendable (Row) -> String?

  package init(
    _ name: String, _ kind: Kind, unit: String? = nil, _ meaning: String,
    cell: @escaping @Sendable (Row) -> String?
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.meaning = meaning
    self.cell = cell
  }
}
