import Foundation
import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

/// Formats, names and findings at the limits of what they are.
@Suite struct ArchivePartsTests {
  @Test func `a format is known by its first bytes, a tar by its blocks`() {
    func format(_ bytes: [UInt8]) -> ArchiveFormat? { ArchiveFormat(contents: bytes.span.bytes) }
    for first in UInt8(0x50)...0x5F {
      #expect(format([first, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]) == .compressed(.zstd))
    }
    #expect(
      format([0x50, 0x2A, 0x4D, 0x18, 0, 0, 0]) == nil && format([0x60, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]) == nil)
    for index in 1...3 {
      var frame: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]
      frame[index] ^= 1
      #expect(format(frame) == nil)
    }
    let magics: [(Codec, [UInt8])] = [
      (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (.gzip, [0x1F, 0x8B]), (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    ]
    for (codec, magic) in magics {
      #expect(format(magic) == .compressed(codec))
      for index in magic.indices {
        var other = magic
        other[index] ^= 0x80
        #expect(format(other) == nil)
      }
      #expect(format(Array(magic.dropLast())) == nil)
    }
    for (count, isTar) in [(0, false), (511, false), (512, true), (513, false), (1024, true)] {
      #expect((format([UInt8](repeating: 7, count: count)) == .plain) == isTar)
    }
  }

  @Test(arguments: [
    ("a.tar.zst", ArchiveFormat.compressed(.zstd)), ("a.tzst", .compressed(.zstd)),
    ("a.tar.gz", .compressed(.gzip)),
    ("a.tgz", .compressed(.gzip)), ("a.tar.xz", .compressed(.xz)), ("a.txz", .compressed(.xz)),
    ("a.tar", .plain), ("a.zip", nil),
    ("tar", nil),
  ])
  func `a name claims a format`(name: String, format: ArchiveFormat?) {
    #expect(ArchiveFormat(name: name) == format)
  }

  @Test func `labels and patterns in JSON are read back, and what is none is named`() throws {
    func roundTrip<Value: Codable & Equatable>(_ value: Value) throws -> Value {
      try JSONText.decode([Value].self, from: Data(JSONText.line([value]).utf8))[0]
    }
    #expect(try roundTrip(Glob("lib/**.so")) == Glob("lib/**.so"))
    #expect(try roundTrip(ArchiveEncoding.plain) == .plain)
    #expect(try roundTrip(ArchiveEncoding(label: "gzip-9")) == ArchiveEncoding(label: "gzip-9"))
    func problem<Value: Decodable>(_ type: Value.Type) -> String? {
      #expect(throws: JSONProblem.self) { try JSONText.decode([Value].self, from: Data("[\"[z\"]".utf8)) }?
        .description
    }
    #expect(
      problem(Glob.self) == "key [0]: pattern '[z': '[' has no ']'; write '\\[' for the character itself")
    #expect(problem(ArchiveEncoding.self)?.hasPrefix("key [0]: setting '[z'") == true)
  }

  @Test func `a path in JSON has no more parts than any tree`() {
    func decode(_ path: String) throws -> EntryPath {
      try JSONText.decode([EntryPath].self, from: Data("[\"\(path)\"]".utf8))[0]
    }
    let most = Array(repeating: "d", count: EntryPath.maximumParts).joined(separator: "/")
    #expect(throws: Never.self) { try decode(most) }
    #expect(throws: JSONProblem.self) { try decode(most + "/d") }
    #expect(throws: JSONProblem.self) { try decode("") }
  }

  @Test func `levels and iterations have their ranges`() throws {
    for (label, isSetting) in [
      ("zopfli-9999", true), ("zopfli-10000", false), ("zstd-22", true), ("zstd-1", true), ("zstd-0", false),
      ("xz-9", true),
      ("zstd-1-long10", true), ("zstd-1-long9", false), ("zstd-1-long31", true), ("zstd-1-long32", false),
      ("zstd-1-T256", true),
      ("zstd-1-T257", false), ("zstd-1-T0256", true), ("zstd-1-T00256", false), ("gzip-1e", false),
      ("xz-e", false), ("zstd-1-T", false),
    ] {
      #expect(((try? Setting(label: label)) != nil) == isSetting, "\(label)")
    }
  }

  // MARK: Temporary names

  @Test func `a temporary name is known again, and no other`() {
    let names = TemporaryName(besides: "a")
    let name = Array(names.random().utf8)
    #expect(names.matches(name) && name.count == ".a.pybench-".utf8.count + 16 + ".tmp".utf8.count)
    #expect(!names.matches(Array(name.dropLast())) && !names.matches(name + [0x30]))
    for index in name.indices {
      var other = name
      other[index] = UInt8(ascii: "/")
      #expect(!names.matches(other))
    }
    #expect(!names.matches(Array(".a.pybench-0123456789ABCDEF.tmp".utf8)))
    #expect(
      TemporaryName(besides: String(repeating: "é", count: 101)).prefix == "."
        + String(repeating: "é", count: 100) + ".pybench-")
    #expect(TemporaryName(besides: String(repeating: "a", count: 200)).prefix.utf8.count == 200 + 10)
  }

  // MARK: Findings

  private func entry(
    _ path: String, _ kind: Entry.Kind = .file, size: Int = 1, mode: UInt16 = 0o644,
    _ form: FileContent.Form? = nil, contents: String = ""
  ) throws -> ArchivedEntry {
    let digest = try Digest(of: Array(contents.utf8).span.bytes)
    return ArchivedEntry(
      path: EntryPath(Array(path.utf8)), kind: kind, mode: mode, modified: 0, size: ByteCount(size),
      content: form.map { FileContent(digest: digest, form: $0) }, range: 0..<size)
  }

  private func findings(_ entries: ArchivedEntry...) -> [Finding] {
    FindingScan.findings(in: TarContents(entries: entries)) { ByteCount(10 * $0.size.bytes) }
  }

  private func text(_ findings: [Finding]) -> [String] {
    findings.map { finding in
      "\(finding.kind.rawValue) \(finding.path) \(finding.files) \(finding.bytes.bytes) \(finding.compressedBytes.bytes)"
        + (finding.sameAs.map { " \($0)" } ?? "")
    }
  }

  @Test func `a finding adds up files, bytes and shares`() throws {
    #expect(
      text(
        findings(
          try entry("t/test", .folder, size: 0), try entry("t/test/a", size: 3),
          try entry("t/test/idle_test/b", size: 4),
          try entry("test/c", size: 5), try entry("tests", size: 9), try entry("idle_test", .folder, size: 0))
      )
        == ["test-folder idle_test 0 0 0", "test-folder t/test 2 7 70", "test-folder test 1 5 50"])
  }

  @Test func `modes that let others in are found, but for sticky folders and links`() throws {
    #expect(
      text(
        findings(
          try entry("a", size: 2, mode: 0o4000), try entry("b", size: 3, mode: 0o2000),
          try entry("d/c", size: 4, mode: 0o002),
          try entry("d/e", size: 5, mode: 0o666), try entry("f", size: 6, mode: 0o020),
          try entry("g", .folder, size: 0, mode: 0o777),
          try entry("h", .folder, size: 0, mode: 0o1777),
          try entry("i", .symlink(target: []), size: 0, mode: 0o777),
          try entry("j", .folder, size: 0, mode: 0o6775), try entry("top", size: 7, mode: 0o6002)))
        == [
          "setuid a 1 2 20", "setuid top 1 7 70", "setgid b 1 3 30", "setgid top 1 7 70",
          "world-writable . 1 7 70",
          "world-writable d 2 9 90", "world-writable g 0 0 0",
        ])
  }

  @Test func `compiled files are found by folder, and copies at the folder that holds them all`() throws {
    let (timed, hashed) = (
      FileContent.Form.bytecode(recordsTime: true), FileContent.Form.bytecode(recordsTime: false)
    )
    #expect(
      text(
        findings(
          try entry("lib/a.py"), try entry("lib/a.pyc", size: 2, timed, contents: "1"),
          try entry("lib/b.pyc", size: 3, hashed, contents: "2"),
          try entry("lib/x/c.pyc", size: 4, hashed, contents: "1"),
          try entry("lib/y/d.pyc", size: 5, hashed, contents: "1"),
          try entry("lib/test/e.pyc", size: 6, timed, contents: "1")))
        == [
          "test-folder lib/test 1 6 60", "timestamp-pyc lib 1 2 20", "orphan-pyc lib 1 3 30",
          "orphan-pyc lib/x 1 4 40",
          "orphan-pyc lib/y 1 5 50", "duplicate-pyc lib 2 9 90",
        ])
    #expect(
      text(findings(try entry("a/x.pyc", size: 1, hashed), try entry("b/x.pyc", size: 2, hashed))).last
        == "duplicate-pyc b 1 2 20")
  }

  @Test func `a copy of a large file names the first`() throws {
    let large = 256 << 10
    #expect(
      text(
        findings(
          try entry("a", size: large, .other, contents: "x"),
          try entry("b", size: large, .other, contents: "x"),
          try entry("c", size: large, .other, contents: "y")))
        == ["duplicate-file b 1 \(large) \(10 * large) a"])
    #expect(
      findings(try entry("a", size: large - 1, .other), try entry("b", size: large - 1, .other)).isEmpty)
  }

  @Test func `a name that says stripped is true, or a finding that names the binaries`() throws {
    let bare = FileContent.Form.elf(unstripped: true)
    #expect(
      text(
        findings(
          try entry("a", size: 2, bare), try entry("b.stripped", size: 3, bare),
          try entry("c", size: 1, .elf(unstripped: false)))) == [
          "named-stripped b.stripped 1 3 30", "unstripped-elf a 1 2 20", "unstripped-elf b.stripped 1 3 30",
        ])
    let manifest = try Manifest(json: Data(Self.manifest.utf8), from: "x", as: .baseline)
    func noted(_ name: String, _ findings: [Finding]) -> [String] {
      var made = manifest
      made.findings = findings
      made.noteName(name)
      return text(made.findings)
    }
    let all = findings(try entry("a", size: 2, bare), try entry("b", size: 3, bare))
    let named = "named-stripped a 2 5 50"
    #expect(noted("x/p-stripped.tar", all).first == named && noted("x-stripped/p.tar", all) == text(all))
    #expect(noted("p-unstripped.tar", all) == text(all) && noted("p-stripped.tar", []).isEmpty)
    let known = Finding(
      kind: .misnamed, path: EntryPath(Array("a".utf8)), files: 2, bytes: .zero, compressedBytes: .zero)
    #expect(noted("p-stripped.tar", [known] + all) == ["named-stripped a 2 0 0"] + text(all))
    for change in [(path: "b", files: 2), (path: "a", files: 1)] {
      var other = known
      (other.path, other.files) = (EntryPath(Array(change.path.utf8)), change.files)
      #expect(noted("p-stripped.tar", [other] + all) == [named] + text(all))
    }
  }

  private static let manifest = """
    {"schema_version": 2, "pybench": "1", "setting": null, "library_version": null, "compressed_bytes": 1,
     "archive_sha256": "\(String(repeating: "a", count: 64))", "tar_bytes": 1, "tar_sha256": "\(String(repeating: "b", count: 64))",
     "pipeline": null, "stages": [], "attribution": {"blocks": 1, "median_block_bytes": 1, "largest_block_bytes": 1},
     "findings": [], "kept": [], "entries": [{"path": "a", "kind": "data", "bytes": 1, "compressed_bytes": 1}]}
    """

  // MARK: Boxes of bytes

  @Test func `a block map gives each byte its part, at the ends of blocks, too`() {
    let map = BlockMap(
      ends: [
        (original: 0, compressed: 4), (original: 100, compressed: 50), (original: 100, compressed: 60),
        (original: 300, compressed: 90),
      ],
      originalSize: 400, compressedSize: 120)
    #expect(
      map.blocks == 3 && map.blockSizes.median == ByteCount(100) && map.blockSizes.largest == ByteCount(200))
    #expect(
      [0..<1, 0..<2, 0..<100, 99..<100, 100..<101, 100..<300, 299..<301, 300..<400, 399..<400, 0..<400].map {
        map.share(of: $0).bytes
      } == [
        0, 1, 50, 1, 0, 40, 1, 30, 1, 120,
      ])
    let whole = BlockMap(ends: [], originalSize: 0, compressedSize: 7)
    #expect(whole.blocks == 0 && whole.blockSizes == (.zero, .zero) && whole.share(of: 0..<0) == .zero)
    let one = BlockMap(ends: [(original: 10, compressed: 3)], originalSize: 10, compressedSize: 9)
    #expect(one.blocks == 1 && one.share(of: 0..<10).bytes == 9 && one.share(of: 0..<9).bytes == 2)
    #expect(one.blockSizes == (ByteCount(10), ByteCount(10)))
    #expect(BlockMap(uncompressed: ByteCount(7)).blockSizes == (ByteCount(7), ByteCount(7)))
  }

  @Test func `a byte of each of many blocks is found, and their sizes are ordered`() {
    // Block n holds n + 1 bytes of the tar in n + 3 of the archive, the last ones first.
    let sizes = Array((1...9).reversed())
    var (original, compressed) = (0, 0)
    let ends = sizes.map { size in
      (original, compressed) = (original + size, compressed + size + 2)
      return (original: original, compressed: compressed)
    }
    let map = BlockMap(ends: ends, originalSize: original, compressedSize: compressed)
    #expect(map.blocks == 9 && map.blockSizes == (ByteCount(5), ByteCount(9)))
    for (size, end) in zip(sizes, ends) {
      #expect(map.share(of: (end.original - size)..<end.original).bytes == size + 2)
      #expect(map.share(of: 0..<end.original - size).bytes == end.compressed - size - 2)
    }
  }

  @Test func `an outbox gives what fits, and the rest later`() {
    let output = ByteBuffer(capacity: 4)
    var outbox = Outbox()
    let bytes: [UInt8] = [1, 2, 3, 4, 5]
    let (whole, full) = bytes.withUnsafeBytes { (outbox.give($0, to: output), output.isFull) }
    output.removeAll()
    let rest = bytes.withUnsafeBytes { outbox.give($0, to: output) }
    #expect(!whole && full && rest && output.count == 1 && !output.isFull)
    #expect(output.held.elementsEqual([5]))
    outbox.removeAll()
    output.removeAll()
    let again = bytes.withUnsafeBytes { outbox.give($0, to: output) }
    #expect(!again)
  }

  @Test func `a file holds bytes where they are, up to its end`() throws {
    let folder = try TestFolder()
    let file = try MappedFile(path: try folder.file("a", [1, 2, 3]))
    func holds(_ bytes: [UInt8], _ offset: Int) -> Bool { file.holds(bytes.span.bytes, at: offset) }
    #expect(holds([1, 2, 3], 0) && holds([3], 2) && holds([], 3) && holds([2, 3], 1))
    #expect(!holds([3, 4], 2) && !holds([2], 2) && !holds([1], 3) && !holds([], 4))
  }

  @Test func `ancestors are the folders of a path, the deepest first`() {
    #expect(OutputPath.ancestors(of: "/a/b//c/") == ["/a/b//c", "/a/b", "/a"])
    #expect(
      OutputPath.ancestors(of: "a/b") == ["a/b", "a"] && OutputPath.ancestors(of: "/").isEmpty
        && OutputPath.ancestors(of: "").isEmpty)
  }

  @Test func `ranks of findings are those of their kinds`() {
    let kinds = Finding.Kind.allCases
    let all = kinds.reversed().flatMap { kind in
      ["b", "a"].map {
        Finding(kind: kind, path: EntryPath(Array($0.utf8)), files: 1, bytes: .zero, compressedBytes: .zero)
      }
    }
    #expect(all.inOrder().map(\.kind) == kinds.flatMap { [$0, $0] })
    #expect(all.inOrder().map(\.path.description) == kinds.flatMap { _ in ["a", "b"] })
    #expect(kinds.filter { $0.sinceVersion == 1 }.count == 6)
    #expect(kinds.filter { $0.sinceVersion == 2 }.count == 6)
  }
}
