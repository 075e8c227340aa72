import Foundation
import FoundationXML
import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

@Suite struct CorpusTests {
  /// Trees whose sizes of xz-6 grow from one to the next; that of the last is ten times as large.
  private func report(_ count: Int = 11) throws -> Report {
    Report(
      of: try (0..<count).map { index in
        var rows = ReportFixture.usual
        rows[4].bytes = index == 10 ? 2_800_000 : 280_000 + index * 3000
        return try ReportFixture.results("tree<\(index)>", rows)
      })
  }

  @Test func `more than ten results are shown as a corpus, with a row a tree`() throws {
    #expect(!(try report(10).isCorpus))
    let page = try report().html()
    #expect(page.contains("<h1>11 trees</h1>") && page.contains("id=\"trees\""))
    for index in 0..<11 { #expect(page.contains("<tr><th scope=\"row\">tree&lt;\(index)&gt;</th>")) }
    // The table's script sorts by the values of numbers; the setting stands as text.
    #expect(page.contains(/<td class="n" data-value="[0-9.]+">/) && page.contains("<td>xz-6</td>"))
    #expect(page.contains("href=\"data:text/csv;charset=utf-8;base64,"))
    #expect(!page.contains("<tree"))
  }

  @Test func `the setting for all has the least total, and the tree that loses most comes first`() throws {
    let corpus = Corpus(try report())
    // zstd-19-long27 has 11 × 290,000 bytes; xz-6 has more because of the last tree.
    #expect(corpus.settings.first?.label == "zstd-19-long27")
    let losses = corpus.losses(0)
    #expect(losses.map(\.tree.subject.title) == ["tree<0>", "tree<1>", "tree<2>", "tree<3>"])
    #expect(losses.first.map { abs($0.loss - (290.0 / 280 - 1)) < 1e-9 } == true)
    #expect(
      corpus.finding
        == "zstd-19-long27 makes the smallest archives in total. It is the smallest for 7 of 11 trees; for the"
        + " others it is 1.9% larger than their own smallest in the median and 3.6% at worst (tree<0>). 2 settings"
        + " would be needed to give every tree its own smallest archive.")
  }

  /// A corpus of trees with these sizes of xz-6, and of others.
  private func corpus(_ sizes: [Int], _ others: (Int) throws -> [SweepRow] = { _ in [] }) throws -> Corpus {
    Corpus(
      Report(
        of: try sizes.enumerated().map { index, bytes in
          ReportFixture.results(
            "t\(index)",
            rows: [try ReportFixture.row("xz-6", bytes, original: 1_000_000)] + (try others(index)))
        }))
  }

  @Test func `trees farther than 3.5 deviations from the median are outliers, the farthest first`() throws {
    // Ratios: five of 5, three of 4 and of 6.25, and 10, 12.5, 12.5, 20. The median is 5, the deviation 1.4826.
    let usual = Array(repeating: 200_000, count: 5) + [250_000, 250_000, 250_000, 160_000, 160_000, 160_000]
    let outliers = try corpus(usual + [100_000, 80_000, 50_000, 80_000]).outliers()
    #expect(outliers.map(\.title) == ["t13", "t12", "t14"])
    #expect(outliers.map { ($0.deviations * 100).rounded() / 100 } == [10.12, 5.06, 5.06])
    let close = Array(repeating: 20_000, count: 5) + [20_400, 20_400, 20_400, 19_600, 19_600, 19_600]
    let smaller = try corpus(close + [1_000_000]).outliers()
    #expect(smaller.map(\.title) == ["t11"] && smaller.allSatisfy { $0.deviations < -30 })
    // Where most are the same, no deviation can be estimated.
    #expect(try corpus([9, 9, 9, 5]).outliers().isEmpty)
  }

