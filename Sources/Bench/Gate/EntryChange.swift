package import BenchCore
package import Pipeline

/// The change of an entry, or of a folder that appeared or vanished as a whole.
package struct EntryChange: Sendable, Equatable {
  /// What became of it.
  package enum Kind: String, Sendable {
    case appeared, vanished, grew, shrank
    /// Other contents, with the same size in the tar and no part in the growth.
    case changed
  }

  /// The entry or the folder.
  package var path: EntryPath
  /// What became of it.
  package var kind: Kind
  /// How many entries, folders included.
  package var entries: Int
  /// Bytes in the tar, then and now.
  package var bytes: Delta
  /// Share of the archive's bytes, then and now.
  package var compressedBytes: Delta
  /// The explained part of the archive's growth.
  package var blame: ByteCount
  /// The path in the baseline if it differs in more than the version.
  package var formerly: EntryPath?

  /// A number of bytes, then and now.
  package struct Delta: Sendable, Equatable {
    /// The baseline's.
    package var base = ByteCount.zero
    package var now = ByteCount.zero

    /// By how much it grew; negative if it shrank.
    package var growth: ByteCount { now - base }
  }
}

/// Why an archive's size changed: its entries, compared.
package struct EntryChanges: Sendable, Equatable {
  /// The changes, the largest blame first.
  package var changes: [EntryChange]
  /// Number of unchanged entries, including moved ones.
  package var sameEntries: Int
  /// Share of the unchanged entries, then and now; it depends on their neighbours.
  package var sameCost: EntryChange.Delta
  /// Entries with the same contents under another path.
  package var moved: [Move]
  /// The growth that no change explains: shares that moved between entries with common blocks and copies.
  ///
  /// Together with the blame of all changes it is the archive's growth.
  package var shifted: ByteCount

  /// An entry that has another path now.
  package struct Move: Sendable, Equatable {
    /// The path in the baseline.
    package var from: EntryPath
    /// The path now.
    package var to: EntryPath
  }

  /// Compares entries.
  ///
  /// - Parameters:
  ///   - base: The baseline's entries.
  ///   - now: The entries now.
  ///   - resolution: Bytes of the tar in a block of the archive; 0 if shares are exact.
  init(from base: [ManifestEntry], to now: [ManifestEntry], resolution: ByteCount = .zero) {
    self.init(Counterparts(from: base, to: now), from: base, to: now, resolution: resolution)
  }

  /// Compares paired entries.
  init(
    _ counterparts: Counterparts, from base: [ManifestEntry], to now: [ManifestEntry], resolution: ByteCount
  ) {
    let mapping = counterparts.mapping
    let foldersBefore = Self.folders(
      base.map { entry in
        var entry = entry
        entry.path = mapping(entry.path)
        return entry
      })
    let foldersAfter = Self.folders(now)
    var blame = Blame(counterparts.pairs.map { ($0.old, $0.new) }, resolution: resolution)
    var found: [EntryChange] = []
    var groups: [EntryPath: EntryChange] = [:]
    sameEntries = 0
    sameCost = EntryChange.Delta()
    moved = []

    func group(_ entry: ManifestEntry, _ kind: EntryChange.Kind, _ top: EntryPath) {
      // A folder that vanished and a file that appeared in its place are two changes.
      var change =
        groups[top]
        ?? EntryChange(
          path: top, kind: kind, entries: 0, bytes: EntryChange.Delta(), compressedBytes: EntryChange.Delta(),
          blame: .zero)
      change.entries += 1
      if kind == .appeared {
        change.bytes.now += entry.bytes
        change.compressedBytes.now += entry.compressedBytes
        change.blame += blame.appeared(entry)
      } else {
        change.bytes.base += entry.bytes
        change.compressedBytes.base += entry.compressedBytes
        change.blame += blame.vanished(entry)
      }
      groups[top] = change
    }

    for entry in counterparts.vanished {
      var mapped = entry
      mapped.path = mapping(entry.path)
      let top = foldersAfter.outermostMissing(of: mapped.path)
      // The path is shown as in the baseline, to the depth of the search.
      group(entry, .vanished, Self.prefix(of: entry.path, like: top, mapped.path))
    }
    found += groups.values
    groups = [:]
    for entry in counterparts.appeared {
      group(entry, .appeared, foldersBefore.outermostMissing(of: entry.path))
    }
    found += groups.values
    for (old, new, isMoved) in counterparts.pairs {
      if new.holdsSame(as: old, mapping) {
        sameEntries += 1
        sameCost.base += old.compressedBytes
        sameCost.now += new.compressedBytes
        if isMoved { moved.append(Move(from: old.path, to: new.path)) }
      } else {
        var change = EntryChange(old, new, blame: blame.changed(old, new))
        if isMoved { change.formerly = old.path }
        found.append(change)
      }
    }
    changes = found.sorted { left, right in
      let (most, least) = (right.blame.bytes.magnitude, left.blame.bytes.magnitude)
      let (longest, shortest) = (right.bytes.growth.bytes.magnitude, left.bytes.growth.bytes.magnitude)
      return (most, longest, left.path) < (least, shortest, right.path)
    }
    moved.sort { $0.to < $1.to }
    let growth = Self.total(now) - Self.total(base)
    shifted = changes.reduce(growth) { $0 - $1.blame }
  }

  private static func total(_ entries: [ManifestEntry]) -> ByteCount {
    entries.reduce(.zero) { $0 + $1.compressedBytes }
  }

  /// The path shortened by as many parts as `top` is shorter than `mapped`.
  private static func prefix(of path: EntryPath, like top: EntryPath, _ mapped: EntryPath) -> EntryPath {
    let slash = UInt8(ascii: "/")
    let depth = mapped.bytes.count { $0 == slash } - top.bytes.count { $0 == slash }
    return (0..<depth).reduce(path) { path, _ in path.parent }
  }

  /// The changes to show, and the sum of the rest.
  ///
  /// - Parameter count: Maximum number of changes to show. Changes below a hundredth of the largest are not
  ///   shown.
  package func top(_ count: Int = 20) -> (shown: ArraySlice<EntryChange>, rest: EntryChange?) {
    let least = (changes.first?.blame.bytes.magnitude ?? 0) / 100
    let shown = changes.prefix(count).prefix { $0.blame.bytes.magnitude >= least }
    let rest = changes.dropFirst(shown.count)
    guard let first = rest.first else { return (changes[...], nil) }
    let sum = rest.dropFirst().reduce(into: first) { sum, change in
      sum.entries += change.entries
      sum.blame += change.blame
      sum.bytes = EntryChange.Delta(
        base: sum.bytes.base + change.bytes.base, now: sum.bytes.now + change.bytes.now)
      sum.compressedBytes = EntryChange.Delta(
        base: sum.compressedBytes.base + change.compressedBytes.base,
        now: sum.compressedBytes.now + change.compressedBytes.now)
    }
    return (shown, sum)
  }

  /// Folders that are entries or have contents.
  private static func folders(_ entries: [ManifestEntry]) -> PathTable {
    var folders = PathTable()
    for entry in entries { folders.insert(entry.kind == .folder ? entry.path : entry.path.parent) }
    return folders
  }
}

extension EntryChange {
  /// The change of an entry of both archives.
  fileprivate init(_ old: ManifestEntry, _ new: ManifestEntry, blame: ByteCount) {
    path = new.path
    entries = 1
    bytes = Delta(base: old.bytes, now: new.bytes)
    compressedBytes = Delta(base: old.compressedBytes, now: new.compressedBytes)
    self.blame = blame
    // The size in the tar depends only on the file; the share of the archive also on its neighbours.
    let growth = bytes.growth != .zero ? bytes.growth : blame
    kind = growth > .zero ? .grew : growth < .zero ? .shrank : .changed
  }
}

extension ManifestEntry {
  /// Whether it has the same contents as its counterpart. A link's target may have another version in its path.
  func holdsSame(as old: ManifestEntry, _ mapping: PathMapping) -> Bool {
    guard kind == old.kind, bytes == old.bytes, digest == old.digest else { return false }
    if target == old.target { return true }
    guard let target, let was = old.target.flatMap(EntryPath.init(description:)) else { return false }
    return mapping(was).description == target
  }
}
