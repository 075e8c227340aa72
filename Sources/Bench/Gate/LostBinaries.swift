package import Pipeline

/// A missing binary of the baseline.
package struct LostBinary: Sendable, Equatable {
  /// Its path in the baseline.
  package var path: EntryPath
  /// The kind of the entry that has its path now; nil if none has.
  package var replacement: FileKind?
}

extension LostBinary {
  /// The binaries of a baseline that no entry or link of the archive replaces.
  static func find(in counterparts: Counterparts, from base: [ManifestEntry], to now: [ManifestEntry])
    -> [LostBinary]
  {
    let before = Links(base)
    let after = Links(now)
    var lost = counterparts.vanished.filter(before.isBinary).map {
      LostBinary(path: $0.path, replacement: nil)
    }
    for pair in counterparts.pairs where before.isBinary(pair.old) && !after.leadsToBinary(pair.new) {
      lost.append(LostBinary(path: pair.old.path, replacement: pair.new.kind))
    }
    return lost.sorted { $0.path < $1.path }
  }
}

/// The links of an archive, followed without a file system.
private struct Links {
  private let entries: [EntryPath: ManifestEntry]

  init(_ entries: [ManifestEntry]) {
    self.entries = Dictionary(entries.lazy.map { ($0.path, $0) }) { first, _ in first }
  }

  /// Whether an entry is a binary or a hard link to one.
  func isBinary(_ entry: ManifestEntry) -> Bool {
    guard entry.kind == .hardlink, let target = entry.target.flatMap(EntryPath.init(description:)) else {
      return entry.isBinary
    }
    return entries[target]?.isBinary ?? false
  }

  /// Whether an entry is a binary or a link that leads to one in the archive.
  func leadsToBinary(_ entry: ManifestEntry) -> Bool {
    var current = entry
    // The limit of Linux (path_resolution(7)).
    for _ in 0..<40 {
      guard current.kind == .symlink else { return isBinary(current) || current.kind == .elf }
      guard let target = current.target.flatMap(EntryPath.init(description:)),
        let next = resolve(target, from: current.path.parent)
      else { return false }
      current = next
    }
    return false
  }

  private func resolve(_ target: EntryPath, from folder: EntryPath) -> ManifestEntry? {
    let slash = UInt8(ascii: "/")
    guard target.bytes.first != slash else { return nil }
    var parts = folder.bytes.split(separator: slash)
    for part in target.bytes.split(separator: slash) {
      if part.elementsEqual("..".utf8) {
        guard parts.popLast() != nil else { return nil }
      } else if !part.elementsEqual(".".utf8) {
        parts.append(part)
      }
    }
    return entries[EntryPath(Array(parts.joined(separator: [slash])))]
  }
}
