/// Knows how long the parts of a compressed format are, from their own headers.
protocol PartSizes {
  /// The size of the part that starts where `rest` does; nil where that cannot be told.
  ///
  /// - Parameter rest: All that is left of the archive.
  mutating func size(ofPartAt rest: RawSpan) -> Int?
}

/// Cuts an archive at the ends of its parts, so that a decoder is given one at a time.
struct BlockBoundaries<Sizes: PartSizes> {
  private var sizes: Sizes
  /// What is left of the part under way; nil between parts.
  private var remaining: Int?

  init(_ sizes: Sizes) { self.sizes = sizes }

  /// How much of `input`, all that is left of the archive, to give to the decoder.
  mutating func cut(_ input: RawSpan) -> Int {
    // What cannot be told apart is one part to the end; the decoder will say if it is broken.
    let rest = remaining ?? (input.byteCount > 0 ? sizes.size(ofPartAt: input) : nil) ?? Int.max
    remaining = rest
    return min(rest, input.byteCount)
  }

  /// Notes what the decoder took.
  ///
  /// - Parameter outputFull: Whether the decoder may hold back bytes for which there was no room.
  /// - Returns: Whether the part is done.
  mutating func took(_ consumed: Int, outputFull: Bool) -> Bool {
    let rest = (remaining ?? 0) - consumed
    guard rest == 0, !outputFull else {
      remaining = rest
      return false
    }
    remaining = nil
    return true
  }
}
