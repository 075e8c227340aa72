import BenchCore
import Glibc
import SystemPackage

/// An open folder. Its entries are opened by path, even if the path exceeds the system's limit, and never
/// through a symbolic link.
final class Folder: Sendable {
  /// The folder as the user named it.
  let name: String
  private let descriptor: FileDescriptor

  /// Opens a folder. A symbolic link is followed, because the user chose the path.
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

  /// What the system knows of the folder itself.
  func status() throws(Failure) -> stat {
    do throws(Errno) {
      return try IO.status(descriptor.rawValue)
    } catch {
      throw Failure("read", name, because: error)
    }
  }

  /// Opens a file for reading; the caller closes it.
  func open(_ path: EntryPath) throws(Failure) -> FileDescriptor {
    FileDescriptor(rawValue: try open(path, flags: O_RDONLY | O_CLOEXEC | O_NONBLOCK))
  }

  /// Opens a folder in it; the caller closes it.
  func openFolder(_ path: EntryPath) throws(Failure) -> FileDescriptor {
    FileDescriptor(rawValue: try open(path, flags: O_RDONLY | O_CLOEXEC | O_DIRECTORY))
  }

  /// Opens a folder and lists the names in it.
  func list(_ path: EntryPath) throws(Failure) -> Listing {
    let number = try openFolder(path).rawValue
    do throws(Errno) {
      return try Listing(owning: number)
    } catch {
      throw Failure("read folder", display(path), because: error)
    }
  }

  private func open(_ path: EntryPath, flags: CInt) throws(Failure) -> CInt {
    do throws(Errno) {
      return try Beneath.open(descriptor.rawValue, path.bytes, flags)
    } catch {
      throw Failure("read", display(path), because: error)
    }
  }

  /// An entry's path with the folder's name before it, for messages.
  func display(_ path: EntryPath) -> String {
    path.bytes.isEmpty ? name : (name.hasSuffix("/") ? name : name + "/") + path.description
  }
}
