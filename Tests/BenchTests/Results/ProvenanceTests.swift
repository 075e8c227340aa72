import Foundation
import Testing

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

@Suite struct ProvenanceTests {
  static let one = Provenance(
    pybench: "1", argv: ["pybench"],
    tree: .init(name: "t", path: "build/t", sha256: "aa"),
    pipeline: PipelineRecord(
      options: TreeOptions(), stripToolVersion: "GNU strip 2.40", sourceDateEpoch: nil),
    tar: .init(sha256: "bb", bytes: 10240),
    libraries: ["libzstd": "1.5.4", "zlib": "1.2.13", "liblzma": "5.4.1"],
    machine: .init(
      cpu: "CPU A", cores: 2, memoryBytes: 1, kernel: "Linux", loadAverages: [0, 0, 0],
      transparentHugePages: nil),
    method: .init(rounds: 1, minTimeSeconds: 3, jobs: 2, seed: 1, sizesOnly: false), started: "then",
    ended: nil)

  @Test func `what makes results incomparable is named with both values`() {
    var other = Self.one
    #expect(other.difference(from: Self.one) == nil)
    other.machines[0].cpu = "CPU B"
    #expect(other.difference(from: Self.one)?.description == "the processor was CPU A, is CPU B")
    other.pybench = "2"
    #expect(other.difference(from: Self.one)?.description == "the version of pybench was 1, is 2")
    other.libraries["zlib"] = "1.3"
    #expect(other.difference(from: Self.one)?.description == "the version of zlib was 1.2.13, is 1.3")
    other.libraries["libzstd"] = nil
    #expect(other.difference(from: Self.one)?.description == "the version of libzstd was 1.5.4, is none")
    other.tar.sha256 = "cc"
    #expect(other.difference(from: Self.one)?.description == "the tar was bb, is cc")
    other.tree.sha256 = "dd"
    #expect(other.difference(from: Self.one)?.description == "the tree was aa, is dd")
  }

  @Test func `what does not touch the figures does not matter`() {
    var other = Self.one
    other.runs[0].argv = ["pybench", "--resume"]
    other.runs[0].begin = "now"
    other.ended = "later"
    other.method.seed = 2
    other.machines[0].loadAverages = [9, 9, 9]
    other.tree.name = "u"
    #expect(other.difference(from: Self.one) == nil)
  }

  @Test func `what was resumed stays on record`() {
    var first = Self.one
    first.ended = "later"
    var second = Self.one
    second.runs[0].begin = "now"
    second.method.sizesOnly = true
    second.add(first)
    #expect(second.begun == "then" && second.started == "now" && !second.sizesOnly)
    var third = Self.one
    third.runs[0].begin = "at last"
    third.add(second)
    #expect(third.runs.map(\.begin) == ["then", "now", "at last"])
    #expect(third.runs.first?.end == "later" && third.machines.count == 1)
    #expect(Self.one.begun == "then")
  }

  @Test func `options that differ are named before the tree`() throws {
    var other = Self.one
    other.tree.sha256 = "dd"
    other.pipeline?.options.selection.prune = [.tests]
    #expect(other.difference(from: Self.one)?.description == "--prune was none, is tests")
    other.pipeline?.options.selection.exclude = [try Glob("*.h")]
    #expect(other.difference(from: Self.one)?.description == "--exclude was none, is *.h")
  }

  @Test func `results of earlier versions are read, their options with them`() throws {
    let old = """
      {"pybench": "0.1.0", "argv": ["pybench"], "libraries": {}, "started": "then",
       "tree": {"name": "t", "sha256": "aa", "exclude": ["*.h"], "prune": ["tests"], "strip": "debug", "stripTool": "S"},
       "tar": {"sha256": "bb", "bytes": 10240, "sourceDateEpoch": 7},
       "machine": {"cpu": "A", "cores": 2, "memoryBytes": 1, "kernel": "L", "loadAverages": []},
       "method": {"rounds": 1, "minTimeSeconds": 3, "jobs": 2, "seed": 1, "sizesOnly": false}}
      """
    let read = try JSONText.decode(Provenance.self, from: Data(old.utf8))
    #expect(
      read.pipeline
        == PipelineRecord(
          options: TreeOptions(
            selection: Selection(exclude: [try Glob("*.h")], prune: [.tests]), strip: .debug),
          stripToolVersion: "S", sourceDateEpoch: 7))
    #expect(read.tree.path == nil)
  }

  @Test func `the processor is called what the kernel calls it`() throws {
    let cpu = Provenance.Machine.current.cpu
    let names = SystemFile.lines("/proc/cpuinfo").filter { $0.hasPrefix("model name") }
    #expect(names.isEmpty ? !cpu.isEmpty : names.contains { $0.hasSuffix(": \(cpu)") })
  }

  @Test func `the use of huge pages is one of the kernel's words`() {
    let mode = Provenance.Machine.current.transparentHugePages
    #expect([nil, "always", "madvise", "never"].contains(mode))
  }
}
