/// The header of a compiled Python file (PEP 3147, PEP 552).
struct BytecodeHeader: Sendable, Hashable {
  /// The least length of a header, in bytes.
  static let minimumSize = 12

  /// Modification time of the source, seconds since 1970, that the interpreter compares; nil for a file that is
  /// checked by hash or not at all.
  let sourceModified: Int64?

  /// Reads the header of a `.pyc`; nil if it is too short.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.minimumSize else { return nil }
    let magic = Int(bytes.byte(0)) | Int(bytes.byte(1)) << 8
    func word(_ offset: Int) -> Int64 {
      (0..<4).reduce(0) { $0 | Int64(bytes.byte(offset + $1)) << (8 * $1) }
    }
    // Since CPython 3.7 a word of flags precedes the time. Its magic numbers start at 3390, Python 2's at 20121.
    if (3390..<20000).contains(magic) {
      sourceModified = word(4) & 1 == 0 ? word(8) : nil
    } else {
      sourceModified = word(4)
    }
  }
}

extension EntryPath {
  /// Path of a `.pyc`'s source: beside it, or above its `__pycache__` (PEP 3147).
  ///
  /// Python does not check a `.pyc` that has no source.
  package var bytecodeSource: EntryPath {
    let stem = name.dropLast(".pyc".utf8.count)
    guard parent.name.elementsEqual("__pycache__".utf8) else {
      return parent.appending(Array(stem + ".py".utf8))
    }
    // The interpreter's tag comes last, except for the optimization: a.b.cpython-312.opt-1.pyc. It may hold
    // dots: pytest's ends in a version, as in test_a.cpython-312-pytest-8.1.1.pyc.
    let parts = stem.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let tag = parts.dropFirst().lastIndex { part in
      !part.starts(with: "opt-".utf8) && part.first.map(digits.contains) != true
    }
    let module = parts.prefix(tag ?? 1).joined(separator: ".".utf8)
    return parent.parent.appending(Array(module) + Array(".py".utf8))
  }
}
