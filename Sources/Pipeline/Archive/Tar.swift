package import BenchCore
import Glibc

/// The deterministic tar of a tree: every copy of the tree gives the same bytes.
///
/// Entries are in the chosen order, owned by 0:0 without names, without access and change times. Hard links stay
/// links. Modification times later than `SOURCE_DATE_EPOCH` become that time
/// (reproducible-builds.org/specs/source-date-epoch). If it is not set, all times become one fixed date.
package struct Tar: Sendable {
  /// The tar's bytes.
  package let bytes: MappedFile
  /// SHA-256 of the tar.
  package let digest: Digest
  /// SHA-256 over path, kind, mode and contents before stripping of every entry, whatever the tar's order; nil
  /// of a tar that was made elsewhere.
  package let treeDigest: Digest?
  /// The entries in the tar's order. An order other than by path holds folders twice.
  package let entries: [TarEntry]
  /// Blocks that the tar takes on disk.
  package let diskUsage: ByteCount
  /// Policy for modification times.
  package let mtimes: MtimePolicy
  /// `.pyc` files that the interpreter will recompile at every import, because they record the time of a source
  /// whose time the tar changes.
  package let staleBytecode: [EntryPath]
}

package struct TarEntry: Sendable {
  package let path: EntryPath
  package let kind: Entry.Kind
  /// Permission bits.
  package let mode: UInt16
  /// Size before stripping.
  package let originalSize: ByteCount
  package let size: ByteCount
  /// SHA-256 of a file's contents before stripping.
  package let originalDigest: Digest?
  /// Range of its header, contents and padding in the tar.
  package let range: Range<Int>
}

/// Modification times of entries.
package struct MtimePolicy: Sendable, Hashable {
  /// Seconds since 1970.
  package let epoch: Int64
  /// Whether earlier times are kept.
  package let keepsEarlier: Bool

  /// 1980-01-01, the earliest date of the zip format.
  package static let fixedDate: Int64 = 315_532_800

  /// Reads `SOURCE_DATE_EPOCH`.
  ///
  /// - Throws: `Failure` if it is not a whole number of seconds.
  package init() throws(Failure) {
    try self.init(sourceDateEpoch: getenv("SOURCE_DATE_EPOCH").map { String(cString: $0) })
  }

  init(sourceDateEpoch text: String?) throws(Failure) {
    guard let text, !text.isEmpty else {
      self.init(epoch: Self.fixedDate, keepsEarlier: false)
      return
    }
    guard let epoch = Int64(text), epoch >= 0 else {
      throw Failure(
        "use", "SOURCE_DATE_EPOCH", because: "'\(text)' is not a number of seconds since 1970",
        advice: "set it to a number such as 1700000000, or unset it")
    }
    self.init(epoch: epoch, keepsEarlier: true)
  }

  init(epoch: Int64, keepsEarlier: Bool) {
    self.epoch = epoch
    self.keepsEarlier = keepsEarlier
  }

  /// Value of `SOURCE_DATE_EPOCH`; nil if not set.
  package var variable: Int64? { keepsEarlier ? epoch : nil }

  func time(for modified: Int64) -> Int64 { keepsEarlier ? min(modified, epoch) : epoch }
}

