/// The header of a compiled Python file (PEP 3147, PEP 552).
struct BytecodeHeader: Sendable, Hashable {
  /// How long a header is at most.
  static let size = 16

  /// Modification time of the source, seconds since 1970, that the interpreter compares; nil for a file that is
  /// checked by hash or not at all.
  let sourceModified: Int64?

  /// Reads the header of a `.pyc`; nil where it is too short.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 12 else { return nil }
    let magic = Int(bytes.byte(0)) | Int(bytes.byte(1)) << 8
    func word(_ offset: Int) -> Int64 {
      (0..<4).reduce(0) { $0 | Int64(bytes.byte(offset + $1)) << (8 * $1) }
    }
    // CPython 3.7 put a word of flags before the time; its magic numbers begin at 3390, Python 2's at 20121.
    if (3390..<20000).contains(magic) {
      sourceModified = word(4) & 1 == 0 ? word(8) : nil
    } else {
      sourceModified = word(4)
    }
  }
}
