import BenchCore
import Pipeline

/// Attributes an archive's growth to changes of entries.
///
/// The share of an entry is its part of the blocks that hold it. So it also depends on its neighbours, and on
/// which of two copies comes first. Two facts limit the blame of a change: N bytes in the tar explain at most N
/// bytes in the archive, and unchanged entries show how much shares move without a change.
struct Blame {
  /// Movement of the shares of unchanged entries, relative to the share: for entries of less than a quarter of a
  /// block and of less than a block (twice the 95th percentile), and for larger ones (that percentile).
  private var noise: [Double] = []
  /// Bytes of the tar at both ends of an entry that lie in blocks with other entries.
  private let edges: Double
  /// Changes of the shares of equal contents. If a copy moves before the original, the share moves to the copy.
  private var shifts: [Content: ByteCount] = [:]

  private struct Content: Hashable {
    let bytes: ByteCount
    let digest: String

    /// nil for shares that are too small to compare.
    init?(_ entry: ManifestEntry) {
      guard let digest = entry.digest, entry.bytes.bytes >= 1024 else { return nil }
      bytes = entry.bytes
      self.digest = digest
    }
  }

  /// Computes the movement of unchanged shares.
  ///
  /// - Parameters:
  ///   - pairs: Entries of both archives.
  ///   - resolution: Bytes of the tar in a block; 0 if shares are exact.
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
    // With few entries, the maximum is assumed, or the movement of smaller ones, which move further.
    for (index, own) in moves.enumerated() {
      let usual = noise.last ?? 1
      noise.append(
        own.count < 20 ? usual : (index < 2 ? 2 : 1) * own.sorted()[own.count * 95 / 100])
    }
  }

  private func sizeClass(of entry: ManifestEntry) -> Int {
    let size = 2 * Double(entry.bytes.bytes)
    return size < edges / 4 ? 0 : size < edges ? 1 : 2
  }

  /// Growth explained by an entry of both archives.
  func changed(_ old: ManifestEntry, _ new: ManifestEntry) -> ByteCount {
    let growth = new.compressedBytes - old.compressedBytes
    let delta = new.bytes - old.bytes
    let cost = max(new.compressedBytes, old.compressedBytes)
    let density = max(Self.density(old), Self.density(new))
    let isOpposite = growth.bytes.signum() * delta.bytes.signum() < 0
    // A larger file with a smaller share, or a smaller file with a larger one, needs stronger evidence.
    let usual = noise[sizeClass(of: new)]
    let noise = min((isOpposite ? max(usual, 0.5) : usual) * Double(cost.bytes), reach(old, new, density))
    if isOpposite {
      guard Double(growth.bytes.magnitude) <= noise else { return growth }
      // Its neighbours hide the change, which most likely costs as much per byte as the rest of the file.
      return ByteCount(Int((Double(delta.bytes) * min(density, 1)).rounded()))
    }
    let most = Int(delta.bytes.magnitude)
    // Beyond both limits the file's own blocks show the growth.
    if Double(growth.bytes.magnitude) > Double(most) + noise { return growth }
    return ByteCount(max(-most, min(most, growth.bytes)))
  }

  /// How far the neighbours of an entry can move its share.
  ///
  /// An entry longer than two blocks shares only its first and its last block. If x of a block's R bytes belong to the
  /// entry, its share is off by x(R - x)/R times the difference between its density and its neighbours', so by at most a
  /// quarter of a block at each end. Dense code compresses to about half of its size.
  private func reach(_ old: ManifestEntry, _ new: ManifestEntry, _ density: Double) -> Double {
    let length = Double(min(old.bytes, new.bytes).bytes)
    return min(edges * density, length < edges ? .infinity : edges / 4 * max(density, 0.5))
  }

  /// Growth explained by a new entry.
  mutating func appeared(_ entry: ManifestEntry) -> ByteCount {
    let moved = take(entry, sign: -1)
    return max(.zero, entry.compressedBytes + moved)
  }

  /// Growth explained by a vanished entry.
  mutating func vanished(_ entry: ManifestEntry) -> ByteCount {
    let moved = take(entry, sign: 1)
    return min(.zero, moved - entry.compressedBytes)
  }

  /// The movement of its copies' share, which one new or vanished entry explains.
  private mutating func take(_ entry: ManifestEntry, sign: Int) -> ByteCount {
    guard let content = Content(entry), let shift = shifts[content], shift.bytes.signum() == sign else {
      return .zero
    }
    shifts[content] = nil
    return shift
  }

  /// Archive bytes per tar byte.
  private static func density(_ entry: ManifestEntry) -> Double {
    Double(entry.compressedBytes.bytes) / Double(max(entry.bytes.bytes, 512))
  }
}
