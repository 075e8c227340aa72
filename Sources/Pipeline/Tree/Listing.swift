import Glibc
import SystemPackage

/// An open folder with its names; each is examined without resolving its path again.
final class Listing {
  /// The names, in no order.
  let names: [[UInt8]]
  private let descriptor: CInt

  /// Lists a folder.
  ///
  /// - Parameter descriptor: The open folder, which is closed with its owner.
  init(owning descriptor: CInt) throws(Errno) {
    do throws(Errno) {
      names = try Self.names(in: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// What the system knows of a name; links are not followed.
  func status(of name: [UInt8]) throws(Errno) -> stat {
    var status = stat()
    let path = name.cString
    try IO.retrying { fstatat(descriptor, path, &status, AT_SYMLINK_NOFOLLOW) }
    return status
  }

  /// The target of a symbolic link.
  func target(of name: [UInt8]) throws(Errno) -> [UInt8] {
    let target = UnsafeMutablePointer<CChar>.allocate(capacity: Int(PATH_MAX))
    defer { target.deallocate() }
    let path = name.cString
    let length = try IO.retrying { CInt(readlinkat(descriptor, path, target, Int(PATH_MAX))) }
    return UnsafeBufferPointer(start: target, count: Int(length)).map { UInt8(bitPattern: $0) }
  }

  /// The names in an open folder, in no order.
  static func names(in folder: CInt) throws(Errno) -> [[UInt8]] {
    // The stream closes its descriptor and moves its position, so it gets its own.
    let own = try IO.retrying { openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard let stream = fdopendir(own) else {
      let code = Errno(rawValue: errno)
      close(own)
      throw code
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
    }
    guard errno == 0 else { throw Errno(rawValue: errno) }
    return names
  }
}
