package import BenchCore

/// Maps ranges of the tar to ranges of the archive, by the format's own blocks.
///
/// Within a block compressed bytes are spread evenly over the tar's bytes, because no format records more. Bytes
/// without contents count for the next block (frame headers), or at the end for the last byte of the tar
/// (checksums, indexes).
package struct BlockMap: Sendable, Hashable {
  /// Size of the archive.
  package let compressedSize: ByteCount
  /// Size of the tar.
  package let originalSize: ByteCount
  /// End offsets of the blocks in the tar and in the archive, ascending in both.
  private let ends: [End]

  private struct End: Hashable {
    var original: Int
    var compressed: Int
  }

  /// The map of an uncompressed tar: every byte maps to itself.
  package init(uncompressed size: ByteCount) {
    compressedSize = size
    originalSize = size
    ends = [End(original: size.bytes, compressed: size.bytes)]
  }

  /// Creates a map from the end offsets of an archive's parts, in its order.
  init(ends all: [(original: Int, compressed: Int)], originalSize: Int, compressedSize: Int) {
    var ends: [End] = []
    var before = 0
    for end in all where end.original > before {
      ends.append(End(original: end.original, compressed: end.compressed))
      before = end.original
    }
    if before < originalSize { ends.append(End(original: originalSize, compressed: compressedSize)) }
    self.ends = ends
    self.originalSize = ByteCount(originalSize)
    self.compressedSize = ByteCount(compressedSize)
  }

  /// Number of compressed bytes of a range of the tar.
  ///
  /// The shares of adjacent ranges add up exactly to the share of the whole, because each is a difference of
  /// rounded positions.
  package func share(of range: Range<Int>) -> ByteCount {
    ByteCount(position(of: range.upperBound) - position(of: range.lowerBound))
  }

  /// The archive position of a tar position.
  private func position(of original: Int) -> Int {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle].original > original { high = middle } else { low = middle + 1 }
    }
    guard low < ends.count else { return compressedSize.bytes }
    let start = low == 0 ? End(original: 0, compressed: 0) : ends[low - 1]
    let end = ends[low]
    // The product of a block's two sizes can exceed 64 bits only beyond 2³¹ bytes each.
    let whole = (original - start.original).multipliedFullWidth(by: end.compressed - start.compressed)
    let passed = (end.original - start.original).dividingFullWidth(whole).quotient
    return start.compressed + passed
  }

  /// How many blocks there are.
  package var blocks: Int { ends.count }

  /// Bytes of the tar in a block: the median, and the most.
  package var blockSizes: (median: ByteCount, largest: ByteCount) {
    var sizes: [Int] = []
    var before = 0
    for end in ends {
      sizes.append(end.original - before)
      before = end.original
    }
    sizes.sort()
    return (ByteCount(sizes.isEmpty ? 0 : sizes[sizes.count / 2]), ByteCount(sizes.last ?? 0))
  }
}

extension Codec {
  /// Decodes a whole archive with any window, and returns its block map.
  ///
  /// - Parameters:
  ///   - archive: The archive, of one frame or several.
  ///   - drain: Receives the tar's bytes, piece by piece.
  /// - Throws: The codec's `Failure`, or `drain`'s.
  package func decode(
    _ archive: RawSpan, drain: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> BlockMap {
    let decompressor = try makeDecompressor(anyWindow: true, stopsAtParts: true)
    // Larger than a block of any format, because a full buffer costs another call.
    let buffer = ByteBuffer(capacity: (2 << 20) + (128 << 10))
    var ends: [(original: Int, compressed: Int)] = []
    var original = 0
    try decompressor.decompressAll(archive, through: buffer) { (bytes) throws(Failure) in
      original += bytes.byteCount
      try drain(bytes)
    } partEnd: { compressed in
      ends.append((original, compressed))
    }
    return BlockMap(ends: ends, originalSize: original, compressedSize: archive.byteCount)
  }
}
