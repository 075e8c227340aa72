import BenchCore

/// The parts of an `ar` archive that stripping needs (ar(5)).
enum StaticLibrary {
  /// The first bytes of an archive. A thin archive, which holds no objects, has others.
  static let magic = Array("!<arch>\n".utf8)
  private static let headerSize = 60

  /// One of its files.
  struct Member {
    let name: String
    /// The range of its contents.
    let range: Range<Int>
  }

  /// The members except the index and the table of names; nil if the archive is not well formed.
  ///
  /// - Parameters:
  ///   - size: The file's size.
  ///   - read: Reads the file.
  static func members(size: ByteCount, read: ByteReader) throws(Failure) -> [Member]? {
    var members: [Member] = []
    var longNames: [UInt8] = []
    var offset = magic.count
    while offset < size.bytes {
      let header = try read(offset, headerSize)
      guard header.count == headerSize, header[58] == UInt8(ascii: "`"), header[59] == UInt8(ascii: "\n"),
        let length = Int(String(decoding: header[48..<58].prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)),
        length >= 0, length <= size.bytes - offset - headerSize
      else { return nil }
      let field = header[..<16].prefix { $0 != UInt8(ascii: " ") }
      let start = offset + headerSize
      switch String(decoding: field, as: UTF8.self) {
      case "/", "/SYM64/": break
      case "//": longNames = try read(start, length)
      case let name: members.append(try member(name, start..<start + length, longNames, read))
      }
      // Members start at even offsets.
      offset = start + length + length % 2
    }
    return members
  }

  /// A name of up to 15 bytes ends in a slash. For a longer name the header has its offset in the table of
  /// names, or, in BSD's form, the number of its bytes before the contents.
  private static func member(
    _ name: String, _ range: Range<Int>, _ longNames: [UInt8], _ read: ByteReader
  ) throws(Failure) -> Member {
    var bytes = Array(name.utf8)
    var range = range
    if name.hasPrefix("/"), let start = Int(name.dropFirst()), longNames.indices.contains(start) {
      bytes = Array(longNames[start...].prefix { $0 != UInt8(ascii: "\n") })
    } else if name.hasPrefix("#1/"), let length = Int(name.dropFirst(3)), (0...range.count).contains(length) {
      bytes = try read(range.lowerBound, length).filter { $0 != 0 }
      range = range.lowerBound + length..<range.upperBound
    }
    if bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return Member(name: EntryPath(bytes).description, range: range)
  }
}
