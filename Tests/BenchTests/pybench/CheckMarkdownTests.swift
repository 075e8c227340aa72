import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline
@testable import pybench

@Suite struct CheckMarkdownTests {
  @Test(arguments: [
    ("plain", "`plain`"), ("__init__.py", "`__init__.py`"), ("a|b", "`a\\|b`"), ("a`b", "``a`b``"),
    ("`a", "`` `a ``"), ("a``b`", "``` a``b` ```"), ("<img>", "`<img>`"),
  ])
  func `any name fits in a code span`(_ name: String, _ expected: String) {
    #expect(MarkdownCells.code(name) == expected)
  }

  /// The heading of a check of settings whose archives went from one size to another.
  private func heading(_ sizes: (setting: String, base: Int, now: Int)...) throws -> String {
    let lines = text(sizes).split(separator: "\n")
    return String(try #require(lines.first { $0.hasPrefix("### ") }))
  }

  private func text(_ sizes: [(setting: String, base: Int, now: Int)]) -> String {
    let limits = GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))
    let changes = sizes.map { size in
      SizeChange(
        setting: size.setting, base: ByteCount(size.base), now: ByteCount(size.now), limits: limits)
    }
    let result = CheckResult(
      "t", sizes: changes, differences: [], sameTar: nil, at: "base.json", limits: limits)
    return CheckMarkdown.text(result)
  }

  @Test func `the heading distinguishes a passed check from an improved one`() throws {
    #expect(
      try heading(("xz-6", 1_000_000, 1_000_000)).hasPrefix("### :white_check_mark: `t`: 1.00 MB, "))
    #expect(try heading(("xz-6", 1_000_000, 900_000)).hasPrefix("### :arrow_down: `t`: 900 kB, -10"))
  }

  @Test func `the heading has the size that grew most, of equals the first`() throws {
    let passed = "### :white_check_mark: `t`: "
    #expect(
      try heading(("xz-6", 1_000_000, 1_000_000), ("gzip-9", 2_000_000, 2_001_000))
        .hasPrefix(passed + "2.00 MB, +0"))
    #expect(
      try heading(("xz-6", 1_000_000, 1_000_000), ("gzip-9", 2_000_000, 2_000_000))
        .hasPrefix(passed + "1.00 MB, "))
  }

  @Test func `a passed check reports the setting that grew most, not one that shrank`() {
    #expect(
      text([("xz-6", 1_000_000, 999_000), ("gzip-9", 2_000_000, 2_001_000)])
        .contains("went from 2,000,000 to 2,001,000 bytes"))
  }

  @Test func `growth that no change explains has a line, and only that`() {
    func entries(_ cost: Int) -> [ManifestEntry] {
      [
        ManifestEntry(
          path: EntryPath(Array("a".utf8)), kind: .data, bytes: ByteCount(9000),
          compressedBytes: ByteCount(cost),
          digest: "a")
      ]
    }
    let shifted = EntryChanges(from: entries(3000), to: entries(3300), resolution: ByteCount(128 << 10))
    #expect(CheckWording.shifted(shifted) != nil)
    let same = EntryChanges(from: entries(3000), to: entries(3000), resolution: .zero)
    #expect(CheckWording.shifted(same) == nil)
  }
}
