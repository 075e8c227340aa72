import Testing

@testable import Pipeline

@Suite struct ControlGroupTests {
  @Test func `the tightest quota of a group and those it is in counts`() {
    let files = [
      "/proc/self/cgroup": "0::/ci/job\n", "/sys/fs/cgroup/ci/job/cpu.max": "400000 100000\n",
      "/sys/fs/cgroup/ci/cpu.max": "150000 100000\n", "/sys/fs/cgroup/ci/job/memory.max": "4294967296\n",
      "/sys/fs/cgroup/ci/memory.max": "max\n",
    ]
    let group = ControlGroup { files[$0] }
    #expect(group.processors == 1.5)
    #expect(group.memory == 4 << 30)
  }

  @Test func `no quota is no limit`() {
    let files = ["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n"]
    #expect(ControlGroup { files[$0] }.processors == nil)
    #expect(ControlGroup { files[$0] }.memory == nil)
    #expect(ControlGroup { _ in nil }.processors == nil)
  }

  @Test func `groups of version 1 are read`() {
    let files = [
      "/proc/self/cgroup": "4:memory:/docker/a\n2:cpu,cpuacct:/docker/a\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "200000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n",
    ]
    #expect(ControlGroup { files[$0] }.processors == 2)
    #expect(ControlGroup { files[$0] }.memory == 1 << 30)
  }

  @Test func `a group's path may hold colons, and the lowest memory of all levels counts`() {
    let files = [
      "/proc/self/cgroup": "odd\n7:pids:/a:b\n0::/a:b/c\n", "/sys/fs/cgroup/a:b/cpu.max": "300000 100000\n",
      "/sys/fs/cgroup/a:b/c/memory.max": "300\n", "/sys/fs/cgroup/a:b/memory.max": "200\n",
      "/sys/fs/cgroup/memory.max": "400\n", "/sys/fs/cgroup/pids/a:b/memory.limit_in_bytes": "1\n",
    ]
    #expect(ControlGroup { files[$0] }.processors == 3)
    #expect(ControlGroup { files[$0] }.memory == 200)
  }

  @Test(
    arguments: [
      ("1 1", 1), ("2 1", 2), ("0 1", nil), ("1 0", nil), ("-1 1", nil), ("1 -1", nil), ("max 1", nil),
      ("1", nil),
      ("1 1 1", nil), ("", nil),
    ] as [(String, Double?)])
  func `a quota is a time in a period`(text: String, processors: Double?) {
    let files = ["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": text + "\n"]
    #expect(ControlGroup { files[$0] }.processors == processors)
  }

  @Test func `a quota of -1 is none`() {
    let files = [
      "/proc/self/cgroup": "2:cpu:/\n", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    ]
    #expect(ControlGroup { files[$0] }.processors == nil)
  }
}
