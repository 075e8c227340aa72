import BenchCore
import FoundationEssentials
import Pipeline

/// The setting in a document of `pybench pick --format json`.
enum PickedSetting {
  private struct Document: Decodable {
    let schemaVersion: Int
    let setting: String
    /// nil in what earlier versions wrote.
    let order: EntryOrder?

    enum CodingKeys: String, CodingKey {
      case schemaVersion = "schema_version"
      case setting, order
    }
  }

  /// Reads the setting.
  ///
  /// - Parameters:
  ///   - json: The text.
  ///   - name: The file that it comes from, for errors.
  /// - Throws: `Failure` if it is not such a document, has a later version, or names no setting.
  static func read(_ json: String, from name: String) throws(Failure) -> Setting {
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
    } catch {
      throw Failure(
        "read a setting from", name, because: "it is not what 'pybench pick --format json' writes",
        advice: "name a setting such as zstd-19-long27, or such a file")
    }
    // The setting has the same key in every version.
    guard (1...PickDocument.schemaVersion).contains(document.schemaVersion) else {
      throw Failure(
        "read a setting from", name,
        because: "its schema_version is \(document.schemaVersion), and this pybench knows"
          + " 1 to \(PickDocument.schemaVersion)",
        advice: "write it again with 'pybench pick --format json'")
    }
    do {
      return try Setting(label: document.setting).ordered(by: document.order ?? .path)
    } catch {
      throw Failure("read a setting from", name, because: error.description)
    }
  }
}
