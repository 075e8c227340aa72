import Foundation
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchGate
@testable import BenchReport
@testable import Pipeline
@testable import pybench

/// What checks, inspections and histories print, as a whole, against reviewed files.
@Suite struct GoldenGateTests {
  private func expect(_ text: String, _ name: String) throws {
    let difference = try Golden.difference(text + "\n", from: "gate/" + name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  private static func path(_ text: String) -> EntryPath { EntryPath(Array(text.utf8)) }

  private static func entry(
    _ path: String, _ kind: FileKind, _ bytes: Int, _ cost: Int, unstripped: Int? = nil,
    digest: String? = nil,
    target: String? = nil, mode: UInt16 = 0o644
  ) -> ManifestEntry {
    ManifestEntry(
      path: self.path(path), kind: kind, unstrippedBytes: unstripped.map { ByteCount($0) },
      bytes: ByteCount(bytes), compressedBytes: ByteCount(cost), digest: digest, target: target,
      mode: FileMode(mode))
  }

  private static func finding(
    _ kind: Finding.Kind, _ path: String, _ files: Int = 1, sameAs: String? = nil
  ) -> Finding {
    Finding(
      kind: kind, path: self.path(path), files: files, bytes: ByteCount(1000 * files),
      compressedBytes: ByteCount(300 * files), sameAs: sameAs.map { self.path($0) })
  }

  private static let limits = GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))

  private static func size(_ setting: String?, _ base: Int, _ now: Int) -> SizeChange {
    SizeChange(setting: setting, base: ByteCount(base), now: ByteCount(now), limits: limits)
  }

  private static func result(_ sizes: [SizeChange], sameTar: Bool? = nil) -> CheckResult {
    CheckResult(
      "my|tree", sizes: sizes, differences: [], sameTar: sameTar, at: "ci/base.json", limits: limits)
  }

  /// How far an archive drifted from that of one release.
  private static func drift(_ setting: String?, now: Int, smallest: Int, _ release: String) -> Drift? {
    var record = HistoryRecord(ManifestTests.sample, release: release, date: 0)
    (record.compressedBytes, record.setting) = (ByteCount(smallest), setting)
    var history = History(Data())
    history.records = [record]
    return Drift(ByteCount(now), setting, after: history)
  }

  /// The texts, the comment, the document and the annotations of a result.
  private func expect(_ result: CheckResult, _ name: String) throws {
    try expect(
      [
        CheckText.text(result), CheckMarkdown.text(result), try CheckJSON.text(result),
        WorkflowCommand.annotation(result),
      ].joined(separator: "\n\n=====\n\n"), name)
  }

  @Test func `a check that passes says the size, or that it is nothing to compare`() throws {
    try expect(Self.result([Self.size("zstd-19", 1_000_000, 1_000_000)], sameTar: true), "same.txt")
    try expect(Self.result([Self.size("zstd-19", 1_000_000, 1_000_007)], sameTar: true), "grown-a-little.txt")
    try expect(Self.result([Self.size(nil, 1_000_000, 900_000)], sameTar: false), "improved.txt")
    var first = CheckResult(first: "my|tree", at: "ci/base.json", limits: Self.limits)
    try expect(first, "nothing.txt")
    first.updated = true
    try expect(first, "first.txt")
    var sweep = Self.result([Self.size("zstd-19", 1_000_000, 900_000), Self.size("xz-6", 800_000, 800_100)])
    try expect(sweep, "sweep-improved.txt")
    sweep.violations = [
      Violation(rule: .require, subject: "/x"), Violation(rule: .shrink, subject: "zstd-19"),
      Violation(rule: .shrink, subject: "xz-6"),
    ]
    try expect(sweep, "sweep-shrunk.txt")
  }

