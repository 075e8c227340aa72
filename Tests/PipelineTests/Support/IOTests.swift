import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct IOTests {
  /// Both ends of a pipe.
  private static func pipe() throws -> (read: CInt, write: CInt) {
    var ends: [CInt] = [0, 0]
    try #require(Glibc.pipe(&ends) == 0)
    return (ends[0], ends[1])
  }

  private static func bytes(_ descriptor: CInt, _ count: Int) throws -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    return Array(buffer[..<(try IO.read(descriptor, into: buffer))])
  }

  @Test func `a pipe that does not block gets everything`() throws {
    let ends = try Self.pipe()
    defer { close(ends.read) }
    #expect(fcntl(ends.write, F_SETFL, O_NONBLOCK) == 0)
    let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    // A thread of its own: tasks share a few, which tests that wait may all hold.
    Thread.detachNewThread {
      try? IO.write(ends.write, sent.span.bytes)
      close(ends.write)
    }
    #expect(try Self.bytes(ends.read, 400_000) == sent)
  }

  @Test func `a partial read continues to the end`() throws {
    let ends = try Self.pipe()
    defer { close(ends.read) }
    Thread.detachNewThread {
      for piece in ["one ", "two ", "three"] { _ = piece.withCString { write(ends.write, $0, strlen($0)) } }
      close(ends.write)
    }
    #expect(String(decoding: try Self.bytes(ends.read, 100), as: UTF8.self) == "one two three")
  }

  @Test func `an interrupted call is repeated, and an error is thrown`() throws {
    var results: [(code: CInt, error: CInt)] = [(-1, EINTR), (-1, EINTR), (0, 0)]
    #expect(
      try IO.retrying {
        let result = results.removeFirst()
        errno = result.error
        return result.code
      } == 0)
    #expect(results.isEmpty)
    #expect(throws: Errno.ioError) {
      try IO.retrying {
        errno = EIO
        return -1
      }
    }
  }

  @Test func `a descriptor that cannot be used is an error, unless nothing is asked of it`() throws {
    #expect(try IO.bytes(-1, 0, at: 0) == [])
    #expect(throws: Errno.badFileDescriptor) { try IO.bytes(-1, 1, at: 0) }
    #expect(throws: Errno.badFileDescriptor) { try IO.status(-1) }
    let nothing: [UInt8] = []
    try IO.write(-1, nothing.span.bytes)
    #expect(throws: Errno.badFileDescriptor) { try IO.write(-1, ([1] as [UInt8]).span.bytes) }
    #expect(throws: Errno.fileTooLarge) { try IO.contents(of: "/proc/self/exe", limit: 10) }
  }

  @Test func `bytes are written and read at their offset, or after the last ones`() throws {
    let folder = try TestFolder()
    let file = open(folder.at("a"), O_CREAT | O_RDWR, 0o600)
    defer { close(file) }
    func write(_ text: String, at offset: Int? = nil) throws {
      try Array(text.utf8).withUnsafeBytes { try IO.write(file, $0, at: offset) }
    }
    try write("abcdef")
    try write("X")
    try write("YZ", at: 1)
    #expect(try IO.bytes(file, 100, at: 0) == Array("aYZdefX".utf8))
    #expect(try IO.bytes(file, 2, at: 3) == Array("de".utf8))
    #expect(try IO.bytes(file, 1, at: 6) == Array("X".utf8) && IO.bytes(file, 1, at: 7) == [])
    #expect(lseek(file, 2, SEEK_SET) == 2)
    #expect(try Self.bytes(file, 1) == Array("Z".utf8) && Self.bytes(file, 9) == Array("defX".utf8))
  }

  private static func pattern(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 7, count: count)
    for index in stride(from: 0, to: count, by: 997) { bytes[index] = UInt8(truncatingIfNeeded: index) }
    return bytes
  }

  @Test(arguments: [0, 1, 5, IO.pieceSize - 1, IO.pieceSize, IO.pieceSize + 1, 2 * IO.pieceSize])
  func `a file is read whole, whatever its size, and closed`(size: Int) throws {
    let folder = try TestFolder()
    let bytes = Self.pattern(size)
    let path = try folder.file("a", bytes)
    #expect(try IO.contents(of: path) == bytes)
    #expect(try IO.contents(of: path, limit: size) == bytes)
    if size > 0 { #expect(throws: Errno.fileTooLarge) { try IO.contents(of: path, limit: size - 1) } }
    let copy = try MappedFile(copyOf: path)
    #expect(copy.size.bytes == size && copy.withBytes { $0.bytes(size, at: 0) } == bytes)
    let entry = try #require(try Tree(at: folder.path).entries.first)
    let digest = try Digest(of: bytes.span.bytes)
    let source = try SourceFile(entry, in: Folder(folder.path))
    #expect(try source.digest() == digest)
    #expect(try source.copy(to: folder.at("copy")) == digest)
    #expect(try folder.bytes("copy") == bytes)
    #expect(
      throws: Failure(
        "write a scratch file in", Scratch.parent, because: "File exists",
        advice: "set TMPDIR to a folder with more space")
    ) { try source.copy(to: folder.at("copy")) }
    #expect(OpenFiles.below(folder.path) == [folder.path, folder.at("a")])
    withExtendedLifetime(source) {}
  }

  @Test func `only a missing file has no status`() throws {
    let folder = try TestFolder()
    let path = try folder.file("a", text: "x")
    #expect(try IO.status(of: path)?.st_size == 1 && IO.status(of: folder.at("none")) == nil)
    #expect(throws: Errno.notDirectory) { try IO.status(of: path + "/b") }
    #expect(symlink("loop", folder.at("loop")) == 0)
    #expect(throws: Errno.tooManySymbolicLinkLevels) { try IO.status(of: folder.at("loop")) }
  }

  @Test func `tables and manifests have a GiB at most`() { #expect(IO.contentsLimit == 1_073_741_824) }

  @Test(
    arguments: [
      (0, []), (1, [1]), (999, [999]), (1000, [1000]), (1001, [1000, 1]), (2500, [1000, 1000, 500]),
      (2501, [1000, 1000, 500]), (4000, [1000, 1000, 500]),
    ] as [(Int, [Int])])
  func `a file comes in pieces, up to its end`(size: Int, pieces: [Int]) throws {
    let folder = try TestFolder()
    let file = open(try folder.file("a", Self.pattern(2500)), O_RDONLY)
    defer { close(file) }
    let buffer = IO.buffer(1000)
    defer { buffer.deallocate() }
    var (sizes, all): ([Int], [UInt8]) = ([], [])
    let total = try IO.readPieces(file, size, "a", through: buffer) { (bytes) throws(Failure) in
      sizes.append(bytes.byteCount)
      all += bytes.bytes(bytes.byteCount, at: 0)
    }
    #expect(sizes == pieces && total == min(size, 2500) && all == Self.pattern(min(size, 2500)))
  }

  @Test func `a piece that cannot be read is an error with the file's name`() throws {
    let folder = try TestFolder()
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    let buffer = IO.buffer(10)
    defer { buffer.deallocate() }
    #expect(throws: Failure("read", "it", because: "Is a directory")) {
      try IO.readPieces(descriptor, 1, "it", through: buffer) { _ throws(Failure) in }
    }
  }

  @Test func `only regular files are mapped`() throws {
    let folder = try TestFolder()
    let empty = try MappedFile(path: try folder.file("empty"))
    #expect(empty.size == .zero && empty.withBytes { $0.byteCount } == 0)
    let nothing: [UInt8] = []
    let holdsNothing = empty.holds(nothing.span.bytes, at: 0)
    #expect(holdsNothing)
    #expect(mkfifo(folder.at("fifo"), 0o600) == 0)
    for (path, reason, advice) in [
      (folder.at("fifo"), "it is not a regular file", nil),
      (folder.at("none"), "No such file or directory", nil),
      (folder.path, "it is a folder", "name a tree with --tree"),
    ] as [(String, String, String?)] {
      let failure = Failure("read", path, because: reason, advice: advice)
      #expect(throws: failure) { try MappedFile(path: path) }
      guard path != folder.at("none") else { continue }
      #expect(throws: failure) { try MappedFile(copyOf: path) }
    }
    // Only a copy is of a file that a user names.
    #expect(
      throws: Failure(
        "read", folder.at("none"), because: "No such file or directory", advice: "check its name")
    ) { try MappedFile(copyOf: folder.at("none")) }
    #expect(OpenFiles.below(folder.path).isEmpty)
  }

  @Test func `a file that is longer than the system says has changed`() {
    // Files of the kernel report no size.
    #expect(
      throws: Failure(
        "read", "/proc/self/status", because: "it changed while it was read",
        advice: "run again when nothing writes to it")
    ) { try MappedFile(copyOf: "/proc/self/status") }
  }

  @Test func `an archive that shrinks after it was opened is still whole`() throws {
    let folder = try TestFolder()
    let path = try folder.file("a.tar", [UInt8](repeating: 7, count: 300_000))
    let archive = try MappedFile(copyOf: path)
    #expect(truncate(path, 0) == 0)
    let sum = archive.withBytes { $0.withUnsafeBytes { $0.reduce(0) { $0 + Int($1) } } }
    #expect(sum == 7 * 300_000)
  }

  @Test(arguments: [
    ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{1B}[31m", "\\u{1b}[31m"), ("a\u{202E}b", "a\\u{202e}b"),
    ("a\u{2028}b\u{85}", "a\\u{2028}b\\u{85}"), ("größer ≤ 日本", "größer ≤ 日本"), ("a\\b", "a\\b"),
  ])
  func `what a terminal would act on is written as an escape`(_ text: String, _ escaped: String) {
    #expect(text.printable == escaped)
    #expect(escaped.printable == escaped)
  }

  @Test(arguments: [
    ("::error::x", "\\x3a:error::x"), ("  ::stop-commands::x", "  \\x3a:stop-commands::x"),
    ("a\r\n::x::", "a\r\n\\x3a:x::"), ("a ##[error]x", "a \\x23#[error]x"), ("##vso[x]", "\\x23#vso[x]"),
    ("a::b ## c", "a::b ## c"),
  ])
  func `no line is a command to a workflow's runner`(_ text: String, _ harmless: String) {
    #expect(text.withoutWorkflowCommands == harmless)
  }

  @Test func `scratch folders of dead processes go, and those of living ones stay`() throws {
    let folder = try TestFolder()
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    let dead = "pybench-0123456789abcdef"
    try folder.file("\(dead)/closed/file")
    try folder.link("\(dead)/outside", to: "../kept")
    try folder.file("kept/file")
    #expect(chmod(folder.at("\(dead)/closed"), 0) == 0)
    let living = try Temporary.folder(in: descriptor, Scratch.names)
    defer { close(living.descriptor) }
    Temporary.clear(in: descriptor, Scratch.names)
    #expect(try folder.names() == ["kept", living.name])
    #expect(try folder.names("kept") == ["file"])
  }

  @Test(arguments: [
    ("tree/a", true), ("other/../tree/a", true), ("link/a", true), ("tree", true), ("other/a", false),
    ("treehouse", false), ("none/../tree/a", true), ("tree/sub/file", true), ("tree/sub/deep/a", true),
    ("tree/none/a", true), ("other/out", true), ("out", false), ("none/..", true), ("other/..", false),
    ("tree/..a", true), ("none/..a", false),
  ])
  func `outputs in the tree are rejected in every spelling`(_ path: String, _ isRefused: Bool) throws {
    let folder = try TestFolder()
    for name in ["tree", "other"] { try folder.folder(name) }
    try folder.file("tree/sub/file")
    try folder.link("link", to: "tree")
    try folder.link("other/out", to: "../tree/sub/file")
    try folder.link("out", to: "other")
    let attempt = { () throws(Failure) in
      try OutputPath.check(folder.at(path), outside: folder.at("tree"))
    }
    guard isRefused else { return try attempt() }
    #expect(
      throws: path.hasPrefix("none/")
        ? Failure(
          "write", folder.at(path), because: "it goes through a folder that does not exist",
          advice: "name it without '..'")
        : Failure(
          "write", folder.at(path), because: "it lies in the tree \(folder.at("tree")), which is only read",
          advice: "name a file outside of the tree"), performing: attempt)
  }

  @Test func `a name without a folder is one of the working folder`() throws {
    let here = FileManager.default.currentDirectoryPath
    #expect(throws: Failure.self) { try OutputPath.check("pybench-none/a", outside: here) }
    #expect(throws: Failure.self) { try OutputPath.check("/pybench-none/a", outside: "/") }
    try OutputPath.check("/pybench-none/a", outside: here)
    try OutputPath.check("pybench-none/a", outside: "")
    try OutputPath.check("pybench-none/a", outside: "/pybench-none")
  }

  @Test func `two spellings of one file are the same, whether it exists or not`() throws {
    let folder = try TestFolder()
    try folder.file("sub/a")
    try folder.link("link", to: "sub")
    try folder.link("b", to: "sub/a")
    for (one, other, same) in [
      ("sub/a", "b", true), ("sub/a", "link/a", true), ("sub/new", "link/./new", true),
      ("sub/new", "sub/a", false), ("sub/new", "new", false), ("none/a", "none/a", true),
      ("none/a", "none/b", false), ("none/a", "sub/a", false), ("new", "./new", true),
      ("sub/a", "sub/a", true),
    ] {
      #expect(OutputPath.areSame(folder.at(one), folder.at(other)) == same, "\(one) \(other)")
    }
  }
}
