import Testing
import TestSupport

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline

/// What a baseline is, and whom growth is blamed on, at the limits.
@Suite struct GatePartsTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func entry(
    _ path: String, _ bytes: Int, cost: Int, _ digest: String? = "d", kind: FileKind = .data,
    target: String? = nil
  ) -> ManifestEntry {
    ManifestEntry(
      path: EntryPath(Array(path.utf8)), kind: kind, bytes: ByteCount(bytes),
      compressedBytes: ByteCount(cost),
      digest: digest, target: target)
  }

  // MARK: Baselines

  /// A block of a tar from before POSIX, with the sum of its bytes.
  private func oldHeader(_ name: String = "name", _ digits: (Int) -> String) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    block.replaceSubrange(0..<name.utf8.count, with: name.utf8)
    let sum = name.utf8.reduce(8 * 0x20) { $0 + Int($1) }
    block.replaceSubrange(148..<156, with: digits(sum).utf8)
    return block
  }

  private func isArchive(_ bytes: [UInt8]) throws -> Bool {
    try Baseline.isArchive(try folder.file("x", bytes))
  }

  @Test func `an archive is known by its first bytes`() throws {
    let pad = [UInt8](repeating: 0, count: 512)
    for magic: [UInt8] in [[0x28, 0xB5, 0x2F, 0xFD], [0x1F, 0x8B], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]] {
      #expect(try isArchive(magic) && isArchive(magic + pad))
    }
    var posix = pad
    posix.replaceSubrange(257..<262, with: "ustar".utf8)
    #expect(try isArchive(posix) && isArchive(posix + pad))
    posix[0] = UInt8(ascii: "{")
    #expect(try isArchive(posix))
    #expect(try !isArchive(pad) && !isArchive([]) && !isArchive(Array(posix.prefix(511))))
    #expect(try !isArchive(Array("{\"a\": 1}".utf8)) && !isArchive(Array("plain text".utf8)))
  }

  @Test func `a tar from before POSIX is known by its sum`() throws {
    func digits(_ sum: Int, _ prefix: String = "", _ suffix: String = "\0 ") -> String {
      let text = prefix + String(sum, radix: 8) + suffix
      return text + String(repeating: "\0", count: max(0, 8 - text.utf8.count))
    }
    #expect(try isArchive(oldHeader { digits($0) }))
    // Its sum is 0o1417.
    #expect(try isArchive(oldHeader("nname") { digits($0) }))
    #expect(try isArchive(oldHeader { digits($0, "  ") }))
    #expect(try isArchive(oldHeader { digits($0, "00") }))
    #expect(try !isArchive(oldHeader { digits($0 + 1) }))
    #expect(try !isArchive(oldHeader { digits($0 - 1) }))
    #expect(try !isArchive(oldHeader { digits($0, "x") }))
    // A bracket begins JSON, even where the rest is the block of a tar.
    for first in ["{", "[", " {", "\t[", "\n{", "\r{"] {
      var block = [UInt8](repeating: 0, count: 512)
      block.replaceSubrange(0..<first.utf8.count, with: first.utf8)
      let sum = first.utf8.reduce(8 * 0x20) { $0 + Int($1) }
      block.replaceSubrange(148..<156, with: digits(sum).utf8)
      #expect(try !isArchive(block), "\(first)")
    }
  }

  @Test func `what is left of a manifest is no foreign file, and another document is one`() throws {
    func isForeign(_ text: String, _ name: String = "y") throws -> Bool {
      try Baseline.isForeign(try folder.file(name, text: text))
    }
    for text in ["", "{", "  {", "\t{", "\n{", "\r\n{\"a\"", " \n\t"] {
      #expect(try !isForeign(text), "\(text)")
    }
    for text in [
      #"{"schema_version": 7}"#, #"{"schema_version": 2, "setting": null, "entries": "#,
      #"{"schema_version": 3, "archive_sha256": "", "entries": [], "new": null}"#,
    ] { #expect(try !isForeign(text), "\(text)") }
    for text in [
      "{}", #"{"profile": "tabular-data-package", "setting": null}"#,
      #"{"schema_version": 2, "setting": "zstd-3", "objective": null}"#,
      #"{"schema_version": 1, "archive_sha256": "", "kinds": {}}"#,
      #"{"schema_version": 1, "date": ""}"# + "\n" + #"{"schema_version": 1, "date": ""}"#,
    ] { #expect(try isForeign(text), "\(text)") }
    for text in ["x", "[", " x", "\u{0}{", "\u{0B}{"] { #expect(try isForeign(text), "\(text)") }
    #expect(try !isForeign("x", "a.csv"))
    #expect(try !Baseline.isForeign(folder.at("none")) && !Baseline.isForeign(folder.path))
    #expect(
      Baseline.isSweep(folder.path) && Baseline.isSweep(folder.at("none.csv"))
        && !Baseline.isSweep(folder.at("none")))
  }

  // MARK: Blame

  /// Blame without noise: every unchanged entry kept its share, in blocks of so many bytes.
  private func blame(_ resolution: Int = 0, moved: Int = 0) -> Blame {
    // Twenty of each size class: below an eighth of a block, below a block, and larger.
    let pairs = [resolution / 20, resolution / 4, 4 * resolution + 9000].flatMap { bytes in
      (0..<20).map { number in
        (
          old: entry("s\(bytes).\(number)", bytes, cost: 1000, "s\(bytes).\(number)"),
          new: entry("s\(bytes).\(number)", bytes, cost: 1000 + moved, "s\(bytes).\(number)")
        )
      }
    }
    return Blame(pairs, resolution: ByteCount(resolution))
  }

  private func changed(_ blame: Blame, _ old: (bytes: Int, cost: Int), _ new: (bytes: Int, cost: Int)) -> Int
  {
    blame.changed(entry("a", old.bytes, cost: old.cost, "1"), entry("a", new.bytes, cost: new.cost, "2"))
      .bytes
  }

  @Test func `a change is blamed for as many bytes as it grew, and beyond for all where nothing else moves`()
  {
    let exact = blame()
    #expect(changed(exact, (1000, 300), (1100, 350)) == 50)
    #expect(changed(exact, (1000, 300), (1100, 400)) == 100)
    #expect(changed(exact, (1000, 300), (1100, 401)) == 101)
    #expect(changed(exact, (1100, 400), (1000, 300)) == -100)
    #expect(changed(exact, (1100, 401), (1000, 300)) == -101)
    #expect(changed(exact, (1000, 300), (1000, 300)) == 0)
    // A file that grew and takes less: only its own blocks can tell.
    #expect(changed(exact, (1000, 300), (1100, 299)) == -1)
  }

  @Test func `what the shares of others move by is no one's fault`() {
    // Shares of a thousand moved by a hundred: 0.0909 of the larger, twice that in the smaller classes.
    let moving = blame(10_000, moved: 100)
    #expect(changed(moving, (15_000, 4500), (15_000, 4900)) == 0)
    #expect(changed(moving, (15_000, 4500), (15_000, 5500)) == 1000)
    // A quarter of a block at each end, of code that compresses to half.
    #expect(changed(moving, (100_000, 30_000), (100_000, 32_400)) == 0)
    #expect(changed(moving, (100_000, 30_000), (100_000, 32_600)) == 2600)
    #expect(changed(moving, (100_000, 30_000), (100_000, 60_000)) == 30_000)
    #expect(changed(moving, (500_000, 150_000), (500_000, 152_400)) == 0)
    #expect(changed(moving, (500_000, 150_000), (500_000, 152_600)) == 2600)
    // It is the larger cost of the two that such a share is of.
    #expect(changed(moving, (15_000, 4500), (15_000, 4940)) == 0)
    #expect(changed(moving, (15_000, 4500), (15_000, 4970)) == 470)
    #expect(changed(moving, (5000, 1500), (5000, 1750)) == 0)
    #expect(changed(moving, (5000, 1500), (5000, 1900)) == 400)
    #expect(changed(moving, (1000, 300), (1000, 350)) == 0)
    #expect(changed(moving, (1000, 300), (1000, 600)) == 300)
  }

  @Test func `up to as many bytes as it grew and its neighbours move a change is blamed for what it grew`() {
    let moving = blame(10_000, moved: 100)
    #expect(changed(moving, (100_000, 30_000), (100_100, 32_600)) == 100)
    #expect(changed(moving, (100_000, 30_000), (100_100, 32_601)) == 2601)
    #expect(changed(moving, (100_100, 32_600), (100_000, 30_000)) == -100)
    #expect(changed(moving, (100_100, 32_601), (100_000, 30_000)) == -2601)
  }

  @Test func `neighbours move a share by no more than their blocks hold`() {
    // Nothing is known of the others, so any movement is assumed.
    let unknown = Blame([], resolution: ByteCount(10_000))
    #expect(changed(unknown, (19_999, 6000), (20_001, 9000)) == 2)
    #expect(changed(unknown, (20_000, 6000), (20_000, 9000)) == 3000)
    #expect(changed(unknown, (100_000, 1000), (100_000, 1200)) == 0)
    #expect(changed(unknown, (100_000, 1000), (100_000, 3000)) == 2000)
  }

  @Test(arguments: [(1999, 90), (2000, 0), (7999, 0), (8000, 90)])
  func `entries of a quarter of a block, and of a block, have movements of their own`(
    bytes: Int, expected: Int
  ) {
    let pairs = [(1000, 0), (4000, 500), (9000, 0)].flatMap { bytes, moved in
      (0..<20).map { number in
        (
          old: entry("\(bytes).\(number)", bytes, cost: 1000, "\(bytes).\(number)"),
          new: entry("\(bytes).\(number)", bytes, cost: 1000 + moved, "\(bytes).\(number)")
        )
      }
    }
    let blame = Blame(pairs, resolution: ByteCount(8000))
    #expect(changed(blame, (bytes, 1000), (bytes, 1090)) == expected)
  }

  @Test func `where larger entries are few they move as the smaller ones do`() {
    func pairs(_ bytes: Int, moved: Int) -> [(old: ManifestEntry, new: ManifestEntry)] {
      (0..<20).map { number in
        (
          old: entry("\(bytes).\(number)", bytes, cost: 1000, "\(bytes).\(number)"),
          new: entry("\(bytes).\(number)", bytes, cost: 1000 + moved, "\(bytes).\(number)")
        )
      }
    }
    let both = Blame(pairs(1000, moved: 500) + pairs(4000, moved: 0), resolution: ByteCount(8000))
    #expect(changed(both, (9000, 3000), (9000, 3100)) == 100)
    let small = Blame(pairs(1000, moved: 0), resolution: ByteCount(8000))
    #expect(changed(small, (9000, 3000), (9000, 3100)) == 100)
  }

  @Test func `only entries that hold the same show how far shares move`() {
    let still = (0..<20).map { number in
      (
        old: entry("\(number)", 9000, cost: 1000, "\(number)"),
        new: entry("\(number)", 9000, cost: 1000, "\(number)")
      )
    }
    let before = entry("x", 9000, cost: 1000, "x")
    for after in [
      entry("x", 9000, cost: 5000, "y"), entry("x", 9001, cost: 5000, "x"),
      entry("x", 9000, cost: 5000, "x", kind: .python),
    ] {
      let blame = Blame(still + [(before, after), (before, after)], resolution: ByteCount(1000))
      #expect(changed(blame, (9000, 1000), (9000, 1100)) == 100)
    }
    let moved = Blame(
      still + [(before, entry("x", 9000, cost: 5000, "x")), (before, entry("x", 9000, cost: 5000, "x"))],
      resolution: ByteCount(1000))
    #expect(changed(moved, (9000, 1000), (9000, 1100)) == 0)
  }

  @Test func `a file that grew while its share shrank is blamed at its own density`() {
    let moving = blame(10_000, moved: 100)
    #expect(changed(moving, (1000, 400), (1100, 380)) == 40)
    #expect(changed(moving, (1100, 380), (1000, 400)) == -40)
    #expect(changed(moving, (400, 1024), (500, 1000)) == 100)
    // A header takes 512 bytes, so a smaller file is no denser than that.
    let unknown = Blame([], resolution: ByteCount(10_000))
    #expect(
      changed(unknown, (100, 487), (500, 480)) == 380 && changed(unknown, (100, 500), (500, 490)) == 391)
    // Half of its cost, and no more, may hide it.
    #expect(
      changed(moving, (1000, 400), (1100, 200)) == 40 && changed(moving, (1000, 400), (1100, 199)) == -201)
  }

  @Test func `one new or vanished entry explains the share that its copies lost or got`() {
    func blame(_ shift: Int, bytes: Int = 5000) -> Blame {
      Blame(
        [(old: entry("a", bytes, cost: 1000, "x"), new: entry("a", bytes, cost: 1000 + shift, "x"))],
        resolution: .zero)
    }
    let copy = entry("b", 5000, cost: 900, "x")
    func appeared(_ blame: Blame, _ entries: ManifestEntry...) -> [Int] {
      var blame = blame
      return entries.map { blame.appeared($0).bytes }
    }
    func vanished(_ blame: Blame, _ entries: ManifestEntry...) -> [Int] {
      var blame = blame
      return entries.map { blame.vanished($0).bytes }
    }
    #expect(appeared(blame(-800), copy, copy) == [100, 900])
    #expect(appeared(blame(-1000), copy) == [0] && vanished(blame(-800), copy) == [-900])
    #expect(appeared(blame(800), copy) == [900] && vanished(blame(800), copy, copy) == [-100, -900])
    #expect(vanished(blame(1000), copy) == [0])
    // Small contents are alike by chance, and other sizes are other contents.
    #expect(appeared(blame(-800, bytes: 1023), entry("b", 1023, cost: 900, "x")) == [900])
    #expect(
      appeared(blame(-800, bytes: 1024), entry("b", 5000, cost: 900, "x"), entry("b", 1024, cost: 900, "x"))
        == [900, 100])
  }

  @Test func `with fewer than twenty unchanged entries of a size any movement is assumed`() {
    func blame(_ count: Int, cost: Int = 1000) -> Blame {
      Blame(
        (0..<count).map {
          (old: entry("\($0)", 90_000, cost: cost, "\($0)"), new: entry("\($0)", 90_000, cost: cost, "\($0)"))
        },
        resolution: ByteCount(1000))
    }
    #expect(changed(blame(19), (90_000, 3000), (90_000, 3060)) == 0)
    #expect(changed(blame(20), (90_000, 3000), (90_000, 3060)) == 60)
    // Shares below 64 bytes are rounding.
    #expect(changed(blame(20, cost: 63), (90_000, 3000), (90_000, 3060)) == 0)
    #expect(changed(blame(20, cost: 64), (90_000, 3000), (90_000, 3060)) == 60)
  }

  // MARK: Sums

  @Test func `what costs the same is ordered by name, and a rest as large as the least is a line`() {
    var manifest = ManifestTests.sample
    manifest.entries = [
      entry("a", 10, cost: 5, kind: .python), entry("b", 10, cost: 5, kind: .data), entry("d/x", 10, cost: 7),
      entry("d/y", 10, cost: 3),
      entry("d/z", 10, cost: 2),
    ]
    manifest.compressedBytes = ByteCount(22)
    let inventory = Inventory(manifest)
    #expect(inventory.kinds.map(\.kind) == [.data, .python])
    manifest.entries[1].compressedBytes = ByteCount(5 - 12)
    #expect(Inventory(manifest).kinds.map(\.kind) == [.data, .python])
    #expect(inventory.root.children.map(\.path.description) == ["d", "a", "b"])
    func lines(_ least: Int) -> [String] {
      inventory.root.listing(least: ByteCount(least)).map {
        $0.path.description + ($0.summed.map { "+\($0)" } ?? "")
      }
    }
    #expect(lines(5) == ["", "d", "d/x", "d+2", "a", "b"])
    #expect(lines(6) == ["", "d", "d/x", "+2"])
    #expect(lines(7) == ["", "d", "d/x", "+2"])
    #expect(lines(8) == ["", "d", "+2"])
    #expect(lines(11) == ["", "d"] && lines(13) == [""])
  }

  // MARK: Paths

  @Test func `a version in a path is mapped as a whole`() {
    func mapped(_ from: String, _ to: String, _ path: String) -> String {
      PathMapping(
        from: [entry("lib/python\(from)/x", 1, cost: 1)], to: [entry("lib/python\(to)/x", 1, cost: 1)])(
          EntryPath(Array(path.utf8))
        ).description
    }
    for (path, expected) in [
      ("lib/python3.12/a", "lib/python3.13/a"), ("bin/python3.12", "bin/python3.13"), ("a/13.12", "a/13.12"),
      ("a/3.120", "a/3.120"),
      ("x.3.12", "x.3.12"), ("_ssl.cpython-312-x.so", "_ssl.cpython-313-x.so"),
      ("python312.zip", "python313.zip"),
      ("cp312-cp312", "cp313-cp313"), ("cpython-3120", "cpython-3120"), ("a312", "a312"), ("3.12", "3.13"),
      ("v3.12.4", "v3.13.4"),
      ("33.12", "33.12"), ("3.12-3.12", "3.13-3.13"), ("3.120/a", "3.120/a"),
      ("lib/python3.12/x2", "lib/python3.13/x2"),
    ] { #expect(mapped("3.12", "3.13", path) == expected, "\(path)") }
    #expect(mapped("3.12", "3.13t", "lib/python3.12/a") == "lib/python3.13t/a")
    #expect(mapped("3.9", "3.10", "cpython-39.pyc") == "cpython-310.pyc")
    #expect(mapped("3.12", "3.12", "lib/python3.12") == "lib/python3.12")
  }

  @Test func `the outermost folder is mapped where that fits more entries`() {
    func mapping(_ from: [String], _ to: [String]) -> (String) -> String {
      let mapping = PathMapping(
        from: from.map { entry($0, 1, cost: 1) }, to: to.map { entry($0, 1, cost: 1) })
      return { mapping(EntryPath(Array($0.utf8))).description }
    }
    #expect(mapping(["a/x", "a/y"], ["b/x", "b/y"])("a/z") == "b/z")
    #expect(mapping(["a/x", "a/y"], ["x", "y"])("a/z") == "z")
    #expect(mapping(["x", "y"], ["b/x", "b/y"])("z") == "b/z")
    // What is the same without it stays, and so does what is another anyway.
    #expect(mapping(["a/x", "b/y"], ["a/x"])("a/x") == "a/x")
    #expect(mapping(["a/x"], ["b/y"])("a/z") == "a/z")
    #expect(mapping(["a/x", "ab/x"], ["x"])("a/x") == "a/x")
    // A file alone is in no folder.
    #expect(mapping(["a"], ["b"])("a/z") == "a/z" && mapping([], ["b/x"])("z") == "z")
  }

  @Test func `the outermost folder may be an entry itself`() {
    let mapping = PathMapping(
      from: [entry("a", 0, cost: 1, kind: .folder), entry("a/x", 1, cost: 1)],
      to: [entry("b", 0, cost: 1, kind: .folder), entry("b/x", 1, cost: 1)])
    #expect(mapping(EntryPath(Array("a/z".utf8))).description == "b/z")
  }

  @Test(
    arguments: [
      (["lib/python3.12/a"], "3.12"), (["bin/python3.13t"], "3.13t"), (["bin/python3.12-config"], nil),
      (["bin/python3.", "bin/python3.t", "bin/python3", "bin/xpython3.12"], nil), ([], nil),
      (["python3.9", "python3.10", "python3.10"], "3.10"), (["python3.10", "python3.9", "python3.9"], "3.9"),
      // Named equally often.
      (["python3.13", "python3.12", "python3.14"], "3.12"), (["python3.12t", "python3.12"], "3.12"),
      (["python3.10", "python3.9"], "3.9"),
      (["python3.12/python3.13/python3.13"], "3.13"),
    ] as [([String], String?)])
  func `the version of an archive is the one that most paths name`(paths: [String], version: String?) {
    let found = PathMapping.Version(of: paths.map { entry($0, 1, cost: 1) })
    #expect(found.map { String(decoding: $0.dotted, as: UTF8.self) } == version)
    #expect(
      found.map { String(decoding: $0.compact, as: UTF8.self) } == version?.replacing(".", with: ""))
  }

  @Test func `a path that its table lacks is missing from its outermost folder on`() {
    var table = PathTable()
    func path(_ text: String) -> EntryPath { EntryPath(Array(text.utf8)) }
    let numbers = ["a/b/c", "a/d", "/a", "", "a"].map { table.insert(path($0)) }
    #expect(numbers == [[1, 2, 3], [1, 4], [5], [], [1]])
    #expect(table.prefixes.map(\.path.description) == ["", "a", "a/b", "a/b/c", "a/d", "/a"])
    #expect(Array(table.parents.dropFirst()) == [0, 1, 2, 1, 0])
    for (text, missing) in [
      ("a/b/x", "a/b/x"), ("a/x/y/z", "a/x"), ("x/y", "x"), ("x", "x"), ("a/b/c/d/e", "a/b/c/d"),
    ] { #expect(table.outermostMissing(of: path(text)) == path(missing), "\(text)") }
  }
}
