package import BenchCore

/// The manifest of an archive: its entries with their shares, and how it was made. Also the baseline of a check.
package struct Manifest: Sendable, Equatable {
  /// The version of the format that this pybench writes and reads.
  package static let schemaVersion = 2

  /// The version of the document read. Versions before 2 lack modes and some kinds of findings.
  package var readVersion = Manifest.schemaVersion
  /// The pybench that wrote it.
  package var pybench: String
  /// How the tar was encoded; nil if only the archive is known.
  package var setting: ArchiveEncoding?
  /// The library that made the archive's bytes; nil if only the archive is known.
  package var libraryVersion: String?
  /// Format of the archive; nil for a manifest without a setting.
  package var format: ArchiveFormat?
  /// Size of the archive.
  package var compressedBytes: ByteCount
  /// SHA-256 of the archive, hexadecimal.
  package var archiveSHA256: String
  /// Size of the tar.
  package var tarBytes: ByteCount
  /// SHA-256 of the tar, hexadecimal.
  package var tarSHA256: String
  /// How the tree became the tar; nil if only the archive is known.
  package var pipeline: PipelineRecord?
  /// Binaries kept unstripped; empty if only the archive is known.
  package var kept: [Kept] = []
  /// The latest modification time of an entry, seconds since 1970; nil for a manifest of version 1.
  package var newestMtime: Int64?
  /// SHA-256 of the tree before stripping, hexadecimal; nil if only the archive is known, and in manifests
  /// that do not say.
  package var treeSHA256: String?
  /// The sizes after each stage; empty if only the archive is known.
  package var stages: [StageSize]
  /// Resolution of the shares.
  package var attribution: Attribution
  /// Entries that are rarely intended in a release.
  package var findings: [Finding]
  /// The entries in the order of their paths; their shares add up to `compressedBytes`.
  package var entries: [ManifestEntry]

  /// Resolution of the shares of entries.
  package struct Attribution: Sendable, Equatable, Codable {
    /// Number of blocks that map bytes of the tar to bytes of the archive.
    package var blocks: Int
    /// Median of the bytes of the tar in a block. Within a block bytes are spread evenly.
    package var medianBlockBytes: ByteCount
    /// Bytes of the tar in the largest block.
    package var largestBlockBytes: ByteCount

    enum CodingKeys: String, CodingKey {
      case blocks
      case medianBlockBytes = "median_block_bytes"
      case largestBlockBytes = "largest_block_bytes"
    }
  }

  /// A binary that was not stripped.
  package struct Kept: Sendable, Equatable, Codable {
    /// The file.
    package var path: EntryPath
    /// Why it was not stripped.
    package var reason: String
  }

  /// A stage of the pipeline with its result.
  package struct StageSize: Sendable, Equatable, Codable {
    package var stage: Stage.Name
    /// Regular files.
    package var files: Int
    package var bytes: ByteCount
  }
}

extension Manifest {
  /// Describes an archive by itself.
  ///
  /// - Parameters:
  ///   - archive: The archive.
  ///   - format: What it is.
  ///   - tar: The archive decoded.
  ///   - map: The block map of the archive.
  ///   - tarDigest: The tar's SHA-256, if already known.
  /// - Throws: `Failure` if the tar is broken.
  init(
    archive: RawSpan, _ format: ArchiveFormat, tar: MappedFile, map: BlockMap, tarDigest: Digest? = nil
  ) throws(Failure) {
    let contents = try tar.withBytes { (bytes) throws(Failure) in try TarContents(of: bytes) }
    let sizes = map.blockSizes
    pybench = PyBenchVersion.current
    self.format = format
    compressedBytes = map.compressedSize
    archiveSHA256 = try Digest(of: archive).description
    tarBytes = tar.size
    let digest =
      if let tarDigest { tarDigest } else {
        try tar.withBytes { (bytes) throws(Failure) in try Digest(of: bytes) }
      }
    tarSHA256 = digest.description
    stages = []
    newestMtime = contents.entries.map(\.modified).max()
    attribution = Attribution(
      blocks: map.blocks, medianBlockBytes: sizes.median, largestBlockBytes: sizes.largest)
    findings = FindingScan.findings(in: contents) { map.share(of: $0.range) }
    entries = Self.entries(contents, map)
  }

