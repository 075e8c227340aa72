import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline

/// Limits one by one, at their edges.
@Suite struct LimitTests {
  /// A row of 100 MB that is 10 MB packed, takes 8 s and 0.25 s, and all kinds of memory.
  private func row(_ label: String = "zstd-3", _ edit: (inout SweepRow) -> Void = { _ in }) throws -> SweepRow
  {
    var row = try PickFixture.row(label, bytes: 10_000_000, compress: 8, decompress: 0.25, heap: 16)
    edit(&row)
    return row
  }

  @Test(arguments: [
    (Limit.archiveSize(ByteCount(10_000_000)), Limit.archiveSize(ByteCount(9_999_999))),
    (.compressTime(.seconds(8)), .compressTime(.milliseconds(7999))),
    (
      .decompressThroughput(Throughput(bytesPerSecond: 4e8)),
      .decompressThroughput(Throughput(bytesPerSecond: 4.001e8))
    ),
    (.compressMemory(.mebibytes(32)), .compressMemory(.mebibytes(31))),
    (.decompressMemory(.mebibytes(16)), .decompressMemory(.mebibytes(15))),
    (.codecs([.gzip, .zstd]), .codecs([.gzip])),
  ])
  func `a limit is met up to its edge, and beyond it the amount needed is named`(met: Limit, broken: Limit)
    throws
  {
    #expect(met.standing(of: try row()) == .met)
    let needed: Limit = if case .codecs = met { .codecs([.gzip, .zstd]) } else { met }
    #expect(broken.standing(of: try row()) == .broken(needed: needed))
  }

