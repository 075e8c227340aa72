import Testing

@testable import BenchCore
@testable import Pipeline

/// Where the parts of compressed formats end.
@Suite struct PartSizesTests {
  /// Parts of given sizes, one after the other.
  private struct Fixed: PartSizes {
    var sizes: [Int?]
    mutating func size(ofPartAt rest: RawSpan) -> Int? {
      precondition(rest.byteCount > 0, "there is no part in nothing")
      return sizes.removeFirst()
    }
  }

  private func cut(_ boundaries: inout BlockBoundaries<Fixed>, _ count: Int) -> Int {
    boundaries.cut([UInt8](repeating: 0, count: count).span.bytes)
  }

  @Test func `a decoder gets one part at a time, and the rest of one that it left`() {
    var boundaries = BlockBoundaries(Fixed(sizes: [5, 1]))
    #expect(cut(&boundaries, 6) == 5)
    let some = boundaries.took(2, outputFull: false)
    #expect(cut(&boundaries, 4) == 3)
    let all = boundaries.took(3, outputFull: true)
    // The decoder may hold back bytes of a part that it has whole.
    #expect(cut(&boundaries, 1) == 0)
    let drained = boundaries.took(0, outputFull: false)
    #expect(cut(&boundaries, 1) == 1)
    let last = boundaries.took(1, outputFull: false)
    #expect([some, all, drained, last] == [false, false, true, true])
    // There is no part in nothing.
    var empty = BlockBoundaries(Fixed(sizes: []))
    #expect(cut(&empty, 0) == 0)
    let none = empty.took(0, outputFull: false)
    #expect(!none)
  }

  @Test func `a part of unknown size goes to the end, one that is cut off to there`() {
    var unknown = BlockBoundaries(Fixed(sizes: [nil]))
    #expect(cut(&unknown, 7) == 7)
    let done = unknown.took(7, outputFull: false)
    #expect(!done && cut(&unknown, 1) == 1)
    var short = BlockBoundaries(Fixed(sizes: [9]))
    #expect(cut(&short, 7) == 7)
  }

  // MARK: xz

  private static let magic: [UInt8] = [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]

  private static func streamHeader(check: UInt8) -> [UInt8] {
    magic + [0, check] + [UInt8](repeating: 0xAA, count: 4)
  }

  private func size(_ parts: inout XZParts, _ bytes: [UInt8]) -> Int? {
    parts.size(ofPartAt: bytes.span.bytes)
  }

  /// Parts in a block, the chunks of which have 4 * n bytes so far.
  private func block(check: UInt8 = 0) -> XZParts {
    var parts = XZParts()
    #expect(size(&parts, Self.streamHeader(check: check)) == 12)
    #expect(size(&parts, [2]) == 12)
    return parts
  }

  @Test func `a stream begins with its header, or is padding`() {
    for (bytes, expected) in [
      (Self.streamHeader(check: 4), 12), (Self.streamHeader(check: 4) + [1], 12),
      (Array(Self.streamHeader(check: 4).dropLast()), nil), ([], nil),
      ([UInt8](repeating: 0, count: 12), 4), ([0, 0, 0, 0] + Array(repeating: 9, count: 8), 4),
    ] as [([UInt8], Int?)] {
      var parts = XZParts()
      #expect(size(&parts, bytes) == expected, "\(bytes)")
    }
    for index in 0..<6 {
      var (other, parts) = (Self.streamHeader(check: 4), XZParts())
      other[index] ^= 1
      #expect(size(&parts, other) == nil)
    }
    for index in 0..<4 {
      var (other, parts) = ([UInt8](repeating: 0, count: 12), XZParts())
      other[index] = 1
      #expect(size(&parts, other) == nil)
    }
  }

  @Test(arguments: zip(UInt8(0)...15, [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64]))
  func `a block ends with its check`(kind: UInt8, bytes: Int) {
    // The high bits are reserved.
    for reserved in [UInt8(0), 0xF0] {
      var parts = block(check: kind | reserved)
      // The end of the chunks, and padding to four bytes.
      #expect(size(&parts, [0]) == 4 + bytes)
      #expect(size(&parts, [1]) == 8)
    }
  }

  @Test(arguments: [(UInt8(1), 8), (2, 12), (255, 1024)])
  func `a block's header has its size in units of four bytes`(first: UInt8, expected: Int) {
    var parts = XZParts()
    _ = size(&parts, Self.streamHeader(check: 0))
    #expect(size(&parts, [first]) == expected)
  }

