import BenchCore
import Glibc
import SystemPackage

/// A file of the tree, open for reading.
final class SourceFile {
  let descriptor: FileDescriptor
  private let folder: Folder
  private let path: EntryPath
  private let size: ByteCount

  init(_ entry: Entry, in folder: Folder) throws(Failure) {
    descriptor = try folder.open(entry.path)
    self.folder = folder
    path = entry.path
    size = entry.size
  }

  deinit { try? descriptor.close() }

  private var name: String { folder.display(path) }

  /// The bytes at an offset; fewer than `count` at the file's end.
  func bytes(_ count: Int, at offset: Int = 0) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = pread(descriptor.rawValue, &bytes, count, off_t(offset))
    guard read >= 0 else { throw Failure("read", name, because: Errno(rawValue: errno)) }
    return Array(bytes.prefix(read))
  }

  /// Reads all of the file, piece by piece, from where the last read ended.
  ///
  /// - Throws: `Failure` where there are fewer or more bytes than the tree said.
  func readAll(through buffer: UnsafeMutableRawBufferPointer, _ body: (RawSpan) throws(Failure) -> Void)
    throws(Failure)
  {
    var total = 0
    while true {
      let count = read(descriptor.rawValue, buffer.baseAddress, buffer.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw Failure("read", name, because: Errno(rawValue: errno))
      }
      if count == 0 { break }
      total += count
      guard total <= size.bytes else { break }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
    }
    guard total == size.bytes else {
      throw Failure(
        "read", name,
        because: "it \(total < size.bytes ? "shrank" : "grew") from \(size.bytes) bytes while it was read",
        advice: "run again when nothing writes to the tree")
    }
  }

  /// SHA-256 of the contents.
  func digest() throws(Failure) -> Digest { try digest { _ in } }

  /// Copies the file to a new one, and tells the SHA-256 of the contents.
  func copy(to path: String) throws(Failure) -> Digest {
    func failure(_ error: any Error) -> Failure {
      Failure(
        "write a scratch file in", Scratch.parent, because: (error as? Errno)?.description ?? "\(error)",
        advice: Scratch.advice)
    }
    let copy: FileDescriptor
    do {
      copy = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite])
    } catch {
      throw failure(error)
    }
    defer { try? copy.close() }
    return try digest { (bytes) throws(Failure) in
      do {
        try bytes.withUnsafeBytes { _ = try copy.writeAll($0) }
      } catch {
        throw failure(error)
      }
    }
  }

  /// SHA-256 of the contents, which `body` gets piece by piece.
  private func digest(_ body: (RawSpan) throws(Failure) -> Void) throws(Failure) -> Digest {
    let sha = try SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    try readAll(through: buffer) { (bytes) throws(Failure) in
      try sha.update(bytes)
      try body(bytes)
    }
    return try sha.finish()
  }
}
