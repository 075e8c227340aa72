import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

@Suite struct ReportSubjectTests {
  private func subject(_ rows: [SweepRow]) throws -> ReportSubject {
    try #require(ReportSubject.list([ReportFixture.results(rows: rows)]).first)
  }

  @Test func `a row is measured if it did not fail and has a size`() throws {
    var rows = try ["zstd-1", "zstd-2", "zstd-3"].map { try ReportFixture.row($0, 9) }
    rows[0].status = .failed("it does not decompress to the tar")
    rows[1].compressedBytes = nil
    #expect(try subject(rows).measured.map(\.setting.label) == ["zstd-3"])
  }

  @Test func `of the smallest the one of less memory is chosen, then the first`() throws {
    let rows = [
      try ReportFixture.row("zstd-1", 9), try ReportFixture.row("zstd-2", 9, heap: 8),
      try ReportFixture.row("zstd-3", 9, heap: 7), try ReportFixture.row("zstd-4", 9, heap: 7),
      try ReportFixture.row("zstd-5", 10, heap: 1),
    ]
    #expect(try subject(rows).smallest?.setting.label == "zstd-3")
    #expect(try subject(rows.reversed()).smallest?.setting.label == "zstd-4")
    #expect(try subject([rows[0], rows[4]]).smallest?.setting.label == "zstd-1")
    #expect(try subject([]).smallest == nil)
  }

  @Test func `of two rows with one setting the first counts`() throws {
    let subject = try subject([
      try ReportFixture.row("xz-6", 9), try ReportFixture.row("xz-6", 8, original: 30_000_000),
    ])
    #expect(subject.sizes == [try Setting(label: "xz-6"): ByteCount(9)])
    #expect(subject.tarBytes == ByteCount(40_000_000))
  }

  @Test(arguments: [(120, 120), (121, 119)]) func `a title of more than 120 letters is cut`(
    length: Int, kept: Int
  ) {
    let name = String(repeating: "n", count: length)
    let titles = ReportSubject.list([ReportFixture.results(name, rows: [])]).map(\.title)
    #expect(titles == [name.prefix(kept) + (kept < length ? "…" : "")])
  }

  @Test func `steps have their share of the first unless that is nothing`() throws {
    func steps(_ bytes: Int) throws -> [WaterfallStep] {
      let stage = Stage(name: .tree, files: 3, bytes: ByteCount(bytes), diskUsage: .zero, time: .zero)
      let results = ReportFixture.results(rows: [try ReportFixture.row("xz-6", 2)], stages: [stage])
      return WaterfallStep.list(try #require(ReportSubject.list([results]).first))
    }
    #expect(try steps(0).map(\.share) == [nil, nil] && steps(1).map(\.share) == [1, 2])
    #expect(try steps(4).map(\.change) == [nil, "-50.0%"] && steps(4).map(\.files) == [3, nil])
    #expect(try steps(4).map(\.isArchive) == [false, true] && steps(4).map(\.name) == ["tree", "xz-6"])
    let bare = WaterfallStep.list(try subject([try ReportFixture.row("xz-6", nil)]))
    #expect(bare.map(\.name) == ["tar"] && bare.map(\.share) == [1])
    #expect(WaterfallStep.list(try subject([])).isEmpty)
  }

  @Test func `details have lines for what was measured`() throws {
    #expect(try ReportFixture.row("xz-6", nil).details == "xz-6")
    #expect(
      try ReportFixture.row("xz-6", 20_000_000, compress: 2, decompress: 0.1, error: 0.01, rounds: 1).details
        == "xz-6; 20,000,000 bytes, ratio 2.000; compress 2.00 s ±1%, 20.0 MB/s, once, error assumed;"
        + " decompress 100 ms ±1%, 400 MB/s, once, error assumed")
    #expect(
      try ReportFixture.row("xz-6", 20_000_000, decompress: 0.1, rounds: 2).details
        == "xz-6; 20,000,000 bytes, ratio 2.000; decompress 100 ms ±0%, 400 MB/s, 2 rounds")
  }

  @Test func `up to three processors and days are listed, more are summed up`() throws {
    func facts(_ count: Int) throws -> String {
      let results = try (1...count).reversed().map { number in
        var provenance = PickFixture.provenance()
        provenance.machines[0].cpu = "CPU \(number)"
        provenance.runs[0].begin = "2026-01-0\(number)T10:00:00Z"
        return ReportFixture.results(
          "t\(number)", rows: [try ReportFixture.row("xz-6", 1)], provenance: provenance)
      }
      let page = try Report(of: results).html()
      return String(try #require(page.firstMatch(of: /<p class="facts">([^<]*)</)).output.1)
    }
    #expect(
      try facts(3) == "CPU 1 · CPU 2 · CPU 3 · 2026-01-01 · 2026-01-02 · 2026-01-03 · libtest 1.0")
    #expect(try facts(4) == "4 processor models · 2026-01-01 to 2026-01-04 · libtest 1.0")
    #expect(try facts(1) == "40.00 MB tar → 1 B archive · CPU 1 · 2026-01-01 · libtest 1.0")
  }
}
