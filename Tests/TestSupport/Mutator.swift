/// Makes hostile inputs of sound ones. Equal seeds make equal inputs.
package struct Mutator: RandomNumberGenerator {
  private var state: UInt64

  /// Creates a mutator.
  ///
  /// - Parameters:
  ///   - seed: The seed of the campaign.
  ///   - name: The kind of input, so that kinds do not repeat each other's choices.
  ///   - index: The number of the input.
  package init(seed: UInt64, _ name: String, _ index: Int) {
    state = name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } &+ UInt64(index) << 32
    _ = next()
  }

  /// SplitMix64 (Steele, Lea and Flood, 2014).
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// What an input is.
  package enum Form: Sendable {
    case binary
    /// JSON or CSV: numbers, strings and lines are changed as wholes.
    case text
    /// A tar: fields of headers are changed, and the headers get valid checksums.
    case tar
  }

  /// An input with one to three changes.
  package mutating func mutated(_ sound: [UInt8], as form: Form) -> [UInt8] {
    var bytes = sound
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      guard !bytes.isEmpty else { break }
      switch form {
      case .binary: changeBytes(of: &bytes)
      case .text: if oneIn(4) { changeBytes(of: &bytes) } else { changeText(of: &bytes) }
      case .tar: if oneIn(3) { changeBytes(of: &bytes) } else { changeHeader(of: &bytes) }
      }
    }
    if form == .tar, !oneIn(8) { TarHeader.repairChecksums(in: &bytes) }
    return bytes
  }

  // MARK: Bytes

  private mutating func changeBytes(of bytes: inout [UInt8]) {
    let part = range(in: bytes)
    switch Int.random(in: 0..<9, using: &self) {
    case 0, 1: bytes[part.lowerBound] ^= 1 << UInt8.random(in: 0..<8, using: &self)
    case 2: bytes[part.lowerBound] = pick([0, 0xFF, 0x7F, 0x80, UInt8.random(in: 0...255, using: &self)])
    case 3: bytes.removeSubrange(part.lowerBound...)
    case 4: bytes.removeSubrange(part)
    case 5: bytes.insert(contentsOf: bytes[part], at: part.upperBound)
    case 6: bytes.insert(contentsOf: bytes[range(in: bytes)], at: part.lowerBound)
    case 7: bytes.replaceSubrange(part, with: bytes[range(in: bytes)])
    default:
      let number: UInt64 = pick([.max, 1 << 63, 1 << 62, 1 << 50, 1 << 32, 1 << 31, .max >> 1, 0])
      for (place, index) in (part.lowerBound..<min(part.lowerBound + 8, bytes.count)).enumerated() {
        bytes[index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * place))
      }
    }
  }

  // MARK: Text

  private static let numbers = [
    "0", "-1", "1e999", "1e308", "1e-320", "0.5", "-0", "00", "1e15", "999999999999999", "2147483648",
    "4294967296", "1125899906842624", "1125899906842625", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551615", "99999999999999999999999999999999", "NaN", "inf", "",
  ]

  private static let words = [
    "", "null", "true", "[]", "{}", "-", "=1+1", "::error::x", "../../etc/passwd", "\\u0000", "\\ud800",
    "\\x00",
    "\\n::add-mask::x", "zstd-22-long31", "zopfli-9999", "tar", "\u{202E}", "<script>", "é".uppercased(),
    "\u{0301}",
    String(repeating: "a/", count: 1200), String(repeating: "x", count: 5000),
  ]

  private mutating func changeText(of bytes: inout [UInt8]) {
    switch Int.random(in: 0..<12, using: &self) {
    case 0...3:
      replaceToken(in: &bytes, with: pick(Self.numbers)) { (0x30...0x39).contains($0) || $0 == 0x2E }
    case 4: replaceToken(in: &bytes, with: pick(Self.words), where: Self.isWord)
    case 5, 6:
      // A token of the same input in another's place keeps it well-formed.
      let place = token(in: bytes, where: Self.isWord)
      replaceToken(in: &bytes, with: String(decoding: bytes[place], as: UTF8.self), where: Self.isWord)
    case 7:
      let depth = pick([2, 600, 20_000])
      let (open, close) = pick([("[", "]"), ("{\"a\":", "}"), ("\"", "\"")])
      let place = token(in: bytes, where: Self.isWord)
      bytes.insert(contentsOf: String(repeating: close, count: depth).utf8, at: place.upperBound)
      bytes.insert(contentsOf: String(repeating: open, count: depth).utf8, at: place.lowerBound)
    case 8, 9: changeLines(of: &bytes)
    case 10:
      bytes.insert(
        contentsOf: pick([[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0], [0x0D]]), at: position(in: bytes))
    default:
      switch Int.random(in: 0..<4, using: &self) {
      case 0: bytes = [0xEF, 0xBB, 0xBF] + bytes
      case 1: bytes = [0xFF, 0xFE] + bytes.flatMap { [$0, 0] }
      case 2: bytes = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
      default: bytes = bytes.map { $0 == 0x0A ? 0x0D : $0 }
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    !" \n\r,:\"[]{}".utf8.contains(byte)
  }

  /// The run of bytes of a kind at or after a random position; one byte where there is none.
  private mutating func token(in bytes: [UInt8], where isPart: (UInt8) -> Bool) -> Range<Int> {
    let start = position(in: bytes)
    guard let found = bytes[start...].firstIndex(where: isPart) else { return start..<start + 1 }
    var first = found
    while first > 0, isPart(bytes[first - 1]) { first -= 1 }
    return first..<(bytes[found...].firstIndex { !isPart($0) } ?? bytes.count)
  }

  private mutating func replaceToken(
    in bytes: inout [UInt8], with text: String, where isPart: (UInt8) -> Bool
  ) {
    let place = token(in: bytes, where: isPart)
    bytes.replaceSubrange(place, with: text.utf8)
  }

  private mutating func changeLines(of bytes: inout [UInt8]) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let (one, other) = (
      lines.indices.randomElement(using: &self) ?? 0, lines.indices.randomElement(using: &self) ?? 0
    )
    switch Int.random(in: 0..<3, using: &self) {
    case 0: lines.swapAt(one, other)
    case 1: lines.insert(lines[one], at: other)
    default: lines.remove(at: one)
    }
    bytes = Array(lines.joined(separator: [0x0A]))
  }

  // MARK: Tar

  private mutating func changeHeader(of bytes: inout [UInt8]) {
    let blocks = TarHeader.offsets(in: bytes)
    guard !blocks.isEmpty else { return changeBytes(of: &bytes) }
    let block = pick(blocks)
    switch Int.random(in: 0..<4, using: &self) {
    case 0:
      // The records of a pax header, and the map of a sparse file, are text.
      let end = min(block + 1024, bytes.count)
      guard end - block > 512 else { return }
      var records = Array(bytes[(block + 512)..<end])
      replaceToken(in: &records, with: pick(Self.numbers)) { (0x30...0x39).contains($0) }
      let count = end - block - 512
      bytes.replaceSubrange(
        (block + 512)..<end,
        with: records.prefix(count) + Array(repeating: 0, count: max(0, count - records.count)))
    case 1: bytes[block + TarHeader.kind] = pick(Array("01234567LKxgSVM\0D".utf8))
    case 2:
      let field = pick(TarHeader.numbers)
      let digits = pick(["77777777777", "00000000000", "37777777777", "-0000000001", "           ", "\u{7F}"])
      var value = Array(digits.utf8)
      if oneIn(3) { value = [pick([0x80, 0xFF])] + Array(repeating: pick([0, 0x7F, 0xFF]), count: 11) }
      set(Array(value.prefix(field.count)), at: block + field.lowerBound, in: &bytes)
    default:
      let field = pick(TarHeader.names)
      let name = pick([
        "", "/", ".", "..", "./", "../../x", "/etc/x", "a//b", "a/../b", "\u{1}", "d/d/d/d/d/d/",
      ])
      set(Array((name + "\0").utf8.prefix(field.count)), at: block + field.lowerBound, in: &bytes)
    }
  }

  private func set(_ value: [UInt8], at offset: Int, in bytes: inout [UInt8]) {
    for (index, byte) in value.enumerated() where offset + index < bytes.count {
      bytes[offset + index] = byte
    }
  }

  // MARK: Choices

  private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[Int.random(in: choices.indices, using: &self)]
  }

  private mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  /// A position; often near the start, where headers are.
  private mutating func position(in bytes: [UInt8]) -> Int {
    Int.random(in: 0..<(oneIn(3) ? min(bytes.count, 64) : bytes.count), using: &self)
  }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = position(in: bytes)
    return
      start..<Int.random(in: start + 1...min(bytes.count, start + pick([1, 16, 512, 4096])), using: &self)
  }
}

