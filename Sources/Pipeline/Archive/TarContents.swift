package import BenchCore

/// The contents of a tar from any tool, read from the tar itself.
package struct TarContents: Sendable {
  /// The entries in the tar's order, without one for the root.
  package let entries: [ArchivedEntry]

  init(entries: [ArchivedEntry]) { self.entries = entries }

  /// Reads a tar.
  ///
  /// - Parameter tar: The whole tar.
  /// - Throws: `Failure` if libarchive finds it broken, or it is empty.
  package init(of tar: RawSpan) throws(Failure) {
    entries = try ArchiveReader.reading(tar) { (reader) throws(Failure) in
      var entries: [ArchivedEntry] = []
      var header = try reader.next()
      while let current = header {
        let contents = current.kind == .file ? try FileContent(current, reader) : nil
        header = try reader.next()
        // The end mark and the padding count for the last entry.
        let end = header?.position ?? tar.byteCount
        // The root's header counts for the previous entry, or for the next one if it comes first.
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
  package let kind: Entry.Kind
  /// Permission bits with set-user-ID, set-group-ID and sticky.
  package let mode: UInt16
  /// Time of last modification, whole seconds since 1970.
  package let modified: Int64
  /// Size of a file; 0 for anything else.
  package let size: ByteCount
  package let content: FileContent?
  /// Range of its headers, contents and padding in the tar.
  package fileprivate(set) var range: Range<Int>
}

package struct FileContent: Sendable {
  /// Kind by its first bytes and its name.
  package enum Form: Hashable, Sendable {
    /// An executable, shared object or object file; whether it has symbols that neither loading nor linking
    /// needs.
    case elf(unstripped: Bool)
    /// An `ar` archive.
    case staticLibrary
    /// A `.pyc`; whether the interpreter compares the source's time with the recorded time.
    case bytecode(recordsTime: Bool)
    case other
  }

  /// SHA-256 of the contents.
  package let digest: Digest
  package let form: Form

  init(digest: Digest, form: Form) {
    self.digest = digest
    self.form = form
  }

  init(_ header: ArchiveReader.Header, _ reader: ArchiveReader) throws(Failure) {
    let sha = try SHA256()
    var form = Form.other
    var end = 0
    try reader.contents { (bytes, offset) throws(Failure) in
      // A tar in memory gives a file in one piece, unless it is sparse. Then only the first piece is examined.
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
