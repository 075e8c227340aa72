import Glibc
import SystemPackage
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite final class TemporaryTests {
  let folder: TestFolder
  private let root: CInt
  private static let names = TemporaryName(prefix: "a-", suffix: ".tmp")

  init() throws {
    folder = try TestFolder()
    root = open(folder.path, O_RDONLY | O_DIRECTORY)
  }

  deinit { close(root) }

  @Test func `random names are recognized, and use every digit`() {
    let made = (0..<300).map { _ in Self.names.random() }
    #expect(Set(made).count == 300)
    #expect(made.allSatisfy { Self.names.matches(Array($0.utf8)) && $0.utf8.count == 22 })
    #expect(Set(made.joined().utf8) == Set("a-.tmp0123456789abcdef".utf8))
  }

  @Test(arguments: [
    ("a-0123456789abcdef.tmp", true), ("a-0123456789abcdeF.tmp", false), ("a-0123456789abcdeg.tmp", false),
    ("b-0123456789abcdef.tmp", false), ("a-0123456789abcdef.tmq", false), ("a-0123456789abcde.tmp", false),
    ("a-0123456789abcdef0.tmp", false), ("", false), (".tmp", false), ("a-g123456789abcdef.tmp", false),
  ])
  func `other names are not`(name: String, isOne: Bool) {
    #expect(Self.names.matches(Array(name.utf8)) == isOne)
  }

  @Test func `a long name is cut to leave room`() {
    let name = String((0..<300).map { Character(UnicodeScalar(UInt8(0x61 + $0 % 26))) })
    for count in [1, 199, 200] {
      #expect(TemporaryName(besides: String(name.prefix(count))).prefix == ".\(name.prefix(count)).pybench-")
    }
    for count in [201, 300] {
      #expect(TemporaryName(besides: String(name.prefix(count))).prefix == ".\(name.prefix(200)).pybench-")
    }
    // A character is not cut.
    #expect(
      TemporaryName(besides: String(repeating: "é", count: 101)).prefix
        == ".\(String(repeating: "é", count: 100)).pybench-")
    #expect(TemporaryName(besides: "x").suffix == ".tmp" && TemporaryName(prefix: "x").suffix == "")
  }

  @Test func `names that are taken are tried a hundred times`() {
    var tries = 0
    #expect(throws: Errno.fileExists) {
      try Temporary.create(Self.names) { _ throws(Errno) in
        tries += 1
        throw .fileExists
      }
    }
    #expect(tries == 100)
    #expect(throws: Errno.noSpace) { try Temporary.create(Self.names) { _ throws(Errno) in throw .noSpace } }
  }

  @Test func `a file that another process locked or removed is left to it`() throws {
    let holder = open(try folder.file("locked"), O_RDWR)
    defer { close(holder) }
    #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
    for name in ["gone", "good"] { try folder.file(name) }
    var order = ["locked", "gone", "good"]
    let made = try Temporary.create(Self.names) { _ throws(Errno) in
      let name = order.removeFirst()
      let descriptor = open(self.folder.at(name), O_RDWR)
      if name == "gone" { unlink(self.folder.at(name)) }
      errno = EWOULDBLOCK
      return descriptor
    }
    #expect(order.isEmpty && Self.names.matches(Array(made.name.utf8)))
    #expect(
      OpenFiles.below(folder.path) == [folder.path, folder.at("good"), folder.at("locked")].sorted())
    let other = open(folder.at("good"), O_RDWR)
    #expect(flock(other, LOCK_EX | LOCK_NB) != 0)
    close(other)
    close(made.descriptor)
  }

  @Test func `where there are no locks, files are made without them`() throws {
    // Such a descriptor cannot be locked.
    let made = try Temporary.create(Self.names) { _ throws(Errno) in
      open(self.folder.path, IO.pathOnly | O_DIRECTORY)
    }
    close(made.descriptor)
  }

  @Test func `files and folders are locked, and the user's own`() throws {
    let file = try Temporary.file(in: root, Self.names, mode: 0o600)
    let inner = try Temporary.folder(in: root, Self.names)
    for (made, mode) in [(file, 0o600 as mode_t), (inner, 0o700)] {
      var status = stat()
      #expect(lstat(folder.at(made.name), &status) == 0 && status.st_mode & 0o777 == mode)
      let other = open(folder.at(made.name), O_RDONLY)
      #expect(flock(other, LOCK_EX | LOCK_NB) != 0)
      close(other)
    }
    Temporary.clear(in: root, Self.names)
    #expect(try folder.names().count == 2)
    close(file.descriptor)
    close(inner.descriptor)
    Temporary.clear(in: root, Self.names)
    #expect(try folder.names().isEmpty)
    #expect(OpenFiles.below(folder.path) == [folder.path])
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func `files of other users stay`() throws {
    for digit in ["0", "1"] { try folder.file("a-\(String(repeating: digit, count: 16)).tmp") }
    #expect(chown(folder.at("a-0000000000000000.tmp"), 65534, 65534) == 0)
    Temporary.clear(in: root, Self.names)
    #expect(try folder.names() == ["a-0000000000000000.tmp"])
  }

  private func remove(_ name: String) -> Bool { Temporary.remove(folder.at(name).utf8.cString) }

  @Test(.enabled(if: PlainUser.isPossible)) func `what is removed is gone, even if it was closed`() throws {
    try folder.file("file")
    try folder.file("kept/file")
    try folder.file("tree/a/b")
    try folder.folder("tree/c")
    try folder.link("tree/out", to: "../kept")
    for name in ["tree/a", "tree/c", "tree"] { #expect(chmod(folder.at(name), 0) == 0) }
    PlainUser.run { #expect(remove("file") && remove("none") && remove("tree")) }
    #expect(try folder.names() == ["kept"] && folder.names("kept") == ["file"])
    #expect(OpenFiles.below(folder.path) == [folder.path])
  }

  @Test(.enabled(if: geteuid() == 0 && PlainUser.isPossible, "only root can give files away"))
  func `what cannot be removed is said to stay`() throws {
    try folder.file("tree/foreign/file")
    try folder.file("tree/own")
    try folder.file("plain")
    try folder.file("foreign/file")
    for name in ["tree/foreign", "foreign"] { #expect(chown(folder.at(name), 65534, 65534) == 0) }
    PlainUser.run { #expect(!remove("tree") && !remove("foreign/file") && !remove("plain/x")) }
    #expect(try folder.names("tree") == ["foreign"] && folder.names("foreign") == ["file"])
  }

  @Test func `recorded paths are removed, unless they were forgotten or are in use`() throws {
    try folder.file("whole/a/b")
    try folder.file("file")
    try folder.file("kept/file")
    try folder.folder("empty/inner/deep")
    try folder.file("used/file")
    try folder.folder("forgotten")
    var paths = TemporaryPaths()
    paths.all = [folder.at("whole"), folder.at("file"), folder.at("kept")]
    paths.ifEmpty = Set(
      ["empty", "empty/inner", "empty/inner/deep", "used", "forgotten"].map { folder.at($0) })
    paths.forget(folder.at("kept"))
    paths.forget(folder.at("forgotten"))
    paths.removeAll()
    #expect(try folder.names() == ["forgotten", "kept", "used"])
    #expect(paths.all.isEmpty && paths.ifEmpty.isEmpty)
  }
}
