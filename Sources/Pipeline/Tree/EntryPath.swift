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
    let slash = UInt8(ascii: "/")
    for (a, b) in zip(left.bytes, right.bytes) where a != b { return a == slash || (b != slash && a < b) }
    return left.bytes.count < right.bytes.count
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
    // Nearly all names are plain, and there are many.
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var text = ""
    var rest = bytes[...]
    while let byte = rest.first {
      let length = Self.scalarLength(startingWith: byte)
      let candidate = rest.prefix(length)
      if byte == UInt8(ascii: "\\") {
        text += "\\\\"
        rest = rest.dropFirst()
      } else if byte >= 0x20, byte != 0x7F, let scalar = String(validating: candidate, as: UTF8.self),
        !Self.isControl(scalar)
      {
        text += scalar
        rest = rest.dropFirst(length)
      } else {
        text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        rest = rest.dropFirst()
      }
    }
    return text
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

  private static func scalarLength(startingWith byte: UInt8) -> Int {
    switch byte {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }

  /// Whether a terminal might act on the text instead of showing it: C1 controls and bidirectional overrides.
  private static func isControl(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
  }
}
