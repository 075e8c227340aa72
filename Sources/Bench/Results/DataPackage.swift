import Foundation
import Pipeline

/// `datapackage.json`: a Frictionless Data Package (specs.frictionlessdata.io/data-package) that describes the CSV
/// files beside it.
struct DataPackage: Codable {
  var name: String
  var title: String
  var profile = "tabular-data-package"
  var created: String
  var resources: [Resource]
  var provenance: Provenance

  struct Resource: Codable {
    var name: String
    var path: String
    var title: String
    var profile = "tabular-data-resource"
    var format = "csv"
    var mediatype = "text/csv"
    var encoding = "utf-8"
    var schema: Schema
  }

  struct Schema: Codable {
    var fields: [Field]
    var primaryKey: [String]
    var missingValues = [""]
  }

  struct Field: Codable {
    var name: String
    var type: String
    var description: String
    var unit: String?

    init<Row>(_ column: Column<Row>) {
      name = column.name
      type = column.kind.rawValue
      description = column.meaning
      unit = column.unit
    }
  }

  init(_ provenance: Provenance) {
    // A package's name is limited to these characters; the tree's own name is in the title and the provenance.
    let slug = provenance.tree.name.lowercased().map { character in
      character.isASCII && (character.isLetter || character.isNumber || "-._".contains(character))
        ? character : "-"
    }
    name = "pybench-" + String(slug)
    title = "pybench sweep of " + provenance.tree.name
    created = provenance.begun
    resources = [
      Resource(
        name: "sweep", path: "sweep.csv", title: "What was measured of each setting",
        schema: Schema(fields: SweepTable.columns.map(Field.init), primaryKey: ["setting"])),
      Resource(
        name: "samples", path: "samples.csv", title: "Every timed run",
        schema: Schema(
          fields: SampleTable.columns.map(Field.init), primaryKey: ["setting", "direction", "round"])),
      Resource(
        name: "stages", path: "stages.csv", title: "The pipeline, stage by stage",
        schema: Schema(fields: StageTable.columns.map(Field.init), primaryKey: ["stage"])),
    ]
    self.provenance = provenance
  }

  /// The file's text.
  static func text(_ provenance: Provenance) throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(DataPackage(provenance)), as: UTF8.self) + "\n"
    } catch {
      throw Failure("describe", "the results", because: String(describing: error))
    }
  }

  /// Reads the provenance back.
  static func provenance(at path: String) throws(Failure) -> Provenance {
    struct Envelope: Decodable {
      var provenance: Provenance
    }
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return try JSONDecoder().decode(Envelope.self, from: data).provenance
    } catch let error as DecodingError {
      throw Failure("read", path, because: error.keyed)
    } catch {
      throw Failure("read", path, because: Failure.reason(error))
    }
  }
}

extension DecodingError {
  /// The key, and what is wrong with it.
  var keyed: String {
    switch self {
    case .keyNotFound(let key, let context): Self.reason("it is missing", at: context.codingPath + [key])
    case .valueNotFound(_, let context): Self.reason("it is null", at: context.codingPath)
    case .typeMismatch(let type, let context):
      Self.reason("it is not \(Self.name(of: type))", at: context.codingPath)
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is not valid JSON: \(context.underlyingError.map(String.init(describing:)) ?? context.debugDescription)"
        : Self.reason(context.debugDescription, at: context.codingPath)
    @unknown default: String(describing: self)
    }
  }

  private static func reason(_ problem: String, at keys: [any CodingKey]) -> String {
    guard !keys.isEmpty else { return problem }
    let path = keys.reduce("") { path, key in
      if let index = key.intValue { return path + "[\(index)]" }
      return path.isEmpty ? key.stringValue : path + "." + key.stringValue
    }
    return "key \(path): \(problem)"
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is [Any].Type: "a list"
    case is [String: Any].Type: "an object"
    default: "of the expected type"
    }
  }
}
