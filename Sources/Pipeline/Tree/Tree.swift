package import BenchCore
import Glibc
import SystemPackage

/// A tree: its entries, the selected ones, and what was skipped.
package struct Tree: Sendable {
  /// The entries selected, in the order of their paths; hard links after their first name.
  package let entries: [Entry]
  /// Size of the whole tree.
  package let total: Footprint
  /// Size of the selection.
  package let selected: Footprint
  /// Warnings: special files skipped, attributes that a tar does not hold, patterns without a match.
  package let warnings: [String]
  let folder: Folder

  /// Number and size of files.
  package struct Footprint: Hashable, Sendable {
    /// Regular files, hard links counted by name.
    package var files = 0
    /// Their bytes, hard-linked ones once.
    package var bytes = ByteCount.zero
    /// Blocks on disk as `du` counts them: folders and links included, hard-linked files once.
    package var diskUsage = ByteCount.zero

    package init() {}
  }

  /// Reads a tree without opening or changing its files.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - selection: The entries to select.
  /// - Throws: `Failure` if a folder cannot be read, or nothing is selected.
  package init(at path: String, selecting selection: Selection = Selection()) throws(Failure) {
    try OutputPath.check(
      Scratch.parent, outside: path, "keep scratch files in",
      advice: "set TMPDIR to a folder outside of the tree")
    folder = try Folder(path)
    var walk = Walk(folder: folder, selection: selection)
    try walk.run()
    walk.selected.sort { $0.path < $1.path }
    entries = Self.linked(walk.selected)
    total = walk.total.footprint
    var tally = Tally(root: walk.rootUsage)
    for entry in entries { tally.add(entry) }
    selected = tally.footprint
    warnings = walk.warnings + UnpackedAttributes(of: entries, in: folder).warnings
    guard total.files > 0 || walk.hasLinks else {
      throw Failure(
        "pack", path, because: "the tree holds no files", advice: "name the folder that holds the build")
    }
    guard entries.contains(where: { $0.kind != .folder }) else {
      throw Failure(
        "pack", path, because: "every file in it is excluded", advice: "narrow --exclude or --prune")
    }
  }

  /// Turns the later names of a file into hard links to its first.
  ///
  /// Some file systems give two files one number, so only what has several names is linked.
  static func linked(_ entries: [Entry]) -> [Entry] {
    var first: [Entry.Identity: EntryPath] = [:]
    return entries.map { entry in
      guard entry.kind == .file, entry.linkCount > 1 else { return entry }
      guard let original = first[entry.identity] else {
        first[entry.identity] = entry.path
        return entry
      }
      var link = entry
      link.kind = .hardLink(to: original)
      return link
    }
  }
}

/// Adds up a footprint.
struct Tally {
  var footprint = Tree.Footprint()
  private var seen: Set<Entry.Identity> = []

  init(root: ByteCount) { footprint.diskUsage = root }

  mutating func add(_ entry: Entry) {
    switch entry.kind {
    case .file, .hardLink: footprint.files += 1
    case .folder, .symlink, .special: break
    }
    if entry.linkCount > 1, entry.kind != .folder, !seen.insert(entry.identity).inserted { return }
    footprint.bytes += entry.size
    footprint.diskUsage += entry.diskUsage
  }
}

/// One pass over a tree.
private struct Walk {
  let folder: Folder
  let selection: Selection
  var selected: [Entry] = []
  var total: Tally
  var rootUsage = ByteCount.zero
  var hasLinks = false
  /// Patterns without a match so far, including entries that another pattern already excludes.
  private var idle: Set<Int>
  private var specials: [EntryPath] = []
  private var unread: [EntryPath] = []

  init(folder: Folder, selection: Selection) {
    self.folder = folder
    self.selection = selection
    idle = Set(selection.exclude.indices)
    total = Tally(root: .zero)
  }

  mutating func run() throws(Failure) {
    rootUsage = Self.usage(try folder.status())
    total = Tally(root: rootUsage)
    var pending: [(path: EntryPath, wanted: Bool)] = [(.root, true)]
    while let (path, wanted) = pending.popLast() {
      let listing: Listing
      do {
        listing = try folder.list(path)
      } catch {
        // An excluded folder need not be readable; then the total lacks it.
        guard wanted else {
          unread.append(path)
          continue
        }
        throw error
      }
      for name in listing.names {
        let child = path.appending(name)
        try child.checkDepth("read", folder.display(child))
        let entry = try entry(name, in: listing, at: child)
        total.add(entry)
        let isFolder = entry.kind == .folder
        idle = idle.filter { !selection.exclude[$0].matches(entry.path, isFolder: isFolder) }
        let taken = wanted && selection.rule(against: entry.path, isFolder: isFolder) == nil
        if isFolder { pending.append((entry.path, taken)) }
        if case .symlink = entry.kind { hasLinks = true }
        guard taken else { continue }
        if entry.kind == .special { specials.append(entry.path) } else { selected.append(entry) }
      }
    }
  }

  var warnings: [String] {
    var warnings: [String] = []
    if let example = specials.min() {
      warnings.append(
        "skipped \(specials.count) FIFO, socket or device \(specials.count == 1 ? "entry" : "entries"), such as "
          + folder.display(example))
    }
    if let example = unread.min() {
      warnings.append(
        "could not count \(unread.count) excluded \(unread.count == 1 ? "folder" : "folders"), such as "
          + folder.display(example))
    }
    for (index, glob) in selection.exclude.enumerated() where idle.contains(index) {
      warnings.append("--exclude '\(glob)' matched nothing in \(folder.name)")
    }
    return warnings
  }

  private func entry(_ name: [UInt8], in listing: Listing, at path: EntryPath) throws(Failure) -> Entry {
    let status: stat
    let kind: Entry.Kind
    do throws(Errno) {
      status = try listing.status(of: name)
      switch status.st_mode & S_IFMT {
      case S_IFREG: kind = .file
      case S_IFDIR: kind = .folder
      case S_IFLNK: kind = .symlink(target: try listing.target(of: name))
      default: kind = .special
      }
    } catch {
      throw Failure("read", folder.display(path), because: error)
    }
    return Entry(
      path: path, kind: kind, mode: UInt16(truncatingIfNeeded: status.st_mode & 0o7777),
      size: ByteCount(kind == .file ? Int(status.st_size) : 0), diskUsage: Self.usage(status),
      modified: Int64(status.st_mtim.tv_sec),
      identity: Entry.Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)),
      linkCount: Int(status.st_nlink), stamp: FileStamp(status))
  }

  /// `st_blocks` counts units of 512 bytes whatever the file system's block size (stat(2)).
  private static func usage(_ status: stat) -> ByteCount { ByteCount(Int(status.st_blocks) * 512) }
}