  /// A result that breaks every rule.
  private static func broken(_ count: Int) -> CheckResult {
    var result = self.result(
      [
        Self.size("zstd-19", 1_000_000, 1_200_000), Self.size("xz-6", 800_000, 900_000),
        Self.size("gzip-9", 2_000_000, 1_900_000),
      ],
      sameTar: true)
    let unknown = Difference.unknown
    result.differences = [
      Difference(what: "setting", baseline: "zstd-19", now: "zstd-22"),
      Difference(what: "library", baseline: unknown, now: "libzstd 1.5.4"),
      Difference(what: "format", baseline: "zstd", now: unknown),
      Difference(what: "tree options", baseline: unknown, now: unknown),
      Difference(what: "modes", baseline: unknown, now: unknown),
    ]
    result.notes = ["a sweep.csv holds no entries, so these are not checked: modes"]
    result.maxDrift = Percentage(2.5)
    result.drifts = [
      drift("zstd-19", now: 1_200_000, smallest: 1_000_000, "3.12.1"),
      drift(nil, now: 900, smallest: 1000, "3.12.2"),
    ].compactMap(\.self)
    result.lost = [
      LostBinary(path: path("bin/python"), replacement: .symlink),
      LostBinary(path: path("lib/a.so"), replacement: .hardlink),
      LostBinary(path: path("lib/b.so"), replacement: .folder),
      LostBinary(path: path("lib/c.so"), replacement: .data),
      LostBinary(path: path("lib/d.so"), replacement: nil),
    ]
    result.modes = [
      ModeChange(base: FileMode(0o755), now: FileMode(0o4755), paths: ["a", "b", "c", "d"].map(path)),
      ModeChange(base: FileMode(0o644), now: FileMode(0o600), paths: [path("e")]),
    ]
    result.newFindings = [
      .init(finding: finding(.setuid, "bin/su"), filesBefore: 0),
      .init(finding: finding(.testFolder, "lib/test", 12), filesBefore: 3),
      .init(finding: finding(.testFolder, "lib/tests", 2), filesBefore: 0),
      .init(finding: finding(.duplicate, "lib/copy", sameAs: "lib/orig|inal"), filesBefore: 0),
    ]
    let base = (0..<count).map { entry("data/\($0)", .data, 50_000, 10_000, digest: "a\($0)") }
    let now = (0..<count).map {
      entry("data/\($0)", .data, 50_000 + 700 * $0, 10_000 + 500 * $0, digest: "b\($0)")
    }
    result.changes = EntryChanges(
      from: base + [
        entry("same", .data, 90_000, 20_000, digest: "x"), entry("old/name", .data, 900, 300, digest: "m1"),
        entry("old/other", .data, 900, 300, digest: "m2"), entry("gone/a", .data, 500, 200),
        entry("gone/b", .data, 600, 200),
        entry("lib/_ssl.cpython-312-x86_64-linux-gnu.so", .elf, 5000, 2000, digest: "ssl"),
      ],
      to: now + [
        entry("same", .data, 90_000, 20_500, digest: "x"), entry("new/name", .data, 900, 300, digest: "m1"),
        entry("new/other", .data, 900, 300, digest: "m2"), entry("fresh", .python, 7000, 2500),
        entry("lib/ssl/_ssl.abi3.so", .elf, 5600, 2300, digest: "ssl2"),
      ])
    result.violations = [
      Violation(rule: .vanished), Violation(rule: .growth, subject: "zstd-19"),
      Violation(rule: .growth, subject: "xz-6"),
      Violation(rule: .shrink, subject: "gzip-9"), Violation(rule: .findings), Violation(rule: .modes),
      Violation(rule: .require, subject: "/bin/python3"),
      Violation(rule: .maxSize, subject: "zstd-19", bytes: ByteCount(1_200_000), limit: ByteCount(1_100_000)),
      Violation(rule: .maxSize, bytes: ByteCount(1_200_000), limit: ByteCount(1_100_000)),
      Violation(rule: .budget, subject: "/lib", bytes: ByteCount(5000), limit: ByteCount(4000)),
      Violation(rule: .maxDrift, subject: "zstd-19"),
    ]
    return result
  }

  @Test func `every broken rule has its sentence, and every change its line`() throws {
    try expect(Self.broken(3), "broken.txt")
    var updated = Self.broken(3)
    updated.updated = true
    try expect(updated, "updated.txt")
    var one = Self.broken(0)
    one.lost = Array(one.lost.suffix(1))
    one.newFindings = Array(one.newFindings.prefix(1))
    one.modes = Array(one.modes.suffix(1))
    one.sizes = Array(one.sizes.prefix(1))
    one.changes = EntryChanges(
      from: [Self.entry("a", .data, 9, 9, digest: "1")], to: [Self.entry("b", .data, 9, 9, digest: "1")])
    one.violations = [
      Violation(rule: .vanished), Violation(rule: .findings), Violation(rule: .modes),
    ]
    one.drifts = []
    one.differences = []
    try expect(one, "one-of-each.txt")
  }

