import FoundationEssentials
import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline

/// Which rules a comparison breaks, as a whole.
@Suite struct JudgementTests {
  private static let limits = GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))

  private func entry(_ path: String, cost: Int, kind: FileKind = .data) -> ManifestEntry {
    ManifestEntry(
      path: EntryPath(Array(path.utf8)), kind: kind, bytes: ByteCount(10), compressedBytes: ByteCount(cost))
  }

  private func size(_ setting: String?, _ base: Int, _ now: Int) -> SizeChange {
    SizeChange(setting: setting, base: ByteCount(base), now: ByteCount(now), limits: Self.limits)
  }

  /// A comparison in which two settings grew and one shrank, and something of everything else is wrong.
  private func comparison(_ sizes: [SizeChange]) -> CheckResult {
    var result = CheckResult(
      "t", sizes: sizes, differences: [], sameTar: nil, at: "b", limits: Self.limits)
    result.lost = [LostBinary(path: EntryPath([0x61]), replacement: nil)]
    result.modes = [ModeChange(base: FileMode(0o644), now: FileMode(0o600), paths: [EntryPath([0x61])])]
    result.newFindings = [
      .init(
        finding: Finding(
          kind: .setuid, path: EntryPath([0x61]), files: 1, bytes: .zero, compressedBytes: .zero),
        filesBefore: 0)
    ]
    return result
  }

  private func judged(
    _ rules: GateRules, _ result: CheckResult, _ entries: [ManifestEntry] = [], size: Int? = nil,
    past: [(setting: String?, bytes: Int, name: String)]? = nil, setting: String? = nil
  ) -> CheckResult {
    var check = Check(
      subject: .archive("a"), baseline: "b", encoding: nil, limits: Self.limits, update: false, strict: false)
    check.rules = rules
    let history = past.map { past in
      var history = History(Data())
      history.records = past.map { setting, bytes, name in
        var record = HistoryRecord(ManifestTests.sample, release: name, date: 0)
        (record.setting, record.compressedBytes) = (setting, ByteCount(bytes))
        return record
      }
      return history
    }
    var result = result
    check.judge(&result, entries, size.map { ByteCount($0) }, history, setting)
    return result
  }

  private var sizes: [SizeChange] {
    [size("x", 100_000, 120_000), size("y", 100_000, 80_000), size(nil, 100_000, 105_000)]
  }

  @Test func `the broken rules come with the most important first, and with what breaks them`() throws {
    var rules = GateRules()
    rules.failOn = Set(GateRules.Cause.allCases)
    rules.require = [try Glob("/none"), try Glob("lib/")]
    rules.maxSize = ByteCount(104_999)
    rules.budgets = [
      GateRules.Budget(glob: try Glob("lib/"), limit: ByteCount(29)),
      GateRules.Budget(glob: try Glob("idle*"), limit: .zero),
    ]
    rules.maxDrift = Percentage(5)
    let result = judged(
      rules, comparison(sizes),
      [entry("lib", cost: 10, kind: .folder), entry("lib/a", cost: 20), entry("b", cost: 70)],
      past: [("x", 110_000, "1"), ("y", 100_000, "2")])
    let drift = 110_000
    #expect(
      result.violations == [
        Violation(rule: .vanished),
        Violation(rule: .growth, subject: "x", bytes: ByteCount(120_000), limit: ByteCount(100_000)),
        Violation(rule: .growth, bytes: ByteCount(105_000), limit: ByteCount(100_000)),
        Violation(rule: .maxSize, subject: "x", bytes: ByteCount(120_000), limit: ByteCount(104_999)),
        Violation(rule: .maxSize, bytes: ByteCount(105_000), limit: ByteCount(104_999)),
        Violation(rule: .require, subject: "/none"),
        Violation(rule: .budget, subject: "lib/", bytes: ByteCount(30), limit: ByteCount(29)),
        Violation(rule: .maxDrift, subject: "x", bytes: ByteCount(120_000), limit: ByteCount(drift)),
        Violation(rule: .modes), Violation(rule: .findings),
        Violation(rule: .shrink, subject: "y", bytes: ByteCount(80_000), limit: ByteCount(100_000)),
      ])
    #expect(
      result.notes == [
        "the history holds no release with an unknown setting, so --max-drift is not checked",
        "--budget 'idle*' matches no entry",
      ])
    #expect(result.drifts.map(\.release) == ["1", "2"])
    #expect(result.maxDrift == Percentage(5))
    #expect(result.outcome == .regression && result.failed)
  }

  @Test func `causes that are not asked for break no rule`() {
    #expect(judged(GateRules(), comparison(sizes)).violations.map(\.rule) == [.vanished, .growth, .growth])
    var none = GateRules()
    none.failOn = []
    let result = judged(none, comparison(sizes))
    #expect(result.violations.isEmpty && result.notes.isEmpty && result.drifts.isEmpty)
    #expect(result.outcome == .improved && !result.failed)
    #expect(judged(none, comparison([size("x", 1, 1)])).outcome == .passed)
  }

  @Test(arguments: GateRules.Cause.allCases)
  func `a cause that did not occur breaks no rule`(cause: GateRules.Cause) {
    var rules = GateRules()
    rules.failOn = [cause]
    let nothing = CheckResult(
      "t", sizes: [size("x", 100_000, 100_001)], differences: [], sameTar: nil, at: "b", limits: Self.limits)
    #expect(judged(rules, nothing).violations.isEmpty)
    #expect(judged(rules, comparison(sizes)).violations.map(\.rule.rawValue).contains(cause.rawValue))
  }

  @Test func `limits take what is exactly on them`() throws {
    var rules = GateRules()
    rules.maxSize = ByteCount(120_000)
    rules.budgets = [GateRules.Budget(glob: try Glob("a"), limit: ByteCount(30))]
    rules.maxDrift = Percentage(20)
    let result = judged(
      rules, comparison([size("x", 120_000, 120_000)]), [entry("a", cost: 30)], past: [("x", 100_000, "1")])
    #expect(result.violations == [Violation(rule: .vanished)] && result.notes.isEmpty)
  }

  @Test func `an archive that is smaller than before did not drift`() {
    var rules = GateRules()
    rules.maxDrift = Percentage(0)
    for (bytes, breaks) in [(99_999, true), (100_000, false), (900_000, false)] {
      let result = judged(rules, comparison([size("x", 1, 100_000)]), past: [("x", bytes, "1")])
      #expect(result.violations.contains { $0.rule == .maxDrift } == breaks, "\(bytes)")
      #expect(result.drifts.map(\.growth.bytes) == [100_000 - bytes])
    }
  }

  @Test func `without a baseline the archive's own size counts`() {
    var rules = GateRules()
    rules.maxSize = ByteCount(999)
    rules.maxDrift = Percentage(1)
    let first = CheckResult(first: "t", at: "b", limits: Self.limits)
    let result = judged(rules, first, size: 1000, past: [("x", 500, "1")], setting: "x")
    #expect(
      result.violations == [
        Violation(rule: .maxSize, subject: "x", bytes: ByteCount(1000), limit: ByteCount(999)),
        Violation(rule: .maxDrift, subject: "x", bytes: ByteCount(1000), limit: ByteCount(500)),
      ])
    let without = judged(rules, first, size: 1000, setting: "x")
    #expect(without.violations.map(\.rule) == [.maxSize])
    #expect(without.notes == ["the history holds no release with x, so --max-drift is not checked"])
    // With a baseline, the sizes compared are those of the settings.
    #expect(
      judged(rules, comparison([size("x", 900, 900)]), size: 1000, past: [("x", 900, "1")]).violations == [
        Violation(rule: .vanished)
      ])
  }

  @Test func `a required folder and a folder with a budget include what is in them`() throws {
    var rules = GateRules()
    rules.failOn = []
    rules.require = [try Glob("lib/"), try Glob("data/")]
    rules.budgets = [GateRules.Budget(glob: try Glob("data/"), limit: .zero)]
    let result = judged(
      rules, comparison([]), [entry("lib", cost: 1, kind: .folder), entry("data", cost: 1)])
    #expect(result.violations == [Violation(rule: .require, subject: "data/")])
    #expect(result.notes == ["--budget 'data/' matches no entry"])
  }

  @Test func `only rules that do not depend on the baseline hold against an update`() {
    let all: [Violation.Rule] = [
      .growth, .vanished, .shrink, .findings, .modes, .require, .maxSize, .budget, .maxDrift,
    ]
    #expect(all.filter(\.isAbsolute) == [.require, .maxSize, .budget, .maxDrift])
    #expect(all.map(\.rawValue).suffix(4) == ["require", "max-size", "budget", "max-drift"])
  }
}
