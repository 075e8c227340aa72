import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline
@testable import pybench

@Suite struct PickTests {
  private func pick(
    _ rows: [SweepRow]? = nil, within limits: Limits = Limits(), by objective: Objective = .smallest
  ) throws -> Pick {
    try Pick(
      from: [PickFixture.results(try rows ?? PickFixture.rows())], within: limits, by: objective)
  }

  private func labels(_ candidates: [Candidate]) -> [String] { candidates.map(\.setting.label) }

  private func failure(_ body: () throws -> Pick) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return String(describing: error)
    }
  }

  @Test func `without limits the smallest archive is picked and the next smaller ones follow`() throws {
    let pick = try pick()
    #expect(pick.choice.setting.label == "xz-6")
    #expect(labels(pick.alternatives) == ["zstd-22-long27", "zstd-19", "zstd-3"])
    #expect(pick.unconstrained == nil)
    #expect(pick.admitted == 5)
  }

  @Test func `shards of one tree are to be merged, those of several trees are compared`() throws {
    func shard(_ index: Int, of tar: String) throws -> Results {
      var provenance = PickFixture.provenance()
      provenance.runs[0].shard = Shard(index, of: 2)
      provenance.tar.sha256 = tar
      return PickFixture.results(try PickFixture.rows(), name: "\(tar).\(index)-of-2", provenance: provenance)
    }
    let all = try [shard(1, of: "a"), shard(1, of: "b"), shard(2, of: "b")]
    #expect(
      throws: Failure(
        "pick", "a setting", because: "results/b.1-of-2 and results/b.2-of-2 are shards of the same tree",
        advice: "combine all its shards with 'pybench merge', and pick from the result")
    ) { try Pick(from: all, within: Limits(), by: .smallest) }
    #expect(try Pick(from: Array(all.prefix(2)), within: Limits(), by: .smallest).trees.count == 2)
  }

  @Test(arguments: [
    (Limits(compressTime: .seconds(60), codecs: [.zstd]), "zstd-19"),
    (Limits(compressTime: .seconds(59), codecs: [.zstd, .gzip]), "zstd-3"),
    (Limits(decompressThroughput: Throughput(bytesPerSecond: 4e8)), "zstd-22-long27"),
    (Limits(decompressThroughput: Throughput(bytesPerSecond: 4.1e8)), "zstd-19"),
    (Limits(decompressMemory: .mebibytes(8)), "zstd-19"),
    (Limits(compressMemory: .mebibytes(15)), "zstd-3"),
    (Limits(decompressMemory: .mebibytes(64), codecs: [.zstd]), "zstd-19"),
    (Limits(window: .mebibytes(1)), "gzip-6"),
    (Limits(codecs: [.gzip]), "gzip-6"),
  ])
  func `a limit takes what is exactly on it and cuts what is beyond`(limits: Limits, label: String) throws {
    #expect(try pick(within: limits).choice.setting.label == label)
  }

  @Test func `limits also cost something if they change what a setting is compared with`() throws {
    let rows = [
      try PickFixture.row("xz-6", bytes: 23_000_000, compress: 40, decompress: 1),
      try PickFixture.row("zstd-22", bytes: 24_000_000, compress: 30, decompress: 1),
      try PickFixture.row("zstd-19", bytes: 25_000_000, compress: 10, decompress: 1),
    ]
    let pick = try pick(rows, within: Limits(codecs: [.zstd]), by: .cheapestBuild(within: Percentage(5)))
    #expect(pick.choice.setting.label == "zstd-19")
    #expect(pick.unconstrained?.candidate.setting.label == "zstd-22")
    #expect(pick.unconstrained?.reasons.isEmpty == true)
    let text = PickReport(pick).text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("Without the limits the choice would be zstd-22: "))
    #expect(text.contains("It is within the limits, but they exclude settings that it is compared with."))
  }

  @Test func `with a bandwidth the least time to download and decode is picked`() throws {
    // At 10 MB/s: zstd-3 3.1 s, zstd-19 2.7, zstd-22 2.65, gzip-6 3.5, xz-6 3.3.
    let slow = try pick(by: .delivery(bandwidth: Throughput(bytesPerSecond: 1e7)))
    #expect(slow.choice.setting.label == "zstd-22-long27")
    #expect(abs(slow.cost.seconds - 2.65) < 1e-9)
    #expect(labels(slow.alternatives) == ["zstd-19", "zstd-3", "xz-6"])
    // At 1 GB/s: zstd-3 0.13 s, zstd-19 0.225.
    let fast = try pick(by: .delivery(bandwidth: Throughput(bytesPerSecond: 1e9)))
    #expect(fast.choice.setting.label == "zstd-3")
  }

  @Test func `downloads and builds weigh decoding against compressing`() throws {
    let bandwidth = Throughput(bytesPerSecond: 1e7)
    // 100 downloads: zstd-3 310.5 s, zstd-19 330, zstd-22 365, gzip-6 353, xz-6 370.
    let few = try pick(by: .lifetime(bandwidth: bandwidth, downloads: 100, builds: 1))
    #expect(few.choice.setting.label == "zstd-3")
    #expect(abs(few.cost.seconds - 310.5) < 1e-9)
    let many = try pick(by: .lifetime(bandwidth: bandwidth, downloads: 1_000_000, builds: 1))
    #expect(many.choice.setting.label == "zstd-22-long27")
    let never = try pick(by: .lifetime(bandwidth: bandwidth, downloads: 0, builds: 7))
    #expect(never.choice.setting.label == "zstd-3")
    #expect(never.cost.seconds == 3.5)
  }

  @Test func `the best setting without limits is listed with every limit that it breaks`() throws {
    let pick = try pick(within: Limits(compressTime: .seconds(30), decompressMemory: .mebibytes(4)))
    #expect(pick.choice.setting.label == "zstd-3")
    #expect(pick.unconstrained?.candidate.setting.label == "xz-6")
    #expect(
      pick.unconstrained?.reasons.map(\.reason) == [
        "takes 40s, max-compress-time is 30s", "needs 9MiB, max-decompress-memory is 4MiB",
      ])
  }

  @Test func `what is dominated is no alternative`() throws {
    let rows =
      try PickFixture.rows() + [
        PickFixture.row("zstd-18", bytes: 26_000_000, compress: 61, decompress: 0.3, heap: 8)
      ]
    let pick = try pick(rows)
    #expect(!labels(pick.frontier).contains("zstd-18"))
    #expect(pick.frontier.count == 5)
    #expect(pick.admitted == 6)
  }

  @Test func `a decoder counts with its window on the frontier too`() throws {
    let pick = try pick([
      PickFixture.row("zstd-19", bytes: 11, compress: 2, decompress: 2, heap: 4),
      PickFixture.row("zstd-19-long27", bytes: 10, compress: 1, decompress: 1, heap: 1, window: 128),
    ])
    #expect(labels(pick.frontier) == ["zstd-19-long27", "zstd-19"])
    #expect(pick.choice.decoderMemory == Codec.zstd.decoderMemory(window: .mebibytes(128)))
  }

  @Test func `failed, unverified and untimed settings are left out with their reasons`() throws {
    var failed = try PickFixture.row("zstd-20", bytes: 1, compress: 1, decompress: 1)
    failed.status = .failed("out of memory")
    var unverified = try PickFixture.row("zstd-21", bytes: 1, compress: 1, decompress: 1)
    unverified.roundTrip = false
    let untimed = try PickFixture.row("zstd-5", bytes: 2)
    let limits = Limits(compressTime: .seconds(10))
    let pick = try pick(try PickFixture.rows() + [failed, unverified, untimed], within: limits)
    let reasons = pick.excluded.map { "\($0.setting): \($0.reasons.map(\.reason).joined(separator: "; "))" }
    #expect(
      reasons.filter { $0.hasPrefix("zstd-2") || $0.hasPrefix("zstd-5") } == [
        "zstd-20: failed for py: out of memory",
        "zstd-21: round trip not verified for py",
        "zstd-22-long27: takes 100s, max-compress-time is 10s",
        "zstd-5: compression time not measured for py",
      ])
    #expect(pick.choice.setting.label == "zstd-3")
  }

  @Test func `the limit to relax is named with the least that admits a setting`() {
    #expect(
      failure { try pick(within: Limits(compressTime: .milliseconds(400))) }
        == "cannot pick a setting from results/py: none of 5 settings is within max-compress-time 400ms; "
        + "raise max-compress-time from 400ms to 500ms (+25.0%) to admit zstd-3")
    #expect(
      failure { try pick(within: Limits(decompressThroughput: Throughput(bytesPerSecond: 2e9))) }
        == "cannot pick a setting from results/py: none of 5 settings is within min-decompress-throughput 2GB/s; "
        + "lower min-decompress-throughput from 2GB/s to 1000MB/s (-50.0%) to admit zstd-3")
  }

  @Test func `of several limits each single one that would do is named, the slightest first`() {
    let limits = Limits(compressTime: .seconds(30), decompressMemory: .mebibytes(6), codecs: [.zstd, .xz])
    // zstd-3 fits; without it, xz-6 breaks both and gzip-6 only the codecs.
    let message = failure {
      try pick(try PickFixture.rows().filter { $0.setting.label != "zstd-3" }, within: limits)
    }
    #expect(
      message
        == "cannot pick a setting from results/py: none of 4 settings is within max-compress-time 30s, "
        + "max-decompress-memory 6MiB and codecs zstd,xz; add gzip to codecs to admit gzip-6")
  }

  @Test func `where no single limit is to blame the nearest combination is named`() {
    let limits = Limits(compressTime: .seconds(30), decompressMemory: .mebibytes(6))
    let message = failure {
      try pick(
        try PickFixture.rows().filter { $0.setting.level > 6 || $0.setting.codec == .xz }, within: limits)
    }
    #expect(
      message
        == "cannot pick a setting from results/py: none of 3 settings is within max-compress-time 30s and "
        + "max-decompress-memory 6MiB; change several limits: raise max-compress-time from 30s to 40s "
        + "(+33.3%) and raise max-decompress-memory from 6MiB to 9MiB (+50.0%) to admit xz-6")
  }

  @Test func `a sweep of sizes has no times for a limit or an objective`() throws {
    let rows = [try PickFixture.row("zstd-3", bytes: 30), try PickFixture.row("zstd-19", bytes: 20)]
    #expect(
      failure { try pick(rows, within: Limits(compressTime: .seconds(1))) }
        == "cannot pick a setting from results/py: none of 2 settings is within max-compress-time 1s; the sweep has "
        + "no compression time to compare with max-compress-time: sweep again with times, or remove that limit"
    )
    #expect(
      failure { try pick(rows, by: .delivery(bandwidth: Throughput(bytesPerSecond: 5e7))) }
        == "cannot pick a setting from results/py: the least time to download at 400 Mbit/s (50.0 MB/s) and decode needs times, and "
        + "the sweep has none for any of 2 settings; sweep again with times, or remove the objective to choose the smallest archive"
    )
    let sizesOnly = try pick(rows)
    #expect(sizesOnly.choice.setting.label == "zstd-19")
    #expect(labels(sizesOnly.alternatives) == ["zstd-3"])
  }

  @Test
  func `a tie in size goes to the cheaper build, then the smaller decoder and then the simpler setting`()
    throws
  {
    let memory = try pick([
      PickFixture.row("zstd-4", bytes: 10, compress: 1, decompress: 1, heap: 8),
      PickFixture.row("zstd-5", bytes: 10, compress: 9, decompress: 1, heap: 4),
    ])
    #expect(memory.choice.setting.label == "zstd-5")
    // As much was touched, but a decoder asks for the whole window.
    let window = try pick([
      PickFixture.row("zstd-4", bytes: 10, compress: 1, decompress: 1, heap: 4, window: 128),
      PickFixture.row("zstd-5", bytes: 10, compress: 1, decompress: 1, heap: 4),
    ])
    #expect(window.choice.setting.label == "zstd-5")
    let faster = try pick([
      PickFixture.row("zstd-19", bytes: 10, compress: 10, decompress: 1, mad: 0.1),
      PickFixture.row("zstd-19-T4", bytes: 10, compress: 3, decompress: 1, mad: 0.1),
    ])
    #expect(faster.choice.setting.label == "zstd-19-T4")
    let simpler = try pick([
      PickFixture.row("zstd-19-T4", bytes: 10, compress: 9.9, decompress: 1, mad: 0.1),
      PickFixture.row("zstd-19", bytes: 10, compress: 10, decompress: 1, mad: 0.1),
    ])
    #expect(simpler.choice.setting.label == "zstd-19")
    #expect(simpler.certainty.equals.map(\.label) == ["zstd-19-T4"])
  }

  @Test func `costs that overlap within their spread are called equal`() throws {
    // The costs differ by 20 ms, and equal where that is within 2 · √(e² + e²): of 12 rounds, e is 0.54 · MAD, so 4.6 ms
    // for a MAD of 3 ms and 24 ms for one of 16 ms.
    func rows(mad: Double?) throws -> [SweepRow] {
      [
        try PickFixture.row("zstd-3", bytes: 10_000_000, compress: 1, decompress: 0.10, mad: mad),
        try PickFixture.row("zstd-4", bytes: 10_000_000, compress: 2, decompress: 0.12, mad: mad),
      ]
    }
    let objective = Objective.delivery(bandwidth: Throughput(bytesPerSecond: 1e8))
    #expect(try pick(rows(mad: 0.003), by: objective).certainty.equals.isEmpty)
    #expect(try pick(rows(mad: 0.016), by: objective).certainty.equals.map(\.label) == ["zstd-4"])
    // A single round has no spread: 10 % of 100 and of 120 ms are 31 ms in all, more than 20.
    let single = try pick(rows(mad: nil), by: objective)
    #expect(single.certainty.equals.map(\.label) == ["zstd-4"])
    #expect(single.certainty.singleRounds)
  }

  @Test func `two rounds that happen to agree decide no more than their number lets them`() throws {
    func rows(rounds: Int) throws -> [SweepRow] {
      [
        try PickFixture.row(
          "zstd-3", bytes: 1_000_000, compress: 1, decompress: 24.02, mad: 0.6, rounds: rounds),
        try PickFixture.row(
          "zstd-4", bytes: 1_000_000, compress: 1, decompress: 26, mad: 0.6, rounds: rounds),
      ]
    }
    let objective = Objective.delivery(bandwidth: Throughput(bytesPerSecond: 1e8))
    let few = try pick(rows(rounds: 2), by: objective).certainty
    #expect(few.equals.map(\.label) == ["zstd-4"])
    let many = try pick(rows(rounds: 12), by: objective).certainty
    #expect(many.equals.isEmpty)
  }

  @Test func `a limit that is met or missed by less than the spread is a close call`() throws {
    let rows = [
      try PickFixture.row("zstd-18", bytes: 30, compress: 9.9, decompress: 0.1, mad: 0.2),
      try PickFixture.row("zstd-19", bytes: 20, compress: 10.1, decompress: 0.1, mad: 0.2),
      try PickFixture.row("zstd-20", bytes: 10, compress: 20, decompress: 0.1, mad: 0.2),
    ]
    let calls = try pick(rows, within: Limits(compressTime: .seconds(10))).certainty.closeCalls
    #expect(calls.map(\.setting.label) == ["zstd-18", "zstd-19"])
    #expect(calls.map(\.met) == [true, false])
  }

  @Test func `a narrow miss decides nothing where another limit is missed by far`() throws {
    func calls(heap: Int) throws -> [String] {
      let rows = [
        try PickFixture.row("zstd-18", bytes: 30, compress: 5, decompress: 0.1, mad: 0.2),
        try PickFixture.row("zstd-19", bytes: 20, compress: 10.1, decompress: 0.1, mad: 0.2, heap: heap),
      ]
      let limits = Limits(compressTime: .seconds(10), decompressMemory: .mebibytes(4))
      return try pick(rows, within: limits).certainty.closeCalls.map(\.setting.label)
    }
    #expect(try calls(heap: 64).isEmpty)
    #expect(try calls(heap: 2) == ["zstd-19"])
  }

  @Test func `loosely known times of the choice and its alternatives are named`() throws {
    var rows = try PickFixture.rows()
    rows[1].compress?.error = 0.164
    let noisy = try pick(rows).certainty.noisy
    #expect(noisy.map(\.setting.label) == ["zstd-19"])
    #expect(noisy.first?.reasons == ["compress ±16.4%"])
    let text = PickReport(try pick(rows)).text.replacing("\n  ", with: " ")
    #expect(text.contains("Times known to no better than 20%: zstd-19."))
  }

  @Test(arguments: [(0.025, [true]), (0.0249, []), (0.5, [true])])
  func `a limit is close within twice the error of the time`(error: Double, met: [Bool]) throws {
    var row = try PickFixture.row("zstd-18", bytes: 30, compress: 10, decompress: 0.1)
    row.compress?.error = error
    let calls = try pick([row], within: Limits(compressTime: .seconds(10.5))).certainty.closeCalls
    #expect(calls.map(\.met) == met)
    if let call = calls.first {
      #expect(call.limit == .compressTime(.seconds(10.5)) && call.tree == "py" && call.setting == row.setting)
      #expect(call.time == MeasuredTime(seconds: 10, error: 10 * error))
    }
  }

  @Test func `a speed is close to its limit by the time that it takes`() throws {
    // 100 MB in 0.25 s are 400 MB/s; a limit of 390.625 MB/s allows 0.256 s.
    var row = try PickFixture.row("zstd-18", bytes: 30, compress: 10, decompress: 0.25)
    let limits = Limits(
      decompressThroughput: Throughput(bytesPerSecond: 390_625_000), decoders: [.default])
    for (error, count) in [(0.0121, 1), (0.0119, 0)] {
      row.decompress?.error = error
      #expect(try pick([row], within: limits).certainty.closeCalls.count == count)
    }
  }

  @Test func `a single run of any operation is told, and loose times of alternatives too`() throws {
    func certainty(_ edit: (inout [SweepRow]) -> Void) throws -> Confidence {
      var rows = try PickFixture.rows()
      edit(&rows)
      return try pick(rows).certainty
    }
    #expect(try !certainty { _ in }.singleRounds)
    #expect(try certainty { $0[4].compress?.rounds = 1 }.singleRounds)
    #expect(try certainty { $0[1].decompress?.rounds = 1 }.singleRounds)
    let unpacked = try certainty { rows in
      rows[1].extract = rows[1].compress
      rows[1].extract?.rounds = 1
    }
    #expect(unpacked.singleRounds)
    #expect(try !certainty { $0[4].compress?.rounds = 2 }.singleRounds)
    // zstd-3 is an alternative, gzip-6 is none.
    #expect(try certainty { $0[0].compress?.error = 0.3 }.noisy.map(\.setting.label) == ["zstd-3"])
    #expect(try certainty { $0[3].compress?.error = 0.3 }.noisy.isEmpty)
    #expect(try certainty { $0[4].decompress?.error = 0.1 }.noisy.isEmpty)
  }

  @Test func `figures of the short answer are those that it names`() throws {
    #expect(Answer.bandwidth == Throughput(megabitsPerSecond: 100) && Answer.share == Percentage(1))
    let answer = Answer(from: PickFixture.results(try PickFixture.rows()))
    #expect(
      answer.smallest?.choice.setting.label == "xz-6"
        && answer.soonest?.choice.setting.label == "zstd-22-long27")
    #expect(answer.cheapest?.choice.setting.label == "xz-6")
    #expect(answer.cheapest?.objective == .cheapestBuild(within: Percentage(1)))
    let none = Answer(from: PickFixture.results([try PickFixture.row("zstd-1", bytes: 1)]))
    #expect(none.smallest != nil && none.soonest == nil && none.cheapest == nil)
  }
}
