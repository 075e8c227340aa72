package import BenchCore
import FoundationEssentials
import Glibc
package import SystemPackage

/// Where scratch files live: `TMPDIR`, or `/tmp`.
enum Scratch {
  static var parent: String {
    guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
    return String(cString: value)
  }

  static let advice = "set TMPDIR to a folder with more room"
}

/// A scratch file without a name: it is gone with the process, however that ends.
package final class ScratchFile: Sendable {
  /// The open file.
  package let descriptor: FileDescriptor

  /// Creates an empty file.
  package init() throws(Failure) {
    var template = Array((Scratch.parent + "/pybench-XXXXXX").utf8CString)
    let (number, code) = TemporaryFiles.making {
      let number = mkstemp(&template)
      let code = errno
      if number >= 0 { unlink(template) }
      return ((number, code), nil)
    }
    guard number >= 0 else {
      throw Failure(
        "create a scratch file in", Scratch.parent, because: Errno(rawValue: code), advice: Scratch.advice)
    }
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    descriptor = FileDescriptor(rawValue: number)
  }

  deinit { try? descriptor.close() }

  /// Adds bytes at the end.
  package func append(_ bytes: RawSpan) throws(Failure) {
    do {
      try bytes.withUnsafeBytes { _ = try descriptor.writeAll($0) }
    } catch {
      throw Failure(
        "write a scratch file in", Scratch.parent, because: (error as? Errno)?.description ?? "\(error)",
        advice: Scratch.advice)
    }
  }

  /// Blocks on disk.
  var diskUsage: ByteCount {
    var status = stat()
    return fstat(descriptor.rawValue, &status) == 0 ? ByteCount(Int(status.st_blocks) * 512) : .zero
  }
}

/// A scratch folder for what must have a name while a tool works on it; removed with its owner.
package final class ScratchFolder: Sendable {
  /// Where it is.
  package let path: String

  /// Creates an empty folder.
  package init() throws(Failure) {
    var template = Array((Scratch.parent + "/pybench-XXXXXX").utf8CString)
    let made: Result<String, Errno> = TemporaryFiles.making {
      guard mkdtemp(&template) != nil else { return (.failure(Errno(rawValue: errno)), nil) }
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return (.success(path), path)
    }
    do throws(Errno) {
      path = try made.get()
    } catch {
      throw Failure("create a scratch folder in", Scratch.parent, because: error, advice: Scratch.advice)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    TemporaryFiles.forget(path)
  }
}
