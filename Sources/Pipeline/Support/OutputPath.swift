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
    guard !missing.contains(where: { $0 == ".." || $0.hasSuffix("/..") }) else {
      throw Failure(
        action, path, because: "it goes through a folder that does not exist",
        advice: "name it without '..'")
    }
    guard !tree.isEmpty, let root = place(of: tree), let inner = known.lazy.compactMap(real).first,
      lies(inner, in: root) || isMounted(inner, in: tree)
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

  /// Whether an existing path is the folder, or is below it.
  private static func lies(_ path: String, in root: FolderPlace) -> Bool {
    let flags = IO.pathOnly | O_DIRECTORY | O_CLOEXEC
    var folder = open(path, flags)
    if folder < 0, errno == ENOTDIR, let slash = path.lastIndex(of: "/") {
      folder = open(String(path[...slash]), flags)
    }
    var before: FolderPlace?
    while folder >= 0 {
      guard let status = try? IO.status(folder) else { break }
      let place = FolderPlace(status)
      if place == root || place == before {
        close(folder)
        return place == root
      }
      before = place
      let parent = openat(folder, "..", flags)
      close(folder)
      folder = parent
    }
    return false
  }

  /// Whether something that exists is in the tree by another path of the tree's folders.
  private static func isMounted(_ path: String, in tree: String) -> Bool {
    guard let folder = real(tree), let mounts = MountTable.current else { return false }
    return mounts.lies(path, in: folder)
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
