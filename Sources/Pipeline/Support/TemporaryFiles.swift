import Glibc
import Synchronization

/// Paths that must not outlive the process: scratch folders, half-written files, folders made for nothing.
package enum TemporaryFiles {
  private struct Paths {
    var all: Set<String> = []
    /// Folders that others may have put something into meanwhile.
    var ifEmpty: Set<String> = []
  }

  private static let paths = Mutex(Paths())

  /// Remembers what `create` makes; as one step, so that nothing is made once removing has begun.
  ///
  /// - Parameter create: Makes something and returns its result, and its path where it must be removed.
  static func making<Result>(_ create: () -> (Result, path: String?)) -> Result {
    paths.withLock { paths in
      let (result, path) = create()
      if let path { paths.all.insert(path) }
      return result
    }
  }

  /// Runs `body`, which must come to its end once it has begun: an interrupt waits for it.
  static func undisturbed<Result>(_ body: () -> Result) -> Result { paths.withLock { _ in body() } }

  /// Remembers a folder that goes only if it is empty.
  package static func addFolder(_ path: String) { paths.withLock { _ = $0.ifEmpty.insert(path) } }

  /// Forgets a path that is gone, or complete and meant to stay.
  package static func forget(_ path: String) {
    paths.withLock { paths in
      paths.all.remove(path)
      paths.ifEmpty.remove(path)
    }
  }

  /// Removes all that is remembered and runs `body`; meanwhile nothing is added or forgotten.
  package static func removeAll(then body: () -> Void = {}) {
    paths.withLock { paths in
      for path in paths.all { remove(path) }
      // The longer path lies in the shorter one.
      for path in paths.ifEmpty.sorted(by: { $0.utf8.count > $1.utf8.count }) { rmdir(path) }
      paths = Paths()
      body()
    }
  }

  /// Removes a file or a folder, into which a tool that still runs may be writing.
  private static func remove(_ path: String) {
    for _ in 0..<20 {
      if Temporary.remove(path.utf8.cString) { return }
      usleep(5000)
    }
  }
}
