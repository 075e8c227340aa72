import BenchCore
import CArchive
import Glibc
import Synchronization

/// Reads a tar of any format that libarchive knows: GNU, pax, ustar and others.
final class ArchiveReader {
  private let archive: OpaquePointer
  private let source: Source
  /// The header that was read last; libarchive owns it.
  private var entry: OpaquePointer?
  /// Sum of the sizes in the headers read so far.
  private var total: Int64 = 0

  /// State of libarchive's read callback, which must not throw through C.
  private final class Source {
    let read: () throws(Failure) -> UnsafeRawBufferPointer
    var failure: Failure?
    init(_ read: @escaping () throws(Failure) -> UnsafeRawBufferPointer) { self.read = read }
  }

  /// The header of an entry.
  struct Header {
    let path: EntryPath
    let kind: Entry.Kind
    let mode: UInt16
    /// Time of last modification, whole seconds since 1970.
    let modified: Int64
    let size: ByteCount
    /// Offset in the tar, including records with long names and other attributes.
    let position: Int
  }

  /// Starts to read a tar.
  ///
  /// - Parameter read: Returns the next bytes, which must stay valid until the next call; none at
  ///   the end.
  private init(_ read: @escaping () throws(Failure) -> UnsafeRawBufferPointer) throws(Failure) {
    guard let archive = archive_read_new() else {
      throw Failure("read", "the tar", because: "libarchive could not allocate memory")
    }
    self.archive = archive
    source = Source(read)
    try check(archive_read_support_format_tar(archive))
    try check(
      archive_read_open(
        archive, Unmanaged.passUnretained(source).toOpaque(), nil,
        { _, context, bytes in
          guard let context else { return Int(ARCHIVE_FATAL) }
          let source = Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
          do throws(Failure) {
            let next = try source.read()
            bytes?.pointee = next.baseAddress
            return next.count
          } catch {
            source.failure = error
            return Int(ARCHIVE_FATAL)
          }
        }, nil))
  }

  deinit { archive_read_free(archive) }

  /// Reads a tar in memory.
  static func reading<Result>(
    _ tar: RawSpan, _ body: (ArchiveReader) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try tar.withUnsafeBytes { (bytes) throws(Failure) in
      var rest = bytes
      return try body(
        ArchiveReader {
          defer { rest = UnsafeRawBufferPointer(rebasing: rest[rest.endIndex...]) }
          return rest
        })
    }
  }

  /// Reads a tar while it is decoded.
  static func decoding<Result>(
    _ archive: RawSpan, _ codec: Codec, _ body: (ArchiveReader) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let decompressor = try codec.makeDecompressor(anyWindow: true)
    let buffer = ByteBuffer(capacity: 128 << 10)
    return try archive.withUnsafeBytes { (bytes) throws(Failure) in
      var offset = 0
      var finished = false
      func next() throws(Failure) -> UnsafeRawBufferPointer {
        buffer.removeAll()
        while !finished, buffer.count == 0 {
          let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
          let step = try decompressor.decompress(rest.bytes, into: buffer)
          offset += step.consumed
          finished = step.finished
          guard finished || step.consumed != 0 || buffer.count != 0 else {
            throw Failure("decompress", "the archive", because: "it ends early, after \(offset) bytes")
          }
        }
        return buffer.held
      }
      let result = try body(ArchiveReader(next))
      // libarchive stops at the tar's end mark, and the archive's checksum comes after it.
      while !finished { _ = try next() }
      return result
    }
  }

  /// Reads the next entry's header; nil at the end.
  func next() throws(Failure) -> Header? {
    var found: OpaquePointer?
    let code = archive_read_next_header(archive, &found)
    if code == ARCHIVE_EOF { return nil }
    try check(code)
    entry = found
    let bytes = Self.bytes(archive_entry_pathname(found)) ?? Self.bytes(archive_entry_pathname_utf8(found))
    guard let bytes else { throw Failure("read", "the tar", because: "an entry has no readable name") }
    let path = Self.path(bytes)
    try path.checkDepth("read", "the tar entry \(path)")
    let size = archive_entry_size(found)
    total += min(max(size, 0), Int64(ByteCount.limit.bytes))
    guard size >= 0, total < Int64(ByteCount.limit.bytes) else {
      throw Failure(
        "read", "the tar", because: "its entries claim to hold more than \(ByteCount.limit.bytes) bytes")
    }
    return Header(
      path: path, kind: try kind(of: found, path),
      mode: UInt16(truncatingIfNeeded: archive_entry_mode(found) & 0o7777),
      modified: Int64(archive_entry_mtime(found)), size: ByteCount(Int(size)),
      position: Int(archive_read_header_position(archive)))
  }

