package import BenchCore
import Glibc
package import SystemPackage

/// The folder of scratch files: `TMPDIR`, or `/tmp`.
package enum Scratch {
  /// The folder.
  package static var parent: String { parent(getenv("TMPDIR").map { String(cString: $0) }) }

  /// - Parameter value: `TMPDIR`.
  static func parent(_ value: String?) -> String {
    guard let value, !value.isEmpty else { return "/tmp" }
    return value
  }

  /// What to do about an error of a scratch file.
  static func advice(_ error: Errno) -> String {
    switch error {
    case .noSuchFileOrDirectory, .notDirectory, .permissionDenied, .notPermitted, .readOnlyFileSystem:
      "set TMPDIR to an existing folder that you may write to"
    default: "set TMPDIR to a folder with more space"
    }
  }

  /// Space that a run leaves free.
  private static let reserve = 64 << 20

  /// Free space for scratch files, minus a reserve; nil if unknown.
  package static var room: ByteCount? {
    var status = statvfs()
    guard statvfs(parent, &status) == 0 else { return nil }
    return room(in: Int(clamping: status.f_bavail), blocksOf: Int(clamping: status.f_frsize))
  }

  static func room(in blocks: Int, blocksOf size: Int) -> ByteCount {
    let (free, overflow) = blocks.multipliedReportingOverflow(by: size)
    return ByteCount(min(overflow ? .max : max(0, free - reserve), ByteCount.limit.bytes))
  }

  static let names = TemporaryName(prefix: "pybench-")

  /// Removes the files of killed runs, once per run. Every run has a scratch file, the tar.
  private static let cleared: Void = clear(parent)

  static func clearDead() { _ = cleared }

  /// Removes the files of killed runs from a folder.
  static func clear(_ path: String) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    guard let folder = try? IO.retrying({ open(path, flags) }) else { return }
    defer { close(folder) }
    Temporary.clear(in: folder, names)
  }
}

/// A scratch file without a name. It disappears with the process, even after a kill.
package final class ScratchFile: Sendable {
  /// The open file.
  package let descriptor: FileDescriptor

  /// Creates an empty file.
  package init() throws(Failure) {
    Scratch.clearDead()
    do throws(Errno) {
      descriptor = FileDescriptor(rawValue: try Self.create())
    } catch {
      throw Failure("create a scratch file in", Scratch.parent, because: error, advice: Scratch.advice(error))
    }
  }

  /// - Parameters:
  ///   - parent: The folder.
  ///   - unnamed: The flag for a file without a name.
  static func create(in parent: String = Scratch.parent, unnamed: CInt = IO.unnamed) throws(Errno) -> CInt {
    if let number = try? IO.retrying({ open(parent, unnamed | O_RDWR | O_CLOEXEC, 0o600) }) {
      return number
    }
    // Without support for unnamed files, the file is created and unlinked at once.
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
      throw Failure("write a scratch file in", Scratch.parent, because: error, advice: Scratch.advice(error))
    }
  }

  /// Blocks on disk.
  var diskUsage: ByteCount {
    (try? IO.status(descriptor.rawValue)).map { ByteCount(Int($0.st_blocks) * 512) } ?? .zero
  }
}

/// A scratch folder for files that tools access by name; removed with its owner.
package final class ScratchFolder: Sendable {
  package let path: String
  /// Holds the lock that shows that its process lives.
  private let descriptor: CInt

  /// Creates an empty folder.
  package init() throws(Failure) {
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
      throw Failure("create a scratch folder in", parent, because: error, advice: Scratch.advice(error))
    }
  }

  deinit {
    // If removing fails now, it is tried again at the end of the process.
    if Temporary.remove(path.utf8.cString) { TemporaryFiles.forget(path) }
    close(descriptor)
  }
}
