/// Finds the length of a compressed format's parts from their headers.
protocol PartSizes {
  /// The size of the part at the start of `rest`; nil if unknown.
  ///
  /// - Parameter rest: The rest of the archive.
  mutating func size(ofPartAt rest: RawSpan) -> Int?
}

/// Splits an archive at the ends of its parts, so that a decoder gets one part at a time.
struct BlockBoundaries<Sizes: PartSizes> {
  private var sizes: Sizes
  /// Remaining bytes of the current part; nil between parts.
  private var remaining: Int?

  init(_ sizes: Sizes) { self.sizes = sizes }

  /// Number of bytes of `input`, the rest of the archive, to pass to the decoder.
  mutating func cut(_ input: RawSpan) -> Int {
    // A part of unknown length extends to the end; the decoder reports errors.
    let rest = remaining ?? (input.byteCount > 0 ? sizes.size(ofPartAt: input) : nil) ?? Int.max
    remaining = rest
    return min(rest, input.byteCount)
  }

  /// Records what the decoder consumed.
  ///
  /// - Parameter outputFull: Whether the decoder may hold back bytes because the output was full.
  /// - Returns: Whether the part is done.
  mutating func took(_ consumed: Int, outputFull: Bool) -> Bool {
    remaining = remaining.map { $0 - consumed }
    guard remaining == 0, !outputFull else { return false }
    remaining = nil
    return true
  }
}
