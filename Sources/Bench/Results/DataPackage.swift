import Foundation
import Pipeline

/// `datapackage.json`: a Frictionless Data Package that describes the CSV files beside it.
enum DataPackage {
  private struct Envelope: Decodable {
    var provenance: Provenance
  }

  /// Reads the provenance back.
  static func provenance(at path: String) throws(Failure) -> Provenance {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return try JSONDecoder().decode(Envelope.self, from: data).provenance
    } catch {
      throw Failure("read", path, because: String(describing: error))
    }
  }
}
