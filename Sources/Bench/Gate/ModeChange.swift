package import Pipeline

/// Entries whose permissions changed in the same way.
package struct ModeChange: Sendable, Equatable {
  /// The permissions then.
  package var base: FileMode
  /// The permissions now.
  package var now: FileMode
  /// The entries, in the order of their paths.
  package var paths: [EntryPath]

  /// Whether a change adds rights: set-user-ID, set-group-ID, or writing by others.
  package var isGrave: Bool { now.bits & ~base.bits & 0o6002 != 0 }

  /// Compares the permissions of counterparts, the gravest and then the most frequent changes first.
  static func find(in counterparts: Counterparts) -> [ModeChange] {
    struct Key: Hashable {
      let base: FileMode
      let now: FileMode
    }
    var found: [Key: [EntryPath]] = [:]
    for pair in counterparts.pairs {
      // A symbolic link has no permissions, and a hard link has those of its file.
      guard let base = pair.old.mode, let now = pair.new.mode, base != now, pair.new.kind == pair.old.kind,
        pair.new.kind != .symlink, pair.new.kind != .hardlink
      else { continue }
      found[Key(base: base, now: now), default: []].append(pair.new.path)
    }
    return found.map { ModeChange(base: $0.base, now: $0.now, paths: $1.sorted()) }.sorted { left, right in
      if left.isGrave != right.isGrave { return left.isGrave }
      if left.paths.count != right.paths.count { return left.paths.count > right.paths.count }
      return (left.base.bits, left.now.bits) < (right.base.bits, right.now.bits)
    }
  }
}
