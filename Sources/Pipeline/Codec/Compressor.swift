package import BenchCore

/// A running compression, fed piece by piece.
package protocol Compressor: AnyObject {
  /// Consumes some input and writes the available output.
  ///
  /// - Parameters:
  ///   - input: The next bytes of the original. Pass unconsumed bytes again.
  ///   - isLast: Whether nothing follows `input`. If true, call until it has finished.
  ///   - output: Receives the compressed bytes; it must not be full.
  /// - Returns: Number of bytes consumed, and whether the last compressed byte is written.
  /// - Throws: `Failure` with the library's message.
  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep

  /// Peak of the touched memory so far; nil if the library's memory cannot be counted.
  ///
  /// An encoder that takes the whole original in one call also holds original and archive.
  var heapPeak: ByteCount? { get }

  /// Peak of the requested memory so far, touched or not; nil like `heapPeak`.
  var reservedPeak: ByteCount? { get }

  /// Its worker threads, without the caller's thread.
  var threads: [ThreadID] { get }

  /// Recommended input size per call.
  var inputChunk: Int { get }
}

extension Compressor {
  package var threads: [ThreadID] { [] }
  package var inputChunk: Int { 1 << 20 }
}

/// A running decompression, fed piece by piece.
package protocol Decompressor: AnyObject {
  /// Consumes some input and writes the available output.
  ///
  /// - Parameters:
  ///   - input: The next compressed bytes. Pass unconsumed bytes again.
  ///   - output: Receives the original bytes; it must not be full.
  /// - Returns: Number of bytes consumed, and whether the end of the archive is reached.
  /// - Throws: `Failure` with the library's message.
  func decompress(_ input: RawSpan, into output: ByteBuffer) throws(Failure) -> CodecStep

  /// Peak of the touched heap so far.
  var heapPeak: ByteCount { get }

  /// Peak of the requested heap so far, touched or not.
  var reservedPeak: ByteCount { get }
}

/// Result of one call of a codec.
package struct CodecStep: Hashable, Sendable {
  /// Input bytes consumed.
  package let consumed: Int
  /// Whether the output is complete.
  package let finished: Bool
  /// Whether a part of the format ends after the consumed bytes, and all its output was written.
  ///
  /// Only set by a decompressor that stops at parts.
  package var endsPart = false
}

extension Setting {
  /// Starts a compression with this setting.
  ///
  /// The output equals that of the stock tool: `zstd -LEVEL [--long=W] -TN` or
  /// `--single-thread`, `xz -LEVEL[e] -T1`, `libdeflate-gzip -LEVEL`, `zopfli --iN`, and for gzip Python's
  /// `zlib.compressobj(LEVEL, zlib.DEFLATED, 31)`.
  ///
  /// - Parameter originalSize: The size of the original, which zstd records and fits its window to.
  /// - Throws: `Failure` if the library rejects the setting or memory runs out.
  package func makeCompressor(originalSize: ByteCount) throws(Failure) -> any Compressor {
    switch encoder {
    case .libzstd: try ZstdCompressor(self, originalSize: originalSize)
    case .zlib: try GzipCompressor(self)
    case .libdeflate: try LibdeflateCompressor(self)
    case .zopfli: try ZopfliCompressor(self)
    case .liblzma: try XZCompressor(self)
    }
  }
}

extension Codec {
  /// Starts a decompression.
  ///
  /// - Parameters:
  ///   - anyWindow: Whether to accept windows above the decoder's default limit (zstd only).
  ///   - stopsAtParts: Whether each call stops at the end of a part of the format, such as a block. The input
  ///     must then be the whole rest of the archive.
  /// - Throws: `Failure` if memory runs out.
  package func makeDecompressor(
    anyWindow: Bool = false, stopsAtParts: Bool = false
  ) throws(Failure) -> any Decompressor {
    switch self {
    case .zstd: try ZstdDecompressor(anyWindow: anyWindow, stopsAtParts: stopsAtParts)
    case .gzip: try GzipDecompressor(stopsAtParts: stopsAtParts)
    case .xz: try XZDecompressor(stopsAtParts: stopsAtParts)
    }
  }

  /// The window that a decoder of the archive must hold, from the archive's own header.
  ///
  /// - Parameter start: The archive, or at least its first hundred bytes.
  /// - Returns: The window; nil if the header has none.
  package func window(of start: RawSpan) -> ByteCount? {
    switch self {
    case .zstd: ZstdDecompressor.window(of: start)
    // Deflate's window is fixed (RFC 1951).
    case .gzip: ByteCount(32 << 10)
    case .xz: XZDecompressor.dictionary(of: start)
    }
  }

  /// The memory that a decoder must be granted, as its library states it.
  ///
  /// - Parameter window: The window in the archive's header.
  /// - Returns: The library's upper limit; nil if it depends on an unknown window.
  package func decoderMemory(window: ByteCount?) -> ByteCount? {
    switch self {
    case .zstd: window.flatMap(ZstdDecompressor.memory)
    case .gzip: GzipDecompressor.memory
    case .xz: window.flatMap(XZDecompressor.memory)
    }
  }
}

extension Compressor {
  /// Compresses all of `input`.
  ///
  /// - Parameters:
  ///   - input: The whole original.
  ///   - output: Receives the compressed bytes.
  ///   - drain: Called when `output` is full, and once at the end; takes its bytes and empties it.
  ///   - progress: Called before each piece with the number of bytes that the codec has taken.
  /// - Throws: The codec's `Failure`, or `drain`'s.
  package func compressAll(
    _ input: RawSpan, through output: ByteBuffer, drain: (ByteBuffer) throws(Failure) -> Void,
    progress: (Int) -> Void = { _ in }
  ) throws(Failure) {
    var offset = 0
    while true {
      progress(offset)
      let end = offset + min(inputChunk, input.byteCount - offset)
      let step = try compress(input.extracting(offset..<end), isLast: end == input.byteCount, into: output)
      offset += step.consumed
      if step.finished { break }
      if output.isFull { try drain(output) }
    }
    try drain(output)
  }
}

extension Decompressor {
  /// Decompresses all of `input`.
  ///
  /// - Parameters:
  ///   - input: The whole archive.
  ///   - output: Receives the original bytes and is reused.
  ///   - drain: Called when `output` holds bytes; it is emptied afterwards.
  ///   - partEnd: Called at the end of each part with the number of bytes consumed so far, if the decompressor
  ///     stops at parts.
  /// - Throws: The codec's `Failure`, or `drain`'s; a `Failure` if the archive ends early.
  package func decompressAll(
    _ input: RawSpan, through output: ByteBuffer, drain: (RawSpan) throws(Failure) -> Void,
    partEnd: (Int) -> Void = { _ in }
  ) throws(Failure) {
    var offset = 0
    while true {
      let step = try decompress(input.extracting(offset..<input.byteCount), into: output)
      offset += step.consumed
      let produced = output.count
      if produced != 0 {
        try output.withBytes(drain)
        output.removeAll()
      }
      if step.endsPart { partEnd(offset) }
      if step.finished { return }
      guard step.consumed != 0 || produced != 0 || step.endsPart else {
        throw Failure("decompress", "the archive", because: "it ends early, after \(offset) bytes")
      }
    }
  }
}
