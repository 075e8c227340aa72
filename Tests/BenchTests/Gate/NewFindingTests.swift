import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline
@testable import pybench

@Suite struct NewFindingTests {
  /// The findings of a folder of tests that are new, where it held `before` files and holds `now`.
  private func newFindings(from before: Int?, to now: Int?) -> [CheckResult.NewFinding] {
    func manifest(_ files: Int?) -> Manifest {
      var manifest = ManifestTests.sample
      manifest.findings = files.map { [finding($0)] } ?? []
      return manifest
    }
    return CheckResult(
      "t", manifest(now), with: manifest(before), at: "base.json",
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))
    ).newFindings
  }

  private func finding(_ files: Int) -> Finding {
    Finding(
      kind: .testFolder, path: EntryPath(Array("lib/test".utf8)), files: files, bytes: ByteCount(10 * files),
      compressedBytes: ByteCount(files), sameAs: nil)
  }

  @Test func `a finding of more files than before is new, with how many it was`() {
    #expect(newFindings(from: 1, to: 2) == [CheckResult.NewFinding(finding: finding(2), filesBefore: 1)])
    #expect(newFindings(from: nil, to: 2) == [CheckResult.NewFinding(finding: finding(2), filesBefore: 0)])
  }

  @Test func `a finding of as many files as before or fewer is known`() {
    #expect(newFindings(from: 2, to: 2).isEmpty)
    #expect(newFindings(from: 2, to: 1).isEmpty)
    #expect(newFindings(from: 2, to: nil).isEmpty)
  }

  @Test func `a folder that holds no file yet is new once`() {
    #expect(newFindings(from: nil, to: 0).map(\.filesBefore) == [0])
    #expect(newFindings(from: 0, to: 0).isEmpty)
  }

  @Test func `what an earlier version did not look for is not new`() {
    var (base, now) = (ManifestTests.sample, ManifestTests.sample)
    now.findings = [
      Finding(
        kind: .setuid, path: EntryPath(Array("b".utf8)), files: 1, bytes: .zero, compressedBytes: .zero)
    ]
    func count() -> Int {
      CheckResult(
        "t", now, with: base, at: "b", limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: .zero)
      ).newFindings.count
    }
    #expect(count() == 1)
    base.readVersion = 1
    #expect(count() == 0)
  }

  @Test func `compiled files that changed without their source are one finding`() {
    func manifest(_ build: String, source: String = "s") -> Manifest {
      var manifest = ManifestTests.sample
      manifest.findings = []
      let files = ["a", "b", "c"].flatMap { name in
        [
          ("lib/\(name).py", FileKind.python, name == "c" ? source : "s"),
          ("lib/__pycache__/\(name).cpython-312.pyc", .bytecode, name == "a" ? "same" : build),
        ]
      }
      manifest.entries = files.map { path, kind, digest in
        ManifestEntry(
          path: EntryPath(Array(path.utf8)), kind: kind, bytes: ByteCount(10), compressedBytes: ByteCount(5),
          digest: digest)
      }
      return manifest
    }
    let found = CheckResult(
      "t", manifest("2", source: "t"), with: manifest("1"), at: "b",
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: .zero)
    ).newFindings
    #expect(found.map(\.finding.kind) == [.changedBytecode])
    #expect(found.map(\.finding.path.description) == ["lib/__pycache__/b.cpython-312.pyc"])
    #expect(found.map(\.finding.files) == [1])
  }

  @Test func `twenty new findings are shown, and how many more there are`() {
    var now = ManifestTests.sample
    now.findings = (0..<21).map { number in
      var finding = finding(1)
      finding.path = EntryPath(Array("lib/test\(number)".utf8))
      return finding
    }
    let result = CheckResult(
      "t", now, with: ManifestTests.sample, at: "base.json",
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096)))
    #expect(CheckText.text(result).contains("\n  and 1 more"))
  }

  private func path(_ text: String) -> EntryPath { EntryPath(Array(text.utf8)) }

  private func entry(_ name: String, _ digest: String, _ kind: FileKind = .data, cost: Int = 5)
    -> ManifestEntry
  {
    ManifestEntry(
      path: path(name), kind: kind, bytes: ByteCount(2 * cost), compressedBytes: ByteCount(cost),
      digest: digest)
  }

  private func finding(_ kind: Finding.Kind, _ name: String, _ files: Int = 1, sameAs: String? = nil)
    -> Finding
  {
    Finding(
      kind: kind, path: path(name), files: files, bytes: .zero, compressedBytes: .zero,
      sameAs: sameAs.map { path($0) })
  }

  private func newFindings(
    _ base: (entries: [ManifestEntry], findings: [Finding]),
    _ now: (entries: [ManifestEntry], findings: [Finding])
  ) -> [CheckResult.NewFinding] {
    func manifest(_ parts: (entries: [ManifestEntry], findings: [Finding])) -> Manifest {
      var manifest = ManifestTests.sample
      (manifest.entries, manifest.findings) = (parts.entries, parts.findings)
      return manifest
    }
    return CheckResult(
      "t", manifest(now), with: manifest(base), at: "b",
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: .zero)
    ).newFindings
  }

  @Test func `of two equal files the one that is new is the copy`() {
    let (old, new) = (entry("m", "x"), entry("a", "x"))
    let copy = finding(.duplicate, "m", sameAs: "a")
    let turned = finding(.duplicate, "a", sameAs: "m")
    #expect(newFindings(([old], []), ([new, old], [copy])).map(\.finding) == [turned])
    #expect(newFindings(([new], []), ([new, old], [copy])).map(\.finding) == [copy])
    // Where both are new, or both were there, the names decide.
    #expect(newFindings(([], []), ([new, old], [copy])).map(\.finding) == [copy])
    #expect(newFindings(([new, old], []), ([new, old], [copy])).map(\.finding) == [copy])
    // What had other contents before is new.
    #expect(newFindings(([entry("a", "y"), old], []), ([new, old], [copy])).map(\.finding) == [turned])
  }

  @Test func `a finding of the same kind elsewhere is new, and one of a mapped path is not`() {
    let (old, new) = ([entry("lib/python3.12/a", "x")], [entry("lib/python3.13/a", "x")])
    func count(_ before: Finding, _ after: Finding) -> Int {
      newFindings((old, [before]), (new, [after])).count
    }
    #expect(count(finding(.testFolder, "lib/python3.12/t"), finding(.testFolder, "lib/python3.13/t")) == 0)
    #expect(count(finding(.testFolder, "lib/python3.12/t"), finding(.testFolder, "lib/python3.12/t")) == 0)
    #expect(count(finding(.testFolder, "lib/python3.12/t"), finding(.testFolder, "lib/python3.13/u")) == 1)
    #expect(count(finding(.staticLibrary, "lib/python3.12/t"), finding(.testFolder, "lib/python3.13/t")) == 1)
  }

  @Test func `of identical compiled files only their existence is new`() {
    let (few, many) = (finding(.duplicateBytecode, "a", 2), finding(.duplicateBytecode, "b", 9))
    #expect(newFindings(([], [few]), ([], [many])).isEmpty)
    #expect(newFindings(([], []), ([], [many])) == [CheckResult.NewFinding(finding: many, filesBefore: 0)])
  }

  /// Compiled files of a folder with their sources, by name: the digests of the source and of what was compiled.
  private func compiled(_ files: KeyValuePairs<String, (String, String)>, version: String = "12")
    -> [ManifestEntry]
  {
    files.flatMap { name, digests in
      [
        entry("lib/python3.\(version)/\(name).py", digests.0, .python, cost: 7),
        entry("lib/python3.\(version)/__pycache__/\(name).cpython-3\(version).pyc", digests.1, .bytecode),
      ]
    }
  }

  @Test func `compiled files that changed alone are summed up, between the other kinds of findings`() {
    let before = compiled(["c": ("s", "1"), "a": ("s", "1"), "b": ("s", "1")])
    let after = compiled(["c": ("s", "2"), "a": ("s", "2"), "b": ("s", "1")])
    let changed = CheckResult.NewFinding(
      finding: Finding(
        kind: .changedBytecode, path: path("lib/python3.12/__pycache__/a.cpython-312.pyc"), files: 2,
        bytes: ByteCount(20), compressedBytes: ByteCount(10)), filesBefore: 0)
    let others = [
      finding(.setuid, "x"), finding(.orphanBytecode, "x"), finding(.duplicateBytecode, "x"),
      finding(.duplicate, "x"),
    ]
    func found(_ findings: [Finding]) -> [CheckResult.NewFinding] {
      newFindings((before, []), (after, findings))
    }
    #expect(found([]) == [changed])
    let all = found(others)
    #expect(
      all.map(\.finding.kind) == [.setuid, .orphanBytecode, .changedBytecode, .duplicateBytecode, .duplicate])
    #expect(found(Array(others.prefix(2))).map(\.finding.kind).last == .changedBytecode)
    #expect(found([others[3]]).map(\.finding.kind).first == .changedBytecode)
  }

  @Test func `compiled files of another version, of changed sources or of other kinds are not compared`() {
    let before = compiled(["a": ("s", "1")])
    #expect(newFindings((before, []), (compiled(["a": ("s", "2")], version: "13"), [])).isEmpty)
    #expect(newFindings((before, []), (compiled(["a": ("t", "2")]), [])).isEmpty)
    #expect(newFindings((before, []), (before, [])).isEmpty)
    #expect(newFindings((before, []), ([before[1]], [])).isEmpty)
    func changed(_ edit: (inout [ManifestEntry], inout [ManifestEntry]) -> Void) -> Int {
      var (old, new) = (before, compiled(["a": ("s", "2")]))
      edit(&old, &new)
      return newFindings((old, []), (new, [])).count
    }
    #expect(changed { _, _ in } == 1)
    #expect(changed { old, _ in old[1].kind = .data } == 0 && changed { _, new in new[1].kind = .data } == 0)
    #expect(changed { old, new in (old[0].kind, new[0].kind) = (.data, .data) } == 0)
    // Another file was the source before.
    #expect(changed { old, _ in old[0].path = path("x.py") } == 0)
  }
}
