package import BenchCore

/// The release step: a tree becomes an archive and its manifest.
package struct Release: Sendable {
  /// The tree and its options.
  package var source: SourceTree
  /// How the tar ships.
  package var encoding: ArchiveEncoding
  /// Where the archive goes.
  package var output: String
  /// Where the manifest goes.
  package var manifest: String
  /// Whether to decode the archive and compare it with the tar.
  package var verify: Bool
  /// Whether to make the archive twice and compare.
  package var reproducible: Bool

  package init(
    source: SourceTree, encoding: ArchiveEncoding, output: String, manifest: String, verify: Bool,
    reproducible: Bool
  ) {
    self.source = source
    self.encoding = encoding
    self.output = output
    self.manifest = manifest
    self.verify = verify
    self.reproducible = reproducible
  }

  package enum Step: Sendable {
    case stage(Stage.Name)
    case compressing(ArchiveEncoding)
    case verifying
    /// The archive is decoded for the shares of its entries, but not compared with the tar.
    case attributing
    /// Everything is made a second time.
    case again
    /// The tree's own warnings.
    case warnings([String])
  }

  /// Makes the archive and its manifest. Neither appears before both are complete.
  ///
  /// - Parameter entering: Called with each step before it starts.
  /// - Throws: `Failure`.
  package func make(_ entering: (Step) -> Void = { _ in }) async throws(Failure) -> Manifest {
    guard !OutputPath.areSame(output, manifest) else {
      throw Failure(
        "write", manifest, because: "it is the archive's own file", advice: "name another with --manifest")
    }
    for file in [output, manifest] { try OutputPath.check(file, outside: source.path) }
    // Unwritable outputs are reported before the long work.
    let archive = try AtomicFile(output)
    let record = try AtomicFile(manifest)
    let prepared = try await PreparedTar(source, entering: { entering(.stage($0)) })
    entering(.warnings(prepared.warnings))
    entering(.compressing(encoding))
    try encoding.pack(prepared.tar.bytes) { (bytes) throws(Failure) in try archive.append(bytes) }
    entering(verify ? .verifying : .attributing)
    let made = try Manifest(prepared, encoding, try archive.written(), named: output, verify: verify)
    if reproducible {
      entering(.again)
      let again = try await PreparedTar(source, entering: { entering(.stage($0)) })
      entering(.compressing(encoding))
      try compare(made, prepared, with: again)
    }
    try record.append(Array(try made.text().utf8).span.bytes)
    try AtomicFile.commit([archive, record])
    return made
  }

  /// The first entry that two tars do not share.
  private static func firstDifference(_ one: [TarEntry], _ other: [TarEntry]) -> EntryPath? {
    for (entry, another) in zip(one, other)
    where entry.path != another.path || entry.kind != another.kind || entry.mode != another.mode
      || entry.originalDigest != another.originalDigest
    {
      return min(entry.path, another.path)
    }
    return one.dropFirst(other.count).first?.path ?? other.dropFirst(one.count).first?.path
  }

  private func compare(_ made: Manifest, _ first: PreparedTar, with again: PreparedTar) throws(Failure) {
    guard again.tar.digest == first.tar.digest else {
      let example = Self.firstDifference(first.tar.entries, again.tar.entries)
      throw Failure(
        "reproduce", output,
        because: "the second tar differs from the first"
          + (example.map { ", first at \($0)" } ?? ", although the input is the same"),
        advice: "run again when nothing writes to the tree")
    }
    let scratch = try ScratchFile()
    try encoding.pack(again.tar.bytes) { (bytes) throws(Failure) in try scratch.append(bytes) }
    let bytes = try MappedFile(scratch.descriptor, name: "the second archive")
    let digest = try bytes.withBytes { (bytes) throws(Failure) in try Digest(of: bytes) }.description
    guard digest == made.archiveSHA256 else {
      throw Failure(
        "reproduce", output, because: "\(encoding.libraryVersion) made different bytes from the same tar")
    }
  }
}

extension Manifest {
  /// Describes an archive just made.
  ///
  /// - Parameters:
  ///   - prepared: Its tree.
  ///   - encoding: Its encoding.
  ///   - archive: The archive as read back.
  ///   - name: Its name for messages.
  ///   - verify: Whether to compare the decoded archive with the tar.
  /// - Throws: `Failure` if it does not decode to the tar.
  init(
    _ prepared: PreparedTar, _ encoding: ArchiveEncoding, _ archive: MappedFile, named name: String,
    verify: Bool
  ) throws(Failure) {
    let tar = prepared.tar.bytes
    self = try archive.withBytes { (bytes) throws(Failure) in
      var offset = 0
      var matches = true
      let map = try encoding.format.decode(bytes) { (piece) throws(Failure) in
        if verify { matches = matches && tar.holds(piece, at: offset) }
        offset += piece.byteCount
      }
      guard matches, offset == tar.size.bytes else {
        throw Failure("verify", name, because: "it does not decode to the tar that it was made from")
      }
      return try Manifest(
        archive: bytes, encoding.format, tar: tar, map: map, tarDigest: prepared.tar.digest)
    }
    add(prepared, encoding)
  }
}
