/// JSON whose keys stay in the order they were given, for files that people review.
indirect enum JSONValue {
  case string(String)
  case integer(Int)
  case decimal(Double, places: Int)
  case boolean(Bool)
  case null
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// Text or null.
  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// Strings.
  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// The document: a line for each key of the outermost object, and for each element of an array of objects.
  var document: String {
    guard case .object(let pairs) = self else { return line + "\n" }
    let lines = pairs.map { key, value in "  \(Self.quoted(key)): \(value.block)" }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }

  /// The value within a document.
  private var block: String {
    guard case .array(let elements) = self, let first = elements.first, case .object = first else {
      return line
    }
    return "[\n" + elements.map { "    " + $0.line }.joined(separator: ",\n") + "\n  ]"
  }

  /// The value on one line.
  var line: String {
    switch self {
    case .string(let text): Self.quoted(text)
    case .integer(let number): String(number)
    case .decimal(let number, let places): CSV.decimal(number, places: places)
    case .boolean(let value): value ? "true" : "false"
    case .null: "null"
    case .array(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
    case .object(let pairs):
      "{" + pairs.map { "\(Self.quoted($0)): \($1.line)" }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
