package import BenchCore
package import Pipeline

/// Sums of a manifest by kind of file and by folder.
package struct Inventory: Sendable {
  /// Sums over some entries.
  package struct Sum: Sendable, Equatable {
    /// Files and links; folders are not counted.
    package var files = 0
    /// Bytes before stripping; nil if only the archive is known.
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

  /// A folder or a file, with its contents.
  package struct Node: Sendable {
    fileprivate let prefix: PathTable.Prefix
    /// Its path; empty for the whole archive.
    package var path: EntryPath { prefix.path }
    package fileprivate(set) var isFolder: Bool
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
    var table = PathTable()
    var nodes = table.prefixes.map { Node(prefix: $0, isFolder: true) }
    for entry in manifest.entries {
      kinds[entry.kind, default: Sum()].add(entry)
      let path = table.insert(entry.path)
      for prefix in table.prefixes[nodes.count...] { nodes.append(Node(prefix: prefix, isFolder: false)) }
      nodes[0].sum.add(entry)
      for number in path {
        nodes[number].sum.add(entry)
        if number != path.last || entry.kind == .folder { nodes[number].isFolder = true }
      }
    }
    self.kinds = kinds.map { ($0.key, $0.value) }.sorted {
      ($0.1.compressedBytes, $1.0.rawValue) > ($1.1.compressedBytes, $0.0.rawValue)
    }

    // The contents of a folder have higher numbers than the folder.
    for number in nodes.indices.dropFirst().reversed() {
      nodes[number].sort()
      nodes[table.parents[number]].children.append(nodes[number])
      nodes[number].children = []
    }
    nodes[0].sort()
    root = nodes[0]
  }
}

extension Inventory.Node {
  fileprivate mutating func sort() {
    children.sort { left, right in
      left.sum.compressedBytes == right.sum.compressedBytes
        ? left.prefix.bytes.lexicographicallyPrecedes(right.prefix.bytes)
        : left.sum.compressedBytes > right.sum.compressedBytes
    }
  }
}

extension Inventory.Node {
  /// A line of a listing: a node, or the rest of a folder.
  package struct Line: Sendable {
    /// Depth below the root.
    package let depth: Int
    /// The node's path; the folder's path for the rest of a folder.
    package let path: EntryPath
    package let isFolder: Bool
    /// Number of small nodes in the sum; nil for a node.
    package let summed: Int?
    /// What it costs.
    package let sum: Inventory.Sum
  }

  /// The nodes with a share of at least `least`, and the sums of the rest of each folder with such a share.
  package func listing(least: ByteCount) -> [Line] {
    enum Step {
      case node(Inventory.Node, depth: Int)
      case rest(Line)
    }
    var lines: [Line] = []
    // Not recursive, because folders may be deep.
    var pending = [Step.node(self, depth: 0)]
    while let step = pending.popLast() {
      switch step {
      case .rest(let line): lines.append(line)
      case .node(let node, let depth):
        lines.append(
          Line(depth: depth, path: node.path, isFolder: node.isFolder, summed: nil, sum: node.sum))
        let large = node.children.prefix { $0.sum.compressedBytes >= least }
        let small = node.children.dropFirst(large.count)
        var rest = Inventory.Sum()
        for child in small { rest.add(child.sum) }
        if !large.isEmpty, rest.compressedBytes >= least {
          pending.append(
            .rest(
              Line(depth: depth + 1, path: node.path, isFolder: true, summed: small.count, sum: rest)))
        }
        for child in large.reversed() { pending.append(.node(child, depth: depth + 1)) }
      }
    }
    return lines
  }

  /// It and all folders in it, outermost first.
  package var folders: [Inventory.Node] {
    var found: [Inventory.Node] = []
    var pending = [self]
    while let node = pending.popLast() {
      guard node.isFolder else { continue }
      found.append(node)
      pending += node.children.reversed()
    }
    return found
  }
}
