import BenchCore
import BenchGate
import Pipeline

/// What an archive holds, for programs; `docs/formats.md` describes it.
struct InspectJSON: Encodable {
  /// The version of the format.
  static let schemaVersion = 1

  private let schema_version = Self.schemaVersion
  private let subject: String
  private let setting: ArchiveEncoding?
  private let compressed_bytes: ByteCount
  private let tar_bytes: ByteCount
  private let median_block_bytes: ByteCount
  private let kinds: [Sum]
  private let folders: [Sum]
  private let findings: [Finding]
  private let entries: [ManifestEntry]

  /// Creates the document of a manifest.
  init(_ manifest: Manifest, of subject: String) {
    let inventory = Inventory(manifest)
    self.subject = subject
    setting = manifest.setting
    compressed_bytes = manifest.compressedBytes
    tar_bytes = manifest.tarBytes
    median_block_bytes = manifest.attribution.medianBlockBytes
    kinds = inventory.kinds.map { Sum($0.sum, kind: $0.kind.rawValue) }
    folders = inventory.root.folders.map {
      Sum($0.sum, path: $0.path == .root ? "." : $0.path.description)
    }
    findings = manifest.findings
    entries = manifest.entries
  }

  private struct Sum: Encodable {
    var kind: String?
    var path: String?
    let files: Int
    let unstripped_bytes: ByteCount?
    let bytes: ByteCount
    let compressed_bytes: ByteCount

    init(_ sum: Inventory.Sum, kind: String? = nil, path: String? = nil) {
      self.kind = kind
      self.path = path
      files = sum.files
      unstripped_bytes = sum.unstrippedBytes
      bytes = sum.bytes
      compressed_bytes = sum.compressedBytes
    }
  }
}
