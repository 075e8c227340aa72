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
    ("treehouse", false), ("none/../tree/a", true),
  ])
  func `outputs in the tree are rejected in every spelling`(_ path: String, _ isRefused: Bool) throws {
    let folder = try TestFolder()
    for name in ["tree", "other"] { try folder.folder(name) }
    try folder.link("link", to: "tree")
    let attempt = { () throws(Failure) in
      try OutputPath.check(folder.at(path), outside: folder.at("tree"))
    }
    if isRefused { #expect(throws: Failure.self, performing: attempt) } else { try attempt() }
  }

  @Test func `two spellings of one file are the same, whether it exists or not`() throws {
    let folder = try TestFolder()
    try folder.file("sub/a")
    try folder.link("link", to: "sub")
    try folder.link("b", to: "sub/a")
    for (one, other, same) in [
      ("sub/a", "b", true), ("sub/a", "link/a", true), ("sub/new", "link/./new", true),
      ("sub/new", "sub/a", false), ("sub/new", "new", false),
    ] {
      #expect(OutputPath.areSame(folder.at(one), folder.at(other)) == same, "\(one) \(other)")
    }
  }
}
