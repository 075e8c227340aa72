import BenchCore
import CLinux
import Glibc

/// A thread of this process, by the kernel's number.
package struct ThreadID: Hashable, Sendable {
  /// The kernel's number (gettid(2)).
  package let number: Int32

  /// The calling thread.
  package static var current: ThreadID { ThreadID(number: pybench_gettid()) }

  /// Runs `body` and returns the threads that it started.
  ///
  /// The codec libraries do not expose their threads. A new thread inherits the name of its creator
  /// (`PR_SET_NAME` in prctl(2)). So the caller takes a unique name during the call, which excludes threads that
  /// others start at the same time.
  static func startedDuring<Result>(_ body: () -> Result) -> (Result, [ThreadID]) {
    let own = current
    let before = name(of: own)
    let marker = "codec-\(own.number)"
    pybench_set_thread_name(marker)
    let result = body()
    let started = all.filter { $0 != own && name(of: $0) == marker }
    // The next call on this thread must not find them again.
    for thread in started { rename(thread) }
    pybench_set_thread_name(before)
    return (result, started)
  }

  private static func name(of thread: ThreadID) -> String {
    (SystemFile.text("/proc/self/task/\(thread.number)/comm") ?? "").trimmed
  }

  /// Gives a thread the common name of codec threads.
  private static func rename(_ thread: ThreadID) {
    guard let file = fopen("/proc/self/task/\(thread.number)/comm", "w") else { return }
    fputs("codec", file)
    fclose(file)
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
