import Glibc
import SystemPackage
import Testing
import TestSupport

@testable import Pipeline

@Suite final class BeneathTests {
  let folder: TestFolder
  private let root: CInt

  init() throws {
    folder = try TestFolder()
    try folder.file("lib/deep/data", text: "deep")
    try folder.file("top", text: "top")
    root = open(folder.path, O_RDONLY | O_DIRECTORY)
  }

  deinit { close(root) }

  /// Opens a path and reads from it; whatever the way, the root stays open, and nothing else does.
  private func contents(_ path: String, resolve: (CInt, [CChar], CInt) -> CInt) throws -> String {
    defer { #expect(OpenFiles.below(folder.path) == [folder.path]) }
    let file = try Beneath.open(root, Array(path.utf8), O_RDONLY, resolve: resolve)
    defer { close(file) }
    return String(decoding: try IO.bytes(file, 9, at: 0), as: UTF8.self)
  }

  @Test(arguments: [(ENOSYS, 1), (EPERM, 1), (EAGAIN, 64)], ["lib/deep/data", "top"])
  func `where the kernel does not help, parts are opened one by one`(
    _ error: (code: CInt, calls: Int), _ path: String
  ) throws {
    var calls = 0
    let text = try contents(path) { _, _, _ in
      calls += 1
      errno = error.code
      return -1
    }
    #expect(text == (path == "top" ? "top" : "deep") && calls == error.calls)
  }

  @Test func `a tree that changes during a call is asked again`() throws {
    var calls = 0
    let text = try contents("top") { folder, path, flags in
      calls += 1
      errno = EAGAIN
      return calls < 4 ? -1 : openat(folder, path, flags)
    }
    #expect(text == "top" && calls == 4)
  }

  @Test func `other errors are final`() {
    var calls = 0
    #expect(throws: Errno.permissionDenied) {
      try contents("top") { _, _, _ in
        calls += 1
        errno = EACCES
        return -1
      }
    }
    #expect(calls == 1)
  }

  @Test(arguments: [true, false]) func `no path is the folder itself`(_ helps: Bool) throws {
    let opened = try Beneath.open(root, [], O_RDONLY | O_DIRECTORY) { folder, path, flags in
      errno = ENOSYS
      return helps ? openat(folder, path, flags) : -1
    }
    defer { close(opened) }
    #expect(Set(try Listing.names(in: opened)) == [Array("lib".utf8), Array("top".utf8)])
  }

  @Test(arguments: [(Int(PATH_MAX) - 1, 1), (Int(PATH_MAX), 0), (Int(PATH_MAX) + 1, 0)])
  func `a path too long for one call is opened part by part`(length: Int, calls: Int) throws {
    let name = String(repeating: "d", count: 200)
    var parent = dup(root)
    for _ in 0..<20 {
      #expect(mkdirat(parent, name, 0o755) == 0)
      let next = openat(parent, name, O_RDONLY | O_DIRECTORY)
      close(parent)
      parent = next
    }
    let last = String(repeating: "f", count: length - 20 * 201)
    let file = openat(parent, last, O_CREAT | O_WRONLY, 0o644)
    #expect(write(file, "long", 4) == 4)
    close(file)
    close(parent)
    var made = 0
    let text = try contents(String(repeating: name + "/", count: 20) + last) { folder, path, flags in
      made += 1
      return openat(folder, path, flags)
    }
    #expect(text == "long" && made == calls)
  }
}
