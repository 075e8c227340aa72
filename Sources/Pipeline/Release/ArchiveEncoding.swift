package import BenchCore

/// How a tar ships: compressed with a setting, or uncompressed.
package enum ArchiveEncoding: Hashable, Sendable, CustomStringConvertible {
  case compressed(Setting)
  /// Uncompressed, in a `.tar`.
  case plain

  /// The label of an uncompressed tar.
  package static let plainLabel = "tar"

  /// Reads a label: a setting's, or `tar`.
  package init(label: String) throws(SettingError) {
    self = label == Self.plainLabel ? .plain : .compressed(try Setting(label: label))
  }

  package var label: String {
    switch self {
    case .compressed(let setting): setting.label
    case .plain: Self.plainLabel
    }
  }

  package var description: String { label }

  /// The codec; nil for a plain tar.
  package var codec: Codec? {
    switch self {
    case .compressed(let setting): setting.codec
    case .plain: nil
    }
  }

  /// The library that makes the bytes, with its version.
  package var libraryVersion: String {
    switch self {
    case .compressed(let setting): setting.encoder.libraryVersion
    case .plain: Tar.libraryVersion
    }
  }

  /// Makes the archive of a tar.
  ///
  /// - Parameters:
  ///   - tar: The tar.
  ///   - drain: Receives the archive's bytes, piece by piece.
  /// - Throws: The codec's `Failure`, or `drain`'s.
  package func pack(
    _ tar: MappedFile, drain: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) {
    guard case .compressed(let setting) = self else { return try tar.withBytes(drain) }
    let compressor = try setting.makeCompressor(originalSize: tar.size)
    let buffer = ByteBuffer(capacity: 1 << 20)
    try tar.withBytes { (bytes) throws(Failure) in
      try compressor.compressAll(bytes, through: buffer) { (full) throws(Failure) in
        try full.withBytes(drain)
        full.removeAll()
      }
    }
  }
}

extension ArchiveEncoding: TextCodable {
  package var text: String { label }

  package init(text: String) throws(SettingError) { try self.init(label: text) }
}

/// Format of an archive, by its first bytes or by its name.
package enum ArchiveFormat: Hashable, Sendable, CustomStringConvertible {
  case compressed(Codec)
  case plain

  /// File name extensions; the second of each is the short form.
  private static let endings: [(ending: String, format: ArchiveFormat)] = [
    (".tar.zst", .compressed(.zstd)), (".tzst", .compressed(.zstd)),
    (".tar.gz", .compressed(.gzip)), (".tgz", .compressed(.gzip)),
    (".tar.xz", .compressed(.xz)), (".txz", .compressed(.xz)),
    (".tar", .plain),
  ]

  /// The format that a file's name claims; nil if it claims none.
  package init?(name: String) {
    for (ending, format) in Self.endings where name.hasSuffix(ending) {
      self = format
      return
    }
    return nil
  }

  /// The format that a file's first bytes show; nil if they show none.
  package init?(contents: RawSpan) {
    if contents.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.isSkippableFrame(contents) {
      self = .compressed(.zstd)
    } else if contents.starts(with: [0x1F, 0x8B]) {
      self = .compressed(.gzip)
    } else if contents.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      self = .compressed(.xz)
    } else if contents.byteCount >= 512, contents.byteCount % 512 == 0 {
      self = .plain
    } else {
      return nil
    }
  }

  /// A skippable frame of zstd (RFC 8878, section 3.1.2).
  private static func isSkippableFrame(_ contents: RawSpan) -> Bool {
    contents.byteCount >= 8 && contents.byte(0) & 0xF0 == 0x50 && contents.byte(1) == 0x2A
      && contents.byte(2) == 0x4D && contents.byte(3) == 0x18
  }

  package var description: String {
    switch self {
    case .compressed(let codec): codec.rawValue
    case .plain: "an uncompressed tar"
    }
  }
}

extension ArchiveEncoding {
  /// The format of the archives it makes.
  package var format: ArchiveFormat { codec.map { .compressed($0) } ?? .plain }
}

extension ArchiveFormat {
  /// Decodes a whole archive and returns its block map.
  ///
  /// - Parameters:
  ///   - archive: The archive.
  ///   - drain: Receives the tar's bytes, piece by piece.
  /// - Throws: The codec's `Failure`, or `drain`'s.
  package func decode(
    _ archive: RawSpan, drain: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> BlockMap {
    switch self {
    case .compressed(let codec): return try codec.decode(archive, drain: drain)
    case .plain:
      try drain(archive)
      return BlockMap(uncompressed: ByteCount(archive.byteCount))
    }
  }
}