  @Test func `long lists are cut, and say how much is missing`() throws {
    var result = Self.broken(150)
    result.lost = (0..<24).map { LostBinary(path: Self.path("lib/\(10 + $0).so"), replacement: nil) }
    result.sizes = (1...85).map { Self.size("zopfli-\($0)", 1_000_000, 1_000_000 + $0 * 1000) }
    result.newFindings = (0..<30).map {
      .init(finding: Self.finding(.testFolder, "lib/\(10 + $0)/test", 2 + $0), filesBefore: 0)
    }
    result.modes = (0..<25).map { number in
      ModeChange(
        base: FileMode(0o644), now: FileMode(UInt16(0o100 + number)), paths: [Self.path("e\(number)")])
    }
    result.drifts = (1...12).compactMap {
      Self.drift("zopfli-\($0)", now: 1000 + $0, smallest: 1000, "r\($0)")
    }
    result.notes = (1...15).map { "note \($0)" }
    result.violations += (1...5).map { Violation(rule: .require, subject: "/missing\($0)") }
    try expect(CheckText.text(result) + "\n\n=====\n\n" + CheckMarkdown.text(result), "long.txt")
  }

  /// Rows of changes that a comment shows, and how long their names are, where its sentences and names take more and more.
  @Test(arguments: [(0, 108, 160), (1, 48, 160), (2, 28, 80), (3, 8, 40)])
  func `a comment is cut to GitHub's limit step by step`(step: Int, count: Int, width: Int) {
    var result = Self.broken(0)
    result.changes = EntryChanges(
      from: [],
      to: (0..<400).map { number in
        Self.entry("\(1000 + number)" + String(repeating: "n", count: 400), .data, 5000, 1000 + number)
      })
    let long = String(repeating: "&", count: 3000)
    let sentences = [(0, 1), (12, 3), (12, 12), (12, 12)][step]
    result.notes = (0..<sentences.0).map { _ in long }
    result.violations = (0..<sentences.1).map { _ in Violation(rule: .require, subject: long) }
    (result.differences, result.newFindings, result.modes, result.drifts) = ([], [], [], [])
    result.sameTar = nil
    if step == 3 {
      let emoji = String(repeating: "😀", count: 300)
      result.lost = (0..<20).map { LostBinary(path: Self.path("\($0)" + emoji), replacement: nil) }
      result.sizes = (0..<80).map { Self.size("\($0)" + emoji, 1000, 1000) }
    } else {
      result.lost = []
    }
    let text = CheckMarkdown.text(result)
    #expect(text.utf8.count <= CheckMarkdown.limit)
    let names = text.matches(of: /`1[0-9]{3}n+…n+`/).map { $0.output.count - 2 }
    #expect(names.count == count && Set(names) == [width], "\(names.count) \(text.utf8.count)")
  }

