import CLinux
import Glibc
import Synchronization

/// A thread of this process, by the kernel's number.
package struct ThreadID: Hashable, Sendable {
  /// The kernel's number (gettid(2)).
  package let number: Int32

  /// The calling thread.
  package static var current: ThreadID { ThreadID(number: pybench_gettid()) }

  private static let starting = Mutex(())

  /// Runs `body`, which starts threads, and tells which.
  ///
  /// The codec libraries start threads without naming them. One caller at a time is let in, so a thread that
  /// appears meanwhile is the body's.
  static func startedDuring<Result>(_ body: () -> Result) -> (Result, [ThreadID]) {
    starting.withLock { _ in
      let before = Set(all)
      let result = body()
      return (result, all.filter { !before.contains($0) })
    }
  }

  private static var all: [ThreadID] {
    guard let folder = opendir("/proc/self/task") else { return [] }
    defer { closedir(folder) }
    var threads: [ThreadID] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let number = Int32(name) { threads.append(ThreadID(number: number)) }
    }
    return threads
  }
}
