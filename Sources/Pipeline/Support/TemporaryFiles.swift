import Glibc
import Synchronization

/// Paths to remove when the process ends: scratch folders, incomplete files, unused folders.
package enum TemporaryFiles {
  private static let paths = Mutex(TemporaryPaths())

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
  package static func forget(_ path: String) { paths.withLock { $0.forget(path) } }

  /// Removes all recorded paths and runs `body`. No path is recorded or forgotten during the call.
  package static func removeAll(then body: () -> Void = {}) {
    paths.withLock { paths in
      paths.removeAll()
      body()
    }
  }
}

/// Paths to remove together.
struct TemporaryPaths {
  /// Files, and folders with their contents.
  var all: Set<String> = []
  /// Folders to remove only if they are empty.
  var ifEmpty: Set<String> = []

  mutating func forget(_ path: String) {
    all.remove(path)
    ifEmpty.remove(path)
  }

  /// Removes what they lead to, and forgets them.
  mutating func removeAll() {
    for path in all { Self.remove(path) }
    // A folder comes after those inside it.
    for path in ifEmpty.sorted().reversed() { rmdir(path) }
    self = TemporaryPaths()
  }

  /// Removes a file or a folder, even if a running tool still writes into it.
  private static func remove(_ path: String) {
    for _ in 0..<20 {
      if Temporary.remove(path.utf8.cString) { return }
      usleep(5000)
    }
  }
}
