/// A path below the tree's root: bytes, because Linux names are bytes and need not be UTF-8.
package struct EntryPath: Hashable, Comparable, Sendable {
  /// The bytes, without a leading slash; empty for the root itself.
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The root of the tree.
  package static let root = EntryPath([])

  /// The last component.
  package var name: ArraySlice<UInt8> {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return bytes[...] }
    return bytes[(slash + 1)...]
  }

  /// The folder that holds it.
  package var parent: EntryPath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .root }
    return EntryPath(Array(bytes[..<slash]))
  }

  /// The path of `name` in this folder.
  func appending(_ name: [UInt8]) -> EntryPath {
    EntryPath(bytes.isEmpty ? name : bytes + [UInt8(ascii: "/")] + name)
  }

  /// Orders by component, and components by byte: a folder, what is in it, its next neighbour, as in `a`, `a/x`,
  /// `a-b`.
  package static func < (left: EntryPath, right: EntryPath) -> Bool {
    // The slash comes before every byte of a name.
    func rank(_ byte: UInt8) -> Int { byte == UInt8(ascii: "/") ? .min : Int(byte) }
    return left.bytes.lexicographicallyPrecedes(right.bytes) { rank($0) < rank($1) }
  }

  /// Orders by byte, as `LC_ALL=C sort` does and earlier manifests are ordered.
  package static func precedesBytewise(_ left: EntryPath, _ right: EntryPath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension EntryPath: CustomStringConvertible {
  /// The path as text that represents exactly one path: a backslash is doubled, and control characters
  /// and bytes that are not UTF-8 are written `\xNN`.
  package var description: String {
    if let plain = String(validating: bytes, as: UTF8.self),
      plain.unicodeScalars.allSatisfy({ $0 != "\\" && !Self.isControl($0) })
    {
      return plain
    }
    var text = ""
    var rest = bytes[...]
    var unread = bytes.makeIterator()
    var parser = UTF8.ForwardParser()
    while true {
      switch parser.parseScalar(from: &unread) {
      case .valid(let encoded):
        let scalar = UTF8.decode(encoded)
        if scalar == "\\" {
          text += "\\\\"
        } else if Self.isControl(scalar) {
          text += Self.escaped(rest.prefix(encoded.count))
        } else {
          text.unicodeScalars.append(scalar)
        }
        rest = rest.dropFirst(encoded.count)
      case .error(let length):
        text += Self.escaped(rest.prefix(length))
        rest = rest.dropFirst(length)
      case .emptyInput: return text
      }
    }
  }

  private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Reads a path as `description` writes it; nil for a malformed escape.
  package init?(description: String) {
    var bytes: [UInt8] = []
    var rest = Array(description.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "\\"): bytes.append(byte)
      case UInt8(ascii: "x"):
        guard rest.count >= 2, rest.prefix(2).allSatisfy(Self.isHexadecimal),
          let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    self.init(bytes)
  }

  // Swift's integers would read a sign too.
  private static func isHexadecimal(_ byte: UInt8) -> Bool { Character(UnicodeScalar(byte)).isHexDigit }

  /// Whether a terminal might act on a character instead of showing it: controls and bidirectional overrides.
  private static func isControl(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
