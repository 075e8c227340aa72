import Pipeline

/// What an archive holds, for programs; `docs/formats.md` describes it.
package enum InventoryJSON {
  /// The version of the format.
  package static let schemaVersion = 1

  /// The inventory as JSON.
  package static func text(_ manifest: Manifest, of subject: String) -> String {
    let inventory = Inventory(manifest)
    return JSONValue.object([
      ("schema_version", .integer(schemaVersion)),
      ("subject", .string(subject)),
      ("setting", .optional(manifest.setting)),
      ("compressed_bytes", .integer(manifest.compressedBytes.bytes)),
      ("tar_bytes", .integer(manifest.tarBytes.bytes)),
      ("median_block_bytes", .integer(manifest.attribution.medianBlockBytes.bytes)),
      (
        "kinds",
        .array(inventory.kinds.map { .object([("kind", .string($0.kind.rawValue))] + pairs($0.sum)) })
      ),
      (
        "folders",
        .array(
          inventory.root.folders.map {
            .object([("path", .string($0.path == .root ? "." : $0.path.description))] + pairs($0.sum))
          })
      ),
      ("findings", .array(manifest.findings.map(\.json))),
      ("entries", .array(manifest.entries.map(\.json))),
    ]).document
  }

  private static func pairs(_ sum: Inventory.Sum) -> [(key: String, value: JSONValue)] {
    [
      ("files", .integer(sum.files)),
      ("unstripped_bytes", sum.unstrippedBytes.map { .integer($0.bytes) } ?? .null),
      ("bytes", .integer(sum.bytes.bytes)),
      ("compressed_bytes", .integer(sum.compressedBytes.bytes)),
    ]
  }
}
