import BenchCore
import Pipeline

/// Says how much of an archive's growth each change explains.
///
/// The share of an entry is that of its part of the blocks it lies in, so it also depends on its neighbours and on which
/// of two copies comes first. Two facts keep a change from being blamed for what others did: a change of so many bytes in
/// the tar explains at most as many in the archive, and entries that hold the same show by how much shares move
/// by themselves.
struct Blame {
  /// How far shares of entries that did not change moved, as a share of them, for entries of less than a quarter of a
  /// block, of less than a block (twice the 95th percentile), and of more (that percentile).
  private var noise = [1.0, 1, 1]
  /// Bytes of the tar at both ends of an entry that lie in blocks with other entries.
  private let edges: Double
  /// What became of the shares of equal contents: where a copy comes to stand before the original, they move to it.
  private var shifts: [Content: ByteCount] = [:]

  private struct Content: Hashable {
    let bytes: ByteCount
    let digest: String

    /// nil for what costs too little to be looked at.
    init?(_ entry: ManifestEntry) {
      guard let digest = entry.digest, entry.bytes.bytes >= 1024 else { return nil }
      bytes = entry.bytes
      self.digest = digest
    }
  }

  /// Learns from the counterparts.
  ///
  /// - Parameters:
  ///   - pairs: Entries that are there in both.
  ///   - resolution: Bytes of the tar in a block; 0 where shares are exact.
  init(_ pairs: [(old: ManifestEntry, new: ManifestEntry)], resolution: ByteCount) {
    edges = 2 * Double(resolution.bytes)
    var moves: [[Double]] = [[], [], []]
    for (old, new) in pairs where new.kind == old.kind && new.digest == old.digest && new.bytes == old.bytes {
      let shift = new.compressedBytes - old.compressedBytes
      let cost = max(new.compressedBytes, old.compressedBytes)
      // Smaller shares are mostly rounding.
      if cost.bytes >= 64 {
        moves[sizeClass(of: new)].append(Double(shift.bytes.magnitude) / Double(cost.bytes))
      }
      if let content = Content(new) { shifts[content, default: .zero] += shift }
    }
    // Of few entries the most that is possible is assumed, or what was learned from smaller ones, which move further.
    for index in moves.indices {
      let sorted = moves[index].sorted()
      noise[index] =
        sorted.count < 20
        ? (index > 0 ? noise[index - 1] : 1) : min(1, (index < 2 ? 2 : 1) * sorted[sorted.count * 95 / 100])
    }
  }

  private func sizeClass(of entry: ManifestEntry) -> Int {
    let size = 2 * Double(entry.bytes.bytes)
    return size < edges / 4 ? 0 : size < edges ? 1 : 2
  }

  /// What an entry explains that was there and is there.
  func changed(_ old: ManifestEntry, _ new: ManifestEntry) -> ByteCount {
    let growth = new.compressedBytes - old.compressedBytes
    let delta = new.bytes - old.bytes
    let cost = max(new.compressedBytes, old.compressedBytes)
    let density = max(Self.density(old), Self.density(new))
    let isOpposite = growth.bytes.signum() * delta.bytes.signum() < 0
    // That a larger file costs less, or a smaller one more, wants better evidence.
    let usual = noise[sizeClass(of: new)]
    let noise = min((isOpposite ? max(usual, 0.5) : usual) * Double(cost.bytes), edges * density)
    let most = isOpposite ? 0 : Int(delta.bytes.magnitude)
    if isOpposite, Double(growth.bytes.magnitude) <= noise {
      // Its neighbours hide what it added or took away, which most likely costs what the rest of it does.
      return ByteCount(Int((Double(delta.bytes) * min(density, 1)).rounded()))
    }
    // Beyond both it is the file's own blocks that show the growth.
    if Double(growth.bytes.magnitude) > Double(most) + noise { return growth }
    return ByteCount(max(-most, min(most, growth.bytes)))
  }

  /// What an entry explains that the baseline does not have.
  mutating func appeared(_ entry: ManifestEntry) -> ByteCount {
    let moved = take(entry) { $0 < .zero }
    return max(.zero, entry.compressedBytes + moved)
  }

  /// What an entry explains that is gone.
  mutating func vanished(_ entry: ManifestEntry) -> ByteCount {
    let moved = take(entry) { $0 > .zero }
    return min(.zero, moved - entry.compressedBytes)
  }

  /// The shift of its copies' share, which one newcomer or leaver explains.
  private mutating func take(_ entry: ManifestEntry, where fits: (ByteCount) -> Bool) -> ByteCount {
    guard let content = Content(entry), let shift = shifts[content], fits(shift) else { return .zero }
    shifts[content] = nil
    return shift
  }

  /// Bytes of the archive for a byte of the tar.
  private static func density(_ entry: ManifestEntry) -> Double {
    Double(entry.compressedBytes.bytes) / Double(max(entry.bytes.bytes, 512))
  }
}
