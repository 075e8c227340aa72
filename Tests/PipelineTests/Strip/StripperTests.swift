import Foundation
import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct StripperTests {
  let folder: TestFolder

  init() throws { folder = try BinaryTree.copy() }

  private func strip(_ mode: StripMode = .all, tool: String? = nil) async throws -> StrippedTree {
    try await Stripper(mode: mode, tool: try await StripTool(named: tool)).strip(try Tree(at: folder.path))
  }

  /// Packs and unpacks the tree.
  private func unpacked(_ stripped: StrippedTree) throws -> TestFolder {
    let tar = try stripped.pack(mtimes: MtimePolicy(epoch: MtimePolicy.fixedDate, keepsEarlier: false))
    let result = try TestFolder()
    try tar.bytes.withBytes { bytes in
      try bytes.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: result.at("all.tar"))) }
    }
    let done = try Shell.run("tar -xpf all.tar && rm all.tar", in: result.path)
    #expect(done.status == 0, "\(done.errors)")
    return result
  }

  private func stripped(_ name: String, in tree: StrippedTree) throws -> Bool {
    let index = try #require(tree.tree.entries.firstIndex { $0.path.description == name })
    return tree.contents[index]?.stripped != nil
  }

  @Test func `each kind of binary is recognized by its contents and stripped`() async throws {
    try await expectAllStripped(by: "strip")
  }

  @Test(.enabled(if: Shell.has("llvm-strip"), "no llvm-strip"))
  func `each kind of binary is stripped by llvm's tool too`() async throws {
    try await expectAllStripped(by: "llvm-strip")
  }

  private func expectAllStripped(by tool: String) async throws {
    let tree = try await strip(tool: tool)
    #expect(tree.kept.isEmpty)
    #expect(tree.strippedFiles == 5)
    for name in ["bin/hello", "lib/greet.o", "lib/libgreet.a", "lib/libgreet.so.1.0", "share/plugin"] {
      #expect(try stripped(name, in: tree), "\(name)")
    }
    var expected = tree.tree.selected
    for (entry, contents) in zip(tree.tree.entries, tree.contents) {
      guard let copy = contents?.stripped else { continue }
      var status = stat()
      #expect(stat(copy.path, &status) == 0 && copy.size < entry.size)
      #expect(copy.size.bytes == Int(status.st_size) && copy.diskUsage.bytes == Int(status.st_blocks) * 512)
      expected.bytes += copy.size - entry.size
      expected.diskUsage += copy.diskUsage - entry.diskUsage
    }
    #expect(tree.footprint == expected && expected.bytes < tree.tree.selected.bytes)
  }

  @Test func `what was stripped still runs, links and loads`() async throws {
    let result = try unpacked(try await strip())
    try result.file("main.c", text: "int greet(int); int main(void) { return greet(4); }\n")
    let done = try Shell.run(
      """
      set -e
      bin/hello
      bin/hello3
      gcc main.c lib/libgreet.a -o with-archive && ./with-archive
      gcc main.c lib/greet.o -o with-object && ./with-object
      gcc main.c share/plugin -o with-plugin && LD_LIBRARY_PATH=. ./with-plugin
      """, in: result.path)
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.output == String(repeating: "hello 6\n", count: 5))
  }

  @Test func `executables lose their symbols, libraries that linking needs keep them`() async throws {
    let result = try unpacked(try await strip())
    let symbols = try Shell.run(
      "nm bin/hello; nm lib/libgreet.so.1.0; nm lib/libgreet.a lib/greet.o", in: result.path)
    #expect(symbols.errors.split(separator: "\n").count { $0.contains("no symbols") } == 2)
    #expect(symbols.output.components(separatedBy: " T greet").count == 3)
    let sections = try Shell.run(
      "readelf -S bin/hello lib/greet.o lib/libgreet.a lib/libgreet.so.1.0", in: result.path)
    #expect(!sections.output.contains(".debug_info"))
  }

  @Test func `debug mode leaves the symbols where they are`() async throws {
    let result = try unpacked(try await strip(.debug))
    let said = try Shell.run("nm bin/hello lib/libgreet.so.1.0; readelf -S bin/hello", in: result.path)
    #expect(said.output.components(separatedBy: " T greet").count == 3)
    #expect(!said.output.contains(".debug_info"))
  }

  @Test func `none leaves every byte`() async throws {
    let tree = try await Stripper(mode: .none, tool: nil).strip(try Tree(at: folder.path))
    #expect(tree.strippedFiles == 0)
    #expect(tree.footprint == tree.tree.selected)
    // Nothing is looked at.
    #expect(tree.contents.allSatisfy { $0 == nil || ($0?.form == nil && $0?.original == nil) })
    let result = try unpacked(tree)
    let same = try Shell.run("diff -r --no-dereference '\(folder.path)' '\(result.path)'")
    #expect(same.status == 0, "\(same.output)\(same.errors)")
  }

  @Test func `a hard-linked binary is stripped once and stays one file`() async throws {
    let tree = try await strip()
    #expect(try !stripped("bin/hello3", in: tree))
    let result = try unpacked(tree)
    let inodes = try Shell.run("stat -c '%i %h' bin/hello bin/hello3", in: result.path).output.split(
      separator: "\n")
    #expect(Set(inodes).count == 1)
    #expect(inodes.first?.hasSuffix(" 2") == true)
  }

  @Test func `a broken binary is kept unchanged and reported`() async throws {
    let whole = try folder.bytes("bin/hello")
    let broken = Array(whole.prefix(3000))
    try folder.file("lib/broken.so", broken, mode: 0o755)
    try folder.file("lib/broken.a", text: "!<arch>\nno archive at all\n")
    try folder.file("lib/header-only", Array(whole.prefix(64)))
    let tree = try await strip()
    let kept = Dictionary(uniqueKeysWithValues: tree.kept.map { ($0.path.description, $0.reason) })
    #expect(kept.keys.contains("lib/broken.so"))
    #expect(kept.keys.contains("lib/broken.a"))
    for reason in kept.values {
      #expect(!reason.isEmpty && !reason.contains("/proc/") && !reason.contains("pybench-"))
    }
    let result = try unpacked(tree)
    #expect(try result.bytes("lib/broken.so") == broken)
    #expect(try result.bytes("lib/broken.a") == Array("!<arch>\nno archive at all\n".utf8))
    #expect(try result.bytes("lib/header-only") == Array(whole.prefix(64)))
  }

  @Test(arguments: [
    // LLVM bitcode, and an object of another machine.
    #"printf 'BC\300\336 and more' > foreign.o"#,
    #"cp greet.o foreign.o && printf '\267' | dd of=foreign.o bs=1 seek=18 conv=notrunc 2>&1"#,
  ])
  func `a library with an unreadable member is kept unchanged and reported`(_ make: String)
    async throws
  {
    let made = try Shell.run(
      "\(make) && ar rc libforeign.a greet.o foreign.o && rm foreign.o", in: folder.at("lib"))
    #expect(made.status == 0, "\(made.errors)")
    let before = try folder.bytes("lib/libforeign.a")
    let tree = try await strip(tool: "strip")
    #expect(tree.kept.map(\.path.description) == ["lib/libforeign.a"])
    let reason = try #require(tree.kept.first?.reason)
    #expect(
      (reason.contains("recognise the format") && !reason.contains("/proc/"))
        || reason == "its member foreign.o is LLVM bitcode", "\(reason)")
    #expect(try unpacked(tree).bytes("lib/libforeign.a") == before)
  }

  @Test func `a tool that warns of a library has not stripped it, one that warns of others has`()
    async throws
  {
    try folder.file("tool", text: "#!/bin/sh\nstrip \"$@\" && echo 'a warning' >&2\n", mode: 0o755)
    let tree = try await strip(tool: folder.at("tool"))
    #expect(tree.kept.map(\.path.description) == ["lib/libgreet.a"])
    #expect(tree.kept.map(\.reason) == ["a warning"])
    #expect(tree.strippedFiles == 4)
  }

  /// Strips with a script that gets the words of each run but the first.
  private func strip(with script: String) async throws -> StrippedTree {
    let text = "#!/bin/sh\n[ \"$1\" = --version ] && exec echo script\n\(script)\n"
    return try await strip(tool: try folder.file("tool", text: text, mode: 0o755))
  }

  /// Leaves the output and the input of a run for one file as the first and second word; other runs fail.
  private static let toOutput =
    "while [ \"$1\" != -o ]; do shift || exit 1; [ $# = 0 ] && exit 1; done; shift"

  @Test func `small programs share a run, a library has its own`() async throws {
    #expect(unlink(folder.at("share/plugin")) == 0)
    let log = folder.at("log")
    let tree = try await strip(with: "echo \"$# $1\" >> '\(log)'; exec strip \"$@\"")
    #expect(tree.strippedFiles == 4)
    let runs = try folder.bytes("log").split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    #expect(runs.sorted() == ["3 --strip-all", "4 --strip-debug", "5 --strip-debug"])
  }

  @Test func `what a tool leaves behind when it fails is removed`() async throws {
    let tree = try await strip(with: Self.toOutput + "; echo part > \"$1\"; exit 1")
    #expect(Set(tree.kept.map(\.reason)) == ["it failed without a message"] && tree.kept.count == 5)
    #expect(tree.strippedFiles == 0 && tree.footprint == tree.tree.selected)
    #expect(try FileManager.default.contentsOfDirectory(atPath: tree.scratch.path).isEmpty)
    #expect(OpenFiles.below(tree.scratch.path) == [tree.scratch.path])
  }

  @Test func `a file that changes while the tool runs is named`() async throws {
    let library = folder.at("lib/libgreet.a")
    await #expect(
      throws: Failure(
        "read", library, because: "it changed while the tree was read",
        advice: "run again when nothing writes to the tree")
    ) {
      try await strip(
        with: "case \"$*\" in *deterministic*) touch '\(library)' ;; esac; exec strip \"$@\"")
    }
  }

  @Test(arguments: ["!<arch>\\n", "!<arch>\\nodd", ""])
  func `a library that loses its members is kept`(_ result: String) async throws {
    let tree = try await strip(
      with: """
        case "$*" in *deterministic*) \(Self.toOutput); printf '\(result)' > "$1"; exit 0 ;; esac
        exec strip "$@"
        """)
    #expect(tree.kept.map(\.description) == ["lib/libgreet.a: it is not a valid archive"])
    #expect(tree.strippedFiles == 4)
  }

  @Test(arguments: [false, true]) func `a program that could no longer be loaded is kept`(_ isMoved: Bool)
    async throws
  {
    for name in ["bin/hello3", "share/plugin", "lib/libgreet.so.1.0"] {
      #expect(unlink(folder.at(name)) == 0)
    }
    let bytes = try folder.bytes("bin/hello")
    let elf = ELF(bytes.span.bytes)
    let programs = try #require(elf?.programHeaders)
    let starts = (0..<programs.count).map { programs.offset + $0 * programs.entrySize }
    let load = try #require(starts.first { bytes[$0] == 1 })
    // The address of a segment, or the place of their table.
    let place = isMoved ? load + 16 : 32
    let tree = try await strip(
      with: """
        strip "$@" || exit 1
        case "$*" in *strip-all*) \(Self.toOutput)
        printf '\\001\\377\\377\\377' | dd of="$1" bs=1 seek=\(place) conv=notrunc 2> /dev/null ;; esac
        """)
    #expect(
      tree.kept.map(\.description) == [
        "bin/hello: the stripped file could not be loaded, which can happen after patchelf"
      ])
  }

  @Test func `large files and libraries come first, alone, and others by twelve`() {
    func binary(_ index: Int, _ size: Int, isLibrary: Bool = false) -> Stripper.Binary {
      let entry = Entry(
        path: .root, kind: .file, mode: 0, size: ByteCount(size), diskUsage: .zero, modified: 0,
        identity: Entry.Identity(device: 0, inode: 0), linkCount: 1, stamp: FileStamp(stat()))
      return Stripper.Binary(index: index, entry: entry, options: ["x"], lasting: [:], isLibrary: isLibrary)
    }
    let limit = 4 << 20
    let batches = Stripper.batches(
      [binary(0, 10, isLibrary: true), binary(1, limit), binary(2, limit + 1), binary(3, 2 * limit)]
        + (4..<16).map { binary($0, 100) })
    #expect(
      batches.map { $0.binaries.map(\.index) } == [[3], [2], [0], [1] + Array(4..<15), [15]])
    #expect(batches.allSatisfy { $0.options == ["x"] })
    #expect(Stripper.batches([]).isEmpty)
  }

  @Test func `a tool with much output does not end the run`() async throws {
    let script = """
      #!/bin/sh
      [ "$1" = --version ] && exec echo loud
      while :; do echo 'one more word' >&2 || exit 1; done
      """
    let tree = try await strip(tool: try folder.file("tool", text: script, mode: 0o755))
    #expect(tree.kept.count == 5)
    #expect(Set(tree.kept.map(\.reason)) == ["it printed more than 65536 bytes"])
    #expect(tree.strippedFiles == 0)
  }

  @Test func `the tree is not touched`() async throws {
    let look = "find . -printf '%p %i %m %s %T@ %n %l\\n' | sort; find . -type f -exec sha256sum {} + | sort"
    let before = try Shell.run(look, in: folder.path).output
    _ = try unpacked(try await strip())
    #expect(try Shell.run(look, in: folder.path).output == before)
  }

  @Test func `stripping twice gives the same bytes`() async throws {
    let clock = MtimePolicy(epoch: 0, keepsEarlier: false)
    let first = try await strip().pack(mtimes: clock).digest
    #expect(try await strip().pack(mtimes: clock).digest == first)
  }

  @Test func `files that only look like binaries are left alone`() async throws {
    try folder.file("magic", ELF.magic)
    try folder.file("longer", ELF.magic + [UInt8](repeating: 0, count: 200))
    try folder.file("thin.a", text: "!<thin>\n//        ")
    try folder.file("short.a", text: "!<arch>\n")
    let tree = try await strip()
    #expect(tree.kept.isEmpty)
    #expect(tree.strippedFiles == 5)
  }

  @Test func `a missing tool is an error with advice`() async throws {
    await #expect(
      throws: Failure(
        "strip with", "no-such-strip", because: "it is not on PATH",
        advice: "install binutils, name another tool with --strip-tool, or use --strip none")
    ) { try await StripTool(named: "no-such-strip") }
  }

  @Test func `a tool that never ends is killed`() async throws {
    let hanging = try folder.file(
      "hang",
      text: "#!/bin/sh\n[ \"$1\" = --version ] && echo hang 1 && exit\nexec sleep 1000\n", mode: 0o755)
    let tool = try await StripTool(named: hanging, limit: .seconds(2))
    await #expect(
      throws: Failure(
        "run", hanging, because: "it did not end within \(Format.time(.seconds(2)))",
        advice: "name another tool with --strip-tool, or use --strip none")
    ) { try await tool.strip(["a"], []) }
    #expect(StripTool.patience == .seconds(1800))
  }

  @Test func `a file that vanishes before it is stripped is named`() async throws {
    let tree = try Tree(at: folder.path)
    #expect(unlink(folder.at("lib/greet.o")) == 0)
    let tool = try await StripTool()
    await #expect(
      throws: Failure("read", folder.at("lib/greet.o"), because: "No such file or directory")
    ) { try await Stripper(mode: .all, tool: tool).strip(tree) }
  }

  @Test func `stripped copies go with their tar, unless another order wants them`() async throws {
    let tree = try BinaryTree.copy()
    for keeps in [false, true] {
      let stripped = try await Stripper(mode: .all, tool: try await StripTool()).strip(
        try Tree(at: tree.path))
      func copies() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: stripped.scratch.path).count
      }
      #expect(try copies() >= stripped.strippedFiles && stripped.strippedFiles > 0)
      let mtimes = MtimePolicy(epoch: 1, keepsEarlier: false)
      if keeps {
        _ = try stripped.pack(mtimes: mtimes, keepsStripped: true)
      } else {
        _ = try stripped.pack(mtimes: mtimes)
      }
      #expect(try (copies() >= stripped.strippedFiles) == keeps)
    }
  }
}
