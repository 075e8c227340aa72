/// A number of bytes.
package struct ByteCount: Hashable, Comparable, Sendable, AdditiveArithmetic {
  /// The number of bytes.
  package var bytes: Int

  package init(_ bytes: Int) { self.bytes = bytes }

  /// No bytes.
  package static let zero = ByteCount(0)

  /// Upper limit of sizes: 2⁵⁰ bytes. Larger values are rejected when read, so that sums stay far from overflow.
  package static let limit = ByteCount(1 << 50)

  /// A count of `count` MiB (2²⁰ bytes each).
  package static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count << 20) }

  /// The count in MB, that is in 10⁶ bytes.
  package var megabytes: Double { Double(bytes) / 1e6 }

  package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
  package static func + (left: ByteCount, right: ByteCount) -> ByteCount {
    ByteCount(left.bytes + right.bytes)
  }
  package static func - (left: ByteCount, right: ByteCount) -> ByteCount {
    ByteCount(left.bytes - right.bytes)
  }
}

extension ByteCount: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    bytes = try container.decode(Int.self)
    guard bytes.magnitude <= Self.limit.bytes.magnitude else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(bytes) is more than \(Self.limit.bytes) bytes")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes)
  }
}
