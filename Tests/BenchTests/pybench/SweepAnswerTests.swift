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
    #expect(lines[1].hasPrefix("Next: './py bench' pick results/py "))
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
    let text = ForecastText.text(forecast, plan, tar: ByteCount(42_000_000))
    #expect(text.hasPrefix("setting  expected\nzstd-19  "))
    #expect(text.contains("2 settings of a tar of 42.00 MB, 2 side by side: about "))
  }
}
