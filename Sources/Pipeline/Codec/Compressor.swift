package import BenchCore
/// A running compression: original bytes go in piece by piece, compressed ones come out.
package protocol Compressor: AnyObject {
  /// Takes some input and writes what is ready.
  ///
  /// - Parameters:
  ///   - input: The next bytes of the original; what is not consumed must be given again.
  ///   - isLast: Whether nothing follows `input`; then it is called until it has finished.
  ///   - output: Where compressed bytes are added; it must not be full.
  /// - Returns: How much input was consumed, and whether the last compressed byte is written.
  /// - Throws: `Failure` in the library's words.
  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) throws(Failure) -> CodecStep

  /// The most memory held at one moment so far, as far as it was touched; nil where the library does not let it be
  /// counted.
  ///
  /// An encoder that takes the whole original in one call holds original and archive too.
  var heapPeak: ByteCount? { get }

  /// The most memory asked for at one moment so far, touched or not; nil like `heapPeak`.
  var reservedPeak: ByteCount? { get }

  /// Threads other than the caller's that do its work.
  var threads: [ThreadID] { get }

  /// How much input to give at once.
  var inputChunk: Int { get }
}

/// A running decompression: compressed bytes go in piece by piece, original ones come out.
package protocol Decompressor: AnyObject {
  /// Takes some input and writes what is ready.
  ///
  /// - Parameters:
  ///   - input: The next compressed bytes; what is not consumed must be given again.
  ///   - output: Where original bytes are added; it must not be full.
  /// - Returns: How much input was consumed, and whether the archive's end is reached.
  /// - Throws: `Failure` in the library's words.
  func decompress(_ input: RawSpan, into output: ByteBuffer) throws(Failure) -> CodecStep

  /// The most heap held at one moment so far.
  var heapPeak: ByteCount { get }

  /// The most heap asked for at one moment so far, touched or not.
  var reservedPeak: ByteCount { get }
}

/// What one call of a codec did.
package struct CodecStep: Hashable, Sendable {
  /// Input bytes consumed.
  package let consumed: Int
  /// Whether nothing more will come out.
  package let finished: Bool
  /// Whether a part of the format ends right after what was consumed, and all its bytes have come out.
  ///
  /// Only a decompressor that was asked to stop at parts tells.
  package var endsPart = false
}

extension Setting {
  /// Starts a compression with this setting.
  ///
  /// The bytes that come out are those of the stock tool: `zstd -LEVEL [--long=W] -TN` or
  /// `--single-thread`, `xz -LEVEL[e] -T1`, `libdeflate-gzip -LEVEL`, `zopfli --iN`, and for gzip Python's
  /// `zlib.compressobj(LEVEL, zlib.DEFLATED, 31)`.
  ///
  /// - Parameter originalSize: The size of the original, which zstd records and fits its window to.
  /// - Throws: `Failure` where the library refuses the setting or memory is short.
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
  ///   - anyWindow: Whether windows above the decoder's default limit are taken (zstd only).
  ///   - stopsAtParts: Whether each call stops where a part of the format ends, such as a block; the input must
  ///     then be all that is left of the archive.
  /// - Throws: `Failure` where memory is short.
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
  /// - Parameter start: The archive, or its first hundred bytes at least.
  /// - Returns: The window; nil where the header says none.
  package func window(of start: RawSpan) -> ByteCount? {
    switch self {
    case .zstd: ZstdDecompressor.window(of: start)
    // Deflate's window is fixed (RFC 1951).
    case .gzip: ByteCount(32 << 10)
    case .xz: XZDecompressor.dictionary(of: start)
    }
  }

  /// The memory that a decoder must be granted, in the library's own words.
  ///
  /// - Parameter window: The window that the archive's header asks for.
  /// - Returns: What the library says it needs at most; nil where it depends on a window that is not known.
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
  ///   - drain: Called when `output` is full, and once at the end, to take its bytes and empty it.
  /// - Throws: The codec's `Failure`, or `drain`'s.
  package func compressAll(
    _ input: RawSpan, through output: ByteBuffer, drain: (ByteBuffer) throws(Failure) -> Void
  ) throws(Failure) {
    var offset = 0
    while true {
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
  ///   - output: Receives the original bytes, and is used again and again.
  ///   - drain: Called when `output` holds bytes, to take them; it is emptied afterwards.
  ///   - partEnd: Called at the end of each part of the format, where the decompressor stops at parts, with the
  ///     number of bytes consumed up to there.
  /// - Throws: The codec's `Failure`, or `drain`'s; a `Failure` where the archive ends early.
  package func decompressAll(
    _ input: RawSpan, through output: ByteBuffer, drain: (RawSpan) throws(Failure) -> Void,
    partEnd: (Int) -> Void = { _ in }
  ) throws(Failure) {
    var offset = 0
    while true {
      let step = try decompress(input.extracting(offset..<input.byteCount), into: output)
      offset += step.consumed
      let produced = output.count
      if produced > 0 {
        try output.withBytes(drain)
        output.removeAll()
      }
      if step.endsPart { partEnd(offset) }
      if step.finished { return }
      guard step.consumed > 0 || produced > 0 || step.endsPart else {
        throw Failure("decompress", "the archive", because: "it ends early, after \(offset) bytes")
      }
    }
  }
}
