package import BenchCore
import Glibc
package import SystemPackage

/// A file mapped into memory.
package final class MappedFile: @unchecked Sendable {
  /// The file's size.
  package let size: ByteCount
  private let address: UnsafeMutableRawPointer?

  /// Maps an open file; it may be closed afterwards.
  ///
  /// Only for scratch files of this process: if another process truncates a mapped file, a signal ends this
  /// process.
  ///
  /// - Parameters:
  ///   - descriptor: The open file.
  ///   - name: The file's name for messages.
  /// - Throws: `Failure` with the system's message, or because it is not a regular file.
  package init(_ descriptor: FileDescriptor, name: String) throws(Failure) {
    size = ByteCount(Int(try Self.status(descriptor.rawValue, name).st_size))
    guard size > .zero else {
      address = nil
      return
    }
    let mapping = mmap(nil, size.bytes, PROT_READ, MAP_SHARED, descriptor.rawValue, 0)
    guard mapping != MAP_FAILED else { throw Failure("map", name, because: Errno(rawValue: errno)) }
    address = mapping
  }

  /// Maps the scratch file at a path.
  package convenience init(path: String) throws(Failure) {
    let descriptor = try Self.open(path)
    defer { close(descriptor) }
    try self.init(FileDescriptor(rawValue: descriptor), name: path)
  }

  /// Maps a copy of the file at a path, which other processes may change or truncate.
  package convenience init(copyOf path: String) throws(Failure) {
    let descriptor = try Self.open(path, adviceIfMissing: "check its name")
    defer { close(descriptor) }
    try self.init(copyOf: descriptor, name: path)
  }

  /// Maps a copy of an open file.
  ///
  /// - Throws: `Failure` if the file changes while it is read, or scratch space runs out.
  convenience init(copyOf descriptor: CInt, name: String) throws(Failure) {
    let before = try Self.status(descriptor, name)
    let scratch = try ScratchFile()
    let buffer = IO.buffer(IO.pieceSize)
    defer { buffer.deallocate() }
    let size = Int(before.st_size)
    // One byte more shows what is longer than the system says.
    let count = try IO.readPieces(descriptor, size + 1, name, through: buffer) { (bytes) throws(Failure) in
      try scratch.append(bytes)
    }
    guard FileStamp(try Self.status(descriptor, name)) == FileStamp(before), count == size else {
      throw Failure(
        "read", name, because: "it changed while it was read", advice: "run again when nothing writes to it")
    }
    try self.init(scratch.descriptor, name: name)
  }

  private static func open(_ path: String, adviceIfMissing: String? = nil) throws(Failure) -> CInt {
    do throws(Errno) {
      // Opening a FIFO must not block.
      return try IO.retrying { Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    } catch {
      throw Failure(
        "read", path, because: error, advice: error == .noSuchFileOrDirectory ? adviceIfMissing : nil)
    }
  }

  /// What the system knows of a regular file.
  private static func status(_ descriptor: CInt, _ name: String) throws(Failure) -> stat {
    let status: stat
    do throws(Errno) {
      status = try IO.status(descriptor)
    } catch {
      throw Failure("read", name, because: error)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return status
    case S_IFDIR: throw Failure("read", name, because: "it is a folder", advice: "name a tree with --tree")
    default: throw Failure("read", name, because: "it is not a regular file")
    }
  }

  deinit { if let address { munmap(address, size.bytes) } }

  /// Runs `body` with the file's bytes.
  package func withBytes<Result, Problem: Error>(_ body: (RawSpan) throws(Problem) -> Result) throws(Problem)
    -> Result
  {
    try body(UnsafeRawBufferPointer(start: address, count: size.bytes).bytes)
  }
}

extension MappedFile {
  /// Whether the file holds exactly these bytes at an offset.
  package func holds(_ bytes: RawSpan, at offset: Int) -> Bool {
    guard offset + bytes.byteCount <= size.bytes else { return false }
    return withBytes { own in
      own.withUnsafeBytes { own in
        bytes.withUnsafeBytes { bytes in
          guard let own = own.baseAddress, let other = bytes.baseAddress else { return true }
          return memcmp(own + offset, other, bytes.count) == 0
        }
      }
    }
  }
}
