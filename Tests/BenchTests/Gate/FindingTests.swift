import Testing
import TestSupport

@testable import Pipeline

@Suite(.timeLimit(.minutes(30))) struct FindingTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func findings() async throws -> [Finding] {
    let choice = SourceTree(path: folder.path, options: TreeOptions(strip: .none))
    return try await Manifest(making: choice, .plain) { _ in }.findings
  }

  private func pyc(flags: UInt8) -> [UInt8] {
    [0xCB, 0x0D, 0x0D, 0x0A, flags, 0, 0, 0] + [UInt8](repeating: 1, count: 9)
  }

  @Test func `folders of tests are found once, at the outermost`() async throws {
    try folder.file("lib/test/sub/tests/a.py")
    try folder.file("lib/idlelib/idle_test/b.py")
    try folder.file("lib/contest/c.py")
    try folder.file("lib/test/gone.pyc", pyc(flags: 0))
    try folder.file("lib/test.py")
    let found = try await findings()
    #expect(found.map(\.path.description) == ["lib/idlelib/idle_test", "lib/test"])
    #expect(found.map(\.files) == [1, 2])
  }

  @Test func `compiled files are looked at by folder`() async throws {
    try folder.file("lib/a.py", text: "a")
    try folder.file("lib/__pycache__/a.cpython-312.pyc", pyc(flags: 0))
    try folder.file("lib/__pycache__/a.cpython-312.opt-1.pyc", pyc(flags: 1))
    try folder.file("lib/a.b.py", text: "b")
    try folder.file("lib/__pycache__/a.b.cpython-312.opt-2.pyc", pyc(flags: 1))
    try folder.file("lib/__pycache__/gone.cpython-312.pyc", pyc(flags: 1))
    try folder.file("b.pyc", pyc(flags: 3))
    let found = try await findings()
    #expect(found.map(\.kind) == [.timestampBytecode, .orphanBytecode, .orphanBytecode, .duplicateBytecode])
    #expect(found.map(\.path.description) == ["lib/__pycache__", ".", "lib/__pycache__", "lib/__pycache__"])
    #expect(found.map(\.files) == [1, 1, 1, 2])
  }

  @Test func `large copies are found, hard links and small ones are not`() async throws {
    let large = [UInt8](repeating: 7, count: 256 << 10)
    try folder.file("a", large)
    try folder.file("b", large)
    try folder.hardLink("c", to: "a")
    try folder.file("d", Array(large.dropLast()))
    try folder.file("e", Array(large.dropLast()))
    let found = try await findings()
    #expect(found.map(\.path.description) == ["b"])
    #expect(found.first?.sameAs?.description == "a")
  }

  @Test(.enabled(if: Shell.has("gcc"), "no gcc to make binaries")) func `binaries with symbols are found`()
    async throws
  {
    let tree = try BinaryTree.copy()
    let choice = SourceTree(path: tree.path, options: TreeOptions(strip: .none))
    let found = try await Manifest(making: choice, .plain) { _ in }.findings
    #expect(
      found.filter { $0.kind == .unstrippedELF }.map(\.path.description) == [
        "bin/hello", "lib/greet.o", "lib/libgreet.so.1.0", "share/plugin",
      ])
    #expect(found.filter { $0.kind == .staticLibrary }.map(\.path.description) == ["lib/libgreet.a"])
    let stripped = SourceTree(path: tree.path, options: TreeOptions(strip: .all))
    #expect(try await Manifest(making: stripped, .plain) { _ in }.findings.map(\.kind) == [.staticLibrary])
  }

  @Test func `permissions that let others in are found`() async throws {
    try folder.file("bin/su", text: "a", mode: 0o4755)
    try folder.file("bin/mail", text: "b", mode: 0o2755)
    try folder.file("share/open", text: "c", mode: 0o666)
    try folder.folder("tmp")
    try folder.folder("shared")
    #expect(try Shell.run("chmod 1777 tmp && chmod 777 shared", in: folder.path).status == 0)
    let found = try await findings()
    #expect(found.map(\.kind) == [.setuid, .setgid, .worldWritable, .worldWritable])
    #expect(found.map(\.path.description) == ["bin/su", "bin/mail", "share", "shared"])
    #expect(found.map(\.files) == [1, 1, 1, 0])
  }

  @Test(arguments: [
    ("cpython-3.12-install_only_stripped.tar.gz", true), ("python.stripped", true), ("a-STRIPPED-b", true),
    ("unstripped.tar", false), ("not-stripped.tar", false), ("non_stripped", false), ("stripper", false),
  ])
  func `names that claim stripped binaries are recognized`(_ name: String, _ claims: Bool) {
    #expect(StrippedName.claims(Array(name.utf8)[...]) == claims)
  }

  @Test(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"))
  func `an archive named stripped that holds other binaries is found`() throws {
    let tree = try BinaryTree.copy()
    for (name, count) in [("a-stripped.tar", 1), ("a-unstripped.tar", 0)] {
      #expect(try Shell.run("tar -cf \(name) -C '\(tree.path)' .", in: folder.path).status == 0)
      let found = try Manifest(of: folder.at(name)) { _ in }.findings.filter { $0.kind == .misnamed }
      #expect(found.map(\.files) == (count == 0 ? [] : [4]))
    }
  }
}
