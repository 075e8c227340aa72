import FoundationEssentials
import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline
@testable import pybench

@Suite struct CheckWordingTests {
  @Test(arguments: [
    (0, 1000, "+0.000%"), (1, 3, "+33.333%"), (2, 3, "+66.667%"), (-1, 3, "-33.333%"),
    (-1000, 1000, "-100.000%"),
    // Half of a thousandth is rounded up, less is not.
    (1, 200_000, "+0.001%"), (1, 200_001, "+0.000%"), (-1, 200_000, "-0.001%"), (3, 200_000, "+0.002%"),
    (7, 1000, "+0.700%"), (10_010, 1_000_000, "+1.001%"), (9_999_950, 1_000_000, "+999.995%"),
    (1_234_567, 1000, "+123,456.700%"), (5, 0, "+500.000%"), (5, 1, "+500.000%"), (1, -2, "+50.000%"),
    // A product beyond 128 bits.
    (Int.max, 1, "+inf%"), (Int.min, 1, "-inf%"), (Int.max, 49_999, "+inf%"),
    (Int.max, 50_000, "+18,446,744,073,709,551.614%"),
  ])
  func `a change is in thousandths of a percent`(growth: Int, base: Int, text: String) {
    #expect(CheckWording.percent(ByteCount(growth), of: ByteCount(base)) == text)
  }

  private func entry(_ path: String, _ cost: Int, digest: String) -> ManifestEntry {
    ManifestEntry(
      path: EntryPath(Array(path.utf8)), kind: .data, bytes: ByteCount(100), compressedBytes: ByteCount(cost),
      digest: digest)
  }

  @Test func `entries that moved are counted, the first one is named`() {
    func moved(_ count: Int) -> String? {
      CheckWording.moved(
        EntryChanges(
          from: (0..<count).map { entry("a\($0)", 10, digest: "\($0)") },
          to: (0..<count).map { entry("b\($0)", 10, digest: "\($0)") }))
    }
    #expect(moved(0) == nil)
    #expect(moved(1) == "moved, otherwise unchanged: a0 to b0")
    #expect(moved(3) == "moved, otherwise unchanged: a0 to b0 and 2 more")
  }

