import FoundationEssentials
import Testing

@testable import BenchCore
@testable import Pipeline

/// The text of manifests, and numbers at the limits of what it may hold.
@Suite struct ManifestFileTests {
  private static func path(_ text: String) -> EntryPath { EntryPath(Array(text.utf8)) }

  /// A manifest with every key, and numbers as small as they may be.
  private static let sample = Manifest(
    pybench: "0.2", setting: .plain, libraryVersion: "libarchive 3", format: .plain,
    compressedBytes: ByteCount(1), archiveSHA256: String(repeating: "a", count: 64), tarBytes: ByteCount(1),
    tarSHA256: String(repeating: "b", count: 64),
    pipeline: PipelineRecord(
      options: TreeOptions(strip: .none), stripToolVersion: nil, sourceDateEpoch: 1_700_000_000),
    kept: [Manifest.Kept(path: path("a"), reason: "signed")], newestMtime: 7,
    treeSHA256: String(repeating: "c", count: 64),
    stages: [Manifest.StageSize(stage: .tree, files: 0, bytes: .zero)],
    attribution: Manifest.Attribution(blocks: 0, medianBlockBytes: .zero, largestBlockBytes: .zero),
    findings: [
      Finding(kind: .testFolder, path: path("t"), files: 0, bytes: .zero, compressedBytes: .zero)
    ],
    entries: [
      ManifestEntry(
        path: path("a"), kind: .data, unstrippedBytes: .zero, bytes: .zero, compressedBytes: .zero,
        digest: "0123456789abcdef", mode: FileMode(0o4)),
      ManifestEntry(
        path: path("b"), kind: .symlink, bytes: .zero, compressedBytes: ByteCount(1), target: "a",
        mode: FileMode(0o777)),
    ])

  private func read(_ text: String, as role: Manifest.Role = .baseline) throws(Failure) -> Manifest {
    try Manifest(json: Data(text.utf8), from: "m.json", as: role)
  }

  @Test func `a manifest has a line per key, and one per entry`() throws {
    let text = """
      {
        "archive_sha256": "\(String(repeating: "a", count: 64))",
        "attribution": {"blocks": 0, "largest_block_bytes": 0, "median_block_bytes": 0},
        "compressed_bytes": 1,
        "entries": [
          {"bytes": 0, "compressed_bytes": 0, "digest": "0123456789abcdef", "kind": "data", "mode": "0004", \
      "path": "a", "unstripped_bytes": 0},
          {"bytes": 0, "compressed_bytes": 1, "kind": "symlink", "mode": "0777", "path": "b", "target": "a"}
        ],
        "findings": [
          {"bytes": 0, "compressed_bytes": 0, "files": 0, "kind": "test-folder", "path": "t"}
        ],
        "kept": [
          {"path": "a", "reason": "signed"}
        ],
        "library_version": "libarchive 3",
        "newest_mtime": 7,
        "pipeline": {"exclude": [], "order": "path", "prune": [], "source_date_epoch": 1700000000, \
      "strip": "none", "strip_tool": null},
        "pybench": "0.2",
        "schema_version": 2,
        "setting": "tar",
        "stages": [
          {"bytes": 0, "files": 0, "stage": "tree"}
        ],
        "tar_bytes": 1,
        "tar_sha256": "\(String(repeating: "b", count: 64))",
        "tree_sha256": "\(String(repeating: "c", count: 64))"
      }

      """
    #expect(try Self.sample.text() == text)
    #expect(try read(text) == Self.sample)
  }

  @Test func `keys that are not known are null, or left out`() throws {
    var manifest = Self.sample
    manifest.setting = nil
    manifest.format = nil
    manifest.libraryVersion = nil
    manifest.pipeline = nil
    manifest.newestMtime = nil
    manifest.treeSHA256 = nil
    manifest.kept = []
    let lines = try manifest.text().split(separator: "\n")
    for key in ["library_version", "newest_mtime", "pipeline", "setting"] {
      #expect(lines.contains("  \"\(key)\": null,"))
    }
    #expect(lines.contains("  \"kept\": [],") && !lines.contains { $0.contains("tree_sha256") })
    #expect(try read(manifest.text()) == manifest)
  }

  private func problem(_ change: (inout Manifest) -> Void) throws -> String? {
    var manifest = Self.sample
    change(&manifest)
    let text = try manifest.text()
    return #expect(throws: Failure.self) { try read(text) }?.reason
  }

