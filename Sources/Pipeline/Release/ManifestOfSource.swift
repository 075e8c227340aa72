package import BenchCore
import FoundationEssentials

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

  /// Describes an archive: with the manifest beside it where that is the archive's own, else by decoding it.
  ///
  /// - Throws: `Failure` where it is no archive, or a broken one.
  package init(of path: String, _ entering: (Release.Step) -> Void) throws(Failure) {
    let archive = try MappedFile(path: path)
    let beside = path + ".json"
    if FileManager.default.fileExists(atPath: beside) {
      do throws(Failure) {
        let manifest = try Manifest(reading: beside, as: .manifest)
        let digest = try archive.withBytes { (bytes) throws(Failure) in try Digest(of: bytes) }.description
        if manifest.archiveSHA256 == digest {
          self = manifest
          return
        }
        entering(.warnings(["\(beside) is of another archive: the archive itself is read"]))
      } catch {
        entering(.warnings(["\(error): the archive itself is read"]))
      }
    }
    entering(.verifying)
    try self.init(decoding: archive, named: path)
  }
}
