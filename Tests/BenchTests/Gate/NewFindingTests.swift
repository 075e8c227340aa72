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
}
