/// A share of a sweep's settings: the `index`-th of `count`, from 1.
package struct Shard: Codable, Sendable, Hashable, CustomStringConvertible {
  /// Which share, from 1 to `count`.
  package var index: Int
  /// Shares in all.
  package var count: Int

  /// Shares that a sweep can be split into.
  package static let counts = 1...10_000

  /// Creates a share; nil if there is no such.
  package init?(_ index: Int, of count: Int) {
    guard Self.counts.contains(count), (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// As `--shard` takes it: `2/4`.
  package var description: String { "\(index)/\(count)" }
}