  /// If a tar holds an entry twice, the later one counts, with the sum of both shares.
  private static func entries(_ contents: TarContents, _ map: BlockMap) -> [ManifestEntry] {
    var byPath: [EntryPath: ManifestEntry] = [:]
    for entry in contents.entries {
      var made = ManifestEntry(
        path: entry.path, kind: FileKind(entry), bytes: entry.size,
        compressedBytes: map.share(of: entry.range),
        digest: (entry.content?.digest.description.prefix(16)).map { String($0) }, target: nil,
        mode: FileMode(entry.mode))
      switch entry.kind {
      case .symlink(let target): made.target = EntryPath(target).description
      case .hardLink(let original): made.target = original.description
      case .folder, .file, .special: break
      }
      made.compressedBytes += byPath[entry.path]?.compressedBytes ?? .zero
      byPath[entry.path] = made
    }
    return byPath.values.sorted { $0.path < $1.path }
  }

  /// Adds the facts that only the maker of an archive knows.
  mutating func add(_ prepared: PreparedTar, _ encoding: ArchiveEncoding) {
    setting = encoding
    libraryVersion = encoding.libraryVersion
    pipeline = prepared.record
    kept = prepared.kept.map { Kept(path: $0.path, reason: $0.reason) }
    treeSHA256 = prepared.treeDigest
    stages = prepared.stages.map { StageSize(stage: $0.name, files: $0.files, bytes: $0.bytes) }
    let sizes = Dictionary(
      prepared.tar.entries.lazy.filter { $0.kind == .file }.map { ($0.path, $0.originalSize) }
    ) { $1 }
    for index in entries.indices { entries[index].unstrippedBytes = sizes[entries[index].path] }
  }

  /// Describes an archive by decoding it.
  ///
  /// - Parameters:
  ///   - archive: The archive.
  ///   - name: Its name for messages.
  ///   - maxUnpacked: Maximum size of its tar; nil for the free scratch space.
  ///   - room: The free scratch space; nil if unknown.
  /// - Throws: `Failure` if it is not an archive, is broken, or its tar is larger.
  package init(
    decoding archive: MappedFile, named name: String, maxUnpacked: ByteCount?, room: ByteCount? = Scratch.room
  ) throws(Failure) {
    let limit = maxUnpacked ?? room ?? .limit
    self = try archive.withBytes { (bytes) throws(Failure) in
      guard let format = ArchiveFormat(contents: bytes) else {
        throw Failure(
          "read archive", name, because: "it is neither zstd, gzip, xz nor an uncompressed tar",
          advice: "name a .tar.zst, .tar.gz, .tar.xz or .tar")
      }
      do throws(Failure) {
        guard format != .plain else {
          return try Manifest(
            archive: bytes, format, tar: archive, map: BlockMap(uncompressed: archive.size))
        }
        let scratch = try ScratchFile()
        var size = ByteCount.zero
        let map = try format.decode(bytes) { (piece) throws(Failure) in
          size += ByteCount(piece.byteCount)
          guard size <= limit else {
            throw Failure(
              "unpack", name,
              because: "it unpacks to more than \(limit.bytes) bytes, "
                + (maxUnpacked == nil
                  ? "the free space in \(Scratch.parent)" : "the limit of --max-unpacked"),
              advice: maxUnpacked == nil
                ? "set TMPDIR to a folder with more space if you trust it"
                : "raise --max-unpacked if you trust it")
          }
          try scratch.append(piece)
        }
        let tar = try MappedFile(scratch.descriptor, name: "the tar in \(name)")
        return try Manifest(archive: bytes, format, tar: tar, map: map)
      } catch {
        // The libraries' messages name the format, but users need the file.
        throw Failure("read archive", name, because: error.reason, advice: error.advice)
      }
    }
  }
}
