import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

/// Archives with and without the manifest that was made with them.
@Suite struct ManifestOfSourceTests {
  let folder: TestFolder
  let archive: String
  let made: Manifest

  init() async throws {
    folder = try TestFolder()
    try folder.file("tree/lib/a.py", text: "a")
    try folder.file("tree/lib/b", text: "b", mode: 0o755)
    try folder.link("tree/lib/l", to: "b")
    archive = folder.at("a.tar.gz")
    let release = Release(
      source: SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none)),
      encoding: .compressed(try Setting(label: "gzip-1")), output: archive, manifest: archive + ".json",
      verify: true, reproducible: false)
    made = try await release.make()
  }

  /// What is said of the archive with a manifest beside it, and the warnings.
  private func read(_ recorded: Manifest) throws -> (manifest: Manifest, warnings: [String]) {
    try folder.file("a.tar.gz.json", text: try recorded.text())
    var warnings: [String] = []
    let manifest = try Manifest(of: archive) { if case .warnings(let lines) = $0 { warnings += lines } }
    return (manifest, warnings)
  }

  /// What an archive says of itself.
  private var alone: Manifest {
    var alone = made
    alone.setting = nil
    alone.libraryVersion = nil
    alone.pipeline = nil
    alone.treeSHA256 = nil
    alone.stages = []
    for index in alone.entries.indices { alone.entries[index].unstrippedBytes = nil }
    return alone
  }

  @Test func `an archive without a manifest is described by itself`() throws {
    _ = try Shell.run("rm a.tar.gz.json", in: folder.path)
    #expect(try Manifest(of: archive) { _ in } == alone)
    #expect(made.entries.map(\.unstrippedBytes?.bytes) == [nil, 1, 1, nil])
    #expect(made.entries.map(\.kind) == [.folder, .python, .data, .symlink])
    #expect(made.stages.map(\.stage) == [.tree, .selected, .stripped, .tar])
    #expect(made.newestMtime == MtimePolicy.fixedDate)
  }

  @Test func `a manifest that agrees adds what only the maker knew`() throws {
    var recorded = made
    recorded.pybench = "0.1"
    recorded.kept = [Manifest.Kept(path: EntryPath(Array("lib/b".utf8)), reason: "it is signed")]
    for index in recorded.entries.indices where recorded.entries[index].kind != .folder {
      recorded.entries[index].unstrippedBytes = ByteCount(index)
    }
    let (manifest, warnings) = try read(recorded)
    #expect(warnings.isEmpty && manifest == recorded)
  }

  @Test func `a manifest without a setting or without modes can agree`() throws {
    var recorded = made
    recorded.setting = nil
    recorded.format = nil
    for index in recorded.entries.indices { recorded.entries[index].mode = nil }
    let (manifest, warnings) = try read(recorded)
    #expect(warnings.isEmpty && manifest.setting == nil && manifest.pipeline == made.pipeline)
  }

  private static let contradictions: [(reason: String, change: @Sendable (inout Manifest) throws -> Void)] = [
    (
      "belongs to another archive",
      {
        $0.compressedBytes += ByteCount(1)
        $0.entries[0].compressedBytes += ByteCount(1)
      }
    ),
    ("belongs to another archive", { $0.archiveSHA256 = String(repeating: "a", count: 64) }),
    ("is of another tar", { $0.tarBytes += ByteCount(1) }),
    ("is of another tar", { $0.tarSHA256 = String(repeating: "a", count: 64) }),
    ("names a setting of another format", { $0.setting = .plain }),
    (
      "has other entries than its archive",
      {
        let last = $0.entries.removeLast()
        $0.entries[0].compressedBytes += last.compressedBytes
      }
    ),
    ("has another entry lib/a.py than its archive", { $0.entries[1].path = EntryPath(Array("lib/a".utf8)) }),
    ("has another entry lib/b than its archive", { $0.entries[2].bytes = ByteCount(2) }),
    ("has another entry lib/l than its archive", { $0.entries[3].mode = FileMode(0o644) }),
  ]

  @Test(arguments: contradictions.indices) func `a manifest that disagrees is left`(index: Int) throws {
    let (reason, change) = Self.contradictions[index]
    var recorded = made
    try change(&recorded)
    let (manifest, warnings) = try read(recorded)
    #expect(warnings == ["\(archive).json \(reason); reading the archive itself"])
    #expect(manifest == alone)
  }

  @Test func `a broken manifest is left`() throws {
    try folder.file("a.tar.gz.json", text: "[")
    var warnings: [String] = []
    #expect(try Manifest(of: archive) { if case .warnings(let lines) = $0 { warnings += lines } } == alone)
    #expect(
      warnings == [
        "cannot read manifest \(archive).json: it ends early, in line 1; reading the archive itself"
      ])
  }

  @Test func `an archive unpacks to the limit and no further`() throws {
    let bytes = try MappedFile(path: archive)
    func read(_ limit: ByteCount?, _ room: ByteCount?) throws(Failure) -> ByteCount {
      try Manifest(decoding: bytes, named: "a", maxUnpacked: limit, room: room).tarBytes
    }
    let size = made.tarBytes
    let less = size - ByteCount(1)
    for (limit, room) in [(size, less), (nil, size), (nil, nil)] as [(ByteCount?, ByteCount?)] {
      #expect(try read(limit, room) == size)
    }
    #expect(
      throws: Failure(
        "read archive", "a",
        because: "it unpacks to more than \(less.bytes) bytes, the limit of --max-unpacked",
        advice: "raise --max-unpacked if you trust it")
    ) { try read(less, size) }
    #expect(
      throws: Failure(
        "read archive", "a",
        because: "it unpacks to more than \(less.bytes) bytes, the free space in \(Scratch.parent)",
        advice: "set TMPDIR to a folder with more space if you trust it")
    ) { try read(nil, less) }
  }

  @Test func `what is no archive is rejected by name`() throws {
    let file = try MappedFile(path: try folder.file("x", [1, 2, 3]))
    #expect(
      throws: Failure(
        "read archive", "x", because: "it is neither zstd, gzip, xz nor an uncompressed tar",
        advice: "name a .tar.zst, .tar.gz, .tar.xz or .tar")
    ) { try Manifest(decoding: file, named: "x", maxUnpacked: nil) }
    let noise = try MappedFile(path: try folder.file("y", [UInt8](repeating: 7, count: 1024)))
    #expect(throws: Failure("read archive", "y", because: "Unrecognized archive format")) {
      try Manifest(decoding: noise, named: "y", maxUnpacked: nil)
    }
  }

  @Test func `the later of two entries of one name counts, with both shares`() throws {
    var tar = MadeTar()
    tar.add("b.py", [1], modified: 7)
    tar.add("a", [1, 2], mode: 0o600, modified: 9)
    tar.add("b.py", [1, 2, 3], mode: 0o4755, modified: 8)
    tar.add("h", type: "1", link: "a")
    let file = try MappedFile(path: try folder.file("t.tar", tar.ended))
    let manifest = try Manifest(decoding: file, named: "t.tar", maxUnpacked: nil)
    #expect(manifest.newestMtime == 9 && manifest.format == .plain && manifest.setting == nil)
    #expect(manifest.entries.map(\.path.description) == ["a", "b.py", "h"])
    #expect(manifest.entries.map(\.bytes.bytes) == [2, 3, 0])
    // The end mark counts for the last entry.
    #expect(manifest.entries.map(\.compressedBytes.bytes) == [1024, 2048, 1536])
    #expect(manifest.entries.map(\.mode?.description) == ["0600", "4755", "0644"])
    #expect(manifest.entries.map(\.target) == [nil, nil, "a"])
    #expect(manifest.tarSHA256 == manifest.archiveSHA256)
    #expect(manifest.attribution.blocks == 1 && manifest.attribution.medianBlockBytes == manifest.tarBytes)
  }
}
