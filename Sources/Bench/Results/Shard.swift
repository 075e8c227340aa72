/// A shard of a sweep's settings: number `index` of `count`, from 1.
package struct Shard: Codable, Sendable, Hashable, CustomStringConvertible {
  /// From 1 to `count`.
  package var index: Int
  /// Total number of shards.
  package var count: Int

  /// The possible numbers of shards.
  package static let counts = 1...10_000

  /// Returns nil unless 1 ≤ `index` ≤ `count`.
  package init?(_ index: Int, of count: Int) {
    guard Self.counts.contains(count), (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let index = try container.decode(Int.self, forKey: .index)
    let count = try container.decode(Int.self, forKey: .count)
    guard let shard = Shard(index, of: count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .index, in: container, debugDescription: "there is no shard \(index)/\(count)")
    }
    self = shard
  }

  /// As `--shard` takes it: `2/4`.
  package var description: String { "\(index)/\(count)" }
}