  @Test(arguments: [
    (1, 0, ""), (2, 0, ", 2 files"), (0, 0, ", 0 files"), (1, 1, ", 1 files instead of 1"),
    (3, 2, ", 3 files instead of 2"),
  ])
  func `a finding has its files if there are several, or were others`(files: Int, before: Int, phrase: String)
  {
    let finding = Finding(
      kind: .testFolder, path: EntryPath(Array("t".utf8)), files: files, bytes: ByteCount(5),
      compressedBytes: .zero,
      sameAs: nil)
    #expect(
      CheckWording.phrase(CheckResult.NewFinding(finding: finding, filesBefore: before))
        == "folder of tests\(phrase), 5 bytes in the tar")
  }

  private static let limits = GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))

  private func result(_ sizes: (setting: String?, base: Int, now: Int)...) -> CheckResult {
    CheckResult(
      "t",
      sizes: sizes.map { size in
        SizeChange(
          setting: size.setting, base: ByteCount(size.base), now: ByteCount(size.now), limits: Self.limits)
      }, differences: [], sameTar: nil, at: "base.json", limits: Self.limits)
  }

  @Test func `of settings that changed alike the first is named`() {
    var grown = result(("a", 1_000_000, 1_100_000), ("b", 2_000_000, 2_200_000), ("c", 100, 100))
    grown.violations = [Violation(rule: .growth, subject: "a"), Violation(rule: .growth, subject: "b")]
    #expect(
      CheckWording.verdict(grown) == [
        "regression: 2 of 3 settings changed beyond the limits; the most grown, a went from 1,000,000 to 1,100,000"
          + " bytes, +100,000 (+10.000%); the limits allow growth of 0.5% of the baseline, and 4,096 bytes"
      ])
    let shrunk = result(("a", 1_000_000, 900_000), ("b", 2_000_000, 1_800_000), ("c", 100, 100))
    #expect(
      CheckWording.verdict(shrunk) == [
        "passed: 2 of 3 settings changed beyond the limits; the least grown, a went from 1,000,000 to 900,000"
          + " bytes, -100,000 (-10.000%); --update makes it the baseline"
      ])
    #expect(
      CheckWording.verdict(result((nil, 5, 5))) == ["passed: the archive stayed at 5 bytes, +0 (+0.000%)"])
    #expect(CheckWording.verdict(result()) == ["passed: nothing to compare"])
  }

  @Test func `missing binaries are listed where the verdict does not name them`() {
    func text(_ count: Int, updated: Bool = false, replacement: FileKind? = nil) -> Bool {
      var result = result(("a", 1000, 1000))
      result.updated = updated
      result.lost = (0..<count).map {
        LostBinary(path: EntryPath(Array("b\($0)".utf8)), replacement: $0 == 1 ? replacement : nil)
      }
      return CheckText.text(result).contains("\n\nmissing binaries:\n  gone: b0")
    }
    #expect(!text(0) && !text(1) && !text(3) && text(4))
    #expect(!text(0, updated: true) && text(1, updated: true) && text(3, updated: true))
    #expect(!text(1, replacement: .folder) && text(2, replacement: .folder))
  }

  @Test(arguments: [(20, false), (21, true)])
  func `a list has twenty lines`(count: Int, more: Bool) {
    var result = result(("a", 1000, 1000))
    result.modes = (0..<count).map {
      ModeChange(base: FileMode(0o644), now: FileMode(UInt16($0)), paths: [EntryPath([0x61])])
    }
    let lines = CheckText.text(result).split(separator: "\n")
    #expect(lines.count == 2 + 20 + (more ? 1 : 0) && (lines.last == "  and 1 more") == more)
  }

  @Test func `drifts have a line, unless one breaks a rule`() {
    var history = History(Data())
    var record = HistoryRecord(ManifestTests.sample, release: "1", date: 0)
    (record.compressedBytes, record.setting) = (ByteCount(1000), "a")
    history.records = [record]
    var result = result(("a", 1010, 1010))
    #expect(!CheckText.text(result).contains("smallest of the last"))
    result.drifts = [Drift(ByteCount(1010), "a", after: history)].compactMap(\.self)
    let line = "a has 1,010 bytes, +10 (+1.000%) against the smallest of the last 10 releases, 1"
    #expect(CheckText.text(result).hasSuffix("\n\n" + line))
    result.violations = [Violation(rule: .require, subject: "x")]
    #expect(CheckText.text(result).hasSuffix("\n\n" + line))
    (result.violations, result.maxDrift) = ([Violation(rule: .maxDrift, subject: "a")], Percentage(0.5))
    #expect(
      CheckText.text(result)
        == "regression: \(line); --max-drift allows 0.5%\na stayed at 1,010 bytes, +0 (+0.000%)")
  }

  @Test func `an annotation has the first cause of a failure, and three findings`() {
    var result = result(("a", 1000, 9000))
    result.changes = EntryChanges(
      from: [entry("x", 10, digest: "1"), entry("y", 10, digest: "2")],
      to: [entry("x", 20, digest: "3"), entry("y", 500, digest: "4")])
    let passed =
      "::notice title=Archive size%3A t::passed: a went from 1,000 to 9,000 bytes, +8,000 (+800.000%25)"
    #expect(WorkflowCommand.annotation(result) == passed)
    result.violations = [Violation(rule: .require, subject: "x")]
    #expect(
      WorkflowCommand.annotation(result)
        == "::error title=Archive size%3A t::failed: nothing matches --require 'x'%0Aa went from 1,000 to 9,000 bytes,"
        + " +8,000 (+800.000%25)%0Ay grew: +490 bytes compressed")
  }
}
