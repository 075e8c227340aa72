package import BenchCore
import Glibc
import SystemPackage

/// A file that appears under its name only when it is complete.
package final class AtomicFile {
  /// The file's final path.
  package let path: String
  /// Where that is, links followed.
  private let target: String
  private let temporary: String
  private let descriptor: FileDescriptor
  private var finished = false

  /// Starts writing beside `path`, or beside what it is a link to.
  ///
  /// - Throws: `Failure` where the folder cannot be written to, or `path` names something else than a file.
  package init(_ path: String) throws(Failure) {
    self.path = path
    target = try Self.target(of: path)
    let temporary = "\(target).\(getpid()).tmp"
    self.temporary = temporary
    let opened = TemporaryFiles.making {
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
      let reason = (error as? Errno)?.description ?? "\(error)"
      throw Failure(
        "write", path, because: reason,
        advice: error as? Errno == .noSuchFileOrDirectory ? "create the folder it is to be in first" : nil)
    }
  }

  deinit {
    guard !finished else { return }
    try? descriptor.close()
    unlink(temporary)
    TemporaryFiles.forget(temporary)
  }

  /// Where a file goes: a link stays, and a device or a folder is nothing to replace.
  private static func target(of path: String) throws(Failure) -> String {
    var status = stat()
    // What is not there is made; where it cannot be, opening says why.
    guard lstat(path, &status) == 0 else { return path }
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    guard stat(path, &status) == 0 else {
      let reason = Errno(rawValue: errno).description
      throw Failure(
        "write", path, because: "it is a link that cannot be followed: \(reason)",
        advice: "remove it, or name another file")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(
        "write", path, because: "it is no regular file", advice: "name another, for it would be replaced")
    }
    guard isLink else { return path }
    guard let resolved = realpath(path, nil) else {
      throw Failure("write", path, because: Errno(rawValue: errno))
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Adds bytes at the end.
  package func append(_ bytes: RawSpan) throws(Failure) {
    do {
      try bytes.withUnsafeBytes { _ = try descriptor.writeAll($0) }
    } catch {
      let reason = (error as? Errno)?.description ?? "\(error)"
      throw Failure(
        "write", path, because: reason,
        advice: error as? Errno == .noSuchFileOrDirectory ? "create the folder it is to be in first" : nil)
    }
  }

  /// What was written so far, as it can be read back.
  package func written() throws(Failure) -> MappedFile { try MappedFile(descriptor, name: path) }

  /// Removes the file that has the name so far.
  package func removePredecessor() throws(Failure) {
    guard unlink(target) == 0 || errno == ENOENT else {
      throw Failure("replace", path, because: Errno(rawValue: errno))
    }
  }

  /// Gives the file its name, in place of any that had it.
  ///
  /// - Parameter durable: Whether the bytes are on the disk, not only in its cache, when this returns.
  package func commit(durable: Bool = true) throws(Failure) {
    if durable, fsync(descriptor.rawValue) != 0 {
      throw Failure("write", path, because: Errno(rawValue: errno))
    }
    guard rename(temporary, target) == 0 else {
      throw Failure("write", path, because: Errno(rawValue: errno))
    }
    finished = true
    try? descriptor.close()
    TemporaryFiles.forget(temporary)
  }

  /// Writes a whole text at once.
  package static func write(_ text: String, to path: String, durable: Bool = true) throws(Failure) {
    let file = try AtomicFile(path)
    try file.append(Array(text.utf8).span.bytes)
    try file.commit(durable: durable)
  }
}
