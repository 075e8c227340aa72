/// A JSON object that is only written: each key beside its value.
///
/// A document that programs read names its keys once, and needs no type that mirrors what it shows.
package struct JSONObject: Encodable {
  /// A key with its value.
  package typealias Pair = (key: String, value: (any Encodable)?)

  private let pairs: [Pair]
  private let writesNull: Bool

  /// - Parameters:
  ///   - pairs: The keys and their values.
  ///   - writesNull: Whether a key without a value is written with `null`; otherwise it is omitted.
  package init(_ pairs: KeyValuePairs<String, (any Encodable)?>, writesNull: Bool = false) {
    self.pairs = Array(pairs)
    self.writesNull = writesNull
  }

  /// An object of pairs with different keys.
  package init(_ pairs: [Pair]) {
    self.pairs = pairs
    writesNull = false
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in pairs {
      let key = Key(stringValue: name)
      if let value {
        try container.encode(value, forKey: key)
      } else if writesNull {
        try container.encodeNil(forKey: key)
      }
    }
  }
}
