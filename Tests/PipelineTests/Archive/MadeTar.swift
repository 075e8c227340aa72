/// A tar written field by field, as other tools write it or nobody would (POSIX.1-2017, pax, "ustar Interchange
/// Format").
struct MadeTar {
  private(set) var bytes: [UInt8] = []

  /// Adds an entry.
  ///
  /// - Parameters:
  ///   - name: As it is in the header, of up to 100 bytes.
  ///   - type: The type flag: `0` is a file, `1` a hard link, `2` a symbolic link, `5` a folder.
  ///   - size: The size in the header; nil for that of the contents.
  mutating func add(
    _ name: String, type: Character = "0", _ contents: [UInt8] = [], size: Int? = nil, mode: Int = 0o644,
    modified: Int = 0, link: String = ""
  ) {
    var header = [UInt8](repeating: 0, count: 512)
    func set(_ offset: Int, _ value: some Sequence<UInt8>) {
      for (index, byte) in value.enumerated() { header[offset + index] = byte }
    }
    func octal(_ offset: Int, _ value: Int, _ digits: Int) {
      let text = String(value, radix: 8)
      set(offset, (String(repeating: "0", count: digits - text.count) + text).utf8)
    }
    set(0, name.utf8)
    octal(100, mode, 7)
    octal(108, 0, 7)
    octal(116, 0, 7)
    // The form of GNU tar for large numbers: eight bytes in base 256, the first of the field marked.
    let number = size ?? contents.count
    set(124, [0x80, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
    octal(136, modified, 11)
    set(148, Array(repeating: 0x20, count: 8))
    set(156, String(type).utf8)
    set(157, link.utf8)
    set(257, "ustar\u{0}00".utf8)
    octal(148, header.reduce(0) { $0 + Int($1) }, 6)
    header[154] = 0
    bytes += header + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  /// Adds a sparse file in the form of GNU tar's format 0.1 for pax.
  ///
  /// - Parameters:
  ///   - map: Offset and number of bytes of each piece.
  ///   - size: The size with all holes.
  mutating func addSparse(_ name: String, map: [(offset: Int, count: Int)], _ contents: [UInt8], size: Int) {
    let pieces = map.map { "\($0.offset),\($0.count)" }.joined(separator: ",")
    let records = [("GNU.sparse.map", pieces), ("GNU.sparse.size", "\(size)")].map { key, value in
      // A record begins with its own length.
      let rest = " \(key)=\(value)\n"
      let length = rest.utf8.count + "\(rest.utf8.count + 2)".count
      return "\(length)\(rest)"
    }
    add("pax", type: "x", Array(records.joined().utf8))
    add(name, contents)
  }

  /// A tar of one small file.
  static let one: [UInt8] = {
    var tar = MadeTar()
    tar.add("a", Array("hello".utf8))
    return tar.ended
  }()

  /// The tar with its end mark.
  var ended: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }
}
