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

  // MARK: Limits

  private func problem(_ edit: (inout Provenance) -> Void) -> String? {
    var provenance = Self.one
    edit(&provenance)
    return provenance.problem
  }

  @Test func `figures that no sweep has are a problem, and those at the limits are none`() {
    let most = ByteCount.limit.bytes
    for bytes in [0, most] { #expect(problem { $0.tar.bytes = bytes } == nil) }
    for bytes in [-1, most + 1] {
      let text = "key provenance.tar.bytes: \(bytes) is not a size"
      #expect(problem { $0.tar.bytes = bytes } == text)
      #expect(problem { $0.otherTars = ["kind": .init(sha256: "", bytes: bytes)] } == text)
    }
    #expect(problem { $0.otherTars = ["kind": .init(sha256: "", bytes: most)] } == nil)
    #expect(problem { $0.runs = [] } == "key provenance.runs: a run or a machine is missing")
    #expect(problem { $0.machines = [] } == "key provenance.runs: a run or a machine is missing")
    let machine = "key provenance.machines: a memory size or a number of processors is out of range"
    for bytes in [0, most] { #expect(problem { $0.machines[0].memoryBytes = bytes } == nil) }
    for bytes in [-1, most + 1] { #expect(problem { $0.machines[0].memoryBytes = bytes } == machine) }
    let method = "key provenance.runs: a number of rounds or jobs, or a time is out of range"
    for count in [0, Int(Int32.max)] {
      #expect(problem { $0.machines[0].cores = count } == nil)
      #expect(problem { $0.machines[0].processors = count } == nil)
      #expect(problem { $0.method.rounds = count } == nil && problem { $0.method.jobs = count } == nil)
    }
    for count in [-1, Int(Int32.max) + 1] {
      #expect(problem { $0.machines[0].cores = count } == machine)
      #expect(problem { $0.machines[0].processors = count } == machine)
      #expect(problem { $0.method.rounds = count } == method && problem { $0.method.jobs = count } == method)
    }
    #expect(problem { $0.machines[0].processors = nil } == nil)
    for time in [0, 999_999_999_999_999.5] { #expect(problem { $0.method.minTimeSeconds = time } == nil) }
    for time in [-0.1, 1e15, .nan] { #expect(problem { $0.method.minTimeSeconds = time } == method) }
  }

  // MARK: Several runs

  @Test func `the last run and its machine count, the first one for when it began`() {
    var all = Self.one
    var second = all.runs[0]
    (second.machine, second.begin, second.end, second.argv) = ("b", "later", "end", ["second"])
    second.method.jobs = 7
    all.runs.append(second)
    all.machines.append(
      .init(
        id: "b", cpu: "B", cores: 1, memoryBytes: 1, kernel: "", loadAverages: [], transparentHugePages: nil))
    #expect(all.machine.id == "b" && all.begun == "then" && all.started == "later" && all.ended == "end")
    #expect(all.method.jobs == 7 && all.argv == ["second"])
    all.runs[1].machine = all.machines[0].id
    #expect(all.machine == all.machines[0])
    // A run of a machine that is not recorded: the last one is as good as any.
    all.runs[1].machine = "unknown"
    #expect(all.machine.id == "b")
    (all.ended, all.method.seed) = ("done", 9)
    #expect(all.runs.map(\.end) == [nil, "done"] && all.runs.map(\.method.seed) == [1, 9])
  }

  @Test func `runs of one shard have it, those of several are the whole`() {
    var all = Self.one
    #expect(all.shard == nil && all.gaps == [])
    all.runs[0].shard = Shard(1, of: 2)
    #expect(all.shard == Shard(1, of: 2) && all.gaps == ["it is shard 1/2 of a sweep"])
    all.runs.append(all.runs[0])
    #expect(all.shard == Shard(1, of: 2))
    all.runs[1].shard = Shard(2, of: 2)
    all.incomplete = ["x"]
    #expect(all.shard == nil && all.gaps == ["x"])
    var other = Self.one
    other.runs[0].shard = Shard(2, of: 2)
    #expect(
      other.difference(from: Self.one)?.description == "the shard was all settings, is 2/2")
  }

  @Test func `a sweep has times if a run measured some and none were left out`() {
    var all = Self.one
    #expect(!all.sizesOnly)
    all.timesLeftOut = true
    #expect(all.sizesOnly)
    all.timesLeftOut = nil
    all.runs.append(all.runs[0])
    all.runs[1].method.sizesOnly = true
    #expect(!all.sizesOnly)
    all.runs[0].method.sizesOnly = true
    #expect(all.sizesOnly)
  }

  @Test func `an earlier measurement adds its machines, runs, tars and what it lacks`() {
    var earlier = Self.one
    earlier.machines[0].id = "a"
    earlier.runs[0].machine = "a"
    earlier.runs[0].begin = "before"
    earlier.incomplete = ["first"]
    earlier.otherTars = ["kind": .init(sha256: "kk", bytes: 1)]
    earlier.tar.sha256 = "earlier"
    var now = Self.one
    now.machines.append(earlier.machines[0])
    now.incomplete = ["second"]
    let own = now.machines[0]
    now.add(earlier)
    #expect(now.machines == [earlier.machines[0], own])
    #expect(now.runs.map(\.begin) == ["before", "then"] && now.incomplete == ["first", "second"])
    // The tar in the own order stays, one in another order comes along.
    #expect(now.tar.sha256 == "bb" && now.otherTars == ["kind": .init(sha256: "kk", bytes: 1)])
    now.add(earlier)
    #expect(now.runs.count == 2 && now.machines.count == 2)
    var bare = Self.one
    bare.add(Self.one)
    #expect(bare == Self.one && bare.incomplete == nil && bare.otherTars == nil)
  }

  @Test func `the order of entries makes no difference, but the tar of an order does`() {
    var (one, other) = (Self.one, Self.one)
    other.pipeline?.options.order = .kind
    #expect(other.subjectDifference(from: one) == nil)
    one.otherTars = ["kind": .init(sha256: "kk", bytes: 1)]
    other = one
    other.otherTars = ["kind": .init(sha256: "ll", bytes: 1)]
    #expect(other.subjectDifference(from: one)?.description == "the tar by kind was kk, is ll")
    other.tar.sha256 = "cc"
    #expect(other.subjectDifference(from: one)?.description == "the tar by kind was kk, is ll")
    other.otherTars = one.otherTars
    #expect(other.subjectDifference(from: one)?.description == "the tar was bb, is cc")
    one.pipeline = nil
    other = Self.one
    #expect(other.subjectDifference(from: one) == nil)
  }

  @Test func `the machines of all runs are compared`() {
    var (one, other) = (Self.one, Self.one)
    one.machines.append(
      .init(cpu: "CPU B", cores: 2, memoryBytes: 1, kernel: "", loadAverages: [], transparentHugePages: nil))
    #expect(other.timeDifference(from: one)?.description == "the processor was CPU B, is CPU A")
    #expect(one.timeDifference(from: other)?.description == "the processor was CPU A, is CPU B")
    other.machines = one.machines
    one.machines.removeLast()
    #expect(other.timeDifference(from: one)?.now == "CPU B")
  }

  @Test func `a sweep that earlier versions resumed has all its runs, and each machine once`() throws {
    func session(_ cpu: String, _ started: String, _ more: String = "") -> String {
      """
      "argv": ["\(started)"], "started": "\(started)", \(more)
      "machine": {"cpu": "\(cpu)", "cores": 2, "memoryBytes": 1, "kernel": "L", "loadAverages": []},
      "method": {"rounds": 1, "minTimeSeconds": 3, "jobs": 2, "seed": 1, "sizesOnly": false}
      """
    }
    let old = """
      {"pybench": "0.1.0", "libraries": {}, "tree": {"name": "t", "sha256": "aa"},
       "pipeline": {"exclude": [], "prune": [], "strip": "all"}, "tar": {"sha256": "bb", "bytes": 10240},
       "resumed": [{\(session("A", "1", "\"ended\": \"2\","))}, {\(session("B", "3"))}, {\(session("A", "4"))}],
       \(session("A", "5"))}
      """
    let new = try JSONText.document(Self.one.pipeline)
    let read = try JSONText.decode(
      Provenance.self,
      from: Data(old.replacing("{\"exclude\": [], \"prune\": [], \"strip\": \"all\"}", with: new).utf8))
    #expect(read.runs.map(\.begin) == ["1", "3", "4", "5"] && read.runs.map(\.end) == ["2", nil, nil, nil])
    #expect(read.runs.map(\.argv) == [["1"], ["3"], ["4"], ["5"]])
    #expect(read.machines.map(\.cpu) == ["A", "B"] && read.machine.cpu == "A")
    #expect(read.pipeline == Self.one.pipeline && read.problem == nil)
  }
}
