import Testing
import TestSupport

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline
@testable import pybench

/// What choices and sweeps print, as a whole, against reviewed files.
@Suite struct GoldenPickTests {
  private func expect(_ text: String, _ name: String) throws {
    let difference = try Golden.difference(RichResults.withoutLibraries(text) + "\n", from: "pick/" + name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  /// Results whose every row is verified.
  private func results(
    _ name: String = "cpython-3.12", scale: Double = 1, without: Set<String> = []
  ) throws -> Results {
    let results = try RichResults.results(name, scale: scale, without: without)
    let rows = results.rows.map { row in
      var row = row
      if row.setting.label == "gzip-6" { row.extract = row.decompress }
      if row.setting.codec == .xz, let time = row.decompress {
        row.extract = time
        row.extract?.time = time.time + .seconds(1)
      }
      row.compressedSHA256 = row.compressedBytes.map { "sha-\($0.bytes)" }
      return row
    }
    return Results(name: name, folder: results.folder, rows: rows, provenance: results.provenance)
  }

  private static let bandwidth = Throughput(megabitsPerSecond: 100)

  private static let cases: [(name: String, limits: Limits, objective: Objective, against: String?)] = [
    ("smallest", Limits(), .smallest, "zstd-19"),
    ("smallest-itself", Limits(archiveSize: ByteCount(12_000_000)), .smallest, "xz-9e"),
    (
      "smallest-limited",
      Limits(
        archiveSize: ByteCount(11_000_000), compressTime: .seconds(30.1),
        decompressThroughput: Throughput(bytesPerSecond: 4e8),
        compressMemory: .mebibytes(64), decompressMemory: .mebibytes(50), window: .mebibytes(40),
        codecs: [.zstd, .gzip],
        decoders: [.default]), .smallest, nil
    ),
    ("delivery", Limits(), .delivery(bandwidth: bandwidth), "xz-6"),
    ("delivery-unpacked", Limits(), .delivery(bandwidth: bandwidth, until: .unpacked), nil),
    (
      "lifetime", Limits(codecs: [.gzip, .zstd]), .lifetime(bandwidth: bandwidth, downloads: 1000, builds: 2),
      nil
    ),
    ("lifetime-builds", Limits(), .lifetime(bandwidth: bandwidth, downloads: 0, builds: 1), nil),
    (
      "lifetime-unpacked", Limits(),
      .lifetime(bandwidth: bandwidth, downloads: 1, builds: 0, until: .unpacked), nil
    ),
    ("fastest", Limits(), .fastest(.compress), nil),
    ("fastest-extract", Limits(), .fastest(.extract), nil),
    ("cheapest", Limits(decoders: [.default]), .cheapestBuild(within: Percentage(7.5)), "zstd-22-long27"),
    ("egress", Limits(decompressMemory: .mebibytes(16)), .egress(price: 0.08, downloads: 1_000_000), nil),
  ]

  @Test(arguments: cases.indices)
  func `a choice reads as it was reviewed`(index: Int) throws {
    let (name, limits, objective, against) = Self.cases[index]
    let pick = try Pick(
      from: [try results()], within: limits, by: objective,
      against: try against.map { try Setting(label: $0) })
    try expect(
      [PickReport(pick).text, try PickDocument(pick).text, PickScript(pick).text].joined(
        separator: "\n\n=====\n\n"),
      name + ".txt")
  }

  @Test func `a choice for several trees reads as it was reviewed`() throws {
    for (name, objective) in [
      ("two", Objective.smallest), ("two-delivery", .delivery(bandwidth: Self.bandwidth)),
      ("two-egress", .egress(price: 0.1, downloads: 5)),
      ("two-cheapest", .cheapestBuild(within: Percentage(10))),
    ] {
      var other = try results("cpython-3.13", scale: 1.2, without: ["zstd-1"]).rows
      if let index = other.firstIndex(where: { $0.setting.label == "xz-9e" }) {
        other[index].compressedBytes = ByteCount(11_000_000)
        other[index].libraryVersion = "libtest 1.3"
      }
      var provenance = PickFixture.provenance(tree: "other")
      provenance.ended = nil
      let pick = try Pick(
        from: [
          try results(),
          Results(name: "cpython-3.13", folder: "results/other", rows: other, provenance: provenance),
        ], within: Limits(compressTime: .seconds(48.5)), by: objective)
      try expect(
        [PickReport(pick).text, try PickDocument(pick).text, PickScript(pick).text].joined(
          separator: "\n\n=====\n\n"),
        name + ".txt")
    }
    for count in [4, 12] {
      let pick = try Pick(
        from: try (0..<count).map { try results("tree\($0)", scale: 1 + Double($0) / 10) }, within: Limits(),
        by: .smallest)
      try expect(PickReport(pick).text, "\(count)-trees.txt")
    }
  }

  @Test func `sizes alone, and one setting, make a choice`() throws {
    let untimed = try Pick(from: [try RichResults.results(timed: false)], within: Limits(), by: .smallest)
    try expect(PickReport(untimed).text, "untimed.txt")
    let one = try Pick(
      from: [PickFixture.results([try PickFixture.row("zstd-3", bytes: 30, compress: 1, decompress: 1)])],
      within: Limits(codecs: [.zstd]), by: .smallest)
    try expect(PickReport(one).text, "alone.txt")
    let equal = try Pick(
      from: [
        PickFixture.results([
          try PickFixture.row("zstd-3", bytes: 30, compress: 1, decompress: 1),
          try PickFixture.row("zstd-4", bytes: 30, compress: 2, decompress: 1),
          try PickFixture.row("zstd-5", bytes: 30, compress: 2, decompress: 1),
        ])
      ], within: Limits(), by: .smallest)
    try expect(PickReport(equal).text, "equal.txt")
  }

  @Test func `where nothing is within the limits the advice is that which was reviewed`() throws {
    let limits = [
      Limits(compressTime: .seconds(0.1)), Limits(window: .mebibytes(1), codecs: [.xz]),
      Limits(archiveSize: ByteCount(1_000_000), codecs: [.gzip]),
      Limits(archiveSize: ByteCount(8_000_000), decompressThroughput: Throughput(bytesPerSecond: 5e9)),
      Limits(decompressMemory: ByteCount(1000), decoders: [.default]),
      Limits(archiveSize: ByteCount(9_000_000), codecs: [.gzip]),
    ]
    let texts = limits.map { limits in
      let failure = #expect(throws: Failure.self) {
        try Pick(from: [try results()], within: limits, by: .smallest)
      }
      return failure?.description ?? ""
    }
    let untimed = try RichResults.results(timed: false)
    // Columns that earlier versions and other tools do not write.
    var bare = try PickFixture.row("zstd-3", bytes: 12_345)
    (bare.compressHeap, bare.decompressHeap, bare.window, bare.defaultDecoder) = (nil, nil, nil, nil)
    let unsized = PickFixture.results([bare])
    let others = [
      #expect(throws: Failure.self) {
        try Pick(from: [untimed], within: Limits(compressTime: .seconds(1)), by: .smallest)
      },
      #expect(throws: Failure.self) {
        try Pick(
          from: [untimed],
          within: Limits(compressTime: .seconds(1), decompressThroughput: Throughput(bytesPerSecond: 1)),
          by: .smallest)
      },
      #expect(throws: Failure.self) {
        try Pick(from: [unsized], within: Limits(window: .mebibytes(1)), by: .smallest)
      },
      #expect(throws: Failure.self) {
        try Pick(
          from: [unsized],
          within: Limits(
            compressMemory: .mebibytes(1), decompressMemory: .mebibytes(1), decoders: [.default]),
          by: .smallest)
      },
      #expect(throws: Failure.self) {
        try Pick(
          from: [unsized], within: Limits(compressTime: .seconds(1), window: .mebibytes(1)), by: .smallest)
      },
      #expect(throws: Failure.self) {
        try Pick(from: [unsized], within: Limits(archiveSize: ByteCount(1)), by: .smallest)
      },
      #expect(throws: Failure.self) { try Pick(from: [untimed], within: Limits(), by: .fastest(.compress)) },
      #expect(throws: Failure.self) { try Pick(from: [untimed], within: Limits(), by: .fastest(.extract)) },
      #expect(throws: Failure.self) { try Pick(from: [], within: Limits(), by: .smallest) },
      #expect(throws: Failure.self) { try Pick(from: [untimed, untimed], within: Limits(), by: .smallest) },
      #expect(throws: Failure.self) {
        try Pick(from: [untimed], within: Limits(), by: .smallest, against: try Setting(label: "zstd-7"))
      },
      #expect(throws: Failure.self) {
        try Pick(from: [untimed], within: Limits(), by: .smallest, against: try Setting(label: "zopfli-15"))
      },
    ].map { $0?.description ?? "" }
    try expect((texts + others).joined(separator: "\n"), "failures.txt")
  }

  // MARK: Sweeps

  private func plan(jobs: Int = 1, sizesOnly: Bool = false, rounds: Int = 1, minTime: Duration = .seconds(3))
    throws
    -> SweepPlan
  {
    SweepPlan(
      grid: try Grid("zstd-19,zstd-22"), budget: Budget(rounds: rounds, minTime: minTime), jobs: jobs,
      seed: 1,
      sizesOnly: sizesOnly, extract: false)
  }

  @Test func `a sweep's end reads as it was reviewed`() throws {
    let results = try results()
    let stages = try RichResults.results().stages
    var texts: [String] = []
    for (rows, plan) in [
      (results.rows, try plan(jobs: 2)), (Array(results.rows.prefix(2)), try plan(minTime: .seconds(10))),
      (results.rows, try plan(sizesOnly: true)),
    ] {
      texts.append(SweepReport.text(stages, rows, plan, SweepQuality(rows, [])))
    }
    texts.append(QualityText.sentence(nil, try plan()))
    func samples(_ lost: Double, stolen: Double) throws -> [Sample] {
      [try Fake.sample("zstd-1", .compress, wall: 1, cpu: 1 - lost, stolen: stolen)]
    }
    for (lost, stolen) in [(0.0, 0.0), (0.02, 0.0), (0.0201, 0.0201), (0.1, 0.02), (0.11, 0.05)] {
      for count in [2, 12] {
        texts.append(
          QualityText.sentence(
            SweepQuality(Array(results.rows.prefix(count)), try samples(lost, stolen: stolen)),
            try plan(jobs: count == 2 ? 1 : 2, rounds: count, minTime: .seconds(lost > 0 ? 10 : 9))))
      }
    }
    texts.append(SweepAnswer.text(results, command: "pybench"))
    try expect(texts.joined(separator: "\n\n=====\n\n"), "sweep.txt")
  }
}
