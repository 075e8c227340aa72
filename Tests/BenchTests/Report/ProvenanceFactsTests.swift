import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

@Suite struct ProvenanceFactsTests {
  private func facts(_ provenance: Provenance?, _ rows: [SweepRow] = []) throws -> [String] {
    let results = ReportFixture.results(rows: rows, provenance: provenance)
    let subject = try #require(ReportSubject.list([results]).first)
    return ProvenanceFacts.list(subject).map { "\($0.name): \($0.value)" }
  }

  @Test func `without provenance the folder and the libraries are known`() throws {
    var rows = [try ReportFixture.row("xz-6", 1), try ReportFixture.row("zstd-1", 1)]
    rows[0].libraryVersion = "liblzma 5.4.1"
    rows[1].libraryVersion = "libzstd 1.5.4"
    let text = ["Read from: results/x", "Libraries: liblzma 5.4.1, libzstd 1.5.4"]
    #expect(try facts(nil, rows) == text && facts(nil, rows.reversed()) == text)
  }

  @Test func `options that were not used are stated as such`() throws {
    #expect(
      try facts(PickFixture.provenance()) == [
        "Command: ", "Measured: 2026-01-01T00:00:00Z to 2026-01-01T00:01:00Z", "pybench: 1", "Libraries: ",
        "Tree: py, SHA-256 00", "Selection: everything", "Strip: all",
        "Tar: 100,000,000 bytes, SHA-256 00, all time stamps 1980-01-01", "Machine: , 1 core, 1 B",
        "Kernel: , load  at the start",
        "Method: at least 1 round and about 1 s per operation; 1 at a time; seed 1",
      ])
  }

  @Test func `an unfinished sweep of sizes of a tar made elsewhere is described`() throws {
    let whole = PickFixture.provenance()
    let provenance = Provenance(
      pybench: "2", argv: ["pybench", "a b"], tree: .init(name: "t", path: "t", sha256: nil), pipeline: nil,
      tar: .init(sha256: "cc", bytes: 1234), libraries: ["libz": "1", "liba": "2"],
      machine: .init(
        cpu: "CPU", cores: 2, memoryBytes: 2048, kernel: "K", loadAverages: [0.125, 2],
        transparentHugePages: nil),
      method: .init(rounds: 1, minTimeSeconds: 1, jobs: 1, seed: 1, sizesOnly: true), started: whole.begun,
      ended: nil)
    #expect(
      try facts(provenance) == [
        "Command: pybench 'a b'", "Measured: 2026-01-01T00:00:00Z to (unfinished)", "pybench: 2",
        "Libraries: liba 2, libz 1", "Tree: t", "Selection: not known", "Strip: not known",
        "Tar: 1,234 bytes, SHA-256 cc, made elsewhere", "Machine: CPU, 2 cores, 2 KiB",
        "Kernel: K, load 0.12, 2.00 at the start", "Method: sizes only",
      ])
  }

  private func named(_ provenance: Provenance) throws -> [String: String] {
    let results = Results(name: "t", folder: "results/t", rows: [], provenance: provenance)
    let report = Report(of: [results])
    let subject = try #require(report.subjects.first)
    return Dictionary(ProvenanceFacts.list(subject).map { ($0.name, $0.value) }) { first, _ in first }
  }

  private func run(_ words: String, shard: Shard? = nil) -> Provenance.Run {
    var run = PickFixture.provenance().runs[0]
    (run.argv, run.shard) = (words.split(separator: " ").map(String.init), shard)
    return run
  }

  @Test func `one round and one core are singular`() throws {
    var provenance = PickFixture.provenance()
    #expect(
      try named(provenance)["Method"] == "at least 1 round and about 1 s per operation; 1 at a time; seed 1")
    #expect(try named(provenance)["Machine"] == ", 1 core, 1 B")
    provenance.method.rounds = 2
    provenance.machines[0].cores = 4
    #expect(
      try named(provenance)["Method"] == "at least 2 rounds and about 1 s per operation; 1 at a time; seed 1")
    #expect(try named(provenance)["Machine"] == ", 4 cores, 1 B")
  }

  @Test func `several machines are counted, each model once`() throws {
    var provenance = PickFixture.provenance()
    provenance.machines = ["A", "B", "A"].enumerated().map { index, cpu in
      .init(
        id: "\(index)", cpu: cpu, cores: 2, memoryBytes: 1 << 30, kernel: "", loadAverages: [],
        transparentHugePages: nil)
    }
    #expect(try named(provenance)["Machine"] == "A, 2 cores, 1,024 MiB; B, 2 cores, 1,024 MiB (3 machines)")
  }

  @Test func `the command of several runs is what they have in common`() throws {
    #expect(CommandSummary.text([run("pybench compress --tree a*b")]) == "pybench compress --tree 'a*b'")
    let same = run("/opt/pybench compress --tree b")
    #expect(CommandSummary.text([same, same]) == "/opt/pybench compress --tree b")
    let shards = (1...3).compactMap { index in
      run("bin\(index)/pybench compress --tree b --shard \(index)/4 --quiet", shard: Shard(index, of: 4))
    }
    #expect(
      CommandSummary.text(shards)
        == "3 runs (3 of 4 shards); common to all: pybench compress --tree b --quiet")
    // A run that was resumed counts, its shard once.
    let resumed = run("pybench compress --tree b --shard 3/4 --resume", shard: Shard(3, of: 4))
    #expect(
      CommandSummary.text(shards + [resumed])
        == "4 runs (3 of 4 shards); common to all: pybench compress --tree b")
    #expect(
      CommandSummary.text([shards[0], run("pybench compress --tree b --shard 1/2", shard: Shard(1, of: 2))])
        == "2 runs (2 shards); common to all: pybench compress --tree b")
    #expect(
      CommandSummary.text([run("pybench compress --tree b -q"), run("pybench compress --tree c -q --resume")])
        == "2 runs; common to all: pybench compress -q")
  }

  @Test func `the facts of merged shards name all of them`() throws {
    var provenance = PickFixture.provenance()
    provenance.runs = (1...2).map {
      run("pybench compress --tree b --shard \($0)/2", shard: Shard($0, of: 2))
    }
    #expect(
      try named(provenance)["Command"] == "2 runs (2 of 2 shards); common to all: pybench compress --tree b")
  }
}
