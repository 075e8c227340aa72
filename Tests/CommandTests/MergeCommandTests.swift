import FoundationEssentials
import Pipeline
import Testing
import TestSupport

@testable import BenchResults

@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct MergeCommandTests {
  let tree: TestFolder
  let work: TestFolder

  init() throws {
    tree = try BinaryTree.copy()
    work = try TestFolder()
  }

  private func pybench(_ words: String, _ environment: [String: String] = [:]) throws -> Shell.Outcome {
    try BuiltCommand.run(
      words, in: work,
      environment: environment.merging(["TMPDIR": work.path, "NO_COLOR": "1"]) { own, _ in own })
  }

  private static let settings = "zstd-1,gzip-1,zstd-3,xz-0,zstd-5-long27,gzip-6"

  @discardableResult
  private func compress(_ options: String) throws -> Shell.Outcome {
    let done = try pybench(
      "compress --quiet --jobs 1 --tree '\(tree.path)' --name t --min-time 0 --rounds 3 --settings \(Self.settings) \(options)"
    )
    #expect(done.status == 0, "\(done.errors)")
    return done
  }

  private func text(_ path: String) throws -> String { String(decoding: try work.bytes(path), as: UTF8.self) }

  /// Replaces text in every file of some results.
  private func edit(_ folder: String, _ replacements: [String: String]) throws {
    for name in try work.names(folder) {
      var text = try text("\(folder)/\(name)")
      for (old, new) in replacements { text = text.replacing(old, with: new) }
      try work.file("\(folder)/\(name)", text: text)
    }
  }

  /// Distributes the rows of recorded results, with their runs, to `count` folders.
  private func split(_ folder: String, into count: Int) throws -> [String] {
    func lines(_ name: String) throws -> [String] {
      try text("\(folder)/\(name)").split(separator: "\r\n").map(String.init)
    }
    let (sweep, samples) = (try lines("sweep.csv"), try lines("samples.csv"))
    return try (0..<count).map { part in
      let target = "\(folder)-part\(part)"
      try work.folder(target)
      for name in ["stages.csv", "datapackage.json"] {
        try work.file("\(target)/\(name)", text: try text("\(folder)/\(name)"))
      }
      let rows = sweep.dropFirst().enumerated().filter { $0.offset % count == part }.map(\.element)
      let settings = Set(rows.map { $0.split(separator: ",", omittingEmptySubsequences: false)[2] })
      let own = samples.dropFirst().filter {
        settings.contains($0.split(separator: ",", omittingEmptySubsequences: false)[3])
      }
      try work.file("\(target)/sweep.csv", text: ([sweep[0]] + rows).joined(separator: "\r\n") + "\r\n")
      try work.file("\(target)/samples.csv", text: ([samples[0]] + own).joined(separator: "\r\n") + "\r\n")
      return target
    }
  }

  @Test(arguments: [1, 2, 4])
  func `splitting and merging a sweep changes nothing, in any order of the parts`(count: Int) throws {
    try compress("")
    let parts = try split("results/t", into: count)
    for (index, order) in [parts, parts.reversed()].enumerated() {
      let done = try pybench("merge \(order.joined(separator: " ")) --output merged\(index)")
      #expect(done.status == 0, "\(done.errors)")
      #expect(try text("merged\(index)/t/sweep.csv") == (try text("results/t/sweep.csv")))
    }
    #expect(try text("merged0/t/samples.csv") == (try text("merged1/t/samples.csv")))
    #expect(try text("merged0/t/datapackage.json") == (try text("merged1/t/datapackage.json")))
  }

  @Test func `merged shards equal an unsharded sweep in every cell except times`() throws {
    try compress("")
    for index in 1...2 { try compress("--shard \(index)/2") }
    #expect(try work.names("results") == ["t", "t.1-of-2", "t.2-of-2"])
    let done = try pybench("merge results/t.1-of-2 results/t.2-of-2 --output merged")
    let cpu = try #require(try Results(reading: work.at("results/t")).provenance?.machine.cpu)
    #expect(done.status == 0 && done.errors == "")
    #expect(done.output == "merged/t: 6 settings of 2 results, 1 machine (\(cpu))\n")
    let (single, merged) = (
      try Results(reading: work.at("results/t")), try Results(reading: work.at("merged/t"))
    )
    #expect(merged.rows.map(\.setting) == single.rows.map(\.setting))
    for (one, other) in zip(single.rows, merged.rows) {
      var (one, other) = (one, other)
      (one.compress, one.decompress) = (nil, nil)
      (other.compress, other.decompress) = (nil, nil)
      #expect(one == other)
    }
    // Anchors were measured by both.
    let anchor = try #require(merged.row(try Setting(label: "zstd-1")))
    #expect(anchor.compress?.rounds == 6)
    #expect(merged.provenance?.runs.compactMap(\.shard?.description) == ["1/2", "2/2"])
    #expect(merged.provenance?.incomplete == nil)
  }

  @Test func `merge lists missing, unfinished and repeated shards, and --partial records them`() throws {
    for index in 1...2 {
      let shard = try compress("--sizes-only --shard \(index)/3")
      #expect(shard.output.contains("This is shard \(index)/3 of the sweep."))
      #expect(shard.output.contains(" merge results/t.*-of-3 --output merged"), "\(shard.output)")
    }
    try edit("results/t.2-of-3", ["\"end\": \"": "\"was\": \""])
    let refused = try pybench("merge results/t.1-of-3 results/t.2-of-3 results/nowhere --output merged")
    #expect(refused.status == 2)
    for text in [
      "shard 3/3 is missing", "shard 2/3, results/t.2-of-3 (machine", "is unfinished", "results/nowhere",
    ] {
      #expect(refused.errors.contains(text), "\(refused.errors)")
    }
    #expect(refused.errors.contains("--partial"))
    #expect(try !work.names().contains("merged"))
    let partial = try pybench("merge --partial results/t.1-of-3 results/t.2-of-3 --output merged")
    #expect(partial.status == 0)
    let machine = try #require(try Results(reading: work.at("results/t.1-of-3")).provenance?.machine)
    let problems = [
      "shard 3/3 is missing", "shard 2/3, results/t.2-of-3 (machine \(machine.id)), is unfinished",
    ]
    #expect(
      partial.errors.hasPrefix(problems.map { "pybench: warning: \($0)\n" }.joined()), "\(partial.errors)")
    #expect(
      partial.output.hasPrefix(
        "merged/t: 2 settings of 2 results, 1 machine (\(machine.cpu)), without times\n"
          + "The result is incomplete: \(problems.joined(separator: "; "))"), "\(partial.output)")
    #expect(try text("merged/t/datapackage.json").contains("shard 3/3 is missing"))
    let picked = try pybench("pick merged/t").output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(picked.contains("merged/t is not a whole sweep, so settings may be missing from the comparison:"))
    #expect(picked.contains("shard 3/3 is missing"))
    #expect(try pybench("pick merged/t --format json").output.contains(#""missing": ["shard 3/3 is missing"#))
    let again = try pybench("merge --partial results/t.1-of-3 results/t.2-of-3 --output merged")
    #expect(
      again.status == 2 && again.errors.contains("; use --overwrite to replace it, or --name for another"))
    let over = try pybench("merge --partial --overwrite results/t.1-of-3 --output merged --name t")
    #expect(over.status == 0 && over.output.contains("of 1 result, "), "\(over.output)\(over.errors)")
  }

  @Test func `different bytes are an error that names both machines`() throws {
    try compress("--sizes-only")
    try compress("--sizes-only --output other")
    let row = try #require(try Results(reading: work.at("other/t")).rows.first)
    let digest = try #require(row.compressedSHA256)
    try edit("other/t", [digest: String(repeating: "0", count: 64), row.machine ?? "": "0123456789ab"])
    let done = try pybench("merge results/t other/t --output merged")
    #expect(done.status == 2)
    #expect(done.errors.contains("the archive's SHA-256") && done.errors.contains("machine 0123456789ab"))
    #expect(done.errors.contains(row.machine ?? "none"))
  }

  @Test func `times of another model are rejected, sizes are merged`() throws {
    try compress("")
    try compress("--output other")
    let cpu = try #require(try Results(reading: work.at("other/t")).provenance?.machine.cpu)
    let id = try #require(try Results(reading: work.at("other/t")).provenance?.machine.id)
    try edit("other/t", ["\"cpu\": \"\(cpu)\"": "\"cpu\": \"CPU B\"", id: "0123456789ab"])
    let done = try pybench("merge results/t other/t --output merged")
    #expect(done.status == 2)
    #expect(done.errors.contains("the processor is") && done.errors.contains("CPU B"))
    #expect(done.errors.contains("--sizes-only"))
    #expect(try pybench("merge --sizes-only results/t other/t --output merged").status == 0)
    let merged = try Results(reading: work.at("merged/t"))
    #expect(merged.rows.allSatisfy { $0.compress == nil && $0.compressedBytes != nil })
    #expect(merged.provenance?.sizesOnly == true && merged.provenance?.machines.count == 2)
  }

  @Test func `merge rejects repeated runs`() throws {
    try compress("")
    _ = try Shell.run("cp -r results/t copy", in: work.path)
    let done = try pybench("merge results/t copy --output merged")
    #expect(done.status == 2 && done.errors.contains("it has runs that"))
  }

  @Test func `resume rejects another shard`() throws {
    try compress("--sizes-only --shard 1/2")
    _ = try Shell.run("mv results/t.1-of-2 results/t.2-of-2", in: work.path)
    let done = try pybench(
      "compress --quiet --tree '\(tree.path)' --name t --sizes-only --settings \(Self.settings) --shard 2/2 --resume"
    )
    #expect(done.status == 2)
    #expect(done.errors.contains("the shard was 1/2, is 2/2"))
  }

  @Test func `a dry run shows the settings of the shard`() throws {
    let done = try compress("--dry-run --shard 2/2")
    #expect(done.output.contains("expected") && done.output.contains("shard 2/2"))
    #expect(try !work.names().contains("results"))
  }

  // MARK: a tar that is there

  @Test func `a tar gives the rows of its tree, with the options of its manifest`() throws {
    #expect(try pybench("archive --quiet --tree '\(tree.path)' --setting tar --output t.tar").status == 0)
    try compress("--sizes-only")
    let words = "compress --quiet --sizes-only --settings \(Self.settings) --jobs 1"
    #expect(try pybench("\(words) --tar t.tar --output ready").status == 0)
    #expect(try text("ready/t/sweep.csv") == (try text("results/t/sweep.csv")))
    let (made, ready) = (try Results(reading: work.at("results/t")), try Results(reading: work.at("ready/t")))
    #expect(ready.provenance?.pipeline == made.provenance?.pipeline)
    #expect(ready.provenance?.tree.sha256 == made.provenance?.tree.sha256)
    #expect(ready.provenance?.tar.sha256 == made.provenance?.tar.sha256)
    #expect(ready.provenance?.tar.path == "t.tar" && ready.provenance?.tree.path == nil)
    #expect(try pybench("merge results/t ready/t --output merged").status == 0)
    // Without it, nothing is claimed.
    _ = try Shell.run("mv t.tar u.tar", in: work.path)
    #expect(try pybench("\(words) --tar u.tar --output alone").status == 0)
    let alone = try #require(try Results(reading: work.at("alone/u")).provenance)
    #expect(alone.pipeline == nil && alone.tree.sha256 == nil)
    #expect(try pybench("pick alone/u").status == 0)
    #expect(try pybench("pick alone/u --format command").status == 0)
    #expect(try pybench("report alone/u --output page.html").status == 0)
  }

  @Test(arguments: [
    ("--tar t.tar --tree x", 64, "ame either"), ("--tar t.tar --strip none", 64, "go with --tree"),
    ("--tar nowhere.tar", 2, "No such file"), ("--tar text", 2, "it is not a tar"), ("--tar .", 2, "folder"),
  ])
  func `compress rejects a file that is not a tar`(options: String, status: Int32, says: String) throws {
    try work.file("text", text: "no tar")
    let done = try pybench("compress --quiet --sizes-only --settings zstd-1 \(options)")
    #expect(done.status == status && done.errors.contains(says), "\(done.status) \(done.errors)")
  }

  // MARK: orders

  @Test func `both orders are measured in one sweep, in separate rows`() throws {
    try compress("--order path,kind --sizes-only")
    let both = try Results(reading: work.at("results/t"))
    #expect(both.rows.count == 12 && both.provenance?.tars.count == 2)
    for order in EntryOrder.allCases {
      #expect(
        try pybench(
          "compress --quiet --tree '\(tree.path)' --sizes-only --settings \(Self.settings) --name \(order) --order \(order)"
        ).status == 0)
      let one = try Results(reading: work.at("results/\(order)"))
      let own = both.rows.filter { $0.setting.order == order }
      #expect(one.rows.map(\.compressedSHA256) == own.map(\.compressedSHA256))
      #expect(one.rows.map(\.setting) == own.map(\.setting))
    }
    #expect(try pybench("pick results/t").status == 0)
    let merged = try pybench("merge results/t --output merged")
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try text("merged/t/sweep.csv") == (try text("results/t/sweep.csv")))
  }

  @Test func `another order can be added to a sweep`() throws {
    try compress("--order path --sizes-only")
    try compress("--order kind --sizes-only --resume")
    let both = try Results(reading: work.at("results/t"))
    #expect(both.rows.count == 12 && both.provenance?.tars.count == 2)
  }

  @Test func `a tar has one order`() throws {
    let done = try pybench("archive --tree '\(tree.path)' --output x.tar --order path,kind")
    #expect(done.status == 64 && done.errors.contains("takes one order here"))
  }
}
