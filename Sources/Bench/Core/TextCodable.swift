/// A value that JSON holds as a string.
package protocol TextCodable: Codable {
  var text: String { get }

  /// Reads the string.
  ///
  /// - Throws: An error whose description says what is wrong with it.
  init(text: String) throws
}

extension TextCodable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      try self.init(text: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
