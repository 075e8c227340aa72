package import BenchCore

/// Something in an archive that is rarely intended in a release.
package struct Finding: Sendable, Equatable, Codable {
  package enum Kind: String, Codable, CaseIterable, Sendable {
    /// A file that runs as its owner.
    case setuid
    /// A file that runs as its group.
    case setgid
    /// World-writable files in one folder, or a world-writable folder.
    case worldWritable = "world-writable"
    /// A name with the word `stripped`, but unstripped binaries.
    case misnamed = "named-stripped"
    /// A binary with symbols or debug sections that neither loading nor linking needs.
    case unstrippedELF = "unstripped-elf"
    case testFolder = "test-folder"
    /// An `ar` archive.
    case staticLibrary = "static-library"
    /// Compiled files that record the time of their source, in one folder.
    case timestampBytecode = "timestamp-pyc"
    /// Compiled files without their source, in one folder.
    case orphanBytecode = "orphan-pyc"
    /// Compiled files that changed since the baseline although their source did not; found only by a check.
    case changedBytecode = "changed-pyc"
    /// Small identical compiled files, which hard links would save.
    case duplicateBytecode = "duplicate-pyc"
    /// A copy of a large file.
    case duplicate = "duplicate-file"

    /// What it is, for people.
    package var phrase: String {
      switch self {
      case .setuid: "set-user-ID file"
      case .setgid: "set-group-ID file"
      case .worldWritable: "writable by every user"
      case .misnamed: "named stripped, but not stripped"
      case .unstrippedELF: "not stripped"
      case .testFolder: "folder of tests"
      case .staticLibrary: "static library"
      case .timestampBytecode: ".pyc with the time of their source"
      case .orphanBytecode: ".pyc without source"
      case .changedBytecode: ".pyc that changed although their source did not"
      case .duplicateBytecode: "identical .pyc, which hard links would save"
      case .duplicate: "copy of a large file"
      }
    }

    /// The first manifest version with this kind.
    package var sinceVersion: Int {
      switch self {
      case .unstrippedELF, .testFolder, .staticLibrary, .timestampBytecode, .orphanBytecode, .duplicate: 1
      case .setuid, .setgid, .worldWritable, .misnamed, .changedBytecode, .duplicateBytecode: 2
      }
    }
  }

  package var kind: Kind
  /// The file or folder.
  package var path: EntryPath
  /// Number of files.
  package var files: Int
  /// Their bytes in the tar.
  package var bytes: ByteCount
  /// Their share of the archive's bytes.
  package var compressedBytes: ByteCount
  /// The first of several identical files; nil for other findings.
  package var sameAs: EntryPath?

  package init(
    kind: Kind, path: EntryPath, files: Int, bytes: ByteCount, compressedBytes: ByteCount,
    sameAs: EntryPath? = nil
  ) {
    self.kind = kind
    self.path = path
    self.files = files
    self.bytes = bytes
    self.compressedBytes = compressedBytes
    self.sameAs = sameAs
  }

  enum CodingKeys: String, CodingKey {
    case kind, path, files, bytes
    case compressedBytes = "compressed_bytes"
    case sameAs = "same_as"
  }
}

extension [Finding] {
  /// In the order of their kinds, then of their paths.
  package func inOrder() -> [Finding] {
    Finding.Kind.allCases.flatMap { kind in
      filter { $0.kind == kind }.sorted { $0.path < $1.path }
    }
  }
}
