import CLinux
import Glibc
import SystemPackage

/// Opens entries below a folder without following symbolic links, even if a link replaces a folder while the
/// tree is read.
enum Beneath {
  /// Opens a path below a folder.
  ///
  /// - Parameters:
  ///   - folder: The open folder.
  ///   - path: The path, which may be longer than the system's limit of one call; empty for the folder itself.
  ///   - flags: Those of open(2).
  ///   - resolve: Opens a path of one call, as `pybench_open_beneath` does.
  static func open(
    _ folder: CInt, _ path: [UInt8], _ flags: CInt,
    resolve: (CInt, [CChar], CInt) -> CInt = { pybench_open_beneath($0, $1, $2) }
  ) throws(Errno) -> CInt {
    if path.count < Int(PATH_MAX) {
      let text = (path.isEmpty ? [UInt8(ascii: ".")] : path).cString
      // The kernel returns an error if the tree changes during the call; then it is retried.
      for _ in 0..<64 {
        do throws(Errno) {
          return try IO.retrying { resolve(folder, text, flags | O_NOFOLLOW) }
        } catch .resourceTemporarilyUnavailable {
          continue
        } catch  where error == .noFunction || error == .notPermitted {
          // Older kernels lack the call, and some containers forbid it.
          break
        }
      }
    }
    return try chain(folder, path[...], flags)
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
