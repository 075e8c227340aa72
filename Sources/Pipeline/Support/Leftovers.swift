import Foundation
import Synchronization

/// Paths that must not outlive the process: scratch folders and half-written files.
public enum Leftovers {
  private static let paths = Mutex<Set<String>>([])

  /// Remembers a path.
  public static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  /// Forgets a path that is gone, or complete and meant to stay.
  public static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes all that is remembered and runs `body`; meanwhile nothing is added or forgotten.
  public static func removeAll(then body: () -> Void = {}) {
    paths.withLock { paths in
      for path in paths { try? FileManager.default.removeItem(atPath: path) }
      paths = []
      body()
    }
  }
}
