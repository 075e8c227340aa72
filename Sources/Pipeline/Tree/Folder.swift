import BenchCore
import Glibc
import SystemPackage

/// An open folder, whose entries are reached by path even where the whole path exceeds the system's limit.
final class Folder: Sendable {
  /// The folder as the user named it.
  let name: String
  private let descriptor: FileDescriptor

  /// Opens a folder; a symbolic link is followed, for this path is the user's own.
  init(_ path: String) throws(Failure) {
    name = path
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.directory, .closeOnExec])
    } catch {
      throw switch error as? Errno {
      case Errno.noSuchFileOrDirectory?:
        Failure("read tree", path, because: "no such folder", advice: "name the folder that holds the build")
      case Errno.notDirectory?:
        Failure(
          "read tree", path, because: "it is not a folder", advice: "name the folder that holds the build")
      case let errno?: Failure("read tree", path, because: errno)
      case nil: Failure("read tree", path, because: String(describing: error))
      }
    }
  }

  deinit { try? descriptor.close() }

  /// What the system knows of an entry, or of the folder itself; links are not followed.
  func status(of path: EntryPath) throws(Failure) -> stat {
    try reaching(path) { (parent, rest) throws(Errno) in
      var status = stat()
      guard fstatat(parent, rest, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw Errno(rawValue: errno)
      }
      return status
    }
  }

  /// Opens a file or a folder for reading; the caller closes it.
  func open(_ path: EntryPath, folder: Bool = false) throws(Failure) -> FileDescriptor {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (folder ? O_DIRECTORY : 0)
    return try reaching(path) { (parent, rest) throws(Errno) in
      let number = openat(parent, rest, flags)
      guard number >= 0 else { throw Errno(rawValue: errno) }
      return FileDescriptor(rawValue: number)
    }
  }

  /// The target of a symbolic link.
  func target(of path: EntryPath) throws(Failure) -> [UInt8] {
    try reaching(path) { (parent, rest) throws(Errno) in
      var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let length = readlinkat(parent, rest, &target, target.count)
      guard length >= 0 else { throw Errno(rawValue: errno) }
      return target.prefix(length).map { UInt8(bitPattern: $0) }
    }
  }

  /// The names in a folder, in no order.
  func names(in path: EntryPath) throws(Failure) -> [[UInt8]] {
    let descriptor = try open(path, folder: true)
    guard let stream = fdopendir(descriptor.rawValue) else {
      let code = Errno(rawValue: errno)
      try? descriptor.close()
      throw Failure("read folder", display(path), because: code)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw Failure("read folder", display(path), because: Errno(rawValue: errno)) }
    return names
  }

  /// An entry's path with the folder's name before it, for messages.
  func display(_ path: EntryPath) -> String {
    path.bytes.isEmpty ? name : (name.hasSuffix("/") ? name : name + "/") + path.description
  }

  /// Runs `body` with a folder and a path from there that is short enough for a system call.
  ///
  /// A path in a deep tree can exceed PATH_MAX although each of its components is fine.
  private func reaching<Result>(
    _ path: EntryPath, _ body: (CInt, [CChar]) throws(Errno) -> Result
  ) throws(Failure) -> Result {
    var rest = path.bytes[...]
    var parent = descriptor
    var opened = false
    defer { if opened { try? parent.close() } }
    do throws(Errno) {
      while rest.count >= Int(PATH_MAX) {
        let slash = rest.prefix(Int(PATH_MAX) - 1).lastIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let number = openat(
          parent.rawValue, Self.cString(rest[..<slash]), O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW)
        guard number >= 0 else { throw Errno(rawValue: errno) }
        if opened { try? parent.close() }
        parent = FileDescriptor(rawValue: number)
        opened = true
        rest = rest[slash...].dropFirst()
      }
      return try body(parent.rawValue, Self.cString(rest))
    } catch {
      throw Failure("read", display(path), because: error)
    }
  }

  /// The path as C has it; the empty one is the folder itself.
  private static func cString(_ bytes: ArraySlice<UInt8>) -> [CChar] {
    (bytes.isEmpty ? [UInt8(ascii: ".")] : bytes).map { CChar(bitPattern: $0) } + [0]
  }
}
