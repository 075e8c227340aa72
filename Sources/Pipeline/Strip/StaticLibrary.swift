import BenchCore
/// An `ar` archive, as far as stripping needs to know it (ar(5)).
enum StaticLibrary {
  /// Every archive starts with these; a thin one, which holds no objects, with others.
  static let magic = Array("!<arch>\n".utf8)
  private static let headerSize = 60

  /// How many members an archive has beside its index and its table of names; nil where it is not well formed.
  ///
  /// - Parameters:
  ///   - size: The file's size.
  ///   - read: Reads that many bytes at an offset, fewer at the end of the file.
  static func members(size: ByteCount, read: (Int, Int) throws(Failure) -> [UInt8]) throws(Failure) -> Int? {
    var count = 0
    var offset = magic.count
    while offset < size.bytes {
      let header = try read(offset, headerSize)
      guard header.count == headerSize, header[58] == UInt8(ascii: "`"), header[59] == UInt8(ascii: "\n"),
        let length = Int(String(decoding: header[48..<58].prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)),
        length >= 0, length <= size.bytes - offset - headerSize
      else { return nil }
      let name = String(decoding: header[..<16].prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
      if !["/", "//", "/SYM64/"].contains(name) { count += 1 }
      // Members start at even offsets.
      offset += headerSize + length + length % 2
    }
    return count
  }
}
