import Testing

@testable import BenchCore
@testable import Pipeline

/// Tars of every kind, as libarchive reads them and pybench understands them.
@Suite struct ArchiveReaderTests {
  private func contents(_ tar: [UInt8]) throws(Failure) -> [ArchivedEntry] {
    try TarContents(of: tar.span.bytes).entries
  }

  private func headers(_ tar: [UInt8]) throws -> [ArchiveReader.Header] {
    try ArchiveReader.reading(tar.span.bytes) { (reader) throws(Failure) in
      var headers: [ArchiveReader.Header] = []
      while let header = try reader.next() { headers.append(header) }
      return headers
    }
  }

  @Test(arguments: [
    ("./a", "a"), (".//a", "a"), ("././a", "a"), ("./a/b", "a/b"), ("a/", "a"), ("ab//", "ab"), ("/", "/"),
    ("/a", "/a"), (".a", ".a"), ("..", ".."), ("./..a", "..a"), ("x./a", "x./a"), (".", ""), ("./", ""),
    (".//", ""),
  ])
  func `a name in a tar means a path`(_ name: String, _ path: String) throws {
    var tar = MadeTar()
    tar.add(name, type: "5", mode: 0o755)
    let header = try #require(try headers(tar.ended).first)
    #expect(header.path == EntryPath(Array(path.utf8)) && header.kind == .folder)
  }

  @Test func `each type of entry has its kind, mode, time and place`() throws {
    var tar = MadeTar()
    tar.add("d", type: "5", mode: 0o1777, modified: 1)
    tar.add("d/f", [1, 2, 3], mode: 0o4755, modified: 1_700_000_000)
    tar.add("s", type: "2", mode: 0o777, link: "./d//f")
    tar.add("h", type: "1", mode: 0o644, link: "./d/f")
    tar.add("p", type: "6")
    let found = try headers(tar.ended)
    #expect(found.map(\.path.description) == ["d", "d/f", "s", "h", "p"])
    #expect(
      found.map(\.kind) == [
        .folder, .file, .symlink(target: Array("./d//f".utf8)), .hardLink(to: EntryPath(Array("d/f".utf8))),
        .special,
      ])
    #expect(found.map(\.mode) == [0o1777, 0o4755, 0o777, 0o644, 0o644])
    #expect(found.map(\.modified) == [1, 1_700_000_000, 0, 0, 0])
    #expect(found.map(\.size.bytes) == [0, 3, 0, 0, 0])
    #expect(found.map(\.position) == [0, 512, 1536, 2048, 2560])
  }

  @Test func `a tar without an end mark is read to its last entry`() throws {
    var tar = MadeTar()
    tar.add("a", [1])
    tar.add("b", [2])
    #expect(try contents(tar.bytes).map(\.path.description) == ["a", "b"])
  }

  @Test func `the root's header counts with a neighbour`() throws {
    func ranges(_ names: [String]) throws -> [Range<Int>] {
      var tar = MadeTar()
      for name in names { tar.add(name, type: "5", mode: 0o755) }
      return try contents(tar.ended).map(\.range)
    }
    #expect(try ranges(["./", "a", "b"]) == [0..<1024, 1024..<2560])
    #expect(try ranges(["a", "b", "./", "c"]) == [0..<512, 512..<1536, 1536..<3072])
    #expect(try ranges(["a", "./", "./"]) == [0..<2560])
  }

  @Test func `sizes that claim the limit or more are rejected`() throws {
    let limit = ByteCount.limit.bytes
    let reason = "its entries claim to hold more than \(limit) bytes"
    func sparse(_ sizes: [Int]) throws(Failure) -> [Int] {
      var tar = MadeTar()
      tar.add("empty")
      for (index, size) in sizes.enumerated() {
        tar.addSparse("\(index)", map: [(offset: 0, count: 1)], [1], size: size)
      }
      return try contents(tar.ended).map(\.size.bytes)
    }
    #expect(try sparse([limit - 1]) == [0, limit - 1])
    #expect(try sparse([limit / 2, limit / 2 - 1]) == [0, limit / 2, limit / 2 - 1])
    for sizes in [[limit], [limit / 2, limit / 2], [-1]] {
      #expect(throws: Failure("read", "the tar", because: reason), "\(sizes)") { try sparse(sizes) }
    }
  }

  @Test func `the holes of a sparse file are part of its digest`() throws {
    var tar = MadeTar()
    tar.addSparse("a", map: [(512, 3), (2000, 4)], [1, 2, 3, 4, 5, 6, 7], size: 4096)
    tar.addSparse("b", map: [(0, 8), (600, 1)], StaticLibrary.magic + [9], size: 601)
    tar.addSparse("c", map: [(512, 8)], StaticLibrary.magic, size: 520)
    let entries = try contents(tar.ended)
    func digest(_ parts: [UInt8]...) throws -> Digest { try Digest(of: Array(parts.joined()).span.bytes) }
    #expect(
      try entries.map(\.content?.digest) == [
        digest(Array("hole 512\n".utf8), [1, 2, 3], Array("hole 1485\n".utf8), [4, 5, 6, 7]),
        digest(StaticLibrary.magic, Array("hole 592\n".utf8), [9]),
        digest(Array("hole 512\n".utf8), StaticLibrary.magic),
      ])
    // Only a piece at the start shows what a file is.
    #expect(entries.map(\.content?.form) == [.other, .staticLibrary, .other])
  }

  @Test func `a hole beyond every file is rejected`() throws {
    func read(_ offset: Int) throws(Failure) -> [ArchivedEntry] {
      var tar = MadeTar()
      tar.addSparse("a", map: [(offset, 1)], [1], size: 1)
      return try contents(tar.ended)
    }
    #expect(try read(ByteCount.limit.bytes).count == 1)
    #expect(throws: Failure("read", "the tar", because: "a sparse file in it has no offset")) {
      try read(ByteCount.limit.bytes + 1)
    }
  }

  @Test func `what libarchive rejects has its reason`() throws {
    var tar = MadeTar()
    tar.add("a", [1])
    let broken = tar.bytes + (0..<512).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }
    #expect(throws: Failure("read", "the tar", because: "Damaged tar archive")) { try contents(broken) }
    #expect(throws: Failure("read", "the tar", because: "Unrecognized archive format")) {
      try contents((0..<4096).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) })
    }
    #expect(throws: Failure("read", "the tar", because: "Truncated tar archive")) {
      try contents(Array(tar.bytes.prefix(512)))
    }
  }
}
