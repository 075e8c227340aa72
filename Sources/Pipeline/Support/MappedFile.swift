package import BenchCore
import Glibc
package import SystemPackage

/// A file's bytes as memory, read from the page cache without a copy.
package final class MappedFile: @unchecked Sendable {
  /// The file's size.
  package let size: ByteCount
  private let address: UnsafeMutableRawPointer?

  /// Maps an open file; it may be closed afterwards.
  ///
  /// - Parameters:
  ///   - descriptor: The open file.
  ///   - name: The file's name for messages.
  /// - Throws: `Failure` in the system's words, or because it is no regular file.
  package init(_ descriptor: FileDescriptor, name: String) throws(Failure) {
    var status = stat()
    guard fstat(descriptor.rawValue, &status) == 0 else {
      throw Failure("read", name, because: Errno(rawValue: errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw Failure("read", name, because: "it is a folder", advice: "name a tree with --tree")
    default: throw Failure("read", name, because: "it is no regular file")
    }
    size = ByteCount(Int(status.st_size))
    guard size > .zero else {
      address = nil
      return
    }
    let mapping = mmap(nil, size.bytes, PROT_READ, MAP_SHARED, descriptor.rawValue, 0)
    guard mapping != MAP_FAILED else { throw Failure("map", name, because: Errno(rawValue: errno)) }
    address = mapping
  }

  /// Maps the file at a path.
  package convenience init(path: String) throws(Failure) {
    let descriptor: FileDescriptor
    do {
      // A FIFO must not be waited for.
      descriptor = try FileDescriptor.open(
        FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
    } catch {
      throw Failure("read", path, because: (error as? Errno)?.description ?? "\(error)")
    }
    defer { try? descriptor.close() }
    try self.init(descriptor, name: path)
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
