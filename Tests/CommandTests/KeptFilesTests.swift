import Foundation
import Testing
import TestSupport

/// What a user reads of binaries that were not stripped.
@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries")) struct KeptFilesTests {
  let folder: TestFolder
  let tree: TestFolder

  init() throws {
    folder = try TestFolder()
    tree = try BinaryTree.copy()
  }

  private func archive(_ options: String = "", before: String = "") throws -> Shell.Outcome {
    try Shell.run(
      "\(before) '\(BuiltCommand.path)' archive --tree '\(tree.path)' --output a.tar \(options)",
      in: folder.path)
  }

  @Test func `every binary that is kept is named, up to twenty of them`() throws {
    let program = try tree.bytes("bin/hello")
    for index in 10..<33 { try tree.file("payload/\(index)", program + [1]) }
    let run = try archive()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("pybench: warning: not stripped: payload/10: 1 bytes after its ELF image"))
    #expect(run.errors.contains("pybench: warning: not stripped: payload/29: 1 bytes after its ELF image"))
    #expect(!run.errors.contains("payload/30:"))
    #expect(run.errors.contains("pybench: warning: 3 more files are not stripped; the manifest lists them\n"))
  }

  @Test func `messages of a tool are shown without control characters`() throws {
    let tool = try folder.file(
      "tool", text: "#!/bin/sh\n[ \"$1\" = --version ] && exec echo v\nprintf '\\033[2Jodd\\n' >&2\nexit 1\n",
      mode: 0o755)
    let run = try archive("--strip-tool '\(tool)'")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("bin/hello: \\x1b[2Jodd\n"))
  }

  @Test func `a tool that fails without a word for want of room is an error`() throws {
    let tool = try folder.file(
      "tool", text: "#!/bin/sh\n[ \"$1\" = --version ] && exec echo v\nexit 1\n", mode: 0o755)
    // A section of its own, so that no byte stands behind the image.
    try folder.file("fill", [UInt8](repeating: 7, count: 6 << 20))
    let made = try Shell.run(
      "objcopy --add-section .fill='\(folder.at("fill"))' bin/hello bin/large", in: tree.path)
    #expect(made.status == 0, "\(made.errors)")
    // Blocks of 512 bytes: the large program has no room.
    let run = try archive("--strip-tool '\(tool)'", before: "ulimit -f 4096;")
    #expect(run.status == 2)
    #expect(
      run.errors.contains("cannot strip into scratch space in ") && run.errors.contains(": File too large; "),
      "\(run.errors)")
  }

  @Test func `the order is an option of every command that takes a tree`() throws {
    #expect(try archive("--order kind").status == 0)
    let listed = try Shell.run("tar -tf a.tar", in: folder.path).output.split(separator: "\n").map(
      String.init)
    #expect(listed.prefix(4) == ["bin/", "lib/", "lib/python/", "share/"])
    #expect(listed.suffix(4) == ["bin/", "lib/", "lib/python/", "share/"])
    let wrong = try archive("--order size")
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("path") && wrong.errors.contains("kind"), "\(wrong.errors)")
  }
}
