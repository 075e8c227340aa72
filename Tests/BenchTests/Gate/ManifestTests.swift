import Foundation
import Testing

@testable import BenchCore
@testable import Pipeline

@Suite struct ManifestTests {
  static let sample = Manifest(
    pybench: "0.1.0", setting: .compressed(.releaseDefault), libraryVersion: "libzstd 1.5.4",
    format: .compressed(.zstd),
    compressedBytes: ByteCount(1000),
    archiveSHA256: String(repeating: "a", count: 64), tarBytes: ByteCount(10_240),
    tarSHA256: String(repeating: "b", count: 64), pipeline: nil,
    stages: [Manifest.StageSize(stage: .tree, files: 2, bytes: ByteCount(5000))],
    attribution: Manifest.Attribution(
      blocks: 1, medianBlockBytes: ByteCount(10_240), largestBlockBytes: ByteCount(10_240)),
    findings: [
      Finding(
        kind: .duplicate, path: EntryPath(Array("b".utf8)), files: 1, bytes: ByteCount(5),
        compressedBytes: .zero,
        sameAs: EntryPath(Array("a".utf8)))
    ],
    entries: [
      ManifestEntry(
        path: EntryPath([0x61, 0xFF, 0x0A, 0x5C, 0x22]), kind: .data, unstrippedBytes: ByteCount(7),
        bytes: ByteCount(7), compressedBytes: ByteCount(400), digest: "0123456789abcdef", target: nil),
      ManifestEntry(
        path: EntryPath(Array("b".utf8)), kind: .symlink, unstrippedBytes: nil, bytes: .zero,
        compressedBytes: ByteCount(600), digest: nil, target: "a"),
    ])

  private static func read(_ json: String) throws -> Manifest {
    try Manifest(json: Data(json.utf8), from: "base.json", as: .baseline)
  }

  @Test func `a manifest reads back as it was written, names of any bytes included`() throws {
    #expect(try Self.read(Self.sample.text()) == Self.sample)
  }

  @Test func `a manifest in the bytewise order of earlier versions is read`() throws {
    var old = Self.sample
    old.entries = ["a", "a-b", "a/x"].map { path in
      ManifestEntry(
        path: EntryPath(Array(path.utf8)), kind: .data, unstrippedBytes: nil, bytes: ByteCount(7),
        compressedBytes: ByteCount(path == "a" ? 998 : 1), digest: nil, target: nil)
    }
    #expect(try Self.read(old.text()).entries.map(\.path.description) == ["a", "a/x", "a-b"])
    old.entries.swapAt(0, 2)
    let failure = #expect(throws: Failure.self) { try Self.read(old.text()) }
    #expect(failure?.reason == "key entries[2].path: 'a' is not in order")
  }

  @Test func `a manifest of version 1 is read, without modes`() throws {
    let old = try Self.sample.text().replacing("\"schema_version\": 2", with: "\"schema_version\": 1")
      .replacing("  \"kept\": [],\n", with: "").replacing("  \"newest_mtime\": null,\n", with: "")
    let read = try Self.read(old)
    #expect(read.readVersion == 1)
    #expect(read.entries == Self.sample.entries)
  }

