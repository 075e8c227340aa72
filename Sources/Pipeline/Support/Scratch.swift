package import BenchCore
import Glibc
package import SystemPackage

/// Where scratch files live: `TMPDIR`, or `/tmp`.
package enum Scratch {
  /// The folder.
  package static var parent: String {
    guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
    return String(cString: value)
  }

  static let advice = "set TMPDIR to a folder with more space"

  /// What a run leaves free for others.
  private static let reserve = 64 << 20

  /// How many bytes scratch files can take, less a reserve; nil where the system does not tell.
  package static var room: ByteCount? {
    var status = statvfs()
    guard statvfs(parent, &status) == 0 else { return nil }
    let (free, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: status.f_frsize))
    return ByteCount(min(overflow ? .max : max(0, free - reserve), ByteCount.limit.bytes))
  }

  static let names = TemporaryName(prefix: "pybench-")

  /// What runs that were killed left is removed once in a run.
  private static let cleared: Void = {
    let folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    Temporary.clear(in: folder, names)
    close(folder)
  }()

  static func clearDead() { _ = cleared }
}

/// A scratch file without a name: it is gone with the process, however that ends.
package final class ScratchFile: Sendable {
  /// The open file.
  package let descriptor: FileDescriptor

  /// Creates an empty file.
  package init() throws(Failure) {
    Scratch.clearDead()
    do throws(Errno) {
      descriptor = FileDescriptor(rawValue: try Self.create())
    } catch {
      throw Failure("create a scratch file in", Scratch.parent, because: error, advice: Scratch.advice)
    }
  }

  private static func create() throws(Errno) -> CInt {
    let parent = Scratch.parent
    if let number = try? IO.retrying({ open(parent, IO.unnamed | O_RDWR | O_CLOEXEC, 0o600) }) {
      return number
    }
    // Where files without a name are not known, one loses its name at once.
    let folder = try IO.retrying { open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    defer { close(folder) }
    let made: Result<CInt, Errno> = TemporaryFiles.undisturbed {
      do throws(Errno) {
        let file = try Temporary.file(in: folder, Scratch.names, mode: 0o600)
        unlinkat(folder, file.name, 0)
        return .success(file.descriptor)
      } catch {
        return .failure(error)
      }
    }
    return try made.get()
  }

  deinit { try? descriptor.close() }

  /// Adds bytes at the end.
  package func append(_ bytes: RawSpan) throws(Failure) {
    do throws(Errno) {
      try IO.write(descriptor.rawValue, bytes)
    } catch {
      throw Failure("write a scratch file in", Scratch.parent, because: error, advice: Scratch.advice)
    }
  }

  /// Blocks on disk.
  var diskUsage: ByteCount {
    (try? IO.status(descriptor.rawValue)).map { ByteCount(Int($0.st_blocks) * 512) } ?? .zero
  }
}

/// A scratch folder for what must have a name while a tool works on it; removed with its owner.
package final class ScratchFolder: Sendable {
  /// Where it is.
  package let path: String
  /// Holds the lock that says that its process lives.
  private let descriptor: CInt

  /// Creates an empty folder.
  package init() throws(Failure) {
    Scratch.clearDead()
    let parent = Scratch.parent
    do throws(Errno) {
      let folder = try IO.retrying { open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      defer { close(folder) }
      let made: Result<(descriptor: CInt, name: String), Errno> = TemporaryFiles.making {
        do throws(Errno) {
          let made = try Temporary.folder(in: folder, Scratch.names)
          return (.success(made), parent + "/" + made.name)
        } catch {
          return (.failure(error), nil)
        }
      }
      let own = try made.get()
      descriptor = own.descriptor
      path = parent + "/" + own.name
    } catch {
      throw Failure("create a scratch folder in", parent, because: error, advice: Scratch.advice)
    }
  }

  deinit {
    // What cannot be removed now is tried again at the end of the process.
    if Temporary.remove(path.utf8.cString) { TemporaryFiles.forget(path) }
    close(descriptor)
  }
}
