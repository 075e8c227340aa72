package import BenchCore
import Glibc

extension Manifest {
  /// Makes the archive of a tree in scratch space and describes it.
  ///
  /// - Throws: `Failure`.
  package init(
    making source: SourceTree, _ encoding: ArchiveEncoding, _ entering: (Release.Step) -> Void
  ) async throws(Failure) {
    let prepared = try await PreparedTar(source, entering: { entering(.stage($0)) })
    entering(.warnings(prepared.warnings))
    entering(.compressing(encoding))
    let scratch = try ScratchFile()
    try encoding.pack(prepared.tar.bytes) { (bytes) throws(Failure) in try scratch.append(bytes) }
    let archive = try MappedFile(scratch.descriptor, name: "the archive")
    entering(.verifying)
    try self.init(prepared, encoding, archive, named: "the archive of \(source.path)", verify: true)
  }

  /// Describes an archive by its manifest, or by decoding it if the manifest belongs to another archive.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - maxUnpacked: How large its tar may be; nil for what scratch space has room for.
  ///   - entering: Called with each step before it starts.
  /// - Throws: `Failure` if it is no archive, or a broken one, or its tar is larger.
  package init(of path: String, maxUnpacked: ByteCount? = nil, _ entering: (Release.Step) -> Void)
    throws(Failure)
  {
    let archive = try MappedFile(copyOf: path)
    let beside = path + ".json"
    if access(beside, F_OK) == 0 {
      do throws(Failure) {
        let manifest = try Manifest(reading: beside, as: .manifest)
        if try manifest.describes(archive) {
          self = manifest
          noteName(path)
          return
        }
        entering(.warnings(["\(beside) belongs to another archive; reading the archive itself"]))
      } catch {
        entering(.warnings(["\(error); reading the archive itself"]))
      }
    }
    entering(.verifying)
    try self.init(decoding: archive, named: path, maxUnpacked: maxUnpacked)
    noteName(path)
  }

  /// Whether size and digest are those of the archive. Reading a manifest already checks that the shares add up
  /// to that size.
  func describes(_ archive: MappedFile) throws(Failure) -> Bool {
    guard compressedBytes == archive.size else { return false }
    return try archive.withBytes { (bytes) throws(Failure) in
      try Digest(of: bytes)
    }.description == archiveSHA256
  }
}
