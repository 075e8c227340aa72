import BenchCore
import FoundationEssentials
import Pipeline
import SystemPackage

/// `datapackage.json`: a Frictionless Data Package (specs.frictionlessdata.io/data-package) that describes the
/// CSV files beside it.
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
        schema: Schema(fields: SweepTable.columns.map(Field.init), primaryKey: ["tree", "order", "setting"])),
      Resource(
        name: "samples", path: "samples.csv", title: "Every timed run",
        schema: Schema(
          fields: SampleTable.columns.map(Field.init),
          primaryKey: ["tree", "machine", "order", "setting", "direction", "round"])),
      Resource(
        name: "stages", path: "stages.csv", title: "The pipeline, stage by stage",
        schema: Schema(
          fields: StageTable.columns(of: provenance.tree.name).map(Field.init), primaryKey: ["tree", "stage"])
      ),
    ]
    self.provenance = provenance
  }

  /// The file's text.
  static func text(_ provenance: Provenance) throws(Failure) -> String {
    try JSONText.document(DataPackage(provenance))
  }

  /// Reads the provenance back.
  static func provenance(at path: String) throws(Failure) -> Provenance {
    struct Envelope: Decodable {
      var provenance: Provenance
    }
    let data: Data
    do throws(Errno) {
      data = Data(try IO.contents(of: path))
    } catch {
      throw Failure("read", path, because: error)
    }
    do throws(JSONProblem) {
      let provenance = try JSONText.decode(Envelope.self, from: data).provenance
      if let problem = provenance.problem { throw JSONProblem(problem) }
      return provenance
    } catch {
      throw Failure("read", path, because: error.description)
    }
  }
}
