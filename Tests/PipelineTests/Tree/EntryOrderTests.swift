import Foundation
import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct EntryOrderTests {
  let folder: TestFolder
  private static let clock = MtimePolicy(epoch: MtimePolicy.fixedDate, keepsEarlier: false)

  init() throws {
    folder = try TestFolder()
    let elf = try Data(contentsOf: URL(fileURLWithPath: "/proc/self/exe")).prefix(4096)
    try folder.file("tree/bin/run", Array(elf), mode: 0o4755)
    try folder.file("tree/lib/a.py", text: "import sys\n")
    try folder.file("tree/lib/a-b/z.h", text: "#define Z\n")
    try folder.file("tree/lib/a/x.pyc", [UInt8](repeating: 1, count: 40))
    try folder.file("tree/lib/a/short.pyc", [1, 2])
    try folder.file("tree/lib/libx.a", text: "!<arch>\n")
    try folder.file("tree/lib/named.so", text: "no binary in spite of its name\n")
    try folder.file("tree/lib/plugin.txt", Array(elf))
    try folder.file("tree/zz.py", text: "one file of two names\n")
    try folder.hardLink("tree/again.txt", to: "tree/zz.py")
    try folder.link("tree/link.py", to: "zz.py")
    try folder.folder("tree/lib/closed")
    try folder.file("tree/lib/closed/data", text: "data")
    for (mode, name) in [(0o555, "closed"), (0o2750, "a")] {
      #expect(chmod(folder.at("tree/lib/\(name)"), mode_t(mode)) == 0)
    }
    let done = try Shell.run("find tree -exec touch -h -d @\(MtimePolicy.fixedDate) {} +", in: folder.path)
    #expect(done.status == 0, "\(done.errors)")
  }

  private func pack(_ order: EntryOrder, _ tree: String = "tree") async throws -> Tar {
    try await Stripper(mode: .none, tool: nil).strip(try Tree(at: folder.at(tree))).pack(
      mtimes: Self.clock, order: order)
  }

  @Test func `by path a folder is followed by what is in it`() async throws {
    let tar = try await pack(.path)
    #expect(
      tar.entries.map(\.path.description) == [
        "again.txt", "bin", "bin/run", "lib", "lib/a", "lib/a/short.pyc", "lib/a/x.pyc", "lib/a-b",
        "lib/a-b/z.h", "lib/a.py", "lib/closed", "lib/closed/data", "lib/libx.a", "lib/named.so",
        "lib/plugin.txt", "link.py", "zz.py",
      ])
    #expect(tar.entries.last?.kind == .hardLink(to: EntryPath(Array("again.txt".utf8))))
  }

  @Test func `the order by kind groups similar files, with folders first and the rest last`() async throws {
    let tar = try await pack(.kind)
    // A user could not unpack into what is closed already, so that comes at the end alone.
    let folders = ["bin", "lib", "lib/a", "lib/a-b", "lib/closed"]
    #expect(
      tar.entries.map(\.path.description) == folders.dropLast() + [
        "bin/run", "lib/plugin.txt", "lib/libx.a", "lib/a-b/z.h", "lib/a.py", "zz.py", "lib/a/x.pyc",
        "again.txt", "lib/a/short.pyc", "lib/closed/data", "lib/named.so", "link.py",
      ] + folders)
    #expect(tar.entries.suffix(5).map(\.mode) == [0o755, 0o755, 0o2750, 0o755, 0o555])
  }

  @Test func `a hard link follows the name that comes first in the order`() async throws {
    let kinds = Dictionary(try await pack(.kind).entries.map { ($0.path.description, $0.kind) }) { $1 }
    #expect(kinds["zz.py"] == .file)
    #expect(kinds["again.txt"] == .hardLink(to: EntryPath(Array("zz.py".utf8))))
  }

  @Test func `the digest of the tree does not depend on the order, and a copy gives the same tar`()
    async throws
  {
    let first = try await pack(.kind)
    #expect(try await pack(.path).treeDigest == first.treeDigest)
    #expect(try await pack(.path).digest != first.digest)
    #expect(try Shell.run("cp -a tree copy && touch copy/bin", in: folder.path).status == 0)
    #expect(try await pack(.kind, "copy").digest == first.digest)
  }

  private static let look = "find . -mindepth 1 -printf '%P %y %m %n %l %T@\\n' | LC_ALL=C sort"

  private func extracts(_ order: EntryOrder, _ command: String, look: String = look) async throws {
    let tar = try await pack(order)
    try tar.bytes.withBytes { bytes in
      try bytes.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: folder.at("all.tar"))) }
    }
    try folder.folder("out")
    let done = try Shell.run("cd out && \(command)", in: folder.path)
    #expect(done.status == 0, "\(done.errors)")
    #expect(
      try Shell.run(look, in: folder.at("out")).output == (try Shell.run(look, in: folder.at("tree")).output))
    let same = try Shell.run("diff -r --no-dereference tree out", in: folder.path)
    #expect(same.status == 0, "\(same.output)\(same.errors)")
  }

  @Test(.enabled(if: Shell.has("tar")), arguments: EntryOrder.allCases)
  func `GNU tar restores the tree`(_ order: EntryOrder) async throws {
    try await extracts(order, "tar -xpf ../all.tar")
  }

  @Test(.enabled(if: Shell.has("bsdtar")), arguments: EntryOrder.allCases)
  func `bsdtar restores the tree`(_ order: EntryOrder) async throws {
    try await extracts(order, "bsdtar -xpf ../all.tar")
  }

  // It leaves the times of symbolic links alone.
  @Test(.enabled(if: Shell.has("python3")), arguments: EntryOrder.allCases)
  func `Python's tarfile restores the tree`(_ order: EntryOrder) async throws {
    try await extracts(
      order, "python3 -c 'import tarfile; tarfile.open(\"../all.tar\").extractall()'",
      look: "find . -mindepth 1 -type l -printf '%P %l\\n' -o -printf '%P %y %m %n %T@\\n' | LC_ALL=C sort")
  }

  // It gives a folder its time before the folder is filled, whatever the order.
  @Test(.enabled(if: Shell.has("busybox")), arguments: EntryOrder.allCases)
  func `busybox restores the tree except the times of folders`(_ order: EntryOrder) async throws {
    // A folder that exists keeps its mode: by kind, a closed one stays writable for its owner.
    #expect(chmod(folder.at("tree/lib/closed"), 0o755) == 0)
    try await extracts(
      order, "busybox tar -xpf ../all.tar",
      look: "find . -mindepth 1 -printf '%P %y %m %n %l\\n' | LC_ALL=C sort")
  }

  @Test(arguments: [
    ("a.pyc", 12, EntryGroup.bytecode), ("a.pyc", 11, .rest), ("a.py", 0, .python), ("a.hpp", 0, .header),
    ("a.pyi", 12, .rest),
  ])
  func `bytecode is as long as its header at least`(name: String, size: Int, group: EntryGroup) {
    #expect(EntryGroup(name: Array(name.utf8)[...], size: ByteCount(size), form: .other) == group)
  }
}
