import BenchCore

/// Finds entries that are rarely intended in a release.
struct FindingScan {
  /// Smaller copies are common and cheap.
  static let largeFile = ByteCount(256 << 10)

  private struct Key: Hashable {
    let kind: Finding.Kind
    let path: EntryPath
  }
  private var found: [Key: Finding] = [:]
  private var largeFiles: [Digest: EntryPath] = [:]
  private var bytecode: Set<Digest> = []
  private var copies: (finding: Finding, folder: [ArraySlice<UInt8>])?

  /// Scans an archive.
  ///
  /// - Parameters:
  ///   - contents: What the archive's tar holds.
  ///   - share: Returns an entry's share of the archive's bytes.
  static func findings(
    in contents: TarContents, share: (ArchivedEntry) -> ByteCount
  ) -> [Finding] {
    var scan = FindingScan()
    let sources = Set(contents.entries.lazy.filter { $0.path.bytes.last == UInt8(ascii: "y") }.map(\.path))
    for entry in contents.entries {
      let cost = share(entry)
      scan.lookAtMode(of: entry, cost)
      let testFolder = testFolder(of: entry)
      if let testFolder { scan.add(.testFolder, testFolder, entry, cost) }
      guard let content = entry.content else { continue }
      switch content.form {
      case .elf(unstripped: true):
        scan.add(.unstrippedELF, entry.path, entry, cost)
        if StrippedName.claims(entry.path.bytes[...]) { scan.add(.misnamed, entry.path, entry, cost) }
      case .staticLibrary: scan.add(.staticLibrary, entry.path, entry, cost)
      // A folder of tests is already a finding.
      case .bytecode(let recordsTime) where testFolder == nil:
        if recordsTime { scan.add(.timestampBytecode, folder(of: entry), entry, cost) }
        if !sources.contains(entry.path.bytecodeSource) {
          scan.add(.orphanBytecode, folder(of: entry), entry, cost)
        }
        if !scan.bytecode.insert(content.digest).inserted { scan.addCopy(entry, cost) }
      case .elf, .bytecode, .other: break
      }
      guard entry.size >= largeFile else { continue }
      if let first = scan.largeFiles[content.digest] {
        scan.add(.duplicate, entry.path, entry, cost, sameAs: first)
      } else {
        scan.largeFiles[content.digest] = entry.path
      }
    }
    var findings = Array(scan.found.values)
    if var copies = scan.copies {
      copies.finding.path = EntryPath(
        copies.folder.isEmpty ? Array(".".utf8) : Array(copies.folder.joined(separator: [UInt8(ascii: "/")])))
      findings.append(copies.finding)
    }
    return findings.inOrder()
  }

  /// Links have no modes, and in a sticky folder users can change only their own files.
  private mutating func lookAtMode(of entry: ArchivedEntry, _ cost: ByteCount) {
    let mode = entry.mode
    switch entry.kind {
    case .file:
      if mode & 0o4000 != 0 { add(.setuid, entry.path, entry, cost) }
      if mode & 0o2000 != 0 { add(.setgid, entry.path, entry, cost) }
      if mode & 0o002 != 0 { add(.worldWritable, Self.folder(of: entry), entry, cost) }
    case .folder where mode & 0o1002 == 0o002: add(.worldWritable, entry.path, entry, cost)
    case .folder, .symlink, .hardLink, .special: break
    }
  }

  /// All of them are one finding, at the innermost folder that holds them.
  private mutating func addCopy(_ entry: ArchivedEntry, _ cost: ByteCount) {
    let folder = Array(entry.path.parent.bytes.split(separator: UInt8(ascii: "/")))
    guard var known = copies else {
      copies = (
        Finding(
          kind: .duplicateBytecode, path: entry.path, files: 1, bytes: entry.size, compressedBytes: cost),
        folder
      )
      return
    }
    known.finding.files += 1
    known.finding.bytes += entry.size
    known.finding.compressedBytes += cost
    known.folder = zip(known.folder, folder).prefix { $0.elementsEqual($1) }.map(\.0)
    copies = known
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

  /// The folder that holds an entry; `.` for the root.
  private static func folder(of entry: ArchivedEntry) -> EntryPath {
    let parent = entry.path.parent
    return parent == .root ? EntryPath(Array(".".utf8)) : parent
  }
}

/// Names that claim stripped binaries: `cpython-install_only_stripped.tar.gz`, `libpython.so.stripped`.
enum StrippedName {
  /// Whether a name or a path has the word `stripped`, and not in `unstripped`, `not-stripped` or `nonstripped`.
  static func claims(_ name: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: name, as: UTF8.self).lowercased()
    var words = text.split { !($0.isLetter || $0.isNumber) }.map { String($0) }[...]
    var before = ""
    while let word = words.popFirst() {
      if word == "stripped", !["not", "non", "un", "never"].contains(before) { return true }
      before = word
    }
    return false
  }
}

extension Manifest {
  /// Adds a finding if the archive's name claims stripped binaries but it holds unstripped ones.
  mutating func noteName(_ path: String) {
    let name = Array(path.utf8).split(separator: UInt8(ascii: "/")).last ?? []
    let bare = findings.filter { $0.kind == .unstrippedELF }
    guard StrippedName.claims(name), let first = bare.first,
      !findings.contains(where: { $0.kind == .misnamed && $0.path == first.path && $0.files == bare.count })
    else { return }
    let finding = Finding(
      kind: .misnamed, path: first.path, files: bare.count,
      bytes: bare.reduce(.zero) { $0 + $1.bytes },
      compressedBytes: bare.reduce(.zero) { $0 + $1.compressedBytes })
    findings = (findings.filter { $0.kind != .misnamed } + [finding]).inOrder()
  }
}
