import Foundation
import Testing
import TestSupport

@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct InspectCommandTests {
  let folder: TestFolder
  let tree: TestFolder

  init() throws {
    folder = try TestFolder()
    tree = try BinaryTree.copy()
  }

  private func json(_ arguments: String) throws -> [String: Any] {
    let run = try BuiltCommand.run("inspect --quiet \(arguments) --format json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(object as? [String: Any])
  }

  private func sum(_ list: Any?, _ key: String) -> Int {
    ((list as? [[String: Any]]) ?? []).reduce(0) { $0 + ($1[key] as? Int ?? 0) }
  }

  @Test func `kinds, folders and entries of a tree add up to the archive`() throws {
    let found = try json("--tree '\(tree.path)'")
    let total = try #require(found["compressed_bytes"] as? Int)
    #expect(found["setting"] as? String == "zstd-9-long27")
    #expect(sum(found["kinds"], "compressed_bytes") == total)
    #expect(sum(found["entries"], "compressed_bytes") == total)
    let root = (found["folders"] as? [[String: Any]])?.first
    #expect(root?["path"] as? String == ".")
    #expect(root?["compressed_bytes"] as? Int == total)
    let kinds = (found["kinds"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
    #expect(Set(kinds) == ["elf", "a", "py", "folder", "symlink", "hardlink"])
  }

  @Test func `an archive is inspected like its tree, without sizes before stripping`() throws {
    let made = try BuiltCommand.run(
      "archive --quiet --tree '\(tree.path)' --setting zstd-9-long27 --output a.tar.zst", in: folder)
    #expect(made.status == 0)
    _ = try Shell.run("mkdir alone && cp a.tar.zst alone", in: folder.path)
    let own = try json("--archive a.tar.zst")
    let alone = try json("--archive alone/a.tar.zst")
    let tree = try json("--tree '\(tree.path)'")
    #expect(sum(own["entries"], "unstripped_bytes") == sum(tree["entries"], "unstripped_bytes"))
    #expect(sum(alone["entries"], "unstripped_bytes") == 0)
    for key in ["bytes", "compressed_bytes"] {
      #expect(sum(own["entries"], key) == sum(alone["entries"], key))
      #expect(sum(own["entries"], key) == sum(tree["entries"], key))
    }
    #expect((alone["findings"] as? [Any])?.count == (tree["findings"] as? [Any])?.count)
  }

  @Test func `the root is listed once, however the archive names it`() throws {
    let made = try Shell.run("tar -cf a.tar -C '\(tree.path)' .", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let found = try json("--archive a.tar")
    let folders = (found["folders"] as? [[String: Any]] ?? []).compactMap { $0["path"] as? String }
    #expect(folders.sorted() == [".", "bin", "lib", "lib/python", "share"])
    #expect(sum(found["entries"], "compressed_bytes") == (try folder.bytes("a.tar").count))
    let links = (found["entries"] as? [[String: Any]] ?? []).filter { $0["kind"] as? String == "hardlink" }
    #expect(links.compactMap { $0["target"] as? String }.allSatisfy { $0.hasPrefix("bin/hello") })
    #expect(links.count == 1)
  }

  @Test(arguments: [
    ("mkdir a", "it is a folder; name a tree with --tree"), ("mkfifo a", "it is not a regular file"),
  ])
  func `a path that cannot be an archive is reported without waiting`(_ make: String, _ reason: String) throws
  {
    #expect(try Shell.run(make, in: folder.path).status == 0)
    let run = try BuiltCommand.run("inspect --quiet --archive a", in: folder)
    #expect(run.status == 2)
    #expect(run.errors == "pybench: error: cannot read a: \(reason)\n")
  }

  @Test func `the text names the setting, the kinds and the findings`() throws {
    let run = try BuiltCommand.run("inspect --quiet --tree '\(tree.path)' --setting xz-1", in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains(" bytes with xz-1, "), "\(run.output)")
    #expect(run.output.contains(" compressed: lib/libgreet.a\n"), "\(run.output)")
    #expect(run.output.contains("    bin/\n"), "\(run.output)")
    #expect(try BuiltCommand.run("inspect --archive a.tar --setting xz-1", in: folder).status == 64)
  }
}