  @Test(arguments: [("xz-9", ["t5"]), ("zstd-1", [])])
  func `outliers are those of the setting that is smallest for all`(label: String, titles: [String]) throws {
    let corpus = Corpus(
      Report(
        of: try (0..<11).map { index in
          func row(_ own: String, _ bytes: Int, _ seconds: Double) throws -> SweepRow {
            try ReportFixture.row(
              own, own == label && index == 5 ? bytes * 3 / 4 : bytes + index * 100, decompress: seconds)
          }
          return ReportFixture.results(
            "t\(index)", rows: [try row("xz-9", 1_000_000, 9), try row("zstd-1", 2_000_000, 0.1)])
        }))
    #expect(corpus.settings.map(\.label) == ["xz-9", "zstd-1"])
    #expect(corpus.outliers().map(\.title) == titles)
  }

  @Test(arguments: [(10, nil), (11, "And 1 more."), (12, "And 2 more.")])
  func `at most ten outliers and ten losses are listed`(count: Int, more: String?) throws {
    let usual = (0..<30).map { 200_000 + $0 * 1000 }
    let corpus = try corpus(usual + (0..<count).map { 20_000 - $0 * 100 }) { index in
      // gzip is smaller for the first trees only, and the smaller the later they come.
      let bytes = index < count ? 199_000 - index * 1000 : 900_000
      return [try ReportFixture.row("gzip-9", bytes, original: 1_000_000)]
    }
    let outliers = try #require(corpus.outliers("Tree"))
    #expect(outliers.rows.map { $0.cells[0].text } == (0..<10).map { "t\(29 + count - $0)" })
    let losses = try #require(corpus.losses("Tree"))
    #expect(losses.rows.map { $0.cells[0].text } == (0..<10).map { "t\(count - 1 - $0)" })
    let captions = corpus.html().matches(of: /<figcaption>([^<]*)</).map { String($0.output.1) }
    #expect(captions == (more.map { [$0] } ?? []))
  }

  @Test func `equal losses keep the order of their trees`() throws {
    let corpus = try corpus([200, 200, 200, 10]) { index in
      [try ReportFixture.row("gzip-9", index == 3 ? 1000 : 100, original: 1_000_000)]
    }
    #expect(corpus.settings.map(\.label) == ["xz-6"])
    #expect(corpus.losses(0).map(\.tree.subject.title) == ["t0", "t1", "t2"])
  }

