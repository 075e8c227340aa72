import Testing

@testable import Pipeline

@Suite struct SelectionTests {
  @Test(arguments: [
    (Selection.Prune.tests, "lib/test", true, true), (.tests, "lib/tests", true, true),
    (.tests, "idlelib/idle_test", true, true), (.tests, "lib/test", false, false),
    (.staticLibs, ".a", false, false),
    (.tests, "lib/testing", true, false), (.tests, "lib/Test", true, false),
    (.bytecode, "a.pyc", false, true), (.bytecode, "a.pyo", false, false), (.bytecode, ".pyc", false, false),
    (.bytecode, "odd.pyc", true, false), (.staticLibs, "lib/libpython.a", false, true),
    (.staticLibs, "a", false, false), (.staticLibs, "x.la", false, false),
    (.staticLibs, "config.a", true, false), (.sitePackages, "lib/site-packages", true, true),
    (.sitePackages, "site-packages", false, false), (.sitePackages, "dist-packages", true, false),
  ])
  func `a class leaves out its own and nothing else`(
    prune: Selection.Prune, path: String, isFolder: Bool, left: Bool
  ) {
    let rule = Selection(prune: [prune]).rule(against: EntryPath(Array(path.utf8)), isFolder: isFolder)
    #expect((rule != nil) == left)
  }

  @Test func `the first pattern that matches is the one that counts`() throws {
    let selection = Selection(exclude: [try Glob("*.txt"), try Glob("a*")], prune: [.bytecode])
    #expect(selection.rule(against: EntryPath(Array("a.txt".utf8)), isFolder: false) == .exclude(0))
    #expect(selection.rule(against: EntryPath(Array("a.pyc".utf8)), isFolder: false) == .exclude(1))
    #expect(selection.rule(against: EntryPath(Array("b.pyc".utf8)), isFolder: false) == .prune)
    #expect(selection.rule(against: EntryPath(Array("b".utf8)), isFolder: false) == nil)
  }
}