  @Test(arguments: [
    (UInt8(1), 3), (2, 3), (3, nil), (0x7F, nil), (0x80, 5), (0xA0, 5), (0xBF, 5), (0xC0, 6), (0xFF, 6),
  ])
  func `a chunk has its size after its control byte`(control: UInt8, header: Int?) {
    for (high, low) in [(UInt8(0), UInt8(0)), (0, 255), (1, 0), (0x12, 0x34), (255, 255)] {
      // Of a packed chunk two bytes of its original size come first.
      let chunk = [control] + (control < 0x80 ? [high, low] : [0xEE, 0xEE, high, low])
      var parts = block()
      #expect(size(&parts, chunk) == header.map { $0 + (Int(high) * 256 + Int(low)) + 1 })
      parts = block()
      #expect(size(&parts, Array(chunk.dropLast())) == nil)
    }
  }

  @Test(arguments: 1...8) func `chunks are padded to four bytes`(count: Int) {
    var parts = block(check: 1)
    // Two stored chunks; with the end of the chunks they are padded.
    #expect(size(&parts, [1, 0, 0]) == 4)
    #expect(size(&parts, [2, 0, UInt8(count - 1)]) == 3 + count)
    let all = 4 + 3 + count + 1
    #expect(size(&parts, [0]) == (all + 3) / 4 * 4 - all + 1 + 4)
    // The next block counts its own.
    #expect(size(&parts, [1]) == 8)
    #expect(size(&parts, [0]) == 1 + 3 + 4)
  }

  /// The index of some records and the stream's footer: indicator, numbers, padding, CRC32, then 12 bytes.
  private func index(_ numbers: [[UInt8]]) -> (bytes: [UInt8], size: Int) {
    let body = [0] + Array(numbers.joined())
    return (body, (body.count + 3) / 4 * 4 + 4 + 12)
  }

  @Test func `an index is as long as its records`() {
    let long: [UInt8] = Array(repeating: 0x80, count: 8) + [0]
    for numbers in [
      [[0]], [[1], [5], [6]], [[2], [5], [6], [0x80, 1], [7]], [[1], long, [1]],
      // 129 and 128 records.
      [[0x81, 1]] + Array(repeating: [1], count: 258), [[0x80, 1]] + Array(repeating: [2], count: 256),
    ] as [[[UInt8]]] {
      let (bytes, expected) = index(numbers)
      var parts = XZParts()
      _ = size(&parts, Self.streamHeader(check: 0))
      #expect(size(&parts, bytes) == expected, "\(bytes.count)")
      // A stream may follow.
      #expect(size(&parts, Self.streamHeader(check: 0)) == 12)
      parts = XZParts()
      _ = size(&parts, Self.streamHeader(check: 0))
      #expect(size(&parts, Array(bytes.dropLast())) == nil)
    }
    let tooLong: [UInt8] = Array(repeating: 0x80, count: 9) + [0]
    for numbers in [
      [[1], tooLong, [1]], [tooLong], [[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]],
    ] {
      var parts = XZParts()
      _ = size(&parts, Self.streamHeader(check: 0))
      #expect(size(&parts, index(numbers).bytes) == nil)
    }
  }

  // MARK: zstd

  private func size(_ parts: inout ZstdParts, _ bytes: [UInt8]) -> Int? {
    parts.size(ofPartAt: bytes.span.bytes)
  }

  /// The header of a block (RFC 8878, section 3.1.1.2).
  private func block(_ type: Int, _ size: Int, isLast: Bool) -> [UInt8] {
    let word = size << 3 | type << 1 | (isLast ? 1 : 0)
    return (0..<3).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }

  @Test(arguments: [false, true]) func `a frame is a header, blocks and a checksum`(hasChecksum: Bool) {
    var parts = ZstdParts()
    let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, hasChecksum ? 4 : 0, 0]
    for _ in 0..<2 {
      #expect(size(&parts, header + [1, 2, 3]) == 6)
      for (type, expected) in [(0, 3 + 0x1_2345), (1, 4), (2, 3 + 0x1_2345)] {
        #expect(size(&parts, block(type, 0x1_2345, isLast: false)) == expected)
      }
      #expect(size(&parts, [1, 0]) == nil)
      #expect(size(&parts, block(2, 7, isLast: true)) == 10)
      if hasChecksum { #expect(size(&parts, [1]) == 4) }
    }
  }

  @Test func `a skippable frame is one part, and what is no frame none`() {
    var parts = ZstdParts()
    #expect(size(&parts, [0x50, 0x2A, 0x4D, 0x18, 100, 1, 0, 0]) == 8 + 356)
    #expect(size(&parts, [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]) == 8)
    #expect(size(&parts, [0x28, 0xB5, 0x2F, 0xFD, 0]) == nil)
    #expect(size(&parts, Array(repeating: 7, count: 20)) == nil)
  }
}
