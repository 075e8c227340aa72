import Glibc
import SystemPackage

/// Names of temporary files and folders: random, so that two processes do not collide, and recognizable, so that
/// the next run finds the files of a killed run.
struct TemporaryName {
  /// Text before the random part.
  let prefix: String
  /// Text after the random part.
  let suffix: String

  private static let digits = Array("0123456789abcdef".utf8)
  private static let length = 16

  init(prefix: String, suffix: String = "") {
    self.prefix = prefix
    self.suffix = suffix
  }

  /// Hidden names beside a file. Long names are shortened to leave space for the additions.
  init(besides file: String) {
    var name = file
    while name.utf8.count > 200 { name.removeLast() }
    self.init(prefix: ".\(name).pybench-", suffix: ".tmp")
  }

  func random() -> String {
    let middle = (0..<Self.length).map { _ in Self.digits[Int.random(in: Self.digits.indices)] }
    return prefix + String(decoding: middle, as: UTF8.self) + suffix
  }

  /// Whether a name is one of these.
  func matches(_ name: [UInt8]) -> Bool {
    let (before, after) = (Array(prefix.utf8), Array(suffix.utf8))
    guard name.count == before.count + Self.length + after.count, name.starts(with: before),
      name.suffix(after.count).elementsEqual(after)
    else { return false }
    return name[before.count...].prefix(Self.length).allSatisfy(Self.digits.contains)
  }
}

/// Files and folders that exist only while a process uses them.
///
/// Each is locked (flock(2)) while its process lives. If the lock is free, the process was killed, and the file
/// is removed.
enum Temporary {
  /// Creates a locked file.
  ///
  /// - Parameters:
  ///   - folder: The open folder.
  ///   - names: The pattern of its name.
  ///   - mode: Its permissions before the process's umask.
  static func file(
    in folder: CInt, _ names: TemporaryName, mode: mode_t
  ) throws(Errno) -> (descriptor: CInt, name: String) {
    try create(names) { (name) throws(Errno) in
      try IO.retrying { openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode) }
    }
  }

  /// Creates a locked folder that only this user can enter.
  static func folder(
    in folder: CInt, _ names: TemporaryName
  ) throws(Errno) -> (descriptor: CInt, name: String) {
    try create(names) { (name) throws(Errno) in
      try IO.retrying { mkdirat(folder, name, 0o700) }
      do throws(Errno) {
        return try IO.retrying { openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
      } catch .noSuchFileOrDirectory {
        // Another process removed it before it could be locked.
        throw .fileExists
      } catch {
        unlinkat(folder, name, AT_REMOVEDIR)
        throw error
      }
    }
  }

  static func create(
    _ names: TemporaryName, _ make: (String) throws(Errno) -> CInt
  ) throws(Errno) -> (descriptor: CInt, name: String) {
    for _ in 0..<100 {
      let name = names.random()
      let descriptor: CInt
      do throws(Errno) {
        descriptor = try make(name)
      } catch .fileExists {
        continue
      }
      // Another process that removes dead files may have been faster: then it has the lock, or the file is gone.
      // On a file system without locks no process does this.
      let isLost = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isLost, (try? IO.status(descriptor).st_nlink) != 0 { return (descriptor, name) }
      close(descriptor)
    }
    throw .fileExists
  }

  /// Removes the files of this user's dead processes from a folder.
  static func clear(in folder: CInt, _ names: TemporaryName) {
    for name in (try? Listing.names(in: folder)) ?? [] where names.matches(name) {
      let path = name.cString
      let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
      guard let descriptor = try? IO.retrying({ openat(folder, path, flags) }) else { continue }
      defer { close(descriptor) }
      var now = stat()
      guard let held = try? IO.status(descriptor), held.st_uid == geteuid(),
        flock(descriptor, LOCK_EX | LOCK_NB) == 0,
        // Its process may have renamed it in the meantime.
        fstatat(folder, path, &now, AT_SYMLINK_NOFOLLOW) == 0, now.st_ino == held.st_ino
      else { continue }
      remove(path, in: folder)
    }
  }

  /// Removes a file, or a folder with its contents. Links are removed, not followed.
  ///
  /// - Returns: Whether it is gone.
  @discardableResult
  static func remove(_ path: [CChar], in folder: CInt = AT_FDCWD) -> Bool {
    if unlinkat(folder, path, 0) == 0 || errno == ENOENT { return true }
    guard errno == EISDIR else { return false }
    // An unpacked archive may hold folders that even their owner may not enter.
    fchmodat(folder, path, 0o700, 0)
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    if let inner = try? IO.retrying({ openat(folder, path, flags) }) {
      for name in (try? Listing.names(in: inner)) ?? [] { remove(name.cString, in: inner) }
      close(inner)
    }
    return unlinkat(folder, path, AT_REMOVEDIR) == 0 || errno == ENOENT
  }
}

extension Sequence<UInt8> {
  /// The bytes as C has text.
  var cString: [CChar] { map { CChar(bitPattern: $0) } + [0] }
}