  @Test func `a figure that was not measured meets no limit on it`() throws {
    let bare = try row {
      ($0.compress, $0.decompress, $0.compressedBytes, $0.compressHeap) = (nil, nil, nil, nil)
      ($0.decompressHeap, $0.window, $0.defaultDecoder) = (nil, nil, nil)
    }
    let limits = Limits(
      archiveSize: ByteCount(1), compressTime: .seconds(1),
      decompressThroughput: Throughput(bytesPerSecond: 1),
      compressMemory: ByteCount(1), decompressMemory: ByteCount(1), window: ByteCount(1), codecs: [.zstd],
      decoders: [.default])
    #expect(
      limits.all.map { $0.standing(of: bare) } == [
        .unmeasured, .unmeasured, .unmeasured, .unmeasured, .unmeasured, .unmeasured, .met, .unmeasured,
      ])
  }

  @Test func `a window that is not known breaks a limit only of zstd`() throws {
    let limit = Limit.window(.mebibytes(1))
    for (label, standing) in [("zstd-3", Limit.Standing.unmeasured), ("gzip-6", .met), ("xz-6", .met)] {
      #expect(limit.standing(of: try row(label) { $0.window = nil }) == standing, "\(label)")
      #expect(
        limit.standing(of: try row(label) { $0.window = .mebibytes(2) })
          == .broken(needed: .window(.mebibytes(2))))
      #expect(limit.standing(of: try row(label) { $0.window = .mebibytes(1) }) == .met)
    }
  }

  @Test func `of what a decoder refuses the format is named first`() throws {
    let gzip = try row("gzip-6") { $0.window = .mebibytes(101) }
    #expect(
      Limit.decoder(.ruzstd).standing(of: gzip) == .broken(needed: .codecs([.zstd, .gzip])))
    let unknown = try row { $0.window = nil }
    #expect(Limit.decoder(.bits32).standing(of: unknown) == .unmeasured)
  }

  @Test func `the weaker of two limits admits more, and of equal ones the first stays`() {
    func weaker(_ one: Limit, _ other: Limit) -> Limit { one.weaker(other) }
    let (few, many) = (Limit.window(ByteCount(10)), Limit.window(ByteCount(15)))
    #expect(weaker(few, many) == many && weaker(many, few) == many)
    let (fast, slow) = (
      Limit.decompressThroughput(Throughput(bytesPerSecond: 15)),
      Limit.decompressThroughput(Throughput(bytesPerSecond: 10))
    )
    #expect(weaker(fast, slow) == slow && weaker(slow, fast) == slow)
    #expect(weaker(.codecs([.zstd]), .codecs([.gzip])) == .codecs([.zstd]))
    #expect(weaker(few, .archiveSize(ByteCount(99))) == few)
    #expect(Limit.compressTime(.seconds(2)).factor(to: .compressTime(.seconds(3))) == 1.5)
    #expect(fast.factor(to: slow) == 1.5 && few.factor(to: many) == 1.5)
    #expect(Limit.codecs([]).factor(to: .codecs([])) == nil && few.factor(to: .codecs([])) == nil)
  }

  private func pick(
    _ trees: [[SweepRow]], within limits: Limits = Limits(), by objective: Objective = .smallest
  ) throws -> Pick {
    try Pick(
      from: trees.enumerated().map { PickFixture.results($0.element, name: "t\($0.offset)") }, within: limits,
      by: objective)
  }

  private func failure(_ trees: [[SweepRow]], within limits: Limits, by objective: Objective = .smallest)
    -> String?
  {
    let failure = #expect(throws: Failure.self) { try pick(trees, within: limits, by: objective) }
    return failure?.advice
  }

  @Test func `of trees that break a limit alike the first is named, and else the one that breaks it most`()
    throws
  {
    let fine = try row("gzip-6")
    func tree(_ times: [Double], _ limits: Limits) throws -> Breach? {
      let trees = try times.map { time in
        [fine, try row { $0.compress?.time = .seconds(time) }]
      }
      guard case .broken(let breach)? = try pick(trees, within: limits).excluded.first?.reasons.first else {
        return nil
      }
      return breach
    }
    let limits = Limits(compressTime: .seconds(8))
    #expect(try tree([9, 9, 9], limits)?.tree == "t0" && tree([9, 12, 10], limits)?.tree == "t1")
    #expect(try tree([8, 8, 8.5], limits)?.tree == "t2" && tree([8, 8, 8], limits) == nil)
    #expect(try tree([1, 1], Limits(codecs: [.gzip]))?.tree == "t0")
  }

  // MARK: Advice

  @Test func `of settings that need as much of a limit the best one is admitted`() throws {
    let rows = try [("zstd-3", 10), ("zstd-4", 11)].map { label, bytes in
      try row(label) { $0.compressedBytes = ByteCount(bytes) }
    }
    #expect(
      failure([rows.reversed()], within: Limits(compressTime: .seconds(4)))
        == "raise max-compress-time from 4s to 8s (+100%) to admit zstd-3")
    // The slighter change comes first, and of equal ones that whose name does.
    let other = try row("gzip-6") {
      ($0.compressedBytes, $0.compressHeap) = (ByteCount(9), .mebibytes(64))
      $0.compress?.time = .seconds(1)
    }
    #expect(
      failure(
        [rows + [other]], within: Limits(compressTime: .seconds(4), compressMemory: .mebibytes(32)))
        == "raise max-compress-memory from 32MiB to 64MiB (+100%) to admit gzip-6, or raise max-compress-time "
        + "from 4s to 8s (+100%) to admit zstd-3")
    #expect(
      failure(
        [rows + [other]], within: Limits(compressTime: .seconds(6.4), compressMemory: .mebibytes(32)))
        == "raise max-compress-time from 6.4s to 8s (+25.0%) to admit zstd-3, or raise max-compress-memory "
        + "from 32MiB to 64MiB (+100%) to admit gzip-6")
  }

  @Test func `where several limits are in the way the fewest and slightest changes are named`() throws {
    func rows(_ parts: (String, time: Double, heap: Int, bytes: Int)...) throws -> [SweepRow] {
      try parts.map { label, time, heap, bytes in
        try row(label) {
          $0.compress?.time = .seconds(time)
          ($0.compressHeap, $0.compressedBytes) = (.mebibytes(heap), ByteCount(1000 * bytes))
        }
      }
    }
    let limits = Limits(
      archiveSize: ByteCount(1000), compressTime: .seconds(1), compressMemory: .mebibytes(1))
    func setting(_ rows: [SweepRow]) -> String? {
      failure([rows], within: limits)?.split(separator: " ").last.map(String.init)
    }
    // Two changes before three, then the smaller product, then the better one.
    #expect(try setting(rows(("zstd-1", 1, 4, 8), ("zstd-2", 1.1, 2, 3))) == "zstd-1")
    #expect(try setting(rows(("zstd-1", 1, 4, 2), ("zstd-2", 1, 2, 3))) == "zstd-2")
    #expect(try setting(rows(("zstd-1", 1, 2, 6), ("zstd-2", 1, 4, 3))) == "zstd-2")
    #expect(
      try failure([rows(("zstd-1", 1, 4, 2))], within: limits)
        == "change several limits: raise max-size from 1kB to 2kB (+100%) and raise max-compress-memory from "
        + "1MiB to 4MiB (+300%) to admit zstd-1")
  }

  @Test func `figures that are missing are named once, each limit by its own name`() throws {
    let bare = try [row("zstd-3"), row("zstd-4")].map { row in
      var row = row
      (row.window, row.defaultDecoder) = (nil, nil)
      return row
    }
    #expect(
      failure([bare], within: Limits(window: .mebibytes(1), decoders: [.default, .ruzstd]))
        == "the sweep has no window and decoder's verdict to compare with max-window, decoder default and decoder "
        + "ruzstd: sweep again with this version of pybench, or remove those limits")
  }

  @Test func `what lacks the time of unpacking is told how to get it`() throws {
    let objective = Objective.delivery(bandwidth: Throughput(bytesPerSecond: 1), until: .unpacked)
    let unpacked = Objective.lifetime(
      bandwidth: Throughput(bytesPerSecond: 1), downloads: 1, builds: 1, until: .unpacked)
    for objective in [objective, unpacked] {
      #expect(
        failure([[try row()]], within: Limits(), by: objective)
          == "sweep again with --extract, or remove --until unpacked")
    }
  }
}
