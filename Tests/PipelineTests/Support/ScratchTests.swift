import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct ScratchTests {
  @Test func `scratch files are in TMPDIR, or in tmp`() {
    #expect(Scratch.parent(nil) == "/tmp" && Scratch.parent("") == "/tmp" && Scratch.parent("a") == "a")
    #expect(Scratch.parent == Scratch.parent(ProcessInfo.processInfo.environment["TMPDIR"]))
  }

  private static let rooms: [(blocks: Int, size: Int, room: Int)] = [
    ((64 << 20) + 5, 1, 5), (64 << 20, 1, 0), ((64 << 20) - 1, 1, 0), (0, 4096, 0),
    (1 << 18, 4096, 960 << 20),
    (1 << 60, 4096, 1 << 50), (1 << 39, 4096, 1 << 50), (1 << 38, 4096, (1 << 50) - (64 << 20)),
  ]

  @Test(arguments: rooms)
  func `the room is what is free, less a reserve`(blocks: Int, size: Int, room: Int) {
    #expect(Scratch.room(in: blocks, blocksOf: size).bytes == room)
  }

  @Test func `the room of this machine is known`() { #expect(Scratch.room != nil) }

  @Test func `files of killed runs are removed, and nothing is left open`() throws {
    let folder = try TestFolder()
    try folder.file("pybench-0123456789abcdef/a")
    try folder.file("pybench-0")
    Scratch.clear(folder.path)
    Scratch.clear(folder.at("none"))
    #expect(try folder.names() == ["pybench-0"])
    #expect(OpenFiles.below(folder.path).isEmpty)
  }

  @Test(arguments: [true, false]) func `a scratch file has no name, with and without help of the system`(
    _ helps: Bool
  ) throws {
    let folder = try TestFolder()
    // Without O_TMPFILE these flags open no file.
    let file =
      try helps
      ? ScratchFile.create(in: folder.path) : ScratchFile.create(in: folder.path, unnamed: O_DIRECTORY)
    defer { close(file) }
    try IO.write(file, ([1, 2, 3] as [UInt8]).span.bytes)
    #expect(try IO.bytes(file, 9, at: 0) == [1, 2, 3])
    #expect(try folder.names().isEmpty)
    #expect(OpenFiles.below(folder.path).count == 1)
  }

  @Test func `a scratch file takes what is added, and says what it takes of the disk`() throws {
    let file = try ScratchFile()
    for _ in 0..<3 { try file.append([UInt8](repeating: 7, count: 50_000).span.bytes) }
    let status = try IO.status(file.descriptor.rawValue)
    #expect(status.st_size == 150_000 && file.diskUsage.bytes == Int(status.st_blocks) * 512)
    #expect(file.diskUsage > .zero)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func `a full disk has a remedy`() throws {
    let file = try ScratchFile()
    let full = open("/dev/full", O_WRONLY)
    #expect(dup2(full, file.descriptor.rawValue) >= 0)
    close(full)
    #expect(
      throws: Failure(
        "write a scratch file in", Scratch.parent, because: "No space left on device",
        advice: "set TMPDIR to a folder with more space")
    ) { try file.append(([1] as [UInt8]).span.bytes) }
  }

  @Test func `the remedy for a scratch file is that of its error`() {
    let place = "set TMPDIR to an existing folder that you may write to"
    for error in [Errno.noSuchFileOrDirectory, .notDirectory, .permissionDenied] {
      #expect(Scratch.advice(error) == place)
    }
    #expect(Scratch.advice(.noSpace) == "set TMPDIR to a folder with more space")
  }

  @Test func `a scratch folder goes with its owner`() throws {
    var path = ""
    do {
      let scratch = try ScratchFolder()
      path = scratch.path
      #expect(path.hasPrefix(Scratch.parent + "/pybench-"))
      try Data([1]).write(to: URL(fileURLWithPath: path + "/a"))
      withExtendedLifetime(scratch) {}
    }
    #expect(access(path, F_OK) != 0 && OpenFiles.below(path).isEmpty)
  }

  @Test(arguments: [0, 1, 1000]) func `a spool gives back what it was given`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let spool = try Spool(bytes.span.bytes)
    let buffer = ByteBuffer(capacity: count + 2)
    #expect(buffer.append(UnsafeRawBufferPointer(start: nil, count: 0)) == 0)
    #expect([9, 8].withUnsafeBytes { buffer.append(UnsafeRawBufferPointer(rebasing: $0[..<2])) } == 2)
    try spool.read(into: buffer)
    #expect(buffer.isFull && Array(buffer.held.dropFirst(2)) == bytes)
    let exact = ByteBuffer(capacity: count)
    try spool.read(into: exact)
    #expect(exact.isFull && exact.withBytes { $0.bytes(count, at: 0) } == bytes)
    if count > 0 {
      #expect(throws: Failure("read", "a scratch file", because: "it ends early")) {
        try spool.read(into: ByteBuffer(capacity: count - 1))
      }
    }
  }

  @Test func `a buffer takes what fits`() {
    let buffer = ByteBuffer(capacity: 3)
    let bytes: [UInt8] = [1, 2, 3, 4]
    func add(_ count: Int) -> Int {
      bytes.withUnsafeBytes { buffer.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    #expect(buffer.count == 0 && !buffer.isFull)
    #expect(add(2) == 2 && !buffer.isFull && add(2) == 1 && buffer.isFull && add(1) == 0)
    #expect(Array(buffer.held) == [1, 2, 1])
    buffer.removeAll()
    #expect(buffer.count == 0 && add(4) == 3 && Array(buffer.held) == [1, 2, 3])
    buffer.removeAll()
    buffer.withFreeSpace { space in
      space.storeBytes(of: 5, toByteOffset: 2, as: UInt8.self)
      return (space.count, ())
    }
    #expect(buffer.count == 3 && buffer.held[2] == 5)
  }
}
