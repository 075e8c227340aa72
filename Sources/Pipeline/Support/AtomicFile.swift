package import BenchCore
import Glibc
import SystemPackage

/// A file that appears under its name only when it is complete.
///
/// Until then it has a random name in the same folder. If this process is killed, the next run for the same path
/// removes it.
package final class AtomicFile {
  /// The file's final path.
  package let path: String
  /// The folder that it goes to, links followed.
  let folder: CInt
  private let name: String
  private let temporaryNames: TemporaryName
  private let temporary: String
  private let temporaryPath: String
  private let descriptor: CInt
  /// Stamp after reading back; the file must not change before it gets its name.
  private var verified: FileStamp?

  /// Starts writing beside `path`, or beside what it is a link to.
  ///
  /// - Throws: `Failure` if the folder is not writable, or `path` is not a file.
  package init(_ path: String) throws(Failure) {
    self.path = path
    let (target, predecessor) = try Self.target(of: path)
    let slash = target.lastIndex(of: "/")
    let parent = slash.map { target[..<$0].isEmpty ? "/" : String(target[..<$0]) } ?? "."
    let name = String(slash.map { target[target.index(after: $0)...] } ?? target[...])
    guard !name.isEmpty, name != ".", name != ".." else {
      throw Failure("write", path, because: "it names a folder", advice: "add a file's name")
    }
    let names = TemporaryName(besides: name)
    do throws(Errno) {
      let folder = try Self.open(folder: parent)
      Temporary.clear(in: folder, names)
      let made: Result<(descriptor: CInt, name: String), Errno> = TemporaryFiles.making {
        do throws(Errno) {
          let made = try Temporary.file(in: folder, names, mode: predecessor == nil ? 0o666 : 0o600)
          return (.success(made), parent + "/" + made.name)
        } catch {
          return (.failure(error), nil)
        }
      }
      guard case .success(let file) = made else {
        close(folder)
        throw made.failure ?? .ioError
      }
      if let predecessor { fchmod(file.descriptor, predecessor & 0o777) }
      self.folder = folder
      (descriptor, temporary) = file
    } catch {
      throw Self.failure(path, error)
    }
    self.name = name
    temporaryNames = names
    temporaryPath = parent + "/" + temporary
  }

  deinit {
    close(descriptor)
    // After the commit it has its final name.
    unlinkat(folder, temporary, 0)
    TemporaryFiles.forget(temporaryPath)
    close(folder)
  }

  private static func failure(_ path: String, _ error: Errno) -> Failure {
    let advice: String? =
      switch error {
      case .noSuchFileOrDirectory: "create its folder first"
      case .permissionDenied, .notPermitted, .readOnlyFileSystem:
        "name a file in a folder that you may write to"
      default: nil
      }
    return Failure("write", path, because: error, advice: advice)
  }

  private static func open(folder: String) throws(Errno) -> CInt {
    do throws(Errno) {
      return try IO.retrying { Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    } catch .permissionDenied {
      return try IO.retrying { Glibc.open(folder, IO.pathOnly | O_DIRECTORY | O_CLOEXEC) }
    }
  }

  /// Target of a path, and the mode of an existing file. A link is kept; devices and folders are rejected.
  private static func target(of path: String) throws(Failure) -> (path: String, predecessor: mode_t?) {
    var status = stat()
    // A missing file is created. If that fails, opening reports the reason.
    guard lstat(path, &status) == 0 else { return (path, nil) }
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    guard stat(path, &status) == 0 else {
      let reason = Errno(rawValue: errno).description
      throw Failure(
        "write", path, because: "it is a link that cannot be followed: \(reason)",
        advice: "remove it, or name another file")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(
        "write", path, because: "it is not a regular file and would be replaced", advice: "name another file")
    }
    guard isLink else { return (path, status.st_mode) }
    guard let resolved = realpath(path, nil) else {
      throw Failure("write", path, because: Errno(rawValue: errno))
    }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode)
  }

  /// Adds bytes at the end.
  package func append(_ bytes: RawSpan) throws(Failure) {
    do throws(Errno) { try IO.write(descriptor, bytes) } catch { throw Self.failure(path, error) }
  }

  /// The bytes written so far, read back from the disk or its cache.
  ///
  /// - Parameter sync: Syncs an open file, as fsync(2) does.
  package func written(sync: (CInt) -> CInt = { fsync($0) }) throws(Failure) -> MappedFile {
    // A network file system may update the time of the last change only now.
    try flush(sync)
    let copy = try MappedFile(copyOf: descriptor, name: path)
    verified = try stamp()
    return copy
  }

  private func flush(_ sync: (CInt) -> CInt) throws(Failure) {
    do throws(Errno) { try IO.retrying { sync(descriptor) } } catch { throw Self.failure(path, error) }
  }

  private func stamp() throws(Failure) -> FileStamp {
    do throws(Errno) { return FileStamp(try IO.status(descriptor)) } catch { throw Self.failure(path, error) }
  }

  /// Renames the file to its final name and replaces an existing file.
  ///
  /// - Parameters:
  ///   - durable: Whether to sync file and folder to the disk before returning.
  ///   - sync: Syncs an open file or folder, as fsync(2) does.
  package func commit(durable: Bool = true, sync: (CInt) -> CInt = { fsync($0) }) throws(Failure) {
    try Self.commit([self], durable: durable, sync: sync)
  }

  /// Renames files that belong together: all of them, or none if one fails.
  ///
  /// Another process that commits to the same folders waits. A killed process leaves the first file without the
  /// others, never with those of another run.
  ///
  /// - Parameters:
  ///   - files: The files, in the order of their renames.
  ///   - durable: Whether to sync files and folders to the disk before returning.
  ///   - sync: Syncs an open file or folder, as fsync(2) does.
  package static func commit(
    _ files: [AtomicFile], durable: Bool = true, sync: (CInt) -> CInt = { fsync($0) }
  ) throws(Failure) {
    for file in files { try file.settle(durable: durable, sync) }
    let lock = files.count > 1 ? try FolderLock(files) : nil
    defer { withExtendedLifetime(lock) {} }
    let result: Result<Void, Failure> = TemporaryFiles.undisturbed {
      var replacements = files.map { Replacement($0) }
      do throws(Failure) {
        for index in replacements.indices.dropFirst() { try replacements[index].setAside(keepingName: false) }
        try replacements[0].setAside(keepingName: true, required: replacements.count > 1)
        for index in replacements.indices { try replacements[index].rename() }
        if durable { for file in files { try file.syncFolder(sync) } }
        for replacement in replacements { replacement.finish() }
        return .success(())
      } catch {
        for replacement in replacements.reversed() { replacement.undo() }
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Syncs the bytes and checks that they did not change since they were read back.
  private func settle(durable: Bool, _ sync: (CInt) -> CInt) throws(Failure) {
    if durable { try flush(sync) }
    let now = try stamp()
    guard verified == nil || verified == now else {
      throw Failure(
        "write", path, because: "another process changed it after it was verified", advice: "run again")
    }
  }

  private func syncFolder(_ sync: (CInt) -> CInt) throws(Failure) {
    do throws(Errno) {
      try IO.retrying { sync(folder) }
    } catch  where error == .invalidArgument || error == .badFileDescriptor {
      // Some file systems cannot sync a folder, and a process without read permission cannot either.
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Removes what killed runs left of files in an open folder.
  package static func clear(_ names: [String], in folder: CInt) {
    for name in names { Temporary.clear(in: folder, TemporaryName(besides: name)) }
  }

  /// Writes a whole text at once.
  package static func write(
    _ text: String, to path: String, durable: Bool = true, sync: (CInt) -> CInt = { fsync($0) }
  ) throws(Failure) {
    let file = try AtomicFile(path)
    try file.append(Array(text.utf8).span.bytes)
    try file.commit(durable: durable, sync: sync)
  }

  /// The rename of one file, and its undo.
  private struct Replacement {
    let file: AtomicFile
    /// Name of the replaced file until the commit ends.
    private var aside: String?
    /// The lock that shows other processes that the replaced file is in use.
    private var guardian: CInt?
    private var renamed = false
    /// Whether there was a file that could not be set aside.
    private var isLost = false

    init(_ file: AtomicFile) { self.file = file }

    /// Sets the existing file aside.
    ///
    /// - Parameters:
    ///   - keepingName: Whether it also keeps its own name until it is replaced.
    ///   - required: Whether it may lose its name where the file system has no hard links. A kill would then leave
    ///     neither file.
    mutating func setAside(keepingName: Bool, required: Bool = true) throws(Failure) {
      let (folder, name, spare) = (file.folder, file.name, file.temporaryNames.random())
      var status = stat()
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        if errno == ENOENT { return }
        throw Failure("replace", file.path, because: Errno(rawValue: errno))
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Failure("replace", file.path, because: "it is no longer a regular file")
      }
      let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
      if let old = try? IO.retrying({ openat(folder, name, flags) }) {
        _ = flock(old, LOCK_EX | LOCK_NB)
        guardian = old
      }
      if keepingName, linkat(folder, name, folder, spare, 0) == 0 {
        aside = spare
        return
      }
      // Some file systems have no hard links.
      guard required else {
        isLost = true
        return
      }
      guard renameat(folder, name, folder, spare) == 0 else {
        throw Failure("replace", file.path, because: Errno(rawValue: errno))
      }
      aside = spare
    }

    mutating func rename() throws(Failure) {
      guard renameat(file.folder, file.temporary, file.folder, file.name) == 0 else {
        throw AtomicFile.failure(file.path, Errno(rawValue: errno))
      }
      renamed = true
    }

    /// Restores the replaced file.
    func undo() {
      if let aside {
        renameat(file.folder, aside, file.folder, file.name)
        // Renaming one name of a file to another of the same file does nothing.
        unlinkat(file.folder, aside, 0)
      } else if renamed, !isLost {
        unlinkat(file.folder, file.name, 0)
      }
      if let guardian { close(guardian) }
    }

    func finish() {
      if let aside { unlinkat(file.folder, aside, 0) }
      if let guardian { close(guardian) }
    }
  }
}

extension Result {
  /// The failure; nil after success.
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
