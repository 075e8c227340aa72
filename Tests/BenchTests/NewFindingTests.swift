@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
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
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096), failOnImprovement: false)
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
}
