import Foundation

/// Files and folders that this process holds open.
package enum OpenFiles {
  /// Those in a folder, and the folder itself, as `/proc` names them, removed ones included.
  package static func below(_ path: String) -> [String] {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return numbers.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
    }
    .filter { $0 == path || $0.hasPrefix(path + "/") || $0.hasPrefix(path + " ") }.sorted()
  }
}
