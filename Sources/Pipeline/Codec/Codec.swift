/// A compression format that releases ship.
package enum Codec: String, Hashable, Sendable, CaseIterable, Codable {
  case zstd, gzip, xz

  /// What follows `.tar` in the name of an archive of this codec.
  package var fileExtension: String {
    switch self {
    case .zstd: "zst"
    case .gzip: "gz"
    case .xz: "xz"
    }
  }

  /// The encoder that a label with the codec's own name means.
  package var usualEncoder: EncoderLibrary {
    switch self {
    case .zstd: .libzstd
    case .gzip: .zlib
    case .xz: .liblzma
    }
  }
}

/// A compression library. Several libraries may write one format.
package enum EncoderLibrary: String, Hashable, Sendable, CaseIterable {
  case libzstd, zlib, libdeflate, zopfli, liblzma

  /// The format of its archives.
  package var codec: Codec {
    switch self {
    case .libzstd: .zstd
    case .zlib, .libdeflate, .zopfli: .gzip
    case .liblzma: .xz
    }
  }

  /// Prefix of its labels.
  package var labelName: String {
    switch self {
    case .libdeflate, .zopfli: rawValue
    case .libzstd, .zlib, .liblzma: codec.rawValue
    }
  }

  /// The levels of its own command; for zopfli the number of iterations.
  package var levels: ClosedRange<Int> {
    switch self {
    case .libzstd: 1...22
    case .zlib: 1...9
    case .libdeflate: 1...12
    // The zopfli command takes any number. With a thousand, a CPython takes more than an hour.
    case .zopfli: 1...9999
    case .liblzma: 0...9
    }
  }

  /// The encoder whose labels begin with `name`.
  init?(labelName name: String) {
    for encoder in Self.allCases where encoder.labelName == name {
      self = encoder
      return
    }
    return nil
  }

  /// The library with its version: `libzstd 1.5.4`.
  package var libraryVersion: String {
    switch self {
    case .libzstd: ZstdCompressor.libraryVersion
    case .zlib: GzipCompressor.libraryVersion
    case .libdeflate: LibdeflateCompressor.libraryVersion
    case .zopfli: ZopfliCompressor.libraryVersion
    case .liblzma: XZCompressor.libraryVersion
    }
  }
}
