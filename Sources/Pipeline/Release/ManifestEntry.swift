package import BenchCore

/// Kind of an entry in a Python build.
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

/// One entry of an archive with its share.
package struct ManifestEntry: Sendable, Equatable {
  package var path: EntryPath
  package var kind: FileKind
  /// Size before stripping; nil if only the archive is known.
  package var unstrippedBytes: ByteCount?
  /// Size in the tar.
  package var bytes: ByteCount
  /// Share of the archive's bytes, headers and padding in the tar included.
  package var compressedBytes: ByteCount
  /// The first 16 hexadecimal digits of the SHA-256 of a file's contents in the tar; nil for anything else.
  package var digest: String?
  /// Target of a symbolic or hard link, escaped like a path; nil for other kinds.
  package var target: String?
  /// Permission bits; nil for a manifest of version 1.
  package var mode: FileMode?

  package init(
    path: EntryPath, kind: FileKind, unstrippedBytes: ByteCount? = nil, bytes: ByteCount,
    compressedBytes: ByteCount, digest: String? = nil, target: String? = nil, mode: FileMode? = nil
  ) {
    self.path = path
    self.kind = kind
    self.unstrippedBytes = unstrippedBytes
    self.bytes = bytes
    self.compressedBytes = compressedBytes
    self.digest = digest
    self.target = target
    self.mode = mode
  }

  /// Whether two entries have the same contents, independent of their shares.
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
    case digest, target, mode
  }
}

/// Permission bits with set-user-ID, set-group-ID and sticky, in JSON an octal string such as `"0755"`.
package struct FileMode: Sendable, Hashable, TextCodable, CustomStringConvertible {
  /// The low twelve bits of `st_mode`.
  package let bits: UInt16

  /// Creates a mode of the low twelve bits.
  package init(_ bits: UInt16) { self.bits = bits & 0o7777 }

  /// Four octal digits.
  package var description: String {
    let digits = String(bits, radix: 8)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  package var text: String { description }

  package init(text: String) throws {
    guard text.utf8.count == 4,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
      let bits = UInt16(text, radix: 8)
    else {
      throw JSONProblem("'\(EntryPath(Array(text.utf8)))' is not a mode such as 0755")
    }
    self.init(bits)
  }
}

/// Paths in JSON are text, as `EntryPath.description` escapes them.
extension EntryPath: TextCodable {
  package var text: String { description }

  package init(text: String) throws {
    guard let path = EntryPath(description: text), !text.isEmpty else {
      throw JSONProblem("'\(text)' is not a path")
    }
    guard path.bytes.count(where: { $0 == UInt8(ascii: "/") }) < EntryPath.maximumParts else {
      throw JSONProblem("the path has more than \(EntryPath.maximumParts) parts")
    }
    self = path
  }
}
