import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite(.timeLimit(.minutes(30))) struct TarContentsTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func pack() async throws -> Tar {
    try await Stripper(mode: .none, tool: nil).strip(Tree(at: folder.path)).pack(
      mtimes: MtimePolicy(epoch: 1_000_000, keepsEarlier: false))
  }

  @Test func `reading a tar gives back what was packed, long names and odd bytes included`() async throws {
    let long = String(repeating: "l", count: 180)
    try folder.file("\(long)/\(long)/file.py", text: "x = 1\n")
    try folder.link("link", to: String(repeating: "t/", count: 90))
    try folder.hardLink("a-link", to: "\(long)/\(long)/file.py")
    try folder.file(named: [0xFF, 0x0A, 0x62], Array("odd".utf8))
    try folder.file("empty")
    try folder.file("large", [UInt8](repeating: 9, count: 300_001))
    let tar = try await pack()
    let contents = try tar.bytes.withBytes { bytes throws(Failure) in try TarContents(of: bytes) }
    #expect(contents.entries.map(\.path) == tar.entries.map(\.path))
    #expect(contents.entries.map(\.kind) == tar.entries.map(\.kind))
    #expect(contents.entries.map(\.size) == tar.entries.map(\.size))
    #expect(contents.entries.map(\.range.lowerBound) == tar.entries.map(\.range.lowerBound))
    #expect(contents.entries.last?.range.upperBound == tar.bytes.size.bytes)
    for (read, packed) in zip(contents.entries, tar.entries) where packed.kind == .file {
      #expect(read.content?.digest == packed.originalDigest)
    }
  }

  @Test(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"))
  func `binaries, stripped or not, are distinguished from data`()
    async throws
  {
    let tree = try BinaryTree.copy()
    try tree.file("a.pyc", [0xCB, 0x0D, 0x0D, 0x0A, 0, 0, 0, 0] + [UInt8](repeating: 1, count: 20))
    try tree.file("b.pyc", [0xCB, 0x0D, 0x0D, 0x0A, 1, 0, 0, 0] + [UInt8](repeating: 1, count: 20))
    func forms(_ mode: StripMode) async throws -> [String: FileContent.Form] {
      let tool = mode == .none ? nil : try await StripTool()
      let tar = try await Stripper(mode: mode, tool: tool).strip(Tree(at: tree.path)).pack(
        mtimes: MtimePolicy(epoch: 1, keepsEarlier: false))
      let contents = try tar.bytes.withBytes { bytes throws(Failure) in try TarContents(of: bytes) }
      return Dictionary(
        uniqueKeysWithValues: contents.entries.compactMap { entry in
          entry.content.map { (entry.path.description, $0.form) }
        })
    }
    let before = try await forms(.none)
    let after = try await forms(.all)
    #expect(before["bin/hello"] == .elf(unstripped: true))
    #expect(after["bin/hello"] == .elf(unstripped: false))
    #expect(before["lib/greet.o"] == .elf(unstripped: true))
    #expect(after["lib/greet.o"] == .elf(unstripped: false))
    #expect(after["lib/libgreet.a"] == .staticLibrary)
    #expect(after["lib/python/os.py"] == .other)
    #expect(after["a.pyc"] == .bytecode(recordsTime: true))
    #expect(after["b.pyc"] == .bytecode(recordsTime: false))
  }

  @Test(arguments: [
    "--format=pax .", "--format=ustar .", ".//", "ä ./b . ./", "--no-recursion ä ä/plain.txt b .",
  ])
  func `tars of other tools are read too, their root is no entry`(_ arguments: String) throws {
    try folder.file("tree/ä/plain.txt", text: "hello")
    try folder.hardLink("tree/b", to: "tree/ä/plain.txt")
    let made = try Shell.run(
      "tar --sort=name -cf all.tar -C tree \(arguments)", in: folder.path,
      environment: ["LC_ALL": "C.UTF-8"])
    #expect(made.status == 0, "\(made.errors)")
    let tar = try MappedFile(path: folder.at("all.tar"))
    let entries = try tar.withBytes { bytes throws(Failure) in try TarContents(of: bytes).entries }
    #expect(Set(entries.map(\.path.description)) == ["ä", "ä/plain.txt", "b"])
    let links = entries.compactMap { entry -> EntryPath? in
      if case .hardLink(let original) = entry.kind { original } else { nil }
    }
    #expect(Set(links.map(\.description)).isSubset(of: ["ä/plain.txt", "b"]))
    #expect(!links.isEmpty)
    // No byte of the tar is lost, and none counts twice.
    #expect(entries.first?.range.lowerBound == 0)
    #expect(entries.last?.range.upperBound == tar.size.bytes)
    for (entry, next) in zip(entries, entries.dropFirst()) {
      #expect(entry.range.upperBound == next.range.lowerBound)
    }
  }

  @Test func `a tar with only its root is an error`() throws {
    #expect(try Shell.run("mkdir none && tar -cf all.tar -C none .", in: folder.path).status == 0)
    let tar = try MappedFile(path: folder.at("all.tar"))
    #expect(throws: Failure("read", "the tar", because: "it is empty")) {
      try tar.withBytes { bytes throws(Failure) in try TarContents(of: bytes) }
    }
  }
}
