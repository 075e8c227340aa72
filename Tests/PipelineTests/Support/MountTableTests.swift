import Testing

@testable import Pipeline

@Suite struct MountTableTests {
  private let table = MountTable(
    """
    22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
    30 22 8:1 /build/lib /out rw,relatime - ext4 /dev/sda1 rw
    31 22 8:2 / /data rw,relatime - ext4 /dev/sdb1 rw
    32 22 8:2 /wheels /build/wheels rw,relatime - ext4 /dev/sdb1 rw
    33 22 8:1 /my\\040tree /spaced rw,relatime - ext4 /dev/sda1 rw
    34 22 0:9 / /hidden rw,relatime - tmpfs tmpfs rw
    """)

  @Test(arguments: ["/build", "/build/lib/x", "/out", "/out/deep/x", "/data/wheels/x", "/build/wheels"])
  func `a path leads into the tree by any of its mounts`(_ path: String) {
    #expect(table.lies(path, in: "/build"))
  }

  @Test(arguments: ["/", "/builds", "/outer", "/data", "/data/wheel", "/hidden/build", "/spaced"])
  func `a path beside the tree is not in it`(_ path: String) { #expect(!table.lies(path, in: "/build")) }

  @Test func `lines without a mount are skipped`() {
    let table = MountTable("1 1 8:1 /\n\n2 1 8:1 / /\n3 1 8:1 /a\\134b\\011\\012 /m rw\n")
    #expect(
      table.lies("/m/x", in: "/a\\b\t\n") && table.lies("/a/x", in: "/a") && !table.lies("/b", in: "/a"))
    #expect(!MountTable("").lies("/a", in: "/") && !MountTable("").lies("/a", in: "/a"))
    #expect(MountTable.current.lies("/proc/self", in: "/"))
  }

  @Test func `escaped blanks of mounted folders are read`() {
    #expect(table.lies("/spaced/x", in: "/my tree"))
  }

  @Test func `the last mount at a point hides the others`() {
    let table = MountTable("1 1 8:1 / / rw\n2 1 8:1 /a /m rw\n3 1 8:2 /b /m rw\n")
    #expect(!table.lies("/m/x", in: "/a"))
    #expect(table.lies("/m/x", in: "/m"))
  }
}
