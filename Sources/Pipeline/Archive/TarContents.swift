package import BenchCore
/// What a tar holds, read from the tar itself, whoever made it.
package struct TarContents: Sendable {
  /// The entries in the tar's order, without one for the root.
  package let entries: [ArchivedEntry]

  /// Reads a tar.
  ///
  /// - Parameter tar: The whole tar.
  /// - Throws: `Failure` where libarchive finds it broken, or it holds nothing.
  package init(of tar: RawSpan) throws(Failure) {
    entries = try ArchiveReader.reading(tar) { (reader) throws(Failure) in
      var entries: [ArchivedEntry] = []
      var header = try reader.next()
      while let current = header {
        let contents = current.kind == .file ? try FileContent(current, reader) : nil
        header = try reader.next()
        // What follows the last entry, the end mark and padding, counts with it.
        let end = header?.position ?? tar.byteCount
        // The root's header counts with the entry before it, or where it comes first with the one after it.
        guard current.path != .root else {
          if let last = entries.indices.last {
            entries[last].range = entries[last].range.lowerBound..<end
          }
          continue
        }
        entries.append(
          ArchivedEntry(
            path: current.path, kind: current.kind, mode: current.mode, modified: current.modified,
            size: current.kind == .file ? current.size : .zero,
            content: contents, range: (entries.last?.range.upperBound ?? 0)..<end))
      }
      guard !entries.isEmpty else { throw Failure("read", "the tar", because: "it is empty") }
      return entries
    }
  }
}

/// One entry of a tar.
package struct ArchivedEntry: Sendable {
  /// Its path, without a leading `./` or a trailing slash.
  package let path: EntryPath
  /// What it is.
  package let kind: Entry.Kind
  /// Permission bits with set-user-ID, set-group-ID and sticky.
  package let mode: UInt16
  /// Time of last modification, whole seconds since 1970.
  package let modified: Int64
  /// Size of a file; 0 for anything else.
  package let size: ByteCount
  /// What is in a file.
  package let content: FileContent?
  /// Where its headers, contents and padding lie in the tar.
  package fileprivate(set) var range: Range<Int>
}

/// What is in a file.
package struct FileContent: Sendable {
  /// What its first bytes and its name show.
  package enum Form: Hashable, Sendable {
    /// An executable, shared object or object file; whether it holds symbols that loading or linking don't need.
    case elf(unstripped: Bool)
    /// An `ar` archive.
    case staticLibrary
    /// A `.pyc`; whether the interpreter compares the time of the source with the one recorded.
    case bytecode(recordsTime: Bool)
    case other
  }

  /// SHA-256 of the contents.
  package let digest: Digest
  /// What it is.
  package let form: Form

  init(_ header: ArchiveReader.Header, _ reader: ArchiveReader) throws(Failure) {
    let sha = try SHA256()
    var form = Form.other
    var end = 0
    try reader.contents { (bytes, offset) throws(Failure) in
      // A tar in memory gives a file in one piece, unless it is sparse; then only the first is looked at.
      if offset == 0, end == 0 { form = Self.form(of: bytes, header.path) }
      if offset != end { try sha.update(Array("hole \(offset - end)\n".utf8)) }
      try sha.update(bytes)
      end = offset + bytes.byteCount
    }
    digest = try sha.finish()
    self.form = form
  }

  private static func form(of bytes: RawSpan, _ path: EntryPath) -> Form {
    if let elf = ELF(bytes) { return .elf(unstripped: elf.isUnstripped(bytes)) }
    if bytes.starts(with: StaticLibrary.magic) { return .staticLibrary }
    if path.bytes.hasSuffix(".pyc"), let header = BytecodeHeader(bytes) {
      return .bytecode(recordsTime: header.sourceModified != nil)
    }
    return .other
  }
}