  @Test(arguments: ["888", "0o755", "00755", "+755", "-755", ""])
  func `a mode is four octal digits`(_ text: String) throws {
    var made = Self.sample
    made.entries[0].mode = FileMode(0o4755)
    made.kept = [Manifest.Kept(path: EntryPath(Array("b".utf8)), reason: "it is signed")]
    made.newestMtime = 1_700_000_000
    let json = try made.text()
    #expect(json.contains("\"mode\": \"4755\""))
    #expect(try Self.read(json) == made)
    let failure = #expect(throws: Failure.self) {
      try Self.read(json.replacing("\"4755\"", with: "\"\(text)\""))
    }
    #expect(failure?.reason == "key entries[0].mode: '\(text)' is not a mode such as 0755")
  }

  @Test func `an entry is a line`() throws {
    let lines = try Self.sample.text().split(separator: "\n").map(String.init)
    #expect(
      lines.contains(
        #"    {"bytes": 0, "compressed_bytes": 600, "kind": "symlink", "path": "b", "target": "a"}"#))
    #expect(lines.count { $0.contains("compressed_bytes\": 400") } == 1)
  }

  @Test(arguments: [
    (
      "\"compressed_bytes\": 400", "\"compressed_bytes\": 401",
      "key compressed_bytes: it is 1000, but the entries' shares add up to 1001"
    ),
    (
      "\"compressed_bytes\": 400", "\"compressed_bytes\": -400",
      "key entries[0].compressed_bytes: it is below 0"
    ),
    (
      "\"compressed_bytes\": 400", "\"compressed_bytes\": \"400\"",
      "key entries[0].compressed_bytes: it is not a whole number"
    ),
    (
      "\"compressed_bytes\": 400", "\"compressed_bytes\": 9223372036854775807",
      "key entries[0].compressed_bytes: 9223372036854775807 is more than 1125899906842624 bytes"
    ),
    ("\"kind\": \"symlink\"", "\"kind\": \"socket\"", "key entries[1].kind: "),
    (
      "\"path\": \"b\", \"target\"", "\"path\": \"A\", \"target\"",
      "key entries[1].path: 'A' is not in order"
    ),
    (
      "\"path\": \"b\", \"target\"", "\"path\": \"\", \"target\"",
      "key entries[1].path: "
    ),
    (
      "\"path\": \"b\", \"target\"", "\"target\"",
      "key entries[1].path: it is missing"
    ),
    ("\"tar_bytes\": 10240", "\"tar_bytes\": 0", "key tar_bytes: it must be above 0"),
    ("\"tar_bytes\": 10240", "\"tar_bytes\": null", "key tar_bytes: it is "),
    (
      "\"setting\": \"zstd-22-long27\"", "\"setting\": \"zstd-99\"",
      "key setting: setting 'zstd-99': zstd levels"
    ),
    (
      "\"schema_version\": 2", "\"schema_version\": 7",
      "key schema_version: it is 7, and this pybench reads 1 to 2; use the pybench version that wrote it, or a later one"
    ),
    ("\"schema_version\": 2,", "", "key schema_version: it is missing"),
    (
      String(repeating: "b", count: 64), "bb",
      "key tar_sha256: 'bb' is not a SHA-256 of 64 hexadecimal digits"
    ),
    ("\"findings\": [", "\"findings\": [<<<<<<< HEAD", "line 9: it is not JSON"),
    ("\"files\": 2, ", "", "key stages[0].files: it is missing"),
  ])
  func `what is wrong with a manifest is named by its key`(_ old: String, _ new: String, _ reason: String)
    throws
  {
    let broken = try Self.sample.text().replacing(old, with: new)
    #expect(try broken != Self.sample.text())
    let failure = #expect(throws: Failure.self) { try Self.read(broken) }
    #expect(
      failure?.description.hasPrefix("cannot read baseline base.json: \(reason)") == true, "\(failure as Any)"
    )
  }

  @Test func `a manifest that ends early names the line`() throws {
    let json = try Self.sample.text()
    for count in [1, 40, json.utf8.count / 2, json.utf8.count - 3] {
      let failure = #expect(throws: Failure.self) { try Self.read(String(json.prefix(count))) }
      #expect(failure?.reason.contains("it ends early, in line ") == true, "\(failure as Any)")
    }
    #expect(throws: Failure.self) { try Self.read("") }
    #expect(throws: Failure.self) { try Self.read("[]") }
    #expect(throws: Failure.self) { try Self.read("null") }
  }

  @Test func `entries hold the same only where kind, size, digest and target are equal`() {
    let entry = Self.sample.entries[0]
    var others = [ManifestEntry](repeating: entry, count: 4)
    others[0].kind = .elf
    others[1].bytes = ByteCount(8)
    others[2].digest = "another"
    others[3].target = "another"
    #expect(entry.holdsSame(as: entry))
    for other in others { #expect(!entry.holdsSame(as: other)) }
  }
}
