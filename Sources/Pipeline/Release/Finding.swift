package import BenchCore

/// Something in an archive that a release rarely means to ship.
package struct Finding: Sendable, Equatable, Codable {
  /// What it is.
  package enum Kind: String, Codable, CaseIterable, Sendable {
    /// A binary with symbols or debug sections that loading or linking does not need.
    case unstrippedELF = "unstripped-elf"
    /// A folder of tests.
    case testFolder = "test-folder"
    /// An `ar` archive.
    case staticLibrary = "static-library"
    /// Compiled files that record the time of their source, in one folder.
    case timestampBytecode = "timestamp-pyc"
    /// Compiled files without their source, in one folder.
    case orphanBytecode = "orphan-pyc"
    /// A large file that is there under another name already.
    case duplicate = "duplicate-file"

    /// What it is, for people.
    package var phrase: String {
      switch self {
      case .unstrippedELF: "not stripped"
      case .testFolder: "folder of tests"
      case .staticLibrary: "static library"
      case .timestampBytecode: ".pyc that record the time of their source"
      case .orphanBytecode: ".pyc without source"
      case .duplicate: "copy of a large file"
      }
    }
  }

  /// What it is.
  package var kind: Kind
  /// The file or folder.
  package var path: EntryPath
  /// How many files it concerns.
  package var files: Int
  /// Their bytes in the tar.
  package var bytes: ByteCount
  /// Their share of the archive's bytes.
  package var compressedBytes: ByteCount
  /// The first of several equal files; nil for other findings.
  package var sameAs: EntryPath?

  enum CodingKeys: String, CodingKey {
    case kind, path, files, bytes
    case compressedBytes = "compressed_bytes"
    case sameAs = "same_as"
  }
}

/// Looks for what a release rarely means to ship.
struct FindingScan {
  /// Smaller copies are common and cheap.
  static let largeFile = ByteCount(256 << 10)

  private struct Key: Hashable {
    let kind: Finding.Kind
    let path: EntryPath
  }
  private var found: [Key: Finding] = [:]

  /// Looks through an archive.
  ///
  /// - Parameters:
  ///   - contents: What the archive's tar holds.
  ///   - share: What an entry costs.
  static func findings(
    in contents: TarContents, share: (ArchivedEntry) -> ByteCount
  ) -> [Finding] {
    var scan = FindingScan()
    let sources = Set(contents.entries.lazy.filter { $0.path.bytes.last == UInt8(ascii: "y") }.map(\.path))
    var large: [Digest: EntryPath] = [:]
    for entry in contents.entries {
      let cost = share(entry)
      let testFolder = testFolder(of: entry)
      if let testFolder { scan.add(.testFolder, testFolder, entry, cost) }
      guard let content = entry.content else { continue }
      switch content.form {
      case .elf(unstripped: true): scan.add(.unstrippedELF, entry.path, entry, cost)
      case .staticLibrary: scan.add(.staticLibrary, entry.path, entry, cost)
      // In a folder of tests they are no news beside the folder itself.
      case .bytecode(let recordsTime) where testFolder == nil:
        if recordsTime { scan.add(.timestampBytecode, folder(of: entry), entry, cost) }
        if !sources.contains(entry.path.bytecodeSource) {
          scan.add(.orphanBytecode, folder(of: entry), entry, cost)
        }
      case .elf, .bytecode, .other: break
      }
      guard entry.size >= largeFile else { continue }
      if let first = large[content.digest] {
        scan.add(.duplicate, entry.path, entry, cost, sameAs: first)
      } else {
        large[content.digest] = entry.path
      }
    }
    let order = Finding.Kind.allCases
    return scan.found.values.sorted { left, right in
      let (a, b) = (order.firstIndex(of: left.kind) ?? 0, order.firstIndex(of: right.kind) ?? 0)
      return a == b ? left.path < right.path : a < b
    }
  }

  private mutating func add(
    _ kind: Finding.Kind, _ path: EntryPath, _ entry: ArchivedEntry, _ cost: ByteCount,
    sameAs: EntryPath? = nil
  ) {
    var finding =
      found[Key(kind: kind, path: path)]
      ?? Finding(kind: kind, path: path, files: 0, bytes: .zero, compressedBytes: .zero, sameAs: sameAs)
    if entry.kind != .folder { finding.files += 1 }
    finding.bytes += entry.size
    finding.compressedBytes += cost
    found[Key(kind: kind, path: path)] = finding
  }

  /// The outermost folder of tests that an entry is in, or is.
  private static func testFolder(of entry: ArchivedEntry) -> EntryPath? {
    let bytes = entry.path.bytes
    var start = 0
    for end in bytes.indices where bytes[end] == UInt8(ascii: "/") {
      if Selection.isTestFolder(bytes[start..<end]) { return EntryPath(Array(bytes[..<end])) }
      start = end + 1
    }
    return entry.kind == .folder && Selection.isTestFolder(bytes[start...]) ? entry.path : nil
  }

  /// The folder that holds an entry; the root goes by `.`.
  private static func folder(of entry: ArchivedEntry) -> EntryPath {
    let parent = entry.path.parent
    return parent == .root ? EntryPath(Array(".".utf8)) : parent
  }
}
