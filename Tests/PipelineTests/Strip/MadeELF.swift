/// An ELF file made byte by byte. What nothing should read holds 0xEE.
struct MadeELF {
  struct Section {
    var name: String
    var type: Int
    var flags = 0
    var contents: [UInt8] = []
    /// What its header says instead of the size of its contents.
    var size: Int?
    var link = 0
    /// What its header says instead of the place of its contents.
    var offset: Int?
  }

  struct Program {
    var type = 1
    var offset = 0
    var address = 0
    var fileSize = 0
    var memorySize = 0
    var flags = 5
  }

  var is64 = true
  var bigEndian = false
  var kind = 3
  /// The sections behind the empty first one; the names of all follow as a last one.
  var sections: [Section] = []
  var programs: [Program] = []
  /// What follows the image.
  var tail: [UInt8] = []
  /// What the header says instead of the number of sections and of the one with the names.
  var count: Int?
  var namesIndex: Int?
  /// What the first section's header says for them.
  var zeroth = (size: 0, link: 0)

  var headerSize: Int { is64 ? 64 : 52 }
  var sectionSize: Int { is64 ? 64 : 40 }
  var programSize: Int { is64 ? 56 : 32 }

  /// Size of a word, and where the header has its fields.
  var word: Int { is64 ? 8 : 4 }
  var programOffset: Int { is64 ? 32 : 28 }
  var sectionOffset: Int { is64 ? 40 : 32 }
  var counts: Int { is64 ? 54 : 42 }

  /// The file with another value in a field.
  func bytes(_ value: Int, _ size: Int, at offset: Int) -> [UInt8] {
    var bytes = bytes
    put(value, size, at: offset, in: &bytes)
    return bytes
  }

  /// The file.
  var bytes: [UInt8] { layout.bytes }

  /// Where the table of sections begins.
  var tableStart: Int { layout.tableStart }

  private var layout: (bytes: [UInt8], tableStart: Int) {
    let word = is64 ? 8 : 4
    var bytes = [UInt8](repeating: 0xEE, count: headerSize)
    bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, is64 ? 2 : 1, bigEndian ? 2 : 1])
    for program in programs {
      var entry = [UInt8](repeating: 0xEE, count: programSize)
      put(program.type, 4, at: 0, in: &entry)
      put(program.flags, 4, at: is64 ? 4 : 24, in: &entry)
      put(program.offset, word, at: is64 ? 8 : 4, in: &entry)
      put(program.address, word, at: is64 ? 16 : 8, in: &entry)
      put(program.fileSize, word, at: is64 ? 32 : 16, in: &entry)
      put(program.memorySize, word, at: is64 ? 40 : 20, in: &entry)
      bytes += entry
    }
    var names: [UInt8] = [0]
    var all: [(section: Section, name: Int, offset: Int)] = []
    for section in sections {
      all.append((section, names.count, bytes.count))
      names += Array(section.name.utf8) + [0]
      bytes += section.contents
    }
    all.append((Section(name: "", type: 3, contents: names), 0, bytes.count))
    bytes += names
    let tableStart = bytes.count
    var zero = [UInt8](repeating: 0, count: sectionSize)
    put(zeroth.size, word, at: is64 ? 32 : 20, in: &zero)
    put(zeroth.link, 4, at: is64 ? 40 : 24, in: &zero)
    bytes += zero
    for (section, name, offset) in all {
      var entry = [UInt8](repeating: 0xEE, count: sectionSize)
      put(name, 4, at: 0, in: &entry)
      put(section.type, 4, at: 4, in: &entry)
      put(section.flags, word, at: 8, in: &entry)
      put(section.offset ?? offset, word, at: is64 ? 24 : 16, in: &entry)
      put(section.size ?? section.contents.count, word, at: is64 ? 32 : 20, in: &entry)
      put(section.link, 4, at: is64 ? 40 : 24, in: &entry)
      bytes += entry
    }
    put(kind, 2, at: 16, in: &bytes)
    put(programs.isEmpty ? 0 : headerSize, word, at: is64 ? 32 : 28, in: &bytes)
    put(tableStart, word, at: is64 ? 40 : 32, in: &bytes)
    let counts = is64 ? 54 : 42
    put(programs.isEmpty ? 0 : programSize, 2, at: counts, in: &bytes)
    put(programs.count, 2, at: counts + 2, in: &bytes)
    put(sectionSize, 2, at: counts + 4, in: &bytes)
    put(count ?? sections.count + 2, 2, at: counts + 6, in: &bytes)
    put(namesIndex ?? sections.count + 1, 2, at: counts + 8, in: &bytes)
    return (bytes + tail, tableStart)
  }

  /// Overwrites a field.
  func put(_ value: Int, _ size: Int, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<size {
      let place = offset + (bigEndian ? size - 1 - index : index)
      bytes[place] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  /// All classes and byte orders there are.
  static let forms: [(is64: Bool, bigEndian: Bool)] = [
    (true, false), (true, true), (false, false), (false, true),
  ]

  init(_ form: Int = 0) { (is64, bigEndian) = Self.forms[form] }
}
