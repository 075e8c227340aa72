package import BenchCore
package import Pipeline
import BenchResults

/// A manifest added up: by kind of file, and by folder.
package struct Inventory: Sendable {
  /// Sums over some entries.
  package struct Sum: Sendable, Equatable {
    /// Files and links; folders are not counted.
    package var files = 0
    /// Bytes before stripping; nil where only the archive is known.
    package var unstrippedBytes: ByteCount?
    /// Bytes in the tar.
    package var bytes = ByteCount.zero
    /// Share of the archive's bytes.
    package var compressedBytes = ByteCount.zero

    mutating func add(_ entry: ManifestEntry) {
      if entry.kind != .folder { files += 1 }
      bytes += entry.bytes
      compressedBytes += entry.compressedBytes
      if let size = entry.unstrippedBytes { unstrippedBytes = (unstrippedBytes ?? .zero) + size }
    }

    mutating func add(_ other: Sum) {
      files += other.files
      bytes += other.bytes
      compressedBytes += other.compressedBytes
      if let size = other.unstrippedBytes { unstrippedBytes = (unstrippedBytes ?? .zero) + size }
    }
  }

  /// A folder or a file, with all that is in it.
  package struct Node: Sendable {
    /// Its path; empty for the whole archive.
    package let path: EntryPath
    /// Whether it is a folder.
    package fileprivate(set) var isFolder: Bool
    /// All that is in it.
    package fileprivate(set) var sum = Sum()
    /// What is in it, the costliest first.
    package fileprivate(set) var children: [Node] = []
  }

  /// Sums by kind, the costliest first.
  package let kinds: [(kind: FileKind, sum: Sum)]
  /// The whole archive.
  package let root: Node

  /// Adds up a manifest.
  package init(_ manifest: Manifest) {
    var kinds: [FileKind: Sum] = [:]
    var nodes: [EntryPath: Node] = [.root: Node(path: .root, isFolder: true)]
    var children: [EntryPath: [EntryPath]] = [:]
    for entry in manifest.entries {
      kinds[entry.kind, default: Sum()].add(entry)
      var path = entry.path
      var isFolder = entry.kind == .folder
      while true {
        if nodes[path] == nil { children[path.parent, default: []].append(path) }
        var node = nodes[path] ?? Node(path: path, isFolder: isFolder)
        node.isFolder = node.isFolder || isFolder
        node.sum.add(entry)
        nodes[path] = node
        guard path != .root else { break }
        path = path.parent
        isFolder = true
      }
    }
    self.kinds = kinds.map { ($0.key, $0.value) }.sorted {
      ($0.1.compressedBytes, $1.0.rawValue) > ($1.1.compressedBytes, $0.0.rawValue)
    }

    func assemble(_ path: EntryPath) -> Node {
      var node = nodes[path] ?? Node(path: path, isFolder: true)
      node.children = (children[path] ?? []).map(assemble).sorted { left, right in
        left.sum.compressedBytes == right.sum.compressedBytes
          ? left.path < right.path : left.sum.compressedBytes > right.sum.compressedBytes
      }
      return node
    }
    root = assemble(.root)
  }
}

extension Inventory.Node {
  /// A line of a listing: a node at its depth, or what is left of a folder.
  package struct Line: Sendable {
    /// How deep it lies.
    package let depth: Int
    /// The node's path; for what is left of a folder, the folder's.
    package let path: EntryPath
    /// Whether it is a folder.
    package let isFolder: Bool
    /// How many nodes too small to be shown are summed; nil for a node.
    package let summed: Int?
    /// What it costs.
    package let sum: Inventory.Sum
  }

  /// The nodes that cost at least `least`, and the sums of what is left in each folder where they do.
  package func listing(least: ByteCount, depth: Int = 0) -> [Line] {
    var lines = [Line(depth: depth, path: path, isFolder: isFolder, summed: nil, sum: sum)]
    let large = children.prefix { $0.sum.compressedBytes >= least }
    let small = children.dropFirst(large.count)
    for child in large { lines += child.listing(least: least, depth: depth + 1) }
    var rest = Inventory.Sum()
    for child in small { rest.add(child.sum) }
    if !large.isEmpty, rest.compressedBytes >= least {
      lines.append(Line(depth: depth + 1, path: path, isFolder: true, summed: small.count, sum: rest))
    }
    return lines
  }

  /// It and all folders in it, outermost first.
  package var folders: [Inventory.Node] {
    guard isFolder else { return [] }
    return [self] + children.flatMap(\.folders)
  }
}
