import BenchCore
import BenchGate
import Pipeline

/// What an archive holds, for programs; `docs/formats.md` describes it.
enum InspectJSON {
  /// The version of the format.
  static let schemaVersion = 1

  /// The text.
  ///
  /// - Throws: `Failure` if a figure is not finite.
  static func text(_ manifest: Manifest, of subject: String) throws(Failure) -> String {
    let inventory = Inventory(manifest)
    func sum(_ key: String, _ name: String, _ sum: Inventory.Sum) -> JSONObject {
      JSONObject([
        key: name, "files": sum.files, "unstripped_bytes": sum.unstrippedBytes, "bytes": sum.bytes,
        "compressed_bytes": sum.compressedBytes,
      ])
    }
    return try JSONText.document(
      JSONObject([
        "schema_version": schemaVersion,
        "subject": subject,
        "setting": manifest.setting,
        "compressed_bytes": manifest.compressedBytes,
        "tar_bytes": manifest.tarBytes,
        "median_block_bytes": manifest.attribution.medianBlockBytes,
        "kinds": inventory.kinds.map { sum("kind", $0.kind.rawValue, $0.sum) },
        "folders": inventory.root.folders.map {
          sum("path", $0.path == .root ? "." : $0.path.description, $0.sum)
        },
        "findings": manifest.findings,
        "entries": manifest.entries,
      ]))
  }
}
