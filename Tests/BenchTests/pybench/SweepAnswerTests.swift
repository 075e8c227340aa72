import Testing

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline
@testable import pybench

@Suite struct SweepAnswerTests {
  @Test func `a sweep ends with three settings and the next commands`() throws {
    let text = SweepAnswer.text(PickFixture.results(try PickFixture.rows()), command: "pybench")
    #expect(
      text == """
        Smallest: xz-6, 23.00 MB; 40.0 s and 18 MiB to build, 1.00 s to decode.
        Fastest to users at 100 Mbit/s: zstd-22-long27, 24.00 MB; 2.17 s to download and decode.
        Cheapest build within 1% of the smallest: xz-6, 23.00 MB; 40.0 s and 18 MiB to build.
        Next: pybench pick results/py --bandwidth 100Mbit/s --max-decompress-memory 64MiB
              pybench report results/py --output report.html
        """)
  }

  @Test func `a sweep of sizes only names the smallest`() throws {
    let rows = [try PickFixture.row("zstd-3", bytes: 30), try PickFixture.row("zstd-19", bytes: 20)]
    let lines = SweepAnswer.text(PickFixture.results(rows), command: "./py bench").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0] == "Smallest: zstd-19, 20 B; 2 MiB to build.")
    // Without times no setting is the soonest for users.
    #expect(lines[1] == "Next: './py bench' pick results/py --max-decompress-memory 64MiB")
    let large = [try PickFixture.row("zstd-22-long27", bytes: 20, heap: 128)]
    #expect(
      SweepAnswer.text(PickFixture.results(large), command: "pybench").contains("pick results/py\n"))
  }

  @Test func `where nothing was measured there is no answer`() throws {
    var row = try PickFixture.row("zstd-3", bytes: 30)
    row.status = .failed("out of memory")
    #expect(SweepAnswer.text(PickFixture.results([row]), command: "pybench") == "")
  }

  @Test func `the line of a terminal begins with the time left and fits forty columns without the settings`()
    throws
  {
    func progress(_ measured: Int) throws -> SweepProgress {
      SweepProgress(
        measured: measured, total: 63, underWay: [.init(setting: try Setting(label: "zstd-19-long27"))],
        elapsed: .seconds(125), remaining: .seconds(250))
    }
    #expect(
      ProgressDisplay.line(try progress(12))
        == "ETA 4:10 · 12/63 settings · 2:05 elapsed · zstd-19-long27")
    // Every setting was measured once, and that is not the end.
    let again = ProgressDisplay.line(try progress(63))
    #expect(again == "ETA 4:10 · timing all 63 again · 2:05 elapsed · zstd-19-long27")
    #expect(again.prefix(40).contains("timing all 63 again"))
    let last = SweepProgress(measured: 4, total: 4, underWay: [], elapsed: .seconds(6), remaining: .zero)
    #expect(ProgressDisplay.line(last).hasPrefix("ETA 0:00 · 4/4 settings · 0:06 elapsed"))
  }

  @Test func `a setting that takes long shows how much of the tar it has compressed`() throws {
    func line(_ passed: Double, _ share: Double) throws -> String {
      let visit = SweepProgress.Visit(
        setting: try Setting(label: "zopfli-15"), passed: .seconds(passed), share: share)
      return ProgressDisplay.line(
        SweepProgress(
          measured: 0, total: 1, underWay: [visit], elapsed: .seconds(60), remaining: .seconds(90)))
    }
    #expect(try line(60, 0.379) == "ETA 1:30 · 0/1 settings · 1:00 elapsed · zopfli-15 37%")
    #expect(try line(3, 0.379).hasSuffix("· zopfli-15") && line(3.1, 0.379).hasSuffix("· zopfli-15 37%"))
    #expect(try line(60, 0.001).hasSuffix("· zopfli-15 0%") && line(60, 0.999).hasSuffix("· zopfli-15 99%"))
    #expect(try line(60, 0.995).hasSuffix("· zopfli-15 99%") && line(60, 0.01).hasSuffix("· zopfli-15 1%"))
    // A setting of a second would only flicker; one call that takes the whole tar says nothing until its end.
    #expect(try line(2, 0.379).hasSuffix("· zopfli-15"))
    #expect(try line(60, 0).hasSuffix("· zopfli-15"))
    #expect(try line(60, 1).hasSuffix("· zopfli-15"))
  }

  @Test func `what takes a large share of the tar is named with the option that leaves it out`() {
    #expect(
      TreeHints.text(
        shares: [(.tests, 0.31), (.staticLibs, 0.22), (.bytecode, 0.04)], pruned: [.sitePackages])
        == "hint: in the tar, tests are 31% and static libraries are 22%; to exclude them, use "
        + "--prune site-packages,tests,static-libs")
    #expect(TreeHints.text(shares: [(.tests, 0.04), (.staticLibs, 0)], pruned: []) == nil)
    #expect(
      TreeHints.text(shares: [(.sitePackages, 0.9)], pruned: [])
        == "hint: in the tar, installed packages are 90%; to exclude them, use --prune site-packages")
  }

  @Test func `the line to go on is the line given, with resume in the place of overwrite`() {
    #expect(
      ResumeLine.text(["pybench", "compress", "--tree", "my build", "--overwrite", "--rounds", "2"])
        == "pybench compress --tree 'my build' --rounds 2 --resume")
    #expect(ResumeLine.text(["pybench", "compress", "--resume"]) == "pybench compress --resume")
  }

  @Test func `a forecast has a time for each setting that is left, and their total`() throws {
    let plan = SweepPlan(
      grid: try Grid("zstd-19,zstd-22"), budget: Budget(rounds: 1, minTime: .zero), jobs: 2, seed: 1,
      sizesOnly: false, extract: false)
    let forecast = SweepForecast(plan, originalBytes: ByteCount(42_000_000))
    #expect(forecast.settings.map(\.setting.label) == ["zstd-19", "zstd-22"])
    let times = forecast.settings.map(\.time)
    #expect(times[0] > .seconds(10) && times[1] > times[0])
    // Side by side they take as long as the longer one.
    #expect(abs(forecast.total.inSeconds - times[1].inSeconds) < 1e-6)
    let tar = ByteCount(42_000_000)
    let about = "about \(Format.time(forecast.total)) on an idle machine"
    #expect(
      ForecastText.text(forecast, plan, tar: tar) == """
        setting  expected
        zstd-19  \(String(repeating: " ", count: 8 - Format.time(times[0]).count))\(Format.time(times[0]))
        zstd-22  \(String(repeating: " ", count: 8 - Format.time(times[1]).count))\(Format.time(times[1]))

        2 settings of a tar of 42.00 MB, 2 side by side: \(about)
        """)
    var alone = plan
    (alone.jobs, alone.shard) = (1, Shard(2, of: 3))
    #expect(
      ForecastText.sentence(forecast, alone, tar: tar)
        == "shard 2/3: 2 settings of a tar of 42.00 MB, one at a time: \(about)")
  }

  @Test func `where everything is measured only the description is left`() throws {
    var plan = SweepPlan(
      grid: try Grid("zstd-19"), budget: Budget(rounds: 1, minTime: .zero), jobs: 2, seed: 1, sizesOnly: true,
      extract: false)
    let forecast = SweepForecast(
      plan, originalBytes: ByteCount(1000), rows: [try PickFixture.row("zstd-19", bytes: 9)])
    #expect(forecast.settings.isEmpty)
    #expect(ForecastText.text(forecast, plan, tar: ByteCount(1000)) == "Every setting is measured already.")
    let sentence = "every setting is measured already; only the description of the results is written"
    #expect(ForecastText.sentence(forecast, plan, tar: ByteCount(1000)) == sentence)
    plan.shard = Shard(1, of: 2)
    #expect(ForecastText.sentence(forecast, plan, tar: ByteCount(1000)) == "shard 1/2: " + sentence)
  }

  @Test func `the shard of a sweep leads to the merge of all`() throws {
    func text(_ folder: String) throws -> String {
      var provenance = PickFixture.provenance()
      provenance.runs[0].shard = Shard(2, of: 12)
      let results = Results(name: "t", folder: folder, rows: try PickFixture.rows(), provenance: provenance)
      return SweepAnswer.text(results, command: "pybench")
    }
    let begin = "This is shard 2/12 of the sweep.\nNext, when all shards are measured: pybench merge "
    #expect(try text("results/t.2-of-12") == begin + "results/t.*-of-12 --output merged")
    #expect(try text("my results/t") == begin + "'my results/t'.*-of-12 --output merged")
  }

  @Test func `two equal settings are named, and of more the first two`() throws {
    func line(_ count: Int) throws -> String {
      let rows = try (1...count).map { level in
        try PickFixture.row("zstd-\(level)", bytes: 1000 + level, compress: 1, decompress: 1)
      }
      let text = SweepAnswer.text(PickFixture.results(rows), command: "pybench")
      return String(text.split(separator: "\n")[1])
    }
    let begin = "Fastest to users at 100 Mbit/s: zstd-1, 1.00 kB; 1.00 s to download and decode"
    #expect(try line(1) == begin + ".")
    // The least difference is within the errors of times that have none: every archive is of another size.
    #expect(try line(4) == begin + ".")
    func equal(_ count: Int) throws -> String {
      let rows = try (1...count).map { level in
        var row = try PickFixture.row("zstd-\(level)", bytes: 1000 + level, compress: 1, decompress: 1)
        row.decompress?.error = 0.01
        return row
      }
      let text = SweepAnswer.text(PickFixture.results(rows), command: "pybench")
      return String(text.split(separator: "\n")[1])
    }
    #expect(try equal(3) == begin + " (equal within the error: zstd-2 and zstd-3).")
    #expect(try equal(4) == begin + " (equal within the error: zstd-2, zstd-3 and 1 more).")
  }

  @Test func `advice for precise times depends on the plan`() throws {
    func sentence(_ errors: [Double], jobs: Int = 1, rounds: Int = 1, minTime: Double = 10) throws -> String {
      let rows = try errors.enumerated().map { index, error in
        var row = try PickFixture.row("zstd-\(index + 1)", bytes: 10, compress: 1, decompress: 1)
        row.compress?.error = error
        return row
      }
      let plan = SweepPlan(
        grid: try Grid("zstd-1"), budget: Budget(rounds: rounds, minTime: .seconds(minTime)), jobs: jobs,
        seed: 1,
        sizesOnly: false, extract: false)
      return QualityText.sentence(SweepQuality(rows, []), plan)
    }
    #expect(try sentence([0]) == "Times are known within 2% for the only setting.")
    #expect(try sentence([0, 0]) == "Times are known within 2% for all 2 settings.")
    #expect(
      try sentence([0, 0.02, 0.04])
        == "Times are known within 2% for 1 of 3 settings, within 5% for 1 and within 10% for 1."
        + " The runs of one setting differ, although other processes took almost no time."
        + " For more precise times, use --rounds 4 for more runs. Sizes and memory are exact.")
    let bad =
      "Times are known within 10% for the only setting."
      + " The runs of one setting differ, although other processes took almost no time. For more precise times, "
    let end = " for more runs. Sizes and memory are exact."
    #expect(
      try sentence([0.04], jobs: 2, rounds: 2) == bad
        + "use --jobs 1, so that settings do not disturb each other; use --rounds 4" + end)
    #expect(try sentence([0.04], rounds: 3) == bad + "use --rounds 6" + end)
    #expect(try sentence([0.04], rounds: 3, minTime: 9.9) == bad + "use --min-time 10s" + end)
  }

  @Test func `the table of a sweep names what a window needs, and rounds memory`() throws {
    let plan = SweepPlan(
      grid: try Grid("zstd-1"), budget: Budget(), jobs: 1, seed: 1, sizesOnly: true, extract: false)
    var row = try PickFixture.row("xz-9", bytes: 50_000_000)
    row.defaultDecoder = false
    // 1024.05 MiB are 1,073,794,252.8 bytes.
    (row.compressHeap, row.decompressHeap) = (ByteCount(1_073_794_253), ByteCount(1_073_794_252))
    #expect(
      SweepReport.text([], [row], plan, nil) == """
        stage  files  MB  on disk MB  seconds

        setting     bytes  ratio    heap MiB  decode MiB  notes
        xz-9     50000000  2.000 *    1024.1      1024.0  needs a decoder with a larger window limit
        * best ratio
        """)
  }
}
