import Foundation
public import Pipeline

/// The JSON that `pybench pick` writes, of which the setting matters here.
public enum PickedFile {
  private struct Document: Decodable {
    let setting: String
  }

  /// Reads the setting.
  ///
  /// - Throws: `Failure` where the file is no such JSON, or names no setting.
  public static func packing(_ path: String) throws(Failure) -> Packing {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return try Packing(label: JSONDecoder().decode(Document.self, from: data).setting)
    } catch let error as SettingError {
      throw Failure("read the setting in", path, because: error.description)
    } catch {
      throw Failure(
        "read the setting in", path, because: "it is not what 'pybench pick --format json' writes",
        advice: "name a label such as zstd-19-long27, or such a file")
    }
  }
}
