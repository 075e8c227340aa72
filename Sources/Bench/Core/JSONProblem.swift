import FoundationEssentials

/// A problem of a JSON text, with its line or key.
package struct JSONProblem: Error, Hashable, CustomStringConvertible {
  package let description: String
  /// Advice; nil if the caller adds its own.
  package let advice: String?

  /// Creates a problem other than a syntax error.
  package init(_ description: String, advice: String? = nil) {
    self.description = description
    self.advice = advice
  }

  init(_ error: DecodingError, in data: Data) {
    advice = nil
    description =
      switch error {
      case .keyNotFound(let key, let context): Self.reason("it is missing", at: context.codingPath + [key])
      case .valueNotFound(_, let context): Self.reason("it is null", at: context.codingPath)
      case .typeMismatch(let type, let context):
        Self.reason("it is not \(Self.name(of: type))", at: context.codingPath)
      case .dataCorrupted(let context):
        context.codingPath.isEmpty
          // FoundationEssentials reports the whole text as invalid if one number does not fit its type.
          ? JSONSyntax.problem(in: [UInt8](data)) ?? "a number in it is not whole, or too large"
          : Self.reason(context.debugDescription, at: context.codingPath)
      @unknown default: String(describing: error)
      }
  }

  private static func reason(_ problem: String, at keys: [any CodingKey]) -> String {
    guard !keys.isEmpty else { return problem }
    let path = keys.reduce("") { path, key in
      if let index = key.intValue { return path + "[\(index)]" }
      return path.isEmpty ? key.stringValue : path + "." + key.stringValue
    }
    return "key \(path): \(problem)"
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is [Any].Type: "a list"
    case is [String: Any].Type: "an object"
    default: "of the expected type"
    }
  }
}

/// Finds the first syntax error of a JSON text (RFC 8259), because FoundationEssentials' decoder reports no
/// position.
enum JSONSyntax {
  /// The first problem, with its line; nil if the text is JSON.
  static func problem(in text: [UInt8]) -> String? {
    var scanner = Scanner(text: text)
    guard let offset = scanner.firstError() else { return nil }
    let line = 1 + text.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    return offset >= text.count ? "it ends early, in line \(line)" : "line \(line): it is not JSON"
  }

  /// A scanner with a list of open brackets, so that deep nesting cannot exhaust the stack.
  private struct Scanner {
    let text: [UInt8]
    var index = 0

    init(text: [UInt8]) { self.text = text }

    /// The offset of the first invalid byte; nil if there is none.
    mutating func firstError() -> Int? {
      var open: [UInt8] = []
      /// Whether a value may come next; otherwise a comma, a closing bracket or the end.
      var wantsValue = true
      while true {
        skipBlanks()
        guard index < text.count else { return open.isEmpty && !wantsValue ? nil : index }
        let byte = text[index]
        if wantsValue {
          switch byte {
          case UInt8(ascii: "{"), UInt8(ascii: "["):
            index += 1
            skipBlanks()
            let closing = byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
            if index < text.count, text[index] == closing {
              index += 1
              wantsValue = false
            } else {
              open.append(closing)
              if closing == UInt8(ascii: "}"), !key() { return index }
            }
            continue
          case UInt8(ascii: "\""): if !string() { return index }
          default: if !scalar() { return index }
          }
          wantsValue = false
        } else if byte == UInt8(ascii: ","), let closing = open.last {
          index += 1
          if closing == UInt8(ascii: "}"), !key() { return index }
          wantsValue = true
        } else if byte == open.last {
          index += 1
          open.removeLast()
        } else {
          return index
        }
      }
    }

    private mutating func skipBlanks() {
      while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
    }

    private mutating func key() -> Bool {
      skipBlanks()
      guard index < text.count, text[index] == UInt8(ascii: "\""), string() else { return false }
      skipBlanks()
      guard index < text.count, text[index] == UInt8(ascii: ":") else { return false }
      index += 1
      return true
    }

    private mutating func string() -> Bool {
      index += 1
      while index < text.count {
        switch text[index] {
        case UInt8(ascii: "\""):
          index += 1
          return true
        case UInt8(ascii: "\\"): index += 2
        case ..<0x20: return false
        default: index += 1
        }
      }
      index = text.count
      return false
    }

    /// A number, `true`, `false` or `null`.
    private mutating func scalar() -> Bool {
      let end = text[index...].firstIndex { !Self.scalarBytes.contains($0) } ?? text.count
      let word = String(decoding: text[index..<end], as: UTF8.self)
      guard ["true", "false", "null"].contains(word) || word.wholeMatch(of: Self.number) != nil else {
        return false
      }
      index = end
      return true
    }

    private static let scalarBytes = Set("+-.0123456789abcdefghijklmnopqrstuvwxyzE".utf8)
    private static var number: Regex<Substring> { /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/ }
  }
}
