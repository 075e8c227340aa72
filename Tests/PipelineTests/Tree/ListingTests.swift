import Glibc
import SystemPackage
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct ListingTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func names(_ listing: Listing) -> [String] {
    listing.names.map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  @Test func `a folder can be listed more than once, and is closed with its listing`() throws {
    for name in ["b", ".a", "..."] { try folder.file(name) }
    do {
      let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
      #expect(try Listing.names(in: descriptor).count == 3)
      let listing = try Listing(owning: descriptor)
      #expect(names(listing) == ["...", ".a", "b"])
      #expect(OpenFiles.below(folder.path) == [folder.path])
      withExtendedLifetime(listing) {}
    }
    #expect(OpenFiles.below(folder.path).isEmpty)
  }

  @Test func `an empty folder has no names`() throws {
    #expect(try names(Listing(owning: open(folder.path, O_RDONLY | O_DIRECTORY))) == [])
  }

  @Test func `what is no folder is closed at once`() throws {
    let path = try folder.file("a")
    #expect(throws: Errno.notDirectory) { try Listing(owning: open(path, O_RDONLY)) }
    #expect(OpenFiles.below(folder.path).isEmpty)
  }

  @Test(arguments: [1, 255, 4095]) func `the target of a link is whole`(length: Int) throws {
    let target = String((0..<length).map { Character(UnicodeScalar(UInt8(0x61 + $0 % 26))) })
    try folder.link("a", to: target)
    let listing = try Listing(owning: open(folder.path, O_RDONLY | O_DIRECTORY))
    #expect(try listing.target(of: Array("a".utf8)) == Array(target.utf8))
    #expect(throws: Errno.noSuchFileOrDirectory) { try listing.target(of: Array("b".utf8)) }
    #expect(throws: Errno.noSuchFileOrDirectory) { try listing.status(of: Array("b".utf8)) }
  }

  @Test func `an entry is shown below the folder as it was named`() throws {
    let entry = EntryPath(Array("lib/a\n".utf8))
    for (name, shown) in [
      (folder.path, folder.path + "/lib/a\\x0a"), (folder.path + "/", folder.at("lib/a\\x0a")),
    ] {
      let opened = try Folder(name)
      #expect(opened.display(entry) == shown && opened.display(.root) == name)
    }
  }
}

@Suite struct PathDepthTests {
  private func failure(_ path: String) -> Failure? {
    do throws(Failure) {
      try EntryPath(Array(path.utf8)).checkDepth("read", path)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a path may have a thousand parts`() {
    let deepest = Array(repeating: "ab", count: 1000).joined(separator: "/")
    #expect(failure("") == nil && failure("ab") == nil && failure(deepest) == nil)
    #expect(failure(String(repeating: "a", count: 5000)) == nil)
    let start = "x" + String(repeating: "ab/", count: 20).dropLast()
    #expect(
      failure("x" + deepest + "/c")
        == Failure("read", start + "…", because: "its path has more than 1000 parts"))
  }
}
