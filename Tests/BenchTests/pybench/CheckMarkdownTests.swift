import Foundation
import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline
@testable import pybench

@Suite struct CheckMarkdownTests {
  @Test(arguments: [
    ("plain", "`plain`"), ("__init__.py", "`__init__.py`"), ("a|b", "`a\\|b`"), ("a`b", "``a`b``"),
    ("`a", "`` `a ``"), ("a``b`", "``` a``b` ```"), ("<img>", "`<img>`"),
    ("a`", "`` a` ``"), (" a", "`  a `"), ("a ", "`a `"), ("", "`  `"), ("a``b``c`d", "```a``b``c`d```"),
    ("a\nb", "`a b`"),
  ])
  func `any name fits in a code span`(_ name: String, _ expected: String) {
    #expect(MarkdownCells.code(name) == expected)
  }

  @Test(arguments: [
    ("abcdefghij", 10, "abcdefghij"), ("abcdefghij", 9, "abcd…ghij"), ("abcdefghij", 4, "ab…j"),
    ("ab", 1, "…"),
  ])
  func `a name that is cut has its beginning and its end`(name: String, count: Int, text: String) {
    #expect(MarkdownCells(width: 1).cut(name, to: count) == text)
    #expect(MarkdownCells(width: count).code(name) == "`\(text)`")
  }

  @Test func `the parts of a comment`() {
    let cells = MarkdownCells(width: 3)
    #expect(
      cells.prose("abcdefghijkl") == "abcdefghijkl" && cells.prose("abcdefghijklm*") == "abcdef…jklm\\*")
    #expect([5, 0, -5].map { cells.signed(ByteCount($0)) } == ["+5 B", "+0 B", "-5 B"])
    #expect(cells.table(["a", "b"], [.left, .right], [["1", "2"]]) == "| a | b |\n|---|---:|\n| 1 | 2 |")
    let rows = [["1", "2", "3"], ["4", "5", "6"]]
    let table = "| a | b | c |\n|---|---|---:|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |"
    #expect(cells.table(["a", "b", "c"], [.left, .left, .right], rows, more: 0) == table)
    #expect(cells.table(["a", "b", "c"], [.left, .left, .right], rows, more: -1) == table)
    #expect(
      cells.table(["a", "b", "c"], [.left, .left, .right], rows, more: 1) == table + "\n| *1 more* |  |  |")
    #expect(cells.folded("a<b", "c") == "<details><summary>a&lt;b</summary>\n\nc\n\n</details>")
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

  @Test func `the heading of a failed check has the cause, and no size is an improvement`() {
    let limits = GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))
    let size = SizeChange(
      setting: "gzip-9", base: ByteCount(1_000_000), now: ByteCount(900_000), limits: limits)
    var result = CheckResult(
      "b.tar.gz", sizes: [size], differences: [], sameTar: nil, at: "base.json", limits: limits)
    result.lost = [LostBinary(path: EntryPath(Array("lib/a.so".utf8)), replacement: nil)]
    #expect(CheckMarkdown.text(result).contains("### :arrow_down: `b.tar.gz`: 900 kB, -10.000%\n"))
    result.violations = [Violation(rule: .vanished)]
    let text = CheckMarkdown.text(result)
    #expect(text.contains("### :x: `b.tar.gz`: 1 binary is missing, 900 kB, -10.000%\n"))
    #expect(text.contains("| shrank |") && !text.contains("improved"))
    result.violations = [
      Violation(rule: .require, subject: "/a"), Violation(rule: .require, subject: "/b"),
      Violation(rule: .maxSize), Violation(rule: .budget, subject: "/c"), Violation(rule: .modes),
      Violation(rule: .maxDrift),
    ]
    #expect(
      CheckMarkdown.text(result).contains(
        ": 2 required entries missing, larger than --max-size, 1 part over --budget, 2 more broken rules, 900 kB, "
      ))
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

  /// Sentences and settings with long names; the rows of changes, findings and modes that a comment shows of too many,
  /// and the length of their names.
  @Test(
    arguments: [
      (0, 0, 108, 20, 160), (15, 0, 48, 8, 160), (24, 0, 28, 5, 80), (24, 70, 8, 5, 80), (24, 79, 8, 5, 40),
    ] as [(Int, Int, Int, Int, Int)])
  func `a comment is cut to GitHub's limit step by step`(
    sentences: Int, settings: Int, changes: Int, others: Int, width: Int
  ) {
    let limits = GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))
    let emoji = String(repeating: "😀", count: 170)
    var result = CheckResult(
      "t",
      sizes: (0..<settings).map {
        SizeChange(setting: "\($0)" + emoji, base: ByteCount(1000), now: ByteCount(1000), limits: limits)
      }, differences: [], sameTar: nil, at: "base.json", limits: limits)
    let long = String(repeating: "&", count: 700)
    result.notes = (0..<min(sentences, 12)).map { _ in long }
    result.violations = (0..<max(sentences - 12, 1)).map { _ in Violation(rule: .require, subject: long) }
    result.changes = EntryChanges(
      from: [],
      to: (0..<120).map { number in
        ManifestEntry(
          path: EntryPath(Array("\(100 + number)\(String(repeating: "n", count: 170))".utf8)), kind: .data,
          bytes: ByteCount(5000), compressedBytes: ByteCount(1000 + number), digest: "d")
      })
    result.newFindings = (0..<24).map {
      CheckResult.NewFinding(
        finding: Finding(
          kind: .testFolder, path: EntryPath(Array("finding\($0)".utf8)), files: 1, bytes: .zero,
          compressedBytes: .zero, sameAs: nil), filesBefore: 0)
    }
    result.modes = (0..<24).map {
      ModeChange(
        base: FileMode(0o644), now: FileMode(UInt16($0)), paths: [EntryPath(Array("mode\($0)".utf8))])
    }
    let text = CheckMarkdown.text(result)
    #expect(text.utf8.count <= CheckMarkdown.limit)
    let names = text.matches(of: /`[12][0-9]{2}n+…n+`/).map { $0.output.count - 2 }
    #expect(names.count == changes && Set(names) == [width], "\(names.count) \(text.utf8.count)")
    #expect(
      text.matches(of: /`finding[0-9]+`/).count == others && text.matches(of: /`mode[0-9]+`/).count == others)
    // In both tables.
    #expect(text.components(separatedBy: "| *\(24 - others) more* |").count == 3)
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
