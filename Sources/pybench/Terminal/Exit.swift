import BenchCore
import Glibc
import Pipeline

/// Exit codes; scripts rely on them.
enum Exit: CInt, Error {
  /// Done, or the check passed.
  case success = 0
  /// A check failed: a rule of `--fail-on`, `--require`, `--max-size`, `--budget` or `--max-drift` is broken. No
  /// other outcome uses this code.
  case regression = 1
  /// An operation failed.
  case error = 2
  /// The command line is wrong: sysexits' EX_USAGE.
  case usage = 64

  /// Ends the process if it can open too few files.
  static func unlessRoom() {
    do throws(Failure) {
      try Descriptors.checkRoom()
    } catch {
      Console.error(error.description)
      end(.error)
    }
  }

  /// Ends the process with a usage error if a path is not UTF-8.
  ///
  /// Swift would replace invalid bytes, and files would get other names.
  static func unlessReadable(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int) {
    func check(_ text: UnsafePointer<CChar>, _ name: String) {
      let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text)).map { $0 }
      guard String(validating: bytes, as: UTF8.self) == nil else { return }
      Console.error(
        "cannot use \(name), '\(EntryPath(bytes))': it is not UTF-8; rename the file or use a link to it")
      end(.usage)
    }
    for index in 0..<count { if let text = arguments[index] { check(text, "argument \(index)") } }
    for name in ["TMPDIR", "GITHUB_STEP_SUMMARY"] {
      if let value = getenv(name) { check(value, name) }
    }
  }

  /// Ends the process.
  static func end(_ exit: Exit) -> Never {
    TemporaryFiles.removeAll()
    Glibc.exit(exit.rawValue)
  }
}
