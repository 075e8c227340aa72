package import BenchCore
import Glibc

/// How many files the process may still open.
package enum Descriptors {
  /// Needed by any command: the runtime's queues abort the process if they cannot open their files.
  private static let perCommand = 20
  /// Needed to start a tool: its pipes, and a descriptor that waits for its end.
  private static let perProcess = 16
  /// Needed by the rest of a run.
  private static let reserve = 16

  /// Checks that a command can open enough files; called before anything needs them.
  ///
  /// - Parameter free: How many files can be opened; nil if unknown.
  /// - Throws: `Failure` if too few files can be opened.
  package static func checkRoom(free: Int? = free()) throws(Failure) {
    guard let free, free < perCommand else { return }
    throw Failure(
      "start", "pybench", because: "only \(max(free, 0)) more files can be opened",
      advice: "raise the limit of open files, for example with 'ulimit -n 1024'")
  }

  /// How many tools can run at the same time, at most `wanted`.
  ///
  /// - Parameters:
  ///   - wanted: The most that are of use.
  ///   - free: How many files can be opened; nil if unknown.
  /// - Throws: `Failure` if not even one tool can run; waiting for it would never end.
  static func processes(upTo wanted: Int, free: Int? = free()) throws(Failure) -> Int {
    guard let free else { return wanted }
    let room = (free - reserve) / perProcess
    guard room >= 1 else {
      throw Failure(
        "run", "the strip tool", because: "only \(max(free, 0)) more files can be opened",
        advice: "raise the limit of open files, for example with 'ulimit -n 1024', or use --strip none")
    }
    return min(wanted, room)
  }

  /// How many files the process may still open; nil if unknown.
  package static func free() -> Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
      let folder = try? IO.retrying({ open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    else { return nil }
    defer { close(folder) }
    guard let used = try? Listing.names(in: folder).count else { return 0 }
    return Int(clamping: limit.rlim_cur) - used
  }
}