  private func kind(of entry: OpaquePointer?, _ path: EntryPath) throws(Failure) -> Entry.Kind {
    let link = archive_entry_hardlink(entry) ?? archive_entry_hardlink_utf8(entry)
    if let original = Self.bytes(link) { return .hardLink(to: Self.path(original)) }
    switch UInt32(archive_entry_filetype(entry)) {
    case LibArchive.file: return .file
    case LibArchive.folder: return .folder
    case LibArchive.symlink:
      let target = Self.bytes(archive_entry_symlink(entry) ?? archive_entry_symlink_utf8(entry))
      guard let target else {
        throw Failure("read", "the tar", because: "the symbolic link \(path) has no target")
      }
      return .symlink(target: target)
    default: return .special
    }
  }

  /// Reads the contents of the entry whose header was read last.
  ///
  /// - Parameter body: Receives a piece and its offset in the file. A sparse file has holes between pieces.
  func contents(_ body: (RawSpan, Int) throws(Failure) -> Void) throws(Failure) {
    while true {
      var bytes: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      let code = archive_read_data_block(archive, &bytes, &count, &offset)
      if code == ARCHIVE_EOF { return }
      try check(code)
      guard offset >= 0, offset <= Int64(ByteCount.limit.bytes) else {
        throw Failure("read", "the tar", because: "a sparse file in it has no offset")
      }
      try body(UnsafeRawBufferPointer(start: bytes, count: count).bytes, Int(offset))
    }
  }

  /// Serializes changes of the process's umask.
  ///
  /// libarchive reads the umask for every archive and every entry by setting it to 0 and back. If two threads
  /// did this at once, one would read the other's 0, unpack world-writable folders, and leave the umask at 0.
  private static let umask = Mutex(())

  /// Unpacks all entries into a folder, whose own path holds no symbolic link.
  ///
  /// Entries get their modes and times, but not their owners, as when a user unpacks. Names and links cannot
  /// make it write outside of the folder. Nothing else in the process may create files during the call, because
  /// the umask is 0 for moments.
  func unpack(into folder: String) throws(Failure) {
    guard let disk = Self.umask.withLock({ _ in archive_write_disk_new() }) else {
      throw Failure("unpack into", folder, because: "libarchive could not allocate memory")
    }
    defer { archive_write_free(disk) }
    archive_write_disk_set_options(
      disk,
      ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_SECURE_SYMLINKS
        | ARCHIVE_EXTRACT_SECURE_NODOTDOT)
    while let header = try next() {
      // libarchive unpacks relative to the working folder, which the whole process shares. So each path is
      // made absolute, which also puts absolute paths into the folder.
      let path = Self.inside(folder, header.path)
      guard path.count <= Int(PATH_MAX) else {
        throw Failure("unpack", header.path.description, because: "its path is too long below this folder")
      }
      archive_entry_copy_pathname(entry, path)
      if case .hardLink(let original) = header.kind {
        archive_entry_copy_hardlink(entry, Self.inside(folder, original))
      }
      try check(
        Self.umask.withLock { _ in archive_write_header(disk, entry) }, writing: disk, header.path)
      if header.kind == .file {
        try contents { (bytes, offset) throws(Failure) in
          let written = bytes.withUnsafeBytes {
            archive_write_data_block(disk, $0.baseAddress, $0.count, Int64(offset))
          }
          guard written >= 0 else { throw LibArchive.failure(of: disk, "unpack", header.path.description) }
        }
      }
      try check(archive_write_finish_entry(disk), writing: disk, header.path)
    }
    // Folders get their times and modes at the end.
    guard archive_write_close(disk) == ARCHIVE_OK else {
      throw LibArchive.failure(of: disk, "unpack into", folder)
    }
  }

  /// The path that a name in a tar means: `tar -c .` names a folder `./a/`, and the root itself `./`.
  private static func path(_ name: [UInt8]) -> EntryPath {
    let slash = UInt8(ascii: "/")
    var path = name[...]
    while path.starts(with: "./".utf8) { path = path.dropFirst(2).drop { $0 == slash } }
    while path.count > 1, path.last == slash { path.removeLast() }
    return path.elementsEqual(".".utf8) ? .root : EntryPath(Array(path))
  }

  private static func inside(_ folder: String, _ path: EntryPath) -> [CChar] {
    (Array(folder.utf8) + [UInt8(ascii: "/")] + path.bytes).map { CChar(bitPattern: $0) } + [0]
  }

  private static func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8]? {
    text.map { UnsafeRawBufferPointer(start: $0, count: strlen($0)).map { $0 } }
  }

  /// A warning (for example a name outside of the locale's character set) is not a failure.
  private func check(_ code: CInt) throws(Failure) {
    guard code == ARCHIVE_OK || code == ARCHIVE_WARN else {
      throw source.failure ?? LibArchive.failure(of: archive, "read", "the tar")
    }
  }

  private func check(_ code: CInt, writing disk: OpaquePointer, _ path: EntryPath) throws(Failure) {
    guard code == ARCHIVE_OK || code == ARCHIVE_WARN else {
      throw LibArchive.failure(of: disk, "unpack", path.description)
    }
  }
}
