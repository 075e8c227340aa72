import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline
@testable import pybench

@Suite struct PickReportTests {
  /// The paragraphs of a choice.
  private func report(
    _ results: [Results], _ limits: Limits = Limits(), by objective: Objective = .smallest
  ) throws -> [String] {
    PickReport(try Pick(from: results, within: limits, by: objective)).text
      .split(separator: "\n\n").map(String.init)
  }

  private func row(
    _ label: String, _ bytes: Int, compress: Double? = 1, decompress: Double? = 1, tree: String = "py"
  ) throws -> SweepRow {
    try PickFixture.row(label, bytes: bytes, compress: compress, decompress: decompress, tree: tree)
  }

  @Test func `limits that exclude nothing leave all settings`() throws {
    let rows = [PickFixture.results(try PickFixture.rows())]
    let window = Limits(window: .mebibytes(128))
    let text = try report(rows, window)
    #expect(
      text.first == """
        Ship py with xz-6: it makes the smallest archive of the 5 settings measured,
        23.00 MB for a tar of 100.00 MB.
        """)
    #expect(text.contains("Within max-window 128MiB (excludes none): all 5 settings."))
    // One limit excludes a setting, another none.
    let more = try report(rows, Limits(window: .mebibytes(128), codecs: [.xz, .zstd]))
    #expect(
      more.first == """
        Ship py with xz-6: it makes the smallest archive of the 4 of 5 settings within
        the limits, 23.00 MB for a tar of 100.00 MB.
        """)
    #expect(
      more.contains(
        "Within max-window 128MiB (excludes none) and codecs zstd,xz (excludes 1): 4 of 5\nsettings.")
        || more.contains(
          "Within max-window 128MiB (excludes none) and codecs xz,zstd (excludes 1): 4 of 5\nsettings.")
    )
    let one = try report([PickFixture.results([try row("zstd-3", 30)])], window)
    #expect(
      one.first
        == "Ship py with zstd-3: it makes the smallest archive of the 1 setting measured, 30\n"
        + "B for a tar of 100.00 MB.")
    #expect(one.contains("Within max-window 128MiB (excludes none): the only setting."))
    #expect(one.contains("Next best: none; no other setting was measured."))
    // The only setting within the limits was not compared with any.
    let alone = try report(rows, Limits(codecs: [.xz]))
    #expect(alone.contains("Next best: none; no other setting is within the limits."), "\(alone)")
  }

  @Test func `the limits that exclude the best setting are listed below it`() throws {
    let rows = [PickFixture.results(try PickFixture.rows())]
    let text = try report(rows, Limits(archiveSize: ByteCount(30_000_000), compressTime: .seconds(30)))
    #expect(
      text.contains(
        """
        Without the limits the choice would be xz-6: 23,000,000 bytes, -7,000,000
        (-23.3%). The limits exclude it:
          takes 40s, max-compress-time is 30s
        """), "\(text)")
  }

  @Test func `a choice that decoders reject by default, or that is empty, is reported so`() throws {
    var large = try row("zstd-3", 30)
    large.defaultDecoder = false
    let figures = try report([PickFixture.results([large])])[1]
    #expect(figures.hasSuffix("\n  Decoders with default limits reject it, because its window is too large."))
    let empty = try report([PickFixture.results([try row("zstd-3", 0)])])[1]
    #expect(empty.hasPrefix("  archive     0 bytes of 100,000,000, ratio -\n"))
  }

  @Test func `equal and imprecise settings are listed up to a limit`() throws {
    let rows = try (1...9).map { try row("zstd-\($0)", 30, compress: Double($0)) }
    let text = try report([PickFixture.results(rows)])
    #expect(
      text[0] == """
        Ship py with zstd-1: it makes the smallest archive of the 9 settings measured,
        30 B for a tar of 100.00 MB. zstd-2, zstd-3, zstd-4 and 5 more are equal to the
        byte; zstd-1 is built the cheapest.
        """)
    #expect(
      text.last?.hasPrefix(
        """
        how sure
          Sizes are exact, and so is the order. Of the same size to the byte: zstd-2,
          zstd-3, zstd-4, zstd-5, zstd-6, zstd-7 and 2 more. ±
        """) == true, "\(text.last ?? "")")
    // The smaller the archive, the longer it takes.
    let loose = try (1...3).map { level in
      var row = try row("zstd-\(level)", 30 - level, compress: Double(level))
      row.compress?.error = 0.2
      return row
    }
    let trees = [PickFixture.results(loose, name: "a"), PickFixture.results(loose, name: "b")]
    #expect(
      try report(trees).last?.replacing("\n  ", with: " ").hasSuffix(
        " Times known to no better than 20%: zstd-3 for a, zstd-3 for b, zstd-2 for a, zstd-2 for b and 2 more."
      )
        == true)
    #expect(
      try report([trees[0]]).last?.replacing("\n  ", with: " ").hasSuffix(
        " Times known to no better than 20%: zstd-3, zstd-2 and zstd-1.") == true)
    let four =
      loose
      + [loose[0]].map { row in
        var row = row
        row.setting = Setting.releaseDefault
        row.compressedBytes = ByteCount(20)
        row.compress?.time = .seconds(9)
        return row
      }
    #expect(
      try report([PickFixture.results(four)]).last?.replacing("\n  ", with: " ").hasSuffix(
        " Times known to no better than 20%: zstd-22-long27, zstd-3, zstd-2 and zstd-1.") == true)
  }

  @Test func `a share and a price have up to six decimals`() throws {
    let rows = [PickFixture.results([try row("zstd-3", 30), try row("zstd-1", 31, compress: 0.5)])]
    let cheap = try report(rows, by: .cheapestBuild(within: Percentage(1.23456789)))
    #expect(cheap[0].contains("1.234568% larger than the smallest"))
    #expect(
      cheap.contains {
        $0.replacing("\n", with: " ").contains("At most 1.234568% larger than the smallest of them: 1.")
      })
    let egress = try report(rows, by: .egress(price: 0.123456789, downloads: 3_000_000))
    #expect(egress[0].replacing("\n", with: " ").contains(" 30 B at 0.123457 per GB cost 0.01."))
  }

  @Test func `an equal cost of egress is the same, and a difference has its sign`() throws {
    let rows = [
      try row("zstd-3", 1_000_000_000, compress: 3), try row("zstd-4", 1_000_000_000, compress: 2),
      try row("zstd-1", 1_500_000_000, compress: 1),
    ]
    let text = try report([PickFixture.results(rows)], by: .egress(price: 1, downloads: 1))
    let table = try #require(text.first { $0.hasPrefix("next best") }).split(separator: "\n")
    #expect(
      table.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
        "next best", "zstd-1 +0.50",
      ])
    let rival = try Pick(
      from: [PickFixture.results(rows)], within: Limits(compressTime: .seconds(1.5)),
      by: .egress(price: 1, downloads: 1))
    #expect(
      PickReport(rival).text.contains("Without the limits the choice would be zstd-4: cost 1.00, -0.50."),
      "\(PickReport(rival).text)")
  }

  @Test func `up to three trees are named, and up to ten have a line in their order`() throws {
    func trees(_ count: Int) throws -> [Results] {
      try (0..<count).map { number in
        let name = "t\(number)"
        // The later the tree, the more it loses by the setting of all.
        return PickFixture.results(
          [
            try row("zstd-19", 1000 + 10 * number, tree: name),
            try row("zstd-3", number == 0 ? 9000 : 1000, tree: name),
          ], name: name)
      }
    }
    let three = try report(try trees(3))
    #expect(three[0].hasPrefix("Ship t0, t1 and t2 with zstd-19: "))
    #expect(try report(try trees(4))[0].hasPrefix("Ship all 4 trees with zstd-19: "))
    func lines(_ count: Int) throws -> [String] {
      let table = try #require(try report(try trees(count)).first { $0.hasPrefix("  tree") })
      return table.split(separator: "\n").dropFirst().map { String($0.prefix(5)).trimmed }
    }
    #expect(try lines(10).prefix(10) == ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"])
    #expect(try lines(11).prefix(11) == ["t10", "t9", "t8", "t7", "t6", "t5", "t4", "t3", "t2", "t1", "and"])
    #expect(try report(try trees(11)).contains { $0.contains("\n  and 1 tree more with smaller losses\n") })
  }
}
