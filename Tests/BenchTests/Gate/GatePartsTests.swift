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
  private func oldHeader(_ digits: (Int) -> String) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    block.replaceSubrange(0..<4, with: "name".utf8)
    let sum = "name".utf8.reduce(8 * 0x20) { $0 + Int($1) }
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

  @Test func `JSON, broken or not, is no foreign file`() throws {
    func isForeign(_ text: String, _ name: String = "y") throws -> Bool {
      try Baseline.isForeign(try folder.file(name, text: text))
    }
    for text in ["", "{", "  {", "\t{", "\n{", "\r\n{\"a\"", " \n\t"] {
      #expect(try !isForeign(text), "\(text)")
    }
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
    #expect(changed(moving, (1000, 300), (1000, 350)) == 0)
    #expect(changed(moving, (1000, 300), (1000, 600)) == 300)
  }

  @Test func `a file that grew while its share shrank is blamed at its own density`() {
    let moving = blame(10_000, moved: 100)
    #expect(changed(moving, (1000, 400), (1100, 380)) == 40)
    #expect(changed(moving, (1100, 380), (1000, 400)) == -40)
    #expect(changed(moving, (400, 1024), (500, 1000)) == 100)
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
      ("33.12", "33.12"), ("3.12-3.12", "3.13-3.13"),
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
    // What is the same without it stays.
    #expect(mapping(["a/x", "b/y"], ["a/x"])("a/x") == "a/x")
  }
}