  @Test func `a comment finds its earlier self by the tree and the setting`() {
    func marker(_ subject: String, _ settings: String?...) -> String {
      var result = Self.result(settings.map { Self.size($0, 1, 1) })
      result.subject = subject
      return CheckMarkdown.marker(result)
    }
    #expect(marker("build", "zstd-19-long27") == "<!-- pybench check: build/zstd-19-long27 -->")
    #expect(marker("a--b  c", nil) == "<!-- pybench check: a-b-c/unknown -->")
    #expect(marker("b", "xz-1", "xz-2") == "<!-- pybench check: b/all -->")
    #expect(
      marker(String(repeating: "x", count: 400), "xz-1")
        == "<!-- pybench check: \(String(repeating: "x", count: 300)) -->")
  }

  // MARK: Inspections

  private static func manifest(blocks: Int = 4, kept: Bool = true) -> Manifest {
    var manifest = ManifestTests.sample
    manifest.entries = [
      entry("bin", .folder, 0, 10, mode: 0o755),
      entry("bin/python3.12", .elf, 300_000, 100_000, unstripped: 900_000, mode: 0o755),
      entry("lib", .folder, 0, 10, mode: 0o755), entry("lib/a.py", .python, 40_000, 9000, unstripped: 40_000),
      entry("lib/b.pyc", .bytecode, 30_000, 12_000), entry("lib/c", .symlink, 0, 20, target: "a.py"),
      entry("lib/libx.a", .staticLibrary, 200_000, 50_000, unstripped: 250_000),
      entry("lib/small1", .data, 500, 200), entry("lib/small2", .data, 500, 210),
      entry("z|pipe", .data, 100, 1990),
    ]
    manifest.compressedBytes = manifest.entries.reduce(.zero) { $0 + $1.compressedBytes }
    manifest.tarBytes = ByteCount(600_000)
    manifest.attribution = Manifest.Attribution(
      blocks: blocks, medianBlockBytes: ByteCount(131_072), largestBlockBytes: ByteCount(131_072))
    manifest.findings =
      [
        finding(.setuid, "bin/su"), finding(.duplicate, "lib/copy", sameAs: "lib/orig"),
        finding(.testFolder, "lib/test", 3),
      ] + (0..<7).map { finding(.staticLibrary, "lib/lib\($0).a") }
    if kept {
      manifest.kept = [Manifest.Kept(path: path("lib/signed.so"), reason: "it is\nsigned")]
    }
    return manifest
  }

  @Test func `an inspection reads as it was reviewed`() throws {
    let manifest = Self.manifest()
    try expect(InspectText.text(manifest, of: "py|thon.tar.zst"), "inspect.txt")
    try expect(InspectMarkdown.text(manifest, of: "py|thon.tar.zst"), "inspect.md")
    try expect(try InspectJSON.text(manifest, of: "py|thon.tar.zst"), "inspect.json")
    var bare = Self.manifest(blocks: 1, kept: false)
    (bare.findings, bare.setting) = ([], nil)
    try expect(InspectText.text(bare, of: "x"), "inspect-bare.txt")
    try expect(InspectMarkdown.text(bare, of: "x"), "inspect-bare.md")
    bare.tarBytes = bare.compressedBytes
    try expect(InspectText.text(bare, of: "x"), "inspect-tar.txt")
  }

  @Test func `an inspection's comment stays below GitHub's limit, and says what it leaves out`() throws {
    var manifest = Self.manifest()
    manifest.findings =
      (0..<5).flatMap { number in
        Finding.Kind.allCases.map { Self.finding($0, "f\(number)" + String(repeating: "f", count: 400)) }
      } + [Self.finding(.testFolder, "tests")]
    manifest.entries = (0..<99).map { number in
      Self.entry("\(100 + number)" + String(repeating: "|", count: 400), .data, 5000, 1010 + number)
    }
    manifest.compressedBytes = manifest.entries.reduce(.zero) { $0 + $1.compressedBytes }
    let text = InspectMarkdown.text(manifest, of: String(repeating: "s", count: 400))
    #expect(text.utf8.count <= CheckMarkdown.limit)
    try expect(text, "inspect-long.md")
    #expect(text.contains("test"))
  }

  // MARK: Histories

  @Test func `a history reads as it was reviewed`() throws {
    func record(
      _ release: String?, _ day: Int, _ bytes: Int, _ setting: String?, findings: [String: Int] = [:]
    )
      -> HistoryRecord
    {
      var record = HistoryRecord(Self.manifest(), release: release, date: Int64(day) * 86_400)
      (record.compressedBytes, record.setting, record.findings) = (ByteCount(bytes), setting, findings)
      return record
    }
    var history = History(Data())
    history.records = [
      record("3.12.1", 19_800, 1_000_000, "zstd-19"), record(nil, 19_801, 900_000, nil),
      record("3.12.2", 19_802, 1_020_000, "zstd-19", findings: ["setuid": 2, "test-folder": 40]),
      record("3.12.3", 19_803, 1_010_000, "zstd-19"), record("2", 19_804, 890_000, nil),
    ]
    history.problems = [History.Problem(line: 3, reason: "it is not JSON")]
    let metrics = HistoryMetrics(history.records[2])
    try expect(
      [
        HistoryText.text(history), try HistoryJSON.text(history),
        try JSONText.document(metrics.github),
        try JSONText.document(metrics.bencher),
        try JSONText.document(HistoryMetrics(history.records[1]).github),
        HistoryText.chart(history, of: "ci/history.jsonl").standalone.replacing(ChartStyle.css, with: "…")
          .replacing("><", with: ">\n<"),
      ].joined(separator: "\n\n=====\n\n"), "history.txt")
  }
}
