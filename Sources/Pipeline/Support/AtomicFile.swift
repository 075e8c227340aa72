import Glibc
import SystemPackage

/// A file that appears under its name only when it is complete.
public final class AtomicFile {
  /// The file's final path.
  public let path: String
  private let temporary: String
  private let descriptor: FileDescriptor
  private var finished = false

  /// Starts writing beside `path`.
  ///
  /// - Throws: `Failure` where the folder cannot be written to.
  public init(_ path: String) throws(Failure) {
    self.path = path
    let temporary = "\(path).\(getpid()).tmp"
    self.temporary = temporary
    let opened = Leftovers.making {
      let opened = Result {
        try FileDescriptor.open(
          FilePath(temporary), .readWrite, options: [.create, .truncate, .closeOnExec],
          permissions: [.ownerReadWrite, .groupRead, .otherRead])
      }
      return (opened, (try? opened.get()) == nil ? nil : temporary)
    }
    do {
      descriptor = try opened.get()
    } catch {
      throw Failure("write", path, because: (error as? Errno)?.description ?? "\(error)")
    }
  }

  deinit {
    guard !finished else { return }
    try? descriptor.close()
    unlink(temporary)
    Leftovers.forget(temporary)
  }

  /// Adds bytes at the end.
  public func append(_ bytes: RawSpan) throws(Failure) {
    do {
      try bytes.withUnsafeBytes { _ = try descriptor.writeAll($0) }
    } catch {
      throw Failure("write", path, because: (error as? Errno)?.description ?? "\(error)")
    }
  }

  /// What was written so far, as it can be read back.
  public func written() throws(Failure) -> MappedFile { try MappedFile(descriptor, name: path) }

  /// Gives the file its name, in place of any that had it.
  ///
  /// - Parameter durable: Whether the bytes are on the disk, not only in its cache, when this returns.
  public func commit(durable: Bool = true) throws(Failure) {
    if durable, fsync(descriptor.rawValue) != 0 {
      throw Failure("write", path, because: Errno(rawValue: errno))
    }
    guard rename(temporary, path) == 0 else { throw Failure("write", path, because: Errno(rawValue: errno)) }
    finished = true
    try? descriptor.close()
    Leftovers.forget(temporary)
  }

  /// Writes a whole text at once.
  public static func write(_ text: String, to path: String, durable: Bool = true) throws(Failure) {
    let file = try AtomicFile(path)
    try file.append(Array(text.utf8).span.bytes)
    try file.commit(durable: durable)
  }
}
