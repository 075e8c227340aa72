import Glibc
import Synchronization

/// Paths to remove when the process ends: scratch folders, incomplete files, unused folders.
package enum TemporaryFiles {
  private struct Paths {
    var all: Set<String> = []
    /// Folders to remove only if they are empty.
    var ifEmpty: Set<String> = []
  }

  private static let paths = Mutex(Paths())

  /// Records the path that `create` makes. It is one step, so nothing is made after removing has begun.
  ///
  /// - Parameter create: Returns its result, and a path if it must be removed.
  static func making<Result>(_ create: () -> (Result, path: String?)) -> Result {
    paths.withLock { paths in
      let (result, path) = create()
      if let path { paths.all.insert(path) }
      return result
    }
  }

  /// Runs `body` without interruption: an interrupt waits for its end.
  static func undisturbed<Result>(_ body: () -> Result) -> Result { paths.withLock { _ in body() } }

  /// Records a folder to remove only if it is empty.
  package static func addFolder(_ path: String) { paths.withLock { _ = $0.ifEmpty.insert(path) } }

  /// Forgets a path that is gone or that must stay.
  package static func forget(_ path: String) {
    paths.withLock { paths in
      paths.all.remove(path)
      paths.ifEmpty.remove(path)
    }
  }

  /// Removes all recorded paths and runs `body`. No path is recorded or forgotten during the call.
  package static func removeAll(then body: () -> Void = {}) {
    paths.withLock { paths in
      for path in paths.all { remove(path) }
      // The longer path is inside the shorter one.
      for path in paths.ifEmpty.sorted(by: { $0.utf8.count > $1.utf8.count }) { rmdir(path) }
      paths = Paths()
      body()
    }
  }

  /// Removes a file or a folder, even if a running tool still writes into it.
  private static func remove(_ path: String) {
    for _ in 0..<20 {
      if Temporary.remove(path.utf8.cString) { return }
      usleep(5000)
    }
  }
}
