package import BenchCore
import Glibc

/// Checks that outputs are outside of the tree.
package enum OutputPath {
  /// Rejects a path inside a tree, whether it exists or not.
  ///
  /// Folders are compared by device and inode, and by their places in mounted file systems. So links, bind mounts
  /// (also of a folder in the tree) and other spellings of the tree's path make no difference.
  ///
  /// - Parameters:
  ///   - path: A file or folder to write, which need not exist.
  ///   - tree: The tree.
  ///   - action: The attempted action, for the message.
  ///   - advice: What to do instead.
  /// - Throws: `Failure` if it is inside the tree, or goes through a folder that does not exist.
  package static func check(
    _ path: String, outside tree: String, _ action: String = "write",
    advice: String = "name a file outside of the tree"
  ) throws(Failure) {
    let known = ancestors(of: path) + [path.hasPrefix("/") ? "/" : "."]
    let missing = known.prefix { real($0) == nil }
    guard !missing.contains(where: { $0.hasSuffix("/..") }) else {
      throw Failure(
        action, path, because: "it goes through a folder that does not exist",
        advice: "name it without '..'")
    }
    guard let root = place(of: tree), let folder = real(tree), let inner = known.lazy.compactMap(real).first,
      (ancestors(of: inner) + ["/"]).contains(where: { place(of: $0) == root })
        || MountTable.current.lies(inner, in: folder)
    else { return }
    throw Failure(
      action, path, because: "it lies in the tree \(tree), which is only read", advice: advice)
  }

  /// Whether two paths lead to the same file, which need not exist.
  package static func areSame(_ one: String, _ other: String) -> Bool {
    if let left = place(of: one), let right = place(of: other) { return left == right }
    guard let left = final(one), let right = final(other) else { return one == other }
    return left.name == right.name && left.folder == right.folder
  }

  /// The folder of a path and the name in it; nil if the folder does not exist.
  private static func final(_ path: String) -> (folder: FolderPlace, name: Substring)? {
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { path[...$0] } ?? "./"
    guard let folder = place(of: String(parent)) else { return nil }
    return (folder, slash.map { path[path.index(after: $0)...] } ?? path[...])
  }

  private static func place(of path: String) -> FolderPlace? {
    var status = stat()
    return stat(path, &status) == 0 ? FolderPlace(status) : nil
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
