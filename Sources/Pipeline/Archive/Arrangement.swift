import BenchCore

/// An entry and its file, in the order of the tar.
struct ArrangedEntry {
  /// The entry. The order determines which name of a hard-linked file is the file.
  var entry: Entry
  /// Index of the file in the tree; nil for entries without contents here.
  var file: Int?
}

extension StrippedTree {
  /// The entries in the order of the tar.
  ///
  /// - Throws: `Failure` if a file cannot be read to find its kind.
  func arranged(_ order: EntryOrder) throws(Failure) -> [ArrangedEntry] {
    switch order {
    case .path:
      tree.entries.enumerated().map { index, entry in
        ArrangedEntry(entry: entry, file: entry.kind == .file ? index : nil)
      }
    case .kind: try byKind()
    }
  }

  private func byKind() throws(Failure) -> [ArrangedEntry] {
    var originals: [EntryPath: Int] = [:]
    var items: [(group: EntryGroup, entry: Entry, file: Int?)] = []
    for (index, entry) in tree.entries.enumerated() {
      var file: Int?
      switch entry.kind {
      case .file:
        file = index
        originals[entry.path] = index
      case .hardLink(let original): file = originals[original]
      case .folder, .symlink, .special: break
      }
      items.append((try group(of: entry, file), entry, file))
    }
    items.sort { ($0.group.rawValue, $0.entry.path) < ($1.group.rawValue, $1.entry.path) }

    var first: [Int: EntryPath] = [:]
    let arranged = items.map { item in
      var place = ArrangedEntry(entry: item.entry, file: item.file)
      guard let file = item.file else { return place }
      if let original = first[file] {
        place.entry.kind = .hardLink(to: original)
        place.file = nil
      } else {
        place.entry.kind = .file
        first[file] = item.entry.path
      }
      return place
    }
    // GNU tar sets a folder's time and mode when it reaches an entry outside of it, and does not repeat this
    // after later files. So folders come first, for programs that do not create missing folders, and again at
    // the end. A folder that its owner may not write to comes only at the end; otherwise only root could unpack
    // into it.
    let folders = arranged.prefix { $0.entry.kind == .folder }
    return arranged.filter { $0.entry.kind != .folder || $0.entry.mode & 0o700 == 0o700 } + folders
  }

  private func group(of entry: Entry, _ file: Int?) throws(Failure) -> EntryGroup {
    switch entry.kind {
    case .folder: return .folder
    case .symlink, .special: return .rest
    case .file, .hardLink: break
    }
    let form: FileContents.Form
    if let known = file.flatMap({ contents[$0]?.form }) {
      form = known
    } else {
      form = FileContents.Form(try SourceFile(entry, in: tree.folder).bytes(ELF.headerSize))
    }
    return EntryGroup(name: entry.path.name, size: entry.size, form: form)
  }
}

/// The kinds of entries that `EntryOrder.kind` keeps together, in its order.
enum EntryGroup: Int, Sendable {
  case folder
  /// Executables, shared objects and object files, recognized by content.
  case elf
  /// `ar` archives, recognized by content.
  case staticLibrary
  /// C and C++ headers, recognized by name.
  case header
  /// `.py`
  case python
  /// `.pyc` that hold at least a header.
  case bytecode
  /// Everything else, symbolic links included.
  case rest

  init(name: ArraySlice<UInt8>, size: ByteCount, form: FileContents.Form) {
    let name = Array(name)
    self =
      switch form {
      case .elf: .elf
      case .staticLibrary: .staticLibrary
      case .other where Self.headers.contains(where: name.hasSuffix): .header
      case .other where name.hasSuffix(".py"): .python
      case .other where name.hasSuffix(".pyc") && size.bytes >= BytecodeHeader.minimumSize: .bytecode
      case .other: .rest
      }
  }

  private static let headers = [".h", ".hh", ".hpp", ".hxx"]
}
