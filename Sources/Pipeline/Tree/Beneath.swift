import CLinux
import Glibc
import Synchronization
import SystemPackage

/// Opens entries below a folder without following symbolic links, even if a link replaces a folder while the
/// tree is read.
enum Beneath {
  private static let kernelResolves = Atomic(true)

  /// Opens a path below a folder.
  ///
  /// - Parameters:
  ///   - folder: The open folder.
  ///   - path: The path, which may be longer than the system's limit of one call; empty for the folder itself.
  ///   - flags: Those of open(2).
  static func open(_ folder: CInt, _ path: [UInt8], _ flags: CInt) throws(Errno) -> CInt {
    var parent = folder
    defer { if parent != folder { close(parent) } }
    func enter(_ part: ArraySlice<UInt8>) throws(Errno) {
      let next = try resolve(parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if parent != folder { close(parent) }
      parent = next
    }
    var rest = path.isEmpty ? [UInt8(ascii: ".")][...] : path[...]
    while rest.count >= Int(PATH_MAX) {
      guard let slash = rest.prefix(Int(PATH_MAX) - 1).lastIndex(of: UInt8(ascii: "/")) else { break }
      try enter(rest[..<slash])
      rest = rest[slash...].dropFirst()
    }
    return try resolve(parent, rest, flags | O_NOFOLLOW)
  }

  /// Opens a path that is short enough for one call.
  private static func resolve(_ folder: CInt, _ path: ArraySlice<UInt8>, _ flags: CInt) throws(Errno) -> CInt
  {
    if kernelResolves.load(ordering: .relaxed) {
      let text = path.cString
      // The kernel returns an error if the tree changes during the call; then it is retried.
      for _ in 0..<64 {
        do throws(Errno) {
          return try IO.retrying { pybench_open_beneath(folder, text, flags) }
        } catch .resourceTemporarilyUnavailable {
          continue
        } catch  where error == .noFunction || error == .notPermitted {
          // Older kernels lack the call, and some containers forbid it.
          kernelResolves.store(false, ordering: .relaxed)
          break
        }
      }
    }
    return try chain(folder, path, flags)
  }

  /// Opens part by part; each part must be a folder, not a link.
  static func chain(_ folder: CInt, _ path: ArraySlice<UInt8>, _ flags: CInt) throws(Errno) -> CInt {
    var parent = folder
    defer { if parent != folder { close(parent) } }
    let parts = path.split(separator: UInt8(ascii: "/"))
    for part in parts.dropLast() {
      let name = part.cString
      let next = try IO.retrying { openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
      if parent != folder { close(parent) }
      parent = next
    }
    let last = (parts.last ?? [UInt8(ascii: ".")][...]).cString
    return try IO.retrying { openat(parent, last, flags | O_NOFOLLOW) }
  }
}
