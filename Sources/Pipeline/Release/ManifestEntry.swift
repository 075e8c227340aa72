package import BenchCore

/// What kind of file an entry is, as people sort a Python build.
package enum FileKind: String, Codable, CaseIterable, Sendable {
  case python = "py"
  case bytecode = "pyc"
  case elf
  case staticLibrary = "a"
  case data
  case folder
  case symlink
  case hardlink
  case special

  init(_ entry: ArchivedEntry) {
    switch entry.kind {
    case .folder: self = .folder
    case .symlink: self = .symlink
    case .hardLink: self = .hardlink
    case .special: self = .special
    case .file:
      switch entry.content?.form {
      case .elf: self = .elf
      case .staticLibrary: self = .staticLibrary
      case .bytecode: self = .bytecode
      case .other, nil: self = entry.path.bytes.suffix(3).elementsEqual(".py".utf8) ? .python : .data
      }
    }
  }
}

/// One entry of an archive, with what it costs.
package struct ManifestEntry: Sendable, Equatable {
  /// Its path.
  package var path: EntryPath
  /// What it is.
  package var kind: FileKind
  /// Size before stripping; nil where only the archive is known.
  package var unstrippedBytes: ByteCount?
  /// Size in the tar.
  package var bytes: ByteCount
  /// Share of the archive's bytes, headers and padding in the tar included.
  package var compressedBytes: ByteCount
  /// The first 16 hexadecimal digits of the SHA-256 of a file's contents in the tar; nil for anything else.
  package var digest: String?
  /// What a symbolic or hard link leads to, escaped like a path; nil for anything else.
  package var target: String?

  /// Whether two entries hold the same, whatever they cost.
  package func holdsSame(as other: ManifestEntry) -> Bool {
    kind == other.kind && bytes == other.bytes && digest == other.digest && target == other.target
  }
}

extension ManifestEntry: Codable {
  enum CodingKeys: String, CodingKey {
    case path, kind
    case unstrippedBytes = "unstripped_bytes"
    case bytes
    case compressedBytes = "compressed_bytes"
    case digest, target
  }
}

/// Paths in JSON are text, as `EntryPath.description` escapes them.
extension EntryPath: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let path = EntryPath(description: text), !text.isEmpty else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a path")
    }
    guard path.bytes.count(where: { $0 == UInt8(ascii: "/") }) < EntryPath.maximumParts else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "the path has more than \(EntryPath.maximumParts) parts")
    }
    self = path
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
