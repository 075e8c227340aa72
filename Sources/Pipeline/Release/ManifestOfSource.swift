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

  /// Describes an archive by decoding it, with what its manifest adds.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - maxUnpacked: How large its tar may be; nil for what scratch space has room for.
  ///   - entering: Called with each step before it starts.
  /// - Throws: `Failure` if it is not an archive, is broken, or its tar is larger.
  package init(of path: String, maxUnpacked: ByteCount? = nil, _ entering: (Release.Step) -> Void)
    throws(Failure)
  {
    let archive = try MappedFile(copyOf: path)
    let beside = path + ".json"
    var recorded: Manifest?
    if access(beside, F_OK) == 0 {
      do throws(Failure) {
        recorded = try Manifest(reading: beside, as: .manifest)
      } catch {
        entering(.warnings(["\(error); reading the archive itself"]))
      }
    }
    entering(.verifying)
    try self.init(decoding: archive, named: path, maxUnpacked: maxUnpacked)
    if let recorded {
      if let difference = difference(from: recorded) {
        entering(.warnings(["\(beside) \(difference); reading the archive itself"]))
      } else {
        add(recorded)
      }
    }
    noteName(path)
  }

  /// The first contradiction between a manifest and the archive itself; nil if there is none.
  private func difference(from recorded: Manifest) -> String? {
    guard recorded.compressedBytes == compressedBytes, recorded.archiveSHA256 == archiveSHA256 else {
      return "belongs to another archive"
    }
    guard recorded.tarBytes == tarBytes, recorded.tarSHA256 == tarSHA256 else { return "is of another tar" }
    guard recorded.format == nil || recorded.format == format else {
      return "names a setting of another format"
    }
    guard recorded.entries.count == entries.count else { return "has other entries than its archive" }
    for (entry, own) in zip(recorded.entries, entries)
    where entry.path != own.path || !entry.holdsSame(as: own) || (entry.mode ?? own.mode) != own.mode {
      return "has another entry \(own.path) than its archive"
    }
    return nil
  }

  /// Adds what only the maker of the archive knew.
  private mutating func add(_ recorded: Manifest) {
    pybench = recorded.pybench
    setting = recorded.setting
    libraryVersion = recorded.libraryVersion
    pipeline = recorded.pipeline
    kept = recorded.kept
    treeSHA256 = recorded.treeSHA256
    stages = recorded.stages
    for (index, entry) in recorded.entries.enumerated() {
      entries[index].unstrippedBytes = entry.unstrippedBytes
    }
  }
}
