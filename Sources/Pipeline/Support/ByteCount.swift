/// A number of bytes.
public struct ByteCount: Hashable, Comparable, Sendable, AdditiveArithmetic {
  /// The number of bytes.
  public var bytes: Int

  /// Creates a count of `bytes` bytes.
  public init(_ bytes: Int) { self.bytes = bytes }

  /// No bytes.
  public static let zero = ByteCount(0)

  /// A count of `count` MiB (2²⁰ bytes each).
  public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count << 20) }

  /// The count in MB, that is in 10⁶ bytes.
  public var megabytes: Double { Double(bytes) / 1e6 }

  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
  public static func + (left: ByteCount, right: ByteCount) -> ByteCount {
    ByteCount(left.bytes + right.bytes)
  }
  public static func - (left: ByteCount, right: ByteCount) -> ByteCount {
    ByteCount(left.bytes - right.bytes)
  }
}

extension ByteCount: Codable {
  public init(from decoder: any Decoder) throws {
    bytes = try decoder.singleValueContainer().decode(Int.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes)
  }
}
