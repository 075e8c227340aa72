/// The parts of an ELF file that stripping needs (System V gABI, chapters 4 and 5).
struct ELF: Sendable {
  /// The object file types that stripping distinguishes.
  enum Kind: UInt16 {
    case relocatable = 1
    case executable = 2
    case sharedObject = 3
  }

  /// Every ELF file starts with these.
  static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
  /// A 64-bit header is the longer of the two.
  static let headerSize = 64

  /// nil for core dumps and other types that are never stripped.
  let kind: Kind?
  let is64: Bool
  let bigEndian: Bool
  let programHeaders: Table
  let sectionHeaders: Table
  /// Which section holds the sections' names.
  let namesIndex: Int

  struct Table {
    let offset: Int
    let entrySize: Int
    let count: Int
  }

  /// Reads the header; nil if `bytes` do not start with a whole one.
  init?(_ bytes: RawSpan) {
    guard bytes.starts(with: Self.magic), let width = bytes.integer(at: 4, size: 1, bigEndian: false),
      let order = bytes.integer(at: 5, size: 1, bigEndian: false), [1, 2].contains(width),
      [1, 2].contains(order)
    else { return nil }
    is64 = width == 2
    bigEndian = order == 2
    let word = is64 ? 8 : 4
    let counts = is64 ? 54 : 42
    guard let type = bytes.integer(at: 16, size: 2, bigEndian: bigEndian),
      let programOffset = bytes.integer(at: is64 ? 32 : 28, size: word, bigEndian: bigEndian),
      let sectionOffset = bytes.integer(at: is64 ? 40 : 32, size: word, bigEndian: bigEndian),
      let programSize = bytes.integer(at: counts, size: 2, bigEndian: bigEndian),
      let programs = bytes.integer(at: counts + 2, size: 2, bigEndian: bigEndian),
      let sectionSize = bytes.integer(at: counts + 4, size: 2, bigEndian: bigEndian),
      let sections = bytes.integer(at: counts + 6, size: 2, bigEndian: bigEndian),
      let namesIndex = bytes.integer(at: counts + 8, size: 2, bigEndian: bigEndian)
    else { return nil }
    kind = Kind(rawValue: UInt16(type))
    programHeaders = Table(offset: programOffset, entrySize: programSize, count: programs)
    self.namesIndex = namesIndex
    sectionHeaders = Table(offset: sectionOffset, entrySize: sectionSize, count: sections)
  }

  /// Whether the file has debug sections, or, if the loader loads it, a symbol table: neither loading nor linking
  /// needs them. False if the table of sections is invalid.
  ///
  /// - Parameter bytes: The whole file.
  func isUnstripped(_ bytes: RawSpan) -> Bool {
    let sections = sections(size: bytes.byteCount) { offset, count in bytes.bytes(count, at: offset) }
    return sections.map(hasDebugInformation) ?? false
  }

  /// A segment that the loader maps.
  struct Segment: Hashable {
    let address: Int
    let memorySize: Int
    let flags: Int
    /// Whether file offset and address agree modulo the page size, as the loader needs it.
    let isMappable: Bool
  }

  /// The segments to load, in order; nil if the table does not lie within the file.
  ///
  /// - Parameter bytes: The whole file.
  func segments(_ bytes: RawSpan) -> [Segment]? {
    let word = is64 ? 8 : 4
    var segments: [Segment] = []
    for index in 0..<programHeaders.count {
      let base = programHeaders.offset + index * programHeaders.entrySize
      guard let type = bytes.integer(at: base, size: 4, bigEndian: bigEndian) else { return nil }
      guard type == 1 else { continue }  // PT_LOAD
      guard let offset = bytes.integer(at: base + (is64 ? 8 : 4), size: word, bigEndian: bigEndian),
        let address = bytes.integer(at: base + (is64 ? 16 : 8), size: word, bigEndian: bigEndian),
        let fileSize = bytes.integer(at: base + (is64 ? 32 : 16), size: word, bigEndian: bigEndian),
        let memorySize = bytes.integer(at: base + (is64 ? 40 : 20), size: word, bigEndian: bigEndian),
        let flags = bytes.integer(at: base + (is64 ? 4 : 24), size: 4, bigEndian: bigEndian),
        offset + fileSize <= bytes.byteCount
      else { return nil }
      segments.append(
        Segment(
          address: address, memorySize: memorySize, flags: flags,
          isMappable: (address - offset) & 0xFFF == 0))
    }
    return segments
  }
}

extension RawSpan {
  /// An unsigned integer of `size` bytes; nil if it does not lie within the span or exceeds 2⁶².
  func integer(at offset: Int, size: Int, bigEndian: Bool) -> Int? {
    guard offset >= 0, offset <= byteCount - size else { return nil }
    var value: UInt64 = 0
    for index in 0..<size {
      value = value << 8 | UInt64(byte(offset + (bigEndian ? index : size - 1 - index)))
    }
    return value >> 62 == 0 ? Int(value) : nil
  }

  /// The byte at an offset that lies within the span.
  func byte(_ offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

  /// The bytes at an offset; fewer than `count` at the span's end.
  func bytes(_ count: Int, at offset: Int) -> [UInt8] {
    let start = min(offset, byteCount)
    return extracting(start..<start + min(count, byteCount - start)).withUnsafeBytes { Array($0) }
  }

  func starts(with prefix: [UInt8]) -> Bool {
    byteCount >= prefix.count && prefix.indices.allSatisfy { byte($0) == prefix[$0] }
  }
}
