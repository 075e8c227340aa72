/// Where the parts of xz streams end: headers, LZMA2 chunks and indexes (the .xz file format, sections 2 to 4;
/// LZMA2's chunks as in liblzma's `lzma2_decoder.c`).
struct XZParts: PartSizes {
  private enum Place { case stream, block, chunk }
  private var place = Place.stream
  private var checkSize = 0
  /// Bytes of chunks in the current block.
  private var packed = 0

  private static let magic: [UInt8] = [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]

  mutating func size(ofPartAt rest: RawSpan) -> Int? {
    switch place {
    case .stream: streamHeader(rest)
    case .block: rest.byte(0) == 0 ? index(rest) : blockHeader(rest)
    case .chunk: chunk(rest)
    }
  }

  private mutating func streamHeader(_ rest: RawSpan) -> Int? {
    guard rest.byteCount >= 12 else { return nil }
    // Streams may be padded with zeros, four at a time.
    if (0..<4).allSatisfy({ rest.byte($0) == 0 }) { return 4 }
    guard rest.starts(with: Self.magic) else { return nil }
    // The check's kind gives its size: 0, then 4, 8, 16, 32 and 64 bytes for three kinds each.
    let kind = Int(rest.byte(7) & 0x0F)
    checkSize = kind == 0 ? 0 : 4 << ((kind - 1) / 3)
    place = .block
    return 12
  }

  private mutating func blockHeader(_ rest: RawSpan) -> Int {
    place = .chunk
    packed = 0
    return (Int(rest.byte(0)) + 1) * 4
  }

  private mutating func chunk(_ rest: RawSpan) -> Int? {
    let control = rest.byte(0)
    if control == 0 {
      place = .block
      return 1 + (4 - (packed + 1) % 4) % 4 + checkSize
    }
    // Stored chunks have their size after the control byte. Packed chunks have their original size first; new
    // coder properties follow.
    let sizeAt = control < 0x80 ? 1 : 3
    guard control < 3 || control >= 0x80, rest.byteCount >= sizeAt + 2 else { return nil }
    let header = control < 0x80 ? 3 : control < 0xC0 ? 5 : 6
    let size = header + (Int(rest.byte(sizeAt)) << 8 | Int(rest.byte(sizeAt + 1))) + 1
    packed += size
    return size
  }

  private mutating func index(_ rest: RawSpan) -> Int? {
    var offset = 1
    guard let records = Self.number(rest, &offset), records <= rest.byteCount else { return nil }
    for _ in 0..<(2 * records) {
      guard Self.number(rest, &offset) != nil else { return nil }
    }
    place = .stream
    // Padding to four bytes, the index's CRC32 and the stream's footer.
    return (offset + 3) / 4 * 4 + 4 + 12
  }

  /// A number of up to nine bytes of seven bits each (section 1.2).
  private static func number(_ rest: RawSpan, _ offset: inout Int) -> Int? {
    var value = 0
    for shift in 0..<9 {
      guard offset < rest.byteCount else { return nil }
      let byte = rest.byte(offset)
      offset += 1
      value |= Int(byte & 0x7F) << (7 * shift)
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
