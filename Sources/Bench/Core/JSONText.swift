package import FoundationEssentials

/// JSON that is easy to review: sorted keys, one line per key of the outermost object and per element of its
/// lists of objects.
package enum JSONText {
  /// The document of a value, with a line end.
  ///
  /// - Throws: `Failure` if a number in it is not finite.
  package static func document(_ value: some Encodable) throws(Failure) -> String {
    String(decoding: reviewable(try encode(value)), as: UTF8.self)
  }

  /// The value on one line, without a line end.
  ///
  /// - Throws: `Failure` if a number in it is not finite.
  package static func line(_ value: some Encodable) throws(Failure) -> String {
    String(decoding: try encode(value), as: UTF8.self)
  }

  /// Reads a value.
  ///
  /// - Throws: The problem, with its line or key.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data
  ) throws(JSONProblem) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw JSONProblem(error, in: data)
    } catch {
      throw JSONProblem(String(describing: error))
    }
  }

  private static func encode(_ value: some Encodable) throws(Failure) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(value)
    } catch {
      throw Failure("write", "JSON", because: String(describing: error))
    }
  }

  /// Adds line breaks and blanks to compact JSON.
  private static func reviewable(_ compact: Data) -> [UInt8] {
    var out: [UInt8] = []
    var depth = 0
    var inString = false
    var escaped = false
    /// Whether the list at depth 2 holds objects, which get a line each.
    var listsObjects = false
    let bytes = [UInt8](compact)
    func breakLine(_ indent: Int) {
      out.append(UInt8(ascii: "\n"))
      out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
    }
    for index in bytes.indices {
      let byte = bytes[index]
      if inString {
        out.append(byte)
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        inString = true
        out.append(byte)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        out.append(byte)
        depth += 1
        // A bracket that opens is never the last byte.
        let next = bytes[index + 1]
        let isEmpty = next == UInt8(ascii: "}") || next == UInt8(ascii: "]")
        if depth == 1, !isEmpty { breakLine(2) }
        if depth == 2, byte == UInt8(ascii: "[") {
          listsObjects = next == UInt8(ascii: "{")
          if listsObjects { breakLine(4) }
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        let isEmpty = out.last == UInt8(ascii: "{") || out.last == UInt8(ascii: "[")
        if depth == 1, !isEmpty { breakLine(0) }
        if depth == 2, byte == UInt8(ascii: "]"), listsObjects {
          breakLine(2)
          listsObjects = false
        }
        depth -= 1
        out.append(byte)
      case UInt8(ascii: ","):
        out.append(byte)
        if depth == 1 {
          breakLine(2)
        } else if depth == 2, listsObjects {
          breakLine(4)
        } else {
          out.append(UInt8(ascii: " "))
        }
      case UInt8(ascii: ":"):
        out.append(contentsOf: ": ".utf8)
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\n"))
    return out
  }
}
