import BenchCore
import Glibc
import SystemPackage

/// A file of the tree, open for reading.
final class SourceFile {
  let descriptor: FileDescriptor
  private let folder: Folder
  private let path: EntryPath
  private let size: ByteCount
  private let stamp: FileStamp

  /// Opens a file. Whether it is the unchanged file that the walk found is checked after reading it.
  ///
  /// - Throws: `Failure` if it cannot be opened.
  init(_ entry: Entry, in folder: Folder) throws(Failure) {
    descriptor = try folder.open(entry.path)
    self.folder = folder
    path = entry.path
    size = entry.size
    stamp = entry.stamp
  }

  deinit { try? descriptor.close() }

  private var name: String { folder.display(path) }

  /// Rejects a file that changed since the walk found it.
  func checkUnchanged() throws(Failure) {
    let status: stat
    do throws(Errno) {
      status = try IO.status(descriptor.rawValue)
    } catch {
      throw Failure("read", name, because: error)
    }
    guard FileStamp(status) == stamp else { throw changed(to: Int(status.st_size)) }
  }

  private func changed(to now: Int) -> Failure {
    let change =
      switch now {
      case size.bytes: "changed while the tree was read"
      case ..<size.bytes: "shrank from \(size.bytes) bytes while it was read"
      default: "grew from \(size.bytes) bytes while it was read"
      }
    return Failure(
      "read", name, because: "it " + change, advice: "run again when nothing writes to the tree")
  }

  /// The bytes at an offset; fewer than `count` at the file's end.
  ///
  /// Does not check the file. Each file is also read as a whole, which notices a change since the walk.
  func bytes(_ count: Int, at offset: Int = 0) throws(Failure) -> [UInt8] {
    do throws(Errno) {
      return try IO.bytes(descriptor.rawValue, count, at: offset)
    } catch {
      throw Failure("read", name, because: error)
    }
  }

  /// Reads the whole file, piece by piece.
  ///
  /// - Throws: `Failure` if the file changed since the walk, before or during the reading.
  func readAll(through buffer: UnsafeMutableRawBufferPointer, _ body: (RawSpan) throws(Failure) -> Void)
    throws(Failure)
  {
    let total = try IO.readPieces(descriptor.rawValue, size.bytes, name, through: buffer, body)
    guard total == size.bytes else { throw changed(to: total) }
    // Also notices a file that grew.
    try checkUnchanged()
  }

  /// SHA-256 of the contents.
  func digest() throws(Failure) -> Digest { try digest { _ in } }

  /// Copies the file and returns the SHA-256 of its contents.
  func copy(to path: String) throws(Failure) -> Digest {
    func failure(_ error: Errno) -> Failure {
      Failure("write a scratch file in", Scratch.parent, because: error, advice: Scratch.advice(error))
    }
    let copy: CInt
    do throws(Errno) {
      copy = try IO.retrying { Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    } catch {
      throw failure(error)
    }
    defer { close(copy) }
    return try digest { (bytes) throws(Failure) in
      do throws(Errno) { try IO.write(copy, bytes) } catch { throw failure(error) }
    }
  }

  /// SHA-256 of the contents, which `body` gets piece by piece.
  private func digest(_ body: (RawSpan) throws(Failure) -> Void) throws(Failure) -> Digest {
    let sha = try SHA256()
    let buffer = IO.buffer(IO.pieceSize)
    defer { buffer.deallocate() }
    try readAll(through: buffer) { (bytes) throws(Failure) in
      try sha.update(bytes)
      try body(bytes)
    }
    return try sha.finish()
  }
}