  @Test func `a tree without the setting is neither a hit nor a loss`() throws {
    let rows = try (1...3).map { try ReportFixture.row("zstd-\($0)", 100 - $0) }
    let corpus = Corpus(
      Report(of: [
        ReportFixture.results("a", rows: rows), ReportFixture.results("b", rows: [rows[0]]),
        ReportFixture.results("c", rows: [rows[2], rows[1], try ReportFixture.row("xz-6", 90)]),
      ]))
    #expect(
      corpus.finding
        == "zstd-3 makes the smallest archives in total. It is the smallest for 1 of 3 trees; for the others it is"
        + " 7.8% larger than their own smallest in the median and 7.8% at worst (c). 3 settings would be needed to"
        + " give every tree its own smallest archive.")
    #expect(corpus.trees.map { $0.loss(0) == nil } == [false, true, false])
    #expect(corpus.trees.map { $0.loss(9) == nil } == [true, true, true])
    #expect(
      Corpus(Report(of: [ReportFixture.results("a", rows: rows)])).finding
        == "zstd-3 makes the smallest archive of every tree.")
  }

  @Test func `an archive of nothing has no ratio and no loss, one of a byte has both`() throws {
    func tree(_ bytes: Int) throws -> Corpus.Tree? { try corpus([bytes]).trees.first }
    #expect(try tree(0)?.ratio(.zero) == nil && tree(1)?.ratio(ByteCount(1)) == 1_000_000)
    #expect(try tree(0)?.loss(0) == nil && tree(1)?.loss(0) == 0)
    #expect(try tree(1)?.ratio(nil) == nil)
  }

  @Test func `sizes are shown against the highest level of gzip that all have, or the first setting`() throws
  {
    func row(_ label: String, _ bytes: Int, _ order: EntryOrder = .path) throws -> SweepRow {
      try ReportFixture.row(label, bytes, compress: Double(bytes), order: order)
    }
    let rows = [
      try row("gzip-6", 300), try row("gzip-9", 290), try row("gzip-9", 280, .kind), try row("zstd-19", 201),
      try row("xz-9", 200),
    ]
    func reference(_ rows: [SweepRow]) -> String? {
      Corpus(ReportFixture.report(rows)).reference?.name
    }
    #expect(reference(rows) == "gzip-9" && reference(Array(rows.prefix(1))) == "gzip-6")
    let rest = [try row("zstd-19", 199), try ReportFixture.row("xz-9", 198, compress: 900)]
    #expect(Corpus(ReportFixture.report(rest)).settings.map(\.label) == ["xz-9", "zstd-19"])
    #expect(reference(rest) == "xz-9")
    let subject = try #require(ReportSubject.list([ReportFixture.results(rows: rows)]).first)
    #expect(subject.reference?.setting.name == "gzip-9")
  }

  @Test func `a spread leaves out trees whose reference is empty and names the first of the worst`() throws {
    let gzip = [0, 1, 100, 100, 100]
    let spreads = try corpus([50, 2, 150, 50, 300]) { index in
      [
        try ReportFixture.row("gzip-9", gzip[index], original: 1_000_000),
        try ReportFixture.row("xz-3", 4 * gzip[index], original: 1_000_000),
      ]
    }.spreads()
    #expect(spreads.map(\.setting.label) == ["xz-3", "xz-6"])
    #expect(spreads.map(\.worst) == ["t1", "t4"])
    #expect(spreads.last.map { [$0.quantiles[0], $0.quantiles[3], $0.quantiles[6]] } == [-0.5, 0.75, 2])
  }

  @Test func `results without a common setting are a picture that says so`() throws {
    let results = try (1...11).map {
      ReportFixture.results("t\($0)", rows: [try ReportFixture.row("zstd-\($0)", 1000)])
    }
    let svg = Report(of: results).svg()
    #expect(svg.contains(">The results have no measured setting in common.</text>"))
    #expect(svg.contains(">11 trees</text>") && svg.contains("width=\"648\" height=\"108\""))
  }

  @Test func `quantiles are linear between neighbours`() {
    #expect(Corpus.quantile(0.5, of: [1, 2, 4, 8]) == 3)
    #expect(Corpus.quantile(0, of: [1, 2]) == 1 && Corpus.quantile(1, of: [1, 2]) == 2)
    #expect(Corpus.quantile(0.95, of: [7]) == 7 && Corpus.quantile(0.5, of: []) == 0)
  }

  @Test func `the table as CSV has a row for each tree, also of a few`() throws {
    let text = try report(2).csv()
    let rows = try CSV.rows(of: Array(text.utf8)).map(\.cells)
    #expect(rows.map { $0["tree"] } == ["tree<0>", "tree<1>"])
    #expect(rows[0]["smallest_setting"] == "xz-6" && rows[0]["smallest_bytes"] == "280000")
    #expect(rows[0]["original_bytes"] == "1000000")
    #expect(rows[0]["xz-6_bytes"] == "280000" && rows[1]["xz-6_bytes"] == "283000")
  }

  @Test func `its picture is well-formed, and its comment names the worst trees`() throws {
    let report = try report()
    #expect(XMLParser(data: Data(report.svg().utf8)).parse())
    #expect(report.markdown().contains("| Worst trees for zstd-19-long27 | Own smallest | Larger by |"))
  }

  @Test func `every element of the page is closed, also beside outliers`() throws {
    let results = try (0..<12).map { index in
      try ReportFixture.results(
        "t\(index)", [.init(setting: "xz-6", bytes: index == 5 ? 900_000 : 300_000 + index * 100)])
    }
    let page = try Report(of: results).html()
    let rest = try #require(page.components(separatedBy: "<body").last)
    let body = try #require(rest.components(separatedBy: "<script").first)
    #expect(body.contains("<h3>Unusual trees</h3>"))
    for name in ["table", "thead", "tbody", "tr", "figure", "section", "div", "p"] {
      let opened = body.matches(of: try Regex("<\(name)[ >]")).count
      #expect(opened == body.components(separatedBy: "</\(name)>").count - 1, "\(name)")
    }
  }
}
