import Glibc
import SystemPackage

/// Names of temporary files and folders: random, so that no two processes meet, and recognisable, so that the next run
/// finds what a killed one left.
struct TemporaryName {
  /// What comes before the random part.
  let prefix: String
  /// What comes after it.
  let suffix: String

  private static let digits = Array("0123456789abcdef".utf8)
  private static let length = 16

  init(prefix: String, suffix: String = "") {
    self.prefix = prefix
    self.suffix = suffix
  }

  /// Names beside a file, hidden from listings; a name of any length leaves room for what is added.
  init(besides file: String) {
    var name = file
    while name.utf8.count > 200 { name.removeLast() }
    self.init(prefix: ".\(name).pybench-", suffix: ".tmp")
  }

  /// A name that nothing has.
  func random() -> String {
    let middle = (0..<Self.length).map { _ in Self.digits[Int.random(in: 0..<16)] }
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

/// Files and folders that are there only while a process works on them.
///
/// Each is locked (flock(2)) for as long as its process lives. Where the lock is free, the process was killed, and what
/// it left is removed.
enum Temporary {
  /// Creates a locked file.
  ///
  /// - Parameters:
  ///   - folder: The open folder that it goes to.
  ///   - names: What it is called.
  ///   - mode: Its permissions, of which the process's mask is taken.
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
        // Another process cleared it before it could be locked.
        throw .fileExists
      } catch {
        unlinkat(folder, name, AT_REMOVEDIR)
        throw error
      }
    }
  }

  private static func create(
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
      // Another process that clears what is dead may have come between: then the lock is its, or the file is gone. A
      // file system without locks has no such process either.
      let isLost = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isLost, (try? IO.status(descriptor).st_nlink) != 0 { return (descriptor, name) }
      close(descriptor)
    }
    throw .fileExists
  }

  /// Removes what processes of this user that are dead left in a folder.
  static func clear(in folder: CInt, _ names: TemporaryName) {
    for name in (try? Listing.names(in: folder)) ?? [] where names.matches(name) {
      let path = name.cString
      let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
      guard let descriptor = try? IO.retrying({ openat(folder, path, flags) }) else { continue }
      defer { close(descriptor) }
      var now = stat()
      guard let held = try? IO.status(descriptor), held.st_uid == geteuid(),
        flock(descriptor, LOCK_EX | LOCK_NB) == 0,
        // Meanwhile its process may have given it its final name.
        fstatat(folder, path, &now, AT_SYMLINK_NOFOLLOW) == 0, now.st_ino == held.st_ino
      else { continue }
      remove(path, in: folder)
    }
  }

  /// Removes a file, or a folder with all that is in it; links are removed, not followed.
  ///
  /// - Returns: Whether it is gone.
  @discardableResult
  static func remove(_ path: [CChar], in folder: CInt = AT_FDCWD) -> Bool {
    if unlinkat(folder, path, 0) == 0 || errno == ENOENT { return true }
    guard errno == EISDIR || errno == EPERM else { return false }
    // An unpacked archive may hold folders that are closed even to their owner.
    var status = stat()
    guard fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      return false
    }
    if status.st_mode & 0o700 != 0o700 { fchmodat(folder, path, 0o700, 0) }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    guard let inner = try? IO.retrying({ openat(folder, path, flags) }) else { return false }
    for name in (try? Listing.names(in: inner)) ?? [] {
      remove(name.cString, in: inner)
    }
    close(inner)
    return unlinkat(folder, path, AT_REMOVEDIR) == 0 || errno == ENOENT
  }
}

extension Sequence<UInt8> {
  /// The bytes as C has text.
  var cString: [CChar] { map { CChar(bitPattern: $0) } + [0] }
}