  @Test func `a size of nothing or a number below 0 is named by its key`() throws {
    let below = ByteCount(-1)
    #expect(try problem { $0.compressedBytes = .zero } == "key compressed_bytes: it must be above 0")
    #expect(try problem { $0.tarBytes = .zero } == "key tar_bytes: it must be above 0")
    let finding = "key findings[0]: a number is below 0 or too large"
    #expect(try problem { $0.findings[0].bytes = below } == finding)
    #expect(try problem { $0.findings[0].compressedBytes = below } == finding)
    #expect(try problem { $0.findings[0].files = -1 } == finding)
    #expect(try problem { $0.findings[0].files = ByteCount.limit.bytes + 1 } == finding)
    let stage = "key stages[0]: a number is below 0 or too large"
    #expect(try problem { $0.stages[0].bytes = below } == stage)
    #expect(try problem { $0.stages[0].files = -1 } == stage)
    let attribution = "key attribution: a number is below 0 or too large"
    #expect(try problem { $0.attribution.blocks = -1 } == attribution)
    #expect(try problem { $0.attribution.medianBlockBytes = below } == attribution)
    #expect(try problem { $0.attribution.largestBlockBytes = below } == attribution)
    #expect(try problem { $0.entries[1].bytes = below } == "key entries[1].bytes: it is below 0")
    #expect(
      try problem { $0.entries[1].compressedBytes = below }
        == "key entries[1].compressed_bytes: it is below 0")
    #expect(
      try problem { $0.entries[1].unstrippedBytes = below }
        == "key entries[1].unstripped_bytes: it is below 0")
  }

  @Test func `counts go up to the limit of sizes`() throws {
    var manifest = Self.sample
    manifest.findings[0].files = ByteCount.limit.bytes
    manifest.stages[0].files = ByteCount.limit.bytes
    manifest.attribution.blocks = ByteCount.limit.bytes
    #expect(try read(manifest.text()) == manifest)
  }

  @Test func `a digest is 64 hexadecimal digits`() throws {
    for digits in [
      String(repeating: "a", count: 63), String(repeating: "a", count: 65),
      String(repeating: "a", count: 63) + "g", "",
    ] {
      let reason = "'\(digits)' is not a SHA-256 of 64 hexadecimal digits"
      #expect(try problem { $0.archiveSHA256 = digits } == "key archive_sha256: \(reason)")
      #expect(try problem { $0.tarSHA256 = digits } == "key tar_sha256: \(reason)")
    }
  }

  @Test func `sizes add up to the limit and no further`() throws {
    let (limit, one) = (ByteCount.limit, ByteCount(1))
    let reason = "key entries[1]: sizes add up to more than \(limit.bytes) bytes"
    var largest = Self.sample
    largest.compressedBytes = limit
    largest.entries[0].compressedBytes = limit - one
    for index in 0..<2 {
      largest.entries[index].bytes = ByteCount(limit.bytes / 2)
      largest.entries[index].unstrippedBytes = ByteCount(limit.bytes / 2)
    }
    #expect(try read(largest.text()) == largest)
    #expect(
      try problem {
        $0 = largest
        $0.entries[1].bytes += one
      } == reason)
    #expect(
      try problem {
        $0 = largest
        $0.entries[1].unstrippedBytes? += one
      } == reason)
    #expect(
      try problem {
        $0 = largest
        $0.entries[1].compressedBytes += one
      } == reason)
    #expect(
      try problem { $0.compressedBytes = ByteCount(2) }
        == "key compressed_bytes: it is 2, but the entries' shares add up to 1")
  }

  @Test func `paths are in order, by component or by byte, and each is there once`() throws {
    func paths(_ names: String...) throws -> String? {
      var manifest = Self.sample
      manifest.entries = names.enumerated().map { index, name in
        ManifestEntry(
          path: Self.path(name), kind: .data, bytes: .zero, compressedBytes: ByteCount(index == 0 ? 1 : 0))
      }
      let text = try manifest.text()
      do throws(Failure) {
        return try read(text).entries.map(\.path.description).joined(separator: " ")
      } catch {
        return error.reason
      }
    }
    #expect(try paths("a", "a/x", "a-b") == "a a/x a-b")
    #expect(try paths("a", "a-b", "a/x") == "a a/x a-b")
    #expect(try paths("a", "a") == "key entries[1].path: 'a' is repeated")
    #expect(try paths("a", "b", "a/x") == "key entries[2].path: 'a/x' is not in order")
    // In neither order as a whole.
    #expect(try paths("a", "a/x", "a-b", "b", "b-c", "b/x") == "key entries[5].path: 'b/x' is not in order")
  }

  @Test(arguments: [Manifest.Role.manifest, .baseline])
  func `a version that is not known has its own advice`(role: Manifest.Role) throws {
    let advice =
      role == .manifest
      ? nil : "restore it from version control, or remove it and run with --update"
    for (version, advice) in [
      (0, advice), (3, "use the pybench version that wrote it, or a later one"),
    ] {
      let text = try Self.sample.text().replacing(
        "\"schema_version\": 2", with: "\"schema_version\": \(version)")
      #expect(
        throws: Failure(
          "read \(role)", "m.json",
          because: "key schema_version: it is \(version), and this pybench reads 1 to 2", advice: advice)
      ) { try read(text, as: role) }
    }
    #expect(throws: Failure("read \(role)", "m.json", because: "it is empty", advice: advice)) {
      try read("", as: role)
    }
  }

  @Test func `a mode has twelve bits`() {
    #expect(FileMode(0o170755).description == "0755" && FileMode(0o7777).bits == 0o7777)
    #expect(FileMode(0).description == "0000")
  }

  @Test func `the kind of an entry is that of its contents, or of its name`() throws {
    func kind(_ name: String, _ kind: Entry.Kind = .file, _ form: FileContent.Form? = .other) throws
      -> FileKind
    {
      let digest = try Digest(of: [UInt8]().span.bytes)
      return FileKind(
        ArchivedEntry(
          path: Self.path(name), kind: kind, mode: 0, modified: 0, size: .zero,
          content: form.map { FileContent(digest: digest, form: $0) }, range: 0..<0))
    }
    #expect(try kind("a.py") == .python && kind(".py") == .python && kind("a.py", .file, nil) == .python)
    #expect(
      try kind("apy") == .data && kind("py") == .data && kind(".pya") == .data && kind("a.pyc") == .data)
    #expect(try kind("a.py", .file, .elf(unstripped: true)) == .elf)
    #expect(try kind("a", .file, .staticLibrary) == .staticLibrary)
    #expect(try kind("a", .file, .bytecode(recordsTime: true)) == .bytecode)
    #expect(try kind("a", .folder, nil) == .folder && kind("a", .symlink(target: []), nil) == .symlink)
    #expect(try kind("a", .hardLink(to: .root), nil) == .hardlink && kind("a", .special, nil) == .special)
  }
}
