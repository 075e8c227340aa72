import Foundation
import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite(.timeLimit(.minutes(30))) struct TreeTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func paths(_ tree: Tree) -> [String] { tree.entries.map(\.path.description) }

  @Test func `names of any bytes survive`() throws {
    let names: [[UInt8]] = [
      Array("new\nline".utf8), [0xFF, 0xC3], Array("back\\slash".utf8), Array(" blank ".utf8),
      [UInt8](repeating: UInt8(ascii: "n"), count: 255), [UInt8](repeating: 0xE9, count: 255), [0x01],
      Array("-rf".utf8),
    ]
    for name in names { try folder.file(named: name, [1]) }
    let tree = try Tree(at: folder.path)
    #expect(Set(tree.entries.map(\.path.bytes)) == Set(names))
    #expect(tree.entries.map(\.path) == tree.entries.map(\.path).sorted())
    #expect(tree.total.files == names.count)
  }

  @Test func `paths longer than the system's limit are read`() throws {
    let name = String(repeating: "d", count: 200)
    var deepest = open(folder.path, O_RDONLY | O_DIRECTORY)
    for _ in 0..<30 {
      #expect(mkdirat(deepest, name, 0o755) == 0)
      let next = openat(deepest, name, O_RDONLY | O_DIRECTORY)
      close(deepest)
      deepest = next
    }
    defer { close(deepest) }
    let written = openat(deepest, "file", O_CREAT | O_WRONLY, 0o644)
    #expect(write(written, "deep\n", 5) == 5)
    close(written)
    #expect(symlinkat("nowhere", deepest, "link") == 0)
    #expect(linkat(deepest, "file", deepest, "twice", 0) == 0)
    let tree = try Tree(at: folder.path)
    #expect(tree.entries.count == 33)
    let file = try #require(tree.entries.first { $0.path.bytes.count == 30 * 201 + 4 && $0.kind == .file })
    let source = try SourceFile(file, in: tree.folder)
    #expect(try source.bytes(64) == Array("deep\n".utf8))
    #expect(tree.entries.contains { $0.kind == .symlink(target: Array("nowhere".utf8)) })
    #expect(tree.entries.contains { $0.kind == .hardLink(to: file.path) })
  }

  @Test func `symbolic links are kept unchanged and never followed`() throws {
    let outside = try TestFolder()
    try outside.file("secret", text: "outside")
    try folder.file("real/file", text: "x")
    try folder.link("to-folder", to: "real")
    try folder.link("out", to: outside.path)
    try folder.link("dangling", to: "no/such/thing")
    try folder.link("loop", to: "loop")
    try folder.link("up", to: "..")
    let tree = try Tree(at: folder.path)
    #expect(paths(tree) == ["dangling", "loop", "out", "real", "real/file", "to-folder", "up"])
    #expect(tree.entries[0].kind == .symlink(target: Array("no/such/thing".utf8)))
    #expect(tree.entries[2].kind == .symlink(target: Array(outside.path.utf8)))
    #expect(tree.total.files == 1)
  }

  @Test func `the tree itself may be named through a link`() throws {
    try folder.file("real/file", text: "x")
    try folder.link("build", to: "real")
    #expect(try paths(Tree(at: folder.at("build"))) == ["file"])
    #expect(try paths(Tree(at: folder.at("build/"))) == ["file"])
  }

  @Test func `a hard link follows the first selected name`() throws {
    try folder.file("b", text: "12345")
    try folder.hardLink("a", to: "b")
    try folder.hardLink("c", to: "b")
    let all = try Tree(at: folder.path)
    let first = EntryPath(Array("a".utf8))
    #expect(all.entries.map(\.kind) == [.file, .hardLink(to: first), .hardLink(to: first)])
    #expect(all.total.bytes == ByteCount(5))
    #expect(all.total.files == 3)
    let rest = try Tree(at: folder.path, selecting: Selection(exclude: [try Glob("/a")]))
    #expect(rest.entries.map(\.kind) == [.file, .hardLink(to: EntryPath(Array("b".utf8)))])
    #expect(rest.selected.bytes == ByteCount(5))
    #expect(rest.selected.files == 2)
  }

  @Test func `FIFOs and sockets are skipped, counted, warned about and never opened`() throws {
    try folder.file("file", text: "x")
    #expect(mkfifo(folder.at("pipe.pyc"), 0o644) == 0)
    #expect(mkfifo(folder.at("a pipe"), 0o644) == 0)
    let path = folder.at("sock")
    let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8.prefix(107)) + [0]) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
    let tree = try Tree(at: folder.path)
    #expect(paths(tree) == ["file"])
    #expect(tree.warnings == ["skipped 3 FIFO, socket or device entries, such as \(folder.path)/a pipe"])
  }

  @Test func `one FIFO is one entry`() throws {
    try folder.file("file", text: "x")
    #expect(mkfifo(folder.at("pipe"), 0o644) == 0)
    #expect(
      try Tree(at: folder.path + "/").warnings == [
        "skipped 1 FIFO, socket or device entry, such as \(folder.at("pipe"))"
      ])
  }

  @Test func `a tree of links alone is one`() throws {
    try folder.link("a", to: "b")
    #expect(try paths(Tree(at: folder.path)) == ["a"])
  }

  @Test(.enabled(if: PlainUser.isPossible))
  func `an excluded folder need not be readable, any other must be`()
    throws
  {
    try folder.file("file", text: "x")
    for (count, counted) in [(1, "1 excluded folder"), (2, "2 excluded folders")] {
      let name = "closed/\(3 - count)"
      try folder.file(name + "/a")
      #expect(chmod(folder.at(name), 0) == 0)
      let selection = Selection(exclude: [try Glob("closed")])
      let tree = try PlainUser.run { try Tree(at: folder.path, selecting: selection) }
      #expect(tree.warnings == ["could not count \(counted), such as \(folder.at(name))"])
      #expect(paths(tree) == ["file"])
      #expect(tree.total.files == 1)
      #expect(throws: Failure("read", folder.at("closed/2"), because: "Permission denied")) {
        try PlainUser.run {
          try Tree(at: folder.path, selecting: Selection(exclude: count == 1 ? [] : [try Glob("closed/1")]))
        }
      }
    }
  }

  private static func entry(
    _ path: String, _ kind: Entry.Kind = .file, inode: UInt64 = 1, links: Int, size: Int = 10
  ) -> Entry {
    Entry(
      path: EntryPath(Array(path.utf8)), kind: kind, mode: 0o644, size: ByteCount(size),
      diskUsage: ByteCount(4096), modified: 0, identity: Entry.Identity(device: 1, inode: inode),
      linkCount: links, stamp: FileStamp(stat()))
  }

  @Test func `only files of several names are linked, each to the first`() {
    let first = EntryPath(Array("a".utf8))
    let entries = [
      Self.entry("a", links: 2), Self.entry("b", links: 2), Self.entry("c", inode: 2, links: 2),
      Self.entry("d", .special, links: 2), Self.entry("e", links: 1), Self.entry("f", inode: 3, links: 1),
      Self.entry("g", inode: 3, links: 1), Self.entry("h", links: 3),
    ]
    #expect(
      Tree.linked(entries).map(\.kind) == [
        .file, .hardLink(to: first), .file, .special, .file, .file, .file, .hardLink(to: first),
      ])
  }

  @Test func `a footprint counts names, and what has several of them once`() {
    var tally = Tally(root: ByteCount(100))
    let entries = [
      Self.entry("a", links: 2), Self.entry("b", .hardLink(to: .root), links: 2), Self.entry("c", links: 1),
      Self.entry("d", links: 1), Self.entry("e", .folder, links: 2, size: 0),
      Self.entry("f", .folder, links: 2, size: 0),
      Self.entry("g", .symlink(target: []), inode: 4, links: 1, size: 0),
      Self.entry("h", .special, inode: 5, links: 2, size: 0),
      Self.entry("i", .special, inode: 5, links: 2, size: 0),
    ]
    for entry in entries { tally.add(entry) }
    #expect(tally.footprint.files == 4 && tally.footprint.bytes == ByteCount(30))
    #expect(tally.footprint.diskUsage == ByteCount(100 + 7 * 4096))
  }

  @Test func `a FIFO that is left out is nobody's concern`() throws {
    try folder.file("file", text: "x")
    #expect(mkfifo(folder.at("pipe"), 0o644) == 0)
    #expect(try Tree(at: folder.path, selecting: Selection(exclude: [try Glob("pipe")])).warnings.isEmpty)
  }

  @Test func `a pattern without a match is a warning`() throws {
    try folder.file("lib/file", text: "x")
    let selection = Selection(exclude: [try Glob("fil"), try Glob("*.o"), try Glob("lib/none")])
    #expect(
      try Tree(at: folder.path, selecting: selection).warnings == [
        "--exclude 'fil' matched nothing in \(folder.path)",
        "--exclude '*.o' matched nothing in \(folder.path)",
        "--exclude 'lib/none' matched nothing in \(folder.path)",
      ])
  }

  @Test func `two patterns that match the same entry both matched`() throws {
    try folder.file("a.o")
    try folder.file("b")
    let selection = Selection(exclude: [try Glob("*.o"), try Glob("a.*")])
    #expect(try Tree(at: folder.path, selecting: selection).warnings.isEmpty)
  }

  @Test func `a tree without files is an error`() throws {
    try folder.folder("only/folders")
    #expect(
      throws: Failure(
        "pack", folder.path, because: "the tree holds no files",
        advice: "name the folder that holds the build")
    ) { try Tree(at: folder.path) }
  }

  @Test func `a tree without selected files is an error`() throws {
    try folder.file("lib/file")
    let expected = Failure(
      "pack", folder.path, because: "every file in it is excluded", advice: "narrow --exclude or --prune")
    #expect(throws: expected) {
      try Tree(at: folder.path, selecting: Selection(exclude: [try Glob("*")]))
    }
    #expect(throws: expected) {
      try Tree(at: folder.path, selecting: Selection(exclude: [try Glob("file")]))
    }
  }

  @Test func `a file is no tree`() throws {
    let file = try folder.file("file")
    #expect(
      throws: Failure(
        "read tree", file, because: "it is not a folder", advice: "name the folder that holds the build")
    ) { try Tree(at: file) }
  }

  @Test func `a missing tree is an error`() throws {
    let path = folder.at("none")
    #expect(
      throws: Failure(
        "read tree", path, because: "no such folder", advice: "name the folder that holds the build")
    ) { try Tree(at: path) }
  }

  @Test func `the footprint on disk is what du counts`() throws {
    try folder.file("a/big", [UInt8](repeating: 7, count: 100_000))
    try folder.file("a/small", [1])
    try folder.file("b/c/empty")
    try folder.hardLink("b/again", to: "a/big")
    try folder.link("b/link", to: "../a/big")
    try folder.link("b/long", to: String(repeating: "x/", count: 500))
    #expect(mkfifo(folder.at("pipe"), 0o644) == 0)
    // A hole takes no blocks.
    #expect(truncate(try folder.file("a/hole"), 1 << 20) == 0)
    let said = try Shell.run("du -s -B1 '\(folder.path)' | cut -f1").output
    let tree = try Tree(at: folder.path)
    #expect(tree.total.diskUsage.bytes == Int(said.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(tree.total.bytes == ByteCount(100_001 + (1 << 20)))
    #expect(tree.total.files == 5)
    #expect(
      try Tree(at: folder.path, selecting: Selection(exclude: [try Glob("pipe")])).selected.diskUsage
        == tree.total.diskUsage)
  }

  @Test func `modes keep their special bits`() throws {
    try folder.file("setuid", mode: 0o4755)
    try folder.folder("sticky")
    #expect(chmod(folder.at("sticky"), 0o1777) == 0)
    #expect(try Tree(at: folder.path).entries.map(\.mode) == [0o4755, 0o1777])
  }

  @Test func `a path with more than a thousand parts is rejected`() throws {
    let deepest = Array(repeating: "d", count: 1000).joined(separator: "/")
    try folder.file(String(deepest.dropLast()) + "f")
    #expect(try Tree(at: folder.path).entries.count == 1000)
    // What reads an archive rejects such a file, too.
    try folder.file(deepest + "/f")
    #expect(
      throws: Failure(
        "read", String((folder.at(deepest)).prefix(60)) + "…", because: "its path has more than 1000 parts")
    ) { try Tree(at: folder.path) }
  }
}
