package import BenchCore
import Glibc

/// Where results go: never into the tree they are of.
package enum OutputPath {
  /// Refuses a path that is or would be in a tree, links followed.
  ///
  /// - Parameters:
  ///   - path: A file or folder to write, which need not exist.
  ///   - tree: The tree.
  ///   - action: What is attempted, for the message.
  ///   - advice: What to do instead.
  /// - Throws: `Failure` where it lies in the tree.
  package static func check(
    _ path: String, outside tree: String, _ action: String = "write",
    advice: String = "name a file outside of it"
  ) throws(Failure) {
    let known = ancestors(of: path) + [path.hasPrefix("/") ? "/" : "."]
    guard !tree.isEmpty, let inner = known.lazy.compactMap(real).first, let outer = real(tree) else { return }
    guard inner != outer, !inner.hasPrefix(outer.hasSuffix("/") ? outer : outer + "/") else {
      throw Failure(
        action, path, because: "it lies in the tree \(tree), which is only read", advice: advice)
    }
  }

  /// A path and the folders it is in, the deepest first, without the root and the working folder.
  package static func ancestors(of path: String) -> [String] {
    var folders: [String] = []
    var rest = path[...]
    while let last = rest.last {
      if last == "/" {
        rest = rest.dropLast()
      } else {
        folders.append(String(rest))
        rest = rest.lastIndex(of: "/").map { rest[..<$0] } ?? ""
      }
    }
    return folders
  }

  /// The path without links; nil for what does not exist.
  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