extension StrippedTree {
  /// Packs the tree.
  ///
  /// - Parameters:
  ///   - mtimes: Policy for modification times.
  ///   - order: Order of the entries.
  ///   - keepsStripped: Whether stripped copies of files are kept, for another order.
  /// - Throws: `Failure` if a file cannot be read or changes, or scratch space runs out.
  package func pack(mtimes: MtimePolicy, order: EntryOrder = .path, keepsStripped: Bool = false)
    throws(Failure)
    -> Tar
  {
    let file = try ScratchFile()
    let digest = try TrailingDigest(file)
    var size = 0
    let writer = try ArchiveWriter { (bytes) throws(Failure) in
      try file.append(bytes)
      size += bytes.byteCount
      digest.grew(to: size)
    }
    let buffer = IO.piece()
    defer { buffer.deallocate() }
    let sha = try SHA256()
    var packed: [TarEntry] = []
    var digests = [Digest?](repeating: nil, count: tree.entries.count)
    let paths = Set(tree.entries.map(\.path))
    var stale: [EntryPath] = []

    for arranged in try arranged(order) {
      let entry = arranged.entry
      let contents = arranged.file.flatMap { self.contents[$0] }
      let start = writer.position
      let packedSize = contents?.stripped?.size ?? (entry.kind == .file ? entry.size : .zero)
      try writer.add(
        entry.path, entry.kind, mode: entry.mode, size: packedSize,
        modified: mtimes.time(for: entry.modified))
      var original = contents?.original
      if let stripped = contents?.stripped {
        try MappedFile(path: stripped.path).withBytes { (bytes) throws(Failure) in try writer.write(bytes) }
        if !keepsStripped { unlink(stripped.path) }
      } else if entry.kind == .file {
        let hashed = original == nil
        let source = try SourceFile(entry, in: tree.folder)
        try source.readAll(through: buffer) { (bytes) throws(Failure) in
          if hashed { try sha.update(bytes) }
          try writer.write(bytes)
        }
        if hashed { original = try sha.finish() }
      }
      try writer.finishEntry()
      if let bytecode = contents?.bytecode, bytecode.isStale(after: mtimes),
        paths.contains(entry.path.bytecodeSource)
      {
        stale.append(entry.path)
      }
      packed.append(
        TarEntry(
          path: entry.path, kind: entry.kind, mode: entry.mode, originalSize: entry.size, size: packedSize,
          originalDigest: original, range: start..<writer.position))
      if let file = arranged.file { digests[file] = original }
    }
    try writer.close()

    let bytes = try MappedFile(file.descriptor, name: "the tar")
    return Tar(
      bytes: bytes, digest: try digest.finish(at: size),
      treeDigest: try Self.treeDigest(tree.entries, digests), entries: packed, diskUsage: file.diskUsage,
      mtimes: mtimes, staleBytecode: stale.sorted())
  }

  /// Every field ends with a byte that it cannot hold, so different trees have different texts.
  private static func treeDigest(_ entries: [Entry], _ digests: [Digest?]) throws(Failure) -> Digest {
    let sha = try SHA256()
    for (entry, digest) in zip(entries, digests) {
      let kind: [UInt8] =
        switch entry.kind {
        case .folder: Array("folder".utf8)
        case .file: Array("file ".utf8) + (digest?.bytes ?? [])
        case .symlink(let target): Array("symlink ".utf8) + target
        case .hardLink(let original): Array("link ".utf8) + original.bytes
        case .special: []
        }
      try sha.update(entry.path.bytes + [0] + Array(String(entry.mode, radix: 8).utf8) + [0] + kind + [0])
    }
    return try sha.finish()
  }
}

extension Tar {
  /// Reads a tar that is there.
  ///
  /// - Throws: `Failure` if it cannot be read, is compressed, or is not a tar.
  init(reading path: String) throws(Failure) {
    let bytes = try MappedFile(copyOf: path)
    try bytes.withBytes { (contents) throws(Failure) in
      switch ArchiveFormat(contents: contents) {
      case .plain: break
      case .compressed(let codec):
        throw Failure(
          "read the tar", path, because: "it is compressed by \(codec)", advice: "decompress it first")
      case nil: throw Failure("read the tar", path, because: "it is not a tar")
      }
      do throws(Failure) {
        _ = try TarContents(of: contents)
      } catch {
        throw Failure("read the tar", path, because: error.reason)
      }
    }
    self.init(
      bytes: bytes, digest: try bytes.withBytes { (bytes) throws(Failure) in try Digest(of: bytes) },
      treeDigest: nil, entries: [], diskUsage: bytes.size,
      mtimes: MtimePolicy(epoch: MtimePolicy.fixedDate, keepsEarlier: false), staleBytecode: [])
  }

  /// The library that wrote it, with its version: `libarchive 3.6.2`.
  package static var libraryVersion: String { LibArchive.version }
}
