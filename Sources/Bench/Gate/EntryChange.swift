package import BenchCore
package import Pipeline
import BenchResults

/// What became of an entry, or of a whole folder of entries that came or went together.
package struct EntryChange: Sendable, Equatable {
  /// What became of it.
  package enum Kind: String, Sendable {
    case appeared, vanished, grew, shrank
    /// Other contents of the same size and cost.
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

  /// A number of bytes, then and now.
  package struct Delta: Sendable, Equatable {
    /// The baseline's.
    package var base = ByteCount.zero
    /// The one now.
    package var now = ByteCount.zero

    /// By how much it grew; negative where it shrank.
    package var growth: ByteCount { now - base }
  }
}

/// Why an archive's size changed: its entries, compared.
package struct EntryChanges: Sendable, Equatable {
  /// What changed, the costliest changes first.
  package var changes: [EntryChange]
  /// How many entries hold the same as before.
  package var sameEntries: Int
  /// What became of the cost of those that hold the same: it depends on what lies around them.
  package var sameCost: EntryChange.Delta

  /// Compares entries in the order of their paths.
  init(from base: [ManifestEntry], to now: [ManifestEntry]) {
    let before = Dictionary(base.lazy.map { ($0.path, $0) }) { first, _ in first }
    let after = Dictionary(now.lazy.map { ($0.path, $0) }) { first, _ in first }
    let foldersBefore = Self.folders(base)
    let foldersAfter = Self.folders(now)
    var found: [EntryChange] = []
    var groups: [EntryPath: EntryChange] = [:]
    sameEntries = 0
    sameCost = EntryChange.Delta()

    func group(_ entry: ManifestEntry, _ kind: EntryChange.Kind, _ known: PathTable) {
      let top = known.outermostMissing(of: entry.path)
      // A folder that vanished and a file that appeared in its place are two changes.
      var change =
        groups[top]
        ?? EntryChange(
          path: top, kind: kind, entries: 0, bytes: EntryChange.Delta(), compressedBytes: EntryChange.Delta())
      change.entries += 1
      if kind == .appeared {
        change.bytes.now += entry.bytes
        change.compressedBytes.now += entry.compressedBytes
      } else {
        change.bytes.base += entry.bytes
        change.compressedBytes.base += entry.compressedBytes
      }
      groups[top] = change
    }

    for entry in base where after[entry.path] == nil { group(entry, .vanished, foldersAfter) }
    found += groups.values
    groups = [:]
    for entry in now {
      guard let old = before[entry.path] else {
        group(entry, .appeared, foldersBefore)
        continue
      }
      if entry.holdsSame(as: old) {
        sameEntries += 1
        sameCost.base += old.compressedBytes
        sameCost.now += entry.compressedBytes
      } else {
        found.append(EntryChange(old, entry))
      }
    }
    found += groups.values
    changes = found.sorted { left, right in
      let (a, b) = (abs(left.compressedBytes.growth.bytes), abs(right.compressedBytes.growth.bytes))
      if a != b { return a > b }
      let (c, d) = (abs(left.bytes.growth.bytes), abs(right.bytes.growth.bytes))
      return c == d ? left.path < right.path : c > d
    }
  }

  /// The changes that are shown one by one, and the sum of the rest.
  package func top(_ count: Int = 20) -> (shown: ArraySlice<EntryChange>, rest: EntryChange?) {
    let rest = changes.dropFirst(count)
    guard let first = rest.first else { return (changes[...], nil) }
    let sum = rest.dropFirst().reduce(into: first) { sum, change in
      sum.entries += change.entries
      sum.bytes = EntryChange.Delta(
        base: sum.bytes.base + change.bytes.base, now: sum.bytes.now + change.bytes.now)
      sum.compressedBytes = EntryChange.Delta(
        base: sum.compressedBytes.base + change.compressedBytes.base,
        now: sum.compressedBytes.now + change.compressedBytes.now)
    }
    return (changes.prefix(count), sum)
  }

  /// Folders that are there, by their own entry or by what is in them.
  private static func folders(_ entries: [ManifestEntry]) -> PathTable {
    var folders = PathTable()
    for entry in entries { folders.insert(entry.kind == .folder ? entry.path : entry.path.parent) }
    return folders
  }
}

extension EntryChange {
  /// The change of an entry that was there and is there.
  fileprivate init(_ old: ManifestEntry, _ new: ManifestEntry) {
    path = new.path
    entries = 1
    bytes = Delta(base: old.bytes, now: new.bytes)
    compressedBytes = Delta(base: old.compressedBytes, now: new.compressedBytes)
    // The size in the tar is the file's own; the cost depends on its neighbours too.
    let growth = bytes.growth != .zero ? bytes.growth : compressedBytes.growth
    kind = growth > .zero ? .grew : growth < .zero ? .shrank : .changed
  }
}
