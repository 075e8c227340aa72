import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import Pipeline

/// Merges of results that are written by hand.
@Suite struct MergePartsTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func provenance(
    _ machine: String, shard: Shard? = nil, settings: [String]? = nil,
    ended: String? = "2026-01-01T01:00:00Z", seed: UInt64 = 1,
    cpu: String = "cpu", jobs: Int = 1, tree: String = "00", sizesOnly: Bool = false
  ) -> Provenance {
    Provenance(
      pybench: "1", argv: [], tree: .init(name: "t", path: "t", sha256: tree), pipeline: nil,
      tar: .init(sha256: "00", bytes: 9),
      libraries: [:],
      machine: .init(
        id: machine, cpu: cpu, cores: 1, memoryBytes: 1, kernel: "", loadAverages: [],
        transparentHugePages: nil),
      method: .init(rounds: 1, minTimeSeconds: 1, jobs: jobs, seed: seed, sizesOnly: sizesOnly),
      started: "2026-01-01T00:00:00Z",
      ended: ended, shard: shard, settings: settings)
  }

  private func row(_ label: String, heap: Int = 1, compress: Double? = nil, error: Double = 0.1) throws
    -> SweepRow
  {
    var row = try PickFixture.row(label, bytes: 10, heap: heap, tree: "t")
    row.compressReserved = .mebibytes(heap)
    row.compress = compress.map {
      SweepRow.Timing(
        time: .seconds($0), error: error, mad: .zero, wall: .seconds(2 * $0), cpu: .seconds($0), rounds: 3)
    }
    row.window = nil
    return row
  }

  private func store(_ name: String, _ rows: [SweepRow], _ provenance: Provenance, samples: [Sample] = [])
    throws -> String
  {
    try folder.file(name + "/sweep.csv", text: CSV.table(rows, SweepTable.columns))
    try folder.file(name + "/samples.csv", text: CSV.table(samples, SampleTable.columns))
    try folder.file(name + "/stages.csv", text: CSV.table([], StageTable.columns(of: "t")))
    try folder.file(name + "/datapackage.json", text: try DataPackage.text(provenance))
    return folder.at(name)
  }

  private func problem(_ folders: [String], _ options: Merge.Options = .init()) -> String? {
    do throws(Failure) {
      _ = try Merge(folders, options)
      return nil
    } catch { return error.description.replacing(folder.path + "/", with: "") }
  }

  private static let order = [
    "zstd-1", "zstd-2", "zstd-1-T2", "zstd-1-long20", "zstd-1-long27", "zstd-1-single", "gzip-1",
    "libdeflate-1", "zopfli-1", "xz-1",
    "xz-2", "xz-1e",
  ]

  @Test func `settings whose order no sweep records come in that of the default grid`() throws {
    let rows = try Self.order.map { try row($0) }
    var kind = try row("zstd-1")
    kind.setting = kind.setting.ordered(by: .kind)
    let one = try store("one", [kind] + rows.reversed(), provenance("a"))
    #expect(
      try Merge([one], .init(sizesOnly: true)).rows.map(\.setting.name) == Self.order + ["zstd-1 (kind)"])
    // What a sweep lists comes first, in its order; the longest list counts.
    let two = try store("two", [try row("xz-1")], provenance("b", settings: ["xz-1", "gzip-1", "gzip-9"]))
    let three = try store("three", [try row("xz-1")], provenance("c", settings: ["gzip-1"]))
    let merged = try Merge([one, two, three], .init(partial: true, sizesOnly: true))
    #expect(merged.rows.map(\.setting.name).prefix(3) == ["xz-1", "gzip-1", "zstd-1"])
    #expect(merged.provenance.incomplete == ["gzip-9 has no row"])
    #expect(merged.count == 3 && merged.provenance.timesLeftOut == true)
  }

  @Test func `a row that is there twice keeps the most memory, and the one that did not fail`() throws {
    var failed = try row("zstd-1", heap: 9)
    failed.status = .failed("no luck")
    failed.compressedBytes = nil
    let (one, two) = (
      try store("one", [failed, try row("gzip-1", heap: 5)], provenance("a")),
      try store("two", [try row("zstd-1", heap: 4), try row("gzip-1", heap: 7)], provenance("b"))
    )
    #expect(problem([one, two])?.contains("zstd-1 failed in one (machine a): no luck") == true)
    let merged = try Merge([two, one], .init(partial: true, sizesOnly: true))
    let zstd = try #require(merged.rows.first { $0.setting.label == "zstd-1" })
    #expect(zstd.status == .ok && zstd.compressHeap == .mebibytes(18) && zstd.decompressHeap == .mebibytes(9))
    #expect(zstd.compressReserved == .mebibytes(9))
    let gzip = try #require(merged.rows.first { $0.setting.label == "gzip-1" })
    #expect(gzip.compressHeap == .mebibytes(14) && gzip.compress == nil)
  }

  @Test func `times without runs are those of the rows, the median of the machines`() throws {
    let times = [("one", 1.0), ("two", 3.0), ("three", 2.0)]
    let folders = try times.enumerated().map { index, time in
      // One run of a setting that all have, or the machines could not be compared.
      let shared = Sample(
        tree: "t", machine: "m\(index)", setting: try Setting(label: "gzip-1"), operation: .compress,
        round: 1,
        passed: ElapsedTimes(
          wall: .seconds(1 + Double(index) * 0.001), cpu: .seconds(1 + Double(index) * 0.001)), concurrency: 1
      )
      return try store(
        time.0, [try row("zstd-1", compress: time.1), try row("gzip-1", compress: 1)],
        provenance("m\(index)"), samples: [shared])
    }
    let merged = try Merge(folders)
    let timing = try #require(merged.rows.first { $0.setting.label == "zstd-1" }?.compress)
    #expect(
      timing.time == .seconds(2) && timing.wall == .seconds(4) && timing.rounds == 9 && timing.mad == nil)
    // A third of the variance of 1, 2 and 3 is 1 of a median of 2.
    #expect(abs(timing.error - (0.01 + 0.25).squareRoot()) < 1e-9, "\(timing.error)")
    let gzip = try #require(merged.rows.first { $0.setting.label == "gzip-1" }?.compress)
    #expect(gzip.rounds == 3)
    #expect(merged.samples.map(\.round) == [1, 1, 1])
  }

  private func run(_ machine: String?, _ label: String, _ seconds: Double, round: Int = 1) throws -> Sample {
    Sample(
      tree: "t", machine: machine, setting: try Setting(label: label), operation: .compress, round: round,
      passed: ElapsedTimes(wall: .seconds(seconds), cpu: .seconds(seconds)), concurrency: 1)
  }

  @Test func `machines that are not equally fast, or timed nothing in common, are rejected`() throws {
    func folders(_ other: Double, _ label: String = "zstd-1") throws -> [String] {
      try [("one", "a", 1.0, "zstd-1"), ("two", "b", other, label)].map { name, machine, seconds, label in
        try store(
          name, [try row(label, compress: seconds)], provenance(machine),
          samples: try (1...9).map {
            try run(machine, label, seconds * (1 + Double($0 % 3) / 1000), round: $0)
          })
      }
    }
    #expect(try problem(folders(1.0001)) == nil)
    #expect(
      try problem(folders(2))
        == "cannot merge the times of machines a and b: their times of the same settings differ by more than the error, such as 1.00 s and 2.00 s"
        + " to compress with zstd-1; merge without times with --sizes-only")
    #expect(try problem(folders(1, "gzip-1"))?.contains("they have no timed setting in common") == true)
  }

  @Test func `the runs of a machine are numbered again, and copies are rejected`() throws {
    let one = try store(
      "one", [try row("zstd-1", compress: 1)], provenance("a"), samples: [try run("a", "zstd-1", 1)])
    let two = try store(
      "two", [try row("zstd-1", compress: 1)], provenance("a", seed: 2),
      samples: [try run(nil, "zstd-1", 1.01), try run("a", "zstd-1", 1.02)])
    #expect(try Merge([one, two]).samples.map(\.round) == [1, 2, 3])
    #expect(try Merge([one, two]).samples.map(\.machine) == ["a", "a", "a"])
    let copy = try store(
      "copy", [try row("zstd-1", compress: 1)], provenance("a", seed: 3), samples: [try run("a", "zstd-1", 1)]
    )
    #expect(
      problem([one, copy])?.contains(
        "it has runs that one also has, such as one of zstd-1; name each result once") == true)
  }

  @Test func `machines of several models and shards of several counts are rejected`() throws {
    let one = try store("one", [try row("zstd-1", compress: 1)], provenance("a", shard: Shard(1, of: 2)))
    let two = try store(
      "two", [try row("zstd-1", compress: 1)], provenance("b", shard: Shard(2, of: 2), cpu: "other"))
    #expect(
      problem([one, two])
        == "cannot merge the times of two (machine b): the processor is other, and cpu in one (machine a); merge without times with"
        + " --sizes-only")
    let three = try store("three", [try row("zstd-1")], provenance("c", shard: Shard(3, of: 3)))
    #expect(
      problem([one, three])?.contains("three (machine c): it is shard 3/3, and one (machine a) is shard 1/2")
        == true)
    let again = try store("again", [try row("zstd-1")], provenance("d", shard: Shard(1, of: 2), ended: nil))
    #expect(
      problem([one, again], .init(sizesOnly: true))
        == "cannot merge 2 results: shard 1/2 is repeated 2 times: one and again; shard 2/2 is missing; shard 1/2, again (machine d), is"
        + " unfinished; measure what is missing (with --resume if it was started), or merge without it with --partial"
    )
  }

  @Test func `ids of machines are sorted and listed once`() {
    #expect(SweepRow.machines([]) == nil && SweepRow.machines(["b+a", "a", "c"]) == "a+b+c")
  }

  @Test func `what differs is named with the two that differ`() throws {
    let one = try store("one", [try row("zstd-1")], provenance("a"))
    let two = try store("two", [try row("zstd-1")], provenance("b"))
    let three = try store("three", [try row("zstd-1")], provenance("c", tree: "11"))
    #expect(
      problem([one, two, three])
        == "cannot merge three (machine c): the tree is 11, and 00 in one (machine a)")
  }

  @Test func `times differ with the number of jobs, and where there are none they do not`() {
    let one = provenance("a")
    let difference = provenance("a", jobs: 3).timeDifference(from: one)
    #expect(difference?.what == "--jobs" && difference?.now == "3" && difference?.baseline == "1")
    #expect(one.timeDifference(from: one) == nil)
    let sizes = provenance("a", jobs: 3, sizesOnly: true)
    #expect(sizes.timeDifference(from: one) == nil && one.timeDifference(from: sizes) == nil)
    #expect(sizes.timeDifference(from: provenance("a", sizesOnly: true)) == nil)
  }

  // MARK: What differs, and what is missing

  private static let differences:
    [(what: String, before: String, after: String, edit: @Sendable (inout SweepRow) -> Void)] = [
      ("the tar's size", "100000000", "1", { $0.originalBytes = ByteCount(1) }),
      ("the library", "libzstd 1.5.4", "libzstd 2", { $0.libraryVersion = "libzstd 2" }),
      ("the archive's size", "10", "11", { $0.compressedBytes = ByteCount(11) }),
      ("the archive's SHA-256", "unknown", "aa", { $0.compressedSHA256 = "aa" }),
      ("the window", "unknown", "5", { $0.window = ByteCount(5) }),
      ("whether a default decoder accepts it", "true", "false", { $0.defaultDecoder = false }),
      ("whether it decompressed to the tar", "true", "unknown", { $0.roundTrip = nil }),
    ]

  @Test(arguments: differences.indices)
  func `rows of one setting with different bytes are rejected, and the first difference is named`(
    index: Int
  ) throws {
    let (what, before, after, edit) = Self.differences[index]
    var other = try row("zstd-1")
    edit(&other)
    let same = try store("one", [try row("gzip-1"), try row("zstd-1")], provenance("a"))
    let folders = [
      same, try store("two", [try row("zstd-1")], provenance("b")),
      try store("three", [other], provenance("c")),
    ]
    let text =
      "cannot merge zstd-1: \(what) is \(before) in one (machine a) and \(after) in three (machine c); "
      + "find out which machine is wrong; a sweep of one tree has the same bytes on every machine"
    #expect(problem(folders, .init(sizesOnly: true)) == text)
    // A failed row has no bytes to differ.
    other.status = .failed("x")
    let failed = try store("three", [other], provenance("c"))
    #expect(
      problem([same, failed], .init(sizesOnly: true))?.contains("zstd-1 failed in three (machine c): x")
        == true)
    #expect(problem([same, failed], .init(partial: true, sizesOnly: true)) == nil)
    other.status = .ok
    (other.originalBytes, other.roundTrip) = (ByteCount(2), false)
    let many = try store("three", [other], provenance("c"))
    #expect(problem([same, many])?.contains("the tar's size is 100000000 in one") == true)
  }

  @Test func `what is missing from a sweep is told as a whole`() throws {
    let settings = (1...7).map { "zstd-\($0)" }
    let (one, two) = (
      try store("one", [try row("zstd-1")], provenance("a", shard: Shard(1, of: 4), settings: settings)),
      try store("two", [try row("zstd-1")], provenance("b", shard: Shard(1, of: 4), ended: nil))
    )
    let three = try store("three", [try row("zstd-2")], provenance("c", shard: Shard(3, of: 4)))
    try folder.file("broken/sweep.csv")
    let reasons = [
      "cannot read results \(folder.at("broken"))/sweep.csv: it has no rows; run 'pybench compress' to measure some settings",
      "shard 1/4 is repeated 2 times: \(one) and \(two)", "shard 2/4 is missing", "shard 4/4 is missing",
      "shard 1/4, \(two) (machine b), is unfinished",
      "zstd-3, zstd-4, zstd-5, zstd-6 and zstd-7 have no row",
    ]
    let failure = #expect(throws: Failure.self) {
      try Merge([three, folder.at("broken"), two, one], .init(sizesOnly: true))
    }
    #expect(failure?.reason == reasons.joined(separator: "; "))
    #expect(failure?.subject == "4 results")
    let merged = try Merge([three, folder.at("broken"), two, one], .init(partial: true, sizesOnly: true))
    #expect(merged.provenance.incomplete == reasons)
    #expect(merged.count == 3)
    let whole = try store(
      "whole", try settings.dropLast().map { try row($0) }, provenance("d", settings: settings + ["xz-1"]))
    #expect(problem([whole], .init(sizesOnly: true))?.contains(": zstd-7 and xz-1 have no row;") == true)
    let most = try store("most", [try row("zstd-1")], provenance("d", settings: settings))
    #expect(
      problem([most], .init(sizesOnly: true))?.contains(
        "zstd-2, zstd-3, zstd-4, zstd-5, zstd-6 and 1 more have no row")
        == true)
  }

  @Test func `results that cannot be read are named with their reasons`() {
    let places = ["y", "x"].map { folder.at($0) }
    let failure = #expect(throws: Failure.self) { try Merge(places) }
    #expect(failure?.subject == "2 results" && failure?.advice == nil)
    let advice = "no such file or folder; name a folder that 'pybench compress' wrote, such as results/NAME"
    #expect(
      failure?.reason
        == "cannot read results \(places[1]): \(advice); cannot read results \(places[0]): \(advice)")
  }

  @Test func `a table alone is not merged, and names that differ need a common one`() throws {
    let one = try store("one", [try row("zstd-1")], provenance("a"))
    #expect(
      problem([one + "/sweep.csv"])
        == "cannot merge 1 result: cannot merge one/sweep.csv: it has no provenance; name the folder, not its sweep.csv"
    )
    var other = try row("zstd-1")
    other.tree = "u"
    let two = try store("two", [other], provenance("b"))
    #expect(
      problem([one, two], .init(sizesOnly: true))
        == "cannot merge results of t and u: their names differ; name the merged results with --name")
    let merged = try Merge([one, two], .init(name: "v", sizesOnly: true))
    #expect(merged.name == "v" && merged.provenance.tree.name == "v" && merged.rows.map(\.tree) == ["v"])
  }

  @Test func `results come in the order of their shards, and else of when they began`() throws {
    func begun(_ name: String, _ hour: Int, _ shard: Int?, machine: String = "m", seed: UInt64 = 1) throws
      -> String
    {
      var own = provenance(machine, shard: shard.flatMap { Shard($0, of: 12) }, seed: seed)
      own.runs[0].begin = "2026-01-01T0\(hour):00:00Z"
      own.runs[0].argv = [name]
      return try store(name, [try row("zstd-1")], own)
    }
    func order(_ folders: [String]) throws -> [[String]] {
      let merged = try [folders, folders.reversed()].map {
        try Merge($0, .init(partial: true, sizesOnly: true)).provenance.runs.flatMap(\.argv)
      }
      return merged
    }
    let shards = try [begun("ten", 1, 10), begun("two", 2, 2), begun("none", 3, nil), begun("one", 4, 1)]
    #expect(try order(shards) == Array(repeating: ["none", "one", "two", "ten"], count: 2))
    let times = try [
      begun("late", 5, nil), begun("early", 4, nil, machine: "n"), begun("other", 5, nil, machine: "l"),
      begun("seed", 5, nil, seed: 0),
    ]
    #expect(try order(times) == Array(repeating: ["early", "other", "seed", "late"], count: 2))
  }

  @Test func `of lists of settings that are as long the first in the alphabet counts`() throws {
    let rows = try ["zstd-1", "gzip-1"].map { try row($0) }
    let one = try store("one", rows, provenance("a", settings: ["zstd-1", "gzip-1"]))
    let two = try store("two", rows, provenance("b", settings: ["gzip-1", "zstd-1"]))
    for folders in [[one, two], [two, one]] {
      #expect(try Merge(folders, .init(sizesOnly: true)).rows.map(\.setting.label) == ["gzip-1", "zstd-1"])
    }
  }

  @Test func `of shards of several counts the first other one is named`() throws {
    let folders = try [(1, 2), (2, 3), (3, 4)].map { index, count in
      try store("s\(index)", [try row("zstd-1")], provenance("m\(index)", shard: Shard(index, of: count)))
    }
    #expect(
      problem(folders, .init(sizesOnly: true))
        == "cannot merge s2 (machine m2): it is shard 2/3, and s1 (machine m1) is shard 1/2")
  }

  @Test func `of rows that all failed the first one stays`() throws {
    func failed(_ reason: String, _ name: String, _ machine: String) throws -> String {
      var own = try row("zstd-1")
      (own.status, own.compressedBytes) = (.failed(reason), nil)
      return try store(name, [own, try row("gzip-1")], provenance(machine))
    }
    let folders = [try failed("x", "one", "a"), try failed("y", "two", "b")]
    let merged = try Merge(folders, .init(partial: true, sizesOnly: true))
    #expect(merged.rows.map(\.status) == [.failed("x"), .ok])
    #expect(
      merged.provenance.incomplete == [
        "zstd-1 failed in \(folders[0]) (machine a): x", "zstd-1 failed in \(folders[1]) (machine b): y",
      ])
  }

  @Test func `times that were not measured are not left out`() throws {
    let (untimed, timed) = (
      try store("one", [try row("zstd-1")], provenance("a", sizesOnly: true)),
      try store("two", [try row("zstd-1", compress: 1)], provenance("b"))
    )
    #expect(try Merge([untimed], .init(sizesOnly: true)).provenance.timesLeftOut == nil)
    #expect(try Merge([timed], .init(sizesOnly: true)).provenance.timesLeftOut == true)
    #expect(try Merge([timed]).provenance.timesLeftOut == nil && Merge([timed]).provenance.incomplete == nil)
    // Machines without times may be of any model.
    var other = provenance("c", cpu: "other", sizesOnly: true)
    let sizes = try store("three", [try row("zstd-1")], other)
    #expect(problem([timed, sizes]) == nil)
    other.runs[0].method.sizesOnly = false
    let none = try store("three", [try row("zstd-1")], other)
    #expect(problem([timed, none]) == nil)
    let both = try store("three", [try row("zstd-1", compress: 1)], other)
    #expect(
      problem([timed, both])?.hasPrefix("cannot merge the times of three (machine c): the processor is other")
        == true)
    #expect(problem([timed, both], .init(sizesOnly: true)) == nil)
  }

  @Test func `a row of one machine without runs keeps its times, its deviation too`() throws {
    let one = try store("one", [try row("zstd-1", compress: 2)], provenance("a"))
    let merged = try #require(try Merge([one]).rows.first?.compress)
    #expect(merged == (try row("zstd-1", compress: 2).compress))
  }

  @Test(arguments: [(0.97, true), (0.96, false)])
  func `machines differ where most of their times do, by more than twice the error`(
    factor: Double, agree: Bool
  ) throws {
    // Runs of 1 ± 0.0x s: their medians have the error of many, and the machines differ by 3 or 4 % in two of three.
    func folders() throws -> [String] {
      try [("one", "a", 1.0), ("two", "b", factor)].map { name, machine, factor in
        let labels = [("zstd-1", factor), ("zstd-2", factor * factor), ("gzip-1", 1.0)]
        let samples = try labels.flatMap { label, time in
          try (0..<9).map { try run(machine, label, time * (1 + 0.005 * Double($0 - 4)), round: $0 + 1) }
        }
        return try store(
          name, try labels.map { try row($0.0, compress: $0.1) }, provenance(machine), samples: samples)
      }
    }
    let text = try problem(folders())
    #expect((text == nil) == agree, "\(text ?? "")")
    // The worst is the example.
    #expect(text?.contains("such as 1.00 s and 922 ms to compress with zstd-2;") ?? agree, "\(text ?? "")")
  }

  @Test func `stages are those of the first result that has some`() throws {
    let (one, two) = (
      try store("one", [try row("zstd-1")], provenance("a")),
      try store("two", [try row("zstd-1")], provenance("b"))
    )
    let stage = Stage(name: .tar, files: 1, bytes: ByteCount(1), diskUsage: ByteCount(2), time: .seconds(3))
    try folder.file("two/stages.csv", text: CSV.table([stage], StageTable.columns(of: "t")))
    #expect(try Merge([one, two], .init(sizesOnly: true)).stages == [stage])
    #expect(try Merge([one], .init(sizesOnly: true)).stages.isEmpty)
  }
}
