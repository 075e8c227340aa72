import Testing
import TestSupport

@testable import Pipeline

@Suite struct UnpackedAttributesTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Whether the file system of test folders keeps attributes of users.
  private static let isKept =
    (try? Shell.run("f=$(mktemp) && setfattr -n user.test -v x $f; s=$?; rm -f $f; exit $s").status) == 0

  @Test(.enabled(if: isKept, "no setfattr, or no attributes in the temporary folder"))
  func `attributes that a tar does not keep are reported`() throws {
    try folder.file("a/plain", text: "x")
    try folder.file("a/b/noted", text: "x")
    try folder.file("left-out", text: "x")
    let set = try Shell.run(
      "setfattr -n user.origin -v x a/b/noted left-out && setfattr -n user.overlay.opaque -v y a/plain",
      in: folder.path)
    #expect(set.status == 0, "\(set.errors)")
    let tree = try Tree(at: folder.path, selecting: Selection(exclude: [try Glob("left-out")]))
    #expect(
      tree.warnings == [
        "1 entry loses capabilities, access control lists or extended attributes, which the tar does not keep, "
          + "such as extended attributes of \(folder.at("a/b/noted"))"
      ])
  }

  @Test(.enabled(if: isKept, "no setfattr, or no attributes in the temporary folder"))
  func `of several entries the first in order is the example`() throws {
    for name in ["c/d/e", "c/b", "f"] { try folder.file(name, text: "x") }
    let set = try Shell.run("setfattr -n user.a -v x c/d/e c/b f", in: folder.path)
    #expect(set.status == 0, "\(set.errors)")
    let tree = try Tree(at: folder.path)
    // Kernels before 6.13 list by path only.
    #expect(
      UnpackedAttributes(of: tree.entries, in: tree.folder, listsByName: false).warnings == tree.warnings)
    #expect(
      tree.warnings == [
        "3 entries lose capabilities, access control lists or extended attributes, which the tar does not keep, "
          + "such as extended attributes of \(folder.at("c/b"))"
      ])
  }

  @Test(
    arguments: [
      ("security.capability", .capability), ("system.posix_acl_access", .list),
      ("system.posix_acl_default", .list),
      ("user.a", .user), ("user.overlay.opaque", nil), ("user.fuseoverlayfs.opaque", nil),
      ("security.selinux", nil),
      ("trusted.overlay.opaque", nil), ("", nil),
    ] as [(String, UnpackedAttributes.Attribute?)])
  func `attributes that the system sets do not count`(name: String, attribute: UnpackedAttributes.Attribute?)
  {
    #expect(UnpackedAttributes.Attribute(name) == attribute)
  }

  @Test func `the most important attribute is the last`() {
    let all: [UnpackedAttributes.Attribute] = [.capability, .user, .list]
    #expect(all.sorted() == [.user, .list, .capability])
    #expect(
      all.sorted().map(\.description) == ["extended attributes", "an access control list", "capabilities"])
  }

  private static let canSetCapabilities =
    (try? Shell.run("f=$(mktemp) && setcap cap_net_raw+ep $f; s=$?; rm -f $f; exit $s").status) == 0

  @Test(.enabled(if: canSetCapabilities, "no setcap, or no right to use it"))
  func `capabilities are what is named first`() throws {
    try folder.file("a", text: "x")
    try folder.file("ping", text: "x", mode: 0o755)
    let set = try Shell.run(
      "setfattr -n user.origin -v x a ping; setcap cap_net_raw+ep ping", in: folder.path)
    #expect(set.status == 0, "\(set.errors)")
    let warnings = try Tree(at: folder.path).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasSuffix("such as capabilities of \(folder.at("ping"))") == true, "\(warnings)")
  }
}
