import BenchCore
import Glibc

/// A pattern of rsync's exclude rules.
///
/// `*` matches any run of bytes except a slash, `**` any run, `?` one byte except a slash, `[a-z]`, `[!a-z]` and
/// `[[:alpha:]]` a class; beside one of these a backslash takes the next byte literally. A leading slash anchors
/// the pattern at the root; a trailing one matches folders only; a pattern with a slash elsewhere, or with `**`,
/// is matched against the end of the whole path, any other against the name alone. `name/***` matches a folder
/// and all in it. Rules as in rsync(1), "PATTERN MATCHING RULES".
package struct Glob: Sendable, Hashable, CustomStringConvertible {
  /// The pattern as written.
  package let description: String
  private let tokens: [Token]
  private let anchored: Bool
  private let foldersOnly: Bool
  private let wholePath: Bool

  private enum Token: Hashable {
    case byte(UInt8)
    case one
    case run
    case deepRun
    case members(Set<UInt8>)
  }

  /// Reads a pattern.
  ///
  /// - Parameter pattern: The pattern, as after rsync's `--exclude`.
  /// - Throws: `GlobError` for an empty pattern, a class without end and a backslash at the end.
  package init(_ pattern: String) throws(GlobError) {
    description = pattern
    var bytes = Array(pattern.utf8)[...]
    anchored = bytes.first == UInt8(ascii: "/")
    if anchored { bytes = bytes.drop { $0 == UInt8(ascii: "/") } }
    let contents = Array("/***".utf8)
    let withContents = bytes.suffix(contents.count).elementsEqual(contents)
    if withContents { bytes = bytes.dropLast(contents.count) }
    foldersOnly = withContents || bytes.last == UInt8(ascii: "/")
    while bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
    guard !bytes.isEmpty else { throw GlobError(pattern: pattern, problem: "it is empty") }
    // Without a wildcard a backslash is an ordinary byte.
    let isLiteral = !bytes.contains { "*?[".utf8.contains($0) }
    tokens = try isLiteral ? bytes.map { .byte($0) } : Self.tokens(of: bytes, in: pattern)
    wholePath = anchored || tokens.contains(.byte(UInt8(ascii: "/"))) || tokens.contains(.deepRun)
  }

  /// Whether the pattern matches an entry itself, not a folder above it.
  package func matches(_ path: EntryPath, isFolder: Bool) -> Bool {
    if foldersOnly, !isFolder { return false }
    if !wholePath { return Self.match(tokens[...], path.name) }
    if anchored { return Self.match(tokens[...], path.bytes[...]) }
    // The slash lets a leading `**/` match no folder.
    if tokens.first == .deepRun { return Self.match(tokens[...], [UInt8(ascii: "/")] + path.bytes) }
    if Self.match(tokens[...], path.bytes[...]) { return true }
    return path.bytes.indices.contains { index in
      path.bytes[index] == UInt8(ascii: "/") && Self.match(tokens[...], path.bytes[(index + 1)...])
    }
  }

  /// Whether the pattern matches an entry or a folder that it is in.
  package func covers(_ path: EntryPath, isFolder: Bool) -> Bool {
    if matches(path, isFolder: isFolder) { return true }
    var folder = path.parent
    while folder != .root {
      if matches(folder, isFolder: true) { return true }
      folder = folder.parent
    }
    return false
  }

  private static func tokens(of pattern: ArraySlice<UInt8>, in text: String) throws(GlobError) -> [Token] {
    var tokens: [Token] = []
    var rest = pattern
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"):
        if rest.first == byte {
          rest = rest.dropFirst()
          tokens.append(.deepRun)
        } else {
          tokens.append(.run)
        }
      case UInt8(ascii: "?"): tokens.append(.one)
      case UInt8(ascii: "["): tokens.append(.members(try members(&rest, in: text)))
      case UInt8(ascii: "\\"):
        guard let next = rest.popFirst() else {
          throw GlobError(pattern: text, problem: "a backslash at the end escapes nothing")
        }
        tokens.append(.byte(next))
      default: tokens.append(.byte(byte))
      }
    }
    return tokens
  }

  private static func members(_ rest: inout ArraySlice<UInt8>, in text: String) throws(GlobError) -> Set<
    UInt8
  > {
    let unclosed = GlobError(pattern: text, problem: "'[' has no ']'; write '\\[' for the character itself")
    let negated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
    if negated { rest = rest.dropFirst() }
    var members: Set<UInt8> = []
    var first = true
    while true {
      guard var low = rest.popFirst() else { throw unclosed }
      if low == UInt8(ascii: "]"), !first { break }
      first = false
      if low == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
        members.formUnion(try Self.namedClass(&rest, in: text))
        continue
      }
      if low == UInt8(ascii: "\\") {
        guard let next = rest.popFirst() else { throw unclosed }
        low = next
      }
      var high = low
      if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
        high = end
        rest = rest.dropFirst(2)
      }
      guard low <= high else { throw GlobError(pattern: text, problem: "a range in '[…]' runs backwards") }
      members.formUnion(low...high)
    }
    members = negated ? Set(UInt8.min...UInt8.max).subtracting(members) : members
    return members.subtracting([UInt8(ascii: "/")])
  }

  /// The bytes of a class such as `[:alpha:]`, whose `[` was read, as C's "POSIX" locale has them.
  private static func namedClass(_ rest: inout ArraySlice<UInt8>, in text: String) throws(GlobError)
    -> Set<UInt8>
  {
    let name = rest.dropFirst().prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    let test: ((CInt) -> CInt)? =
      switch String(decoding: name, as: UTF8.self) {
      case "alnum": isalnum
      case "alpha": isalpha
      case "blank": isblank
      case "cntrl": iscntrl
      case "digit": isdigit
      case "graph": isgraph
      case "lower": islower
      case "print": isprint
      case "punct": ispunct
      case "space": isspace
      case "upper": isupper
      case "xdigit": isxdigit
      default: nil
      }
    let end = rest.dropFirst(1 + name.count)
    guard let test, end.starts(with: ":]".utf8) else {
      throw GlobError(pattern: text, problem: "'[:' begins no class such as [:alpha:]; write '[\\[:'")
    }
    rest = end.dropFirst(2)
    return Set((0...UInt8(0x7F)).filter { test(CInt($0)) != 0 })
  }

  /// Tracks all positions that the pattern can have reached in the text, so that many stars cost no more than
  /// few.
  private static func match(_ tokens: ArraySlice<Token>, _ text: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(text)
    let slash = UInt8(ascii: "/")
    var reached = [true] + [Bool](repeating: false, count: bytes.count)
    for token in tokens {
      var next = [Bool](repeating: false, count: reached.count)
      switch token {
      case .run, .deepRun:
        for place in reached.indices {
          let continues = place > 0 && next[place - 1] && (token == .deepRun || bytes[place - 1] != slash)
          next[place] = reached[place] || continues
        }
      case .byte(let byte):
        for place in bytes.indices { next[place + 1] = reached[place] && bytes[place] == byte }
      case .one:
        for place in bytes.indices { next[place + 1] = reached[place] && bytes[place] != slash }
      case .members(let members):
        for place in bytes.indices { next[place + 1] = reached[place] && members.contains(bytes[place]) }
      }
      guard next.contains(true) else { return false }
      reached = next
    }
    return reached[bytes.count]
  }
}

extension Glob: TextCodable {
  package var text: String { description }

  package init(text: String) throws(GlobError) { try self.init(text) }
}

/// A pattern that cannot be read.
package struct GlobError: Error, Hashable, CustomStringConvertible {
  /// The pattern as written.
  package let pattern: String
  /// What is wrong with it.
  package let problem: String

  package var description: String { "pattern '\(pattern)': \(problem)" }
}