/// The header of a tar's entry (POSIX.1-2017, pax, "ustar Interchange Format").
enum TarHeader {
  /// Mode, owner, group, size, time, and the numbers of devices.
  static let numbers = [100..<108, 108..<116, 116..<124, 124..<136, 136..<148, 329..<337, 337..<345]
  /// Name, link's target and prefix.
  static let names = [0..<100, 157..<257, 345..<500]
  /// The type of the entry.
  static let kind = 156
  private static let checksum = 148..<156

  /// The offsets of the blocks that are headers.
  static func offsets(in bytes: [UInt8]) -> [Int] {
    stride(from: 0, to: bytes.count - 511, by: 512).filter {
      bytes[$0 + 257..<$0 + 262].elementsEqual("ustar".utf8)
    }
  }

  /// Gives each header the checksum of its bytes.
  static func repairChecksums(in bytes: inout [UInt8]) {
    for block in offsets(in: bytes) {
      for index in checksum { bytes[block + index] = 0x20 }
      let sum = String(bytes[block..<block + 512].reduce(0) { $0 + Int($1) }, radix: 8)
      let digits = Array((String(repeating: "0", count: max(0, 6 - sum.utf8.count)) + sum).utf8) + [0, 0x20]
      for (index, byte) in zip(checksum, digits) { bytes[block + index] = byte }
    }
  }
}
