import Foundation
import FoundationXML
import Testing

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
    let worst = try #require(corpus.worstLosses(0, atMost: 3).first)
    #expect(worst.tree.subject.title == "tree<0>")
    #expect(abs(worst.loss - (290.0 / 280 - 1)) < 1e-9)
    #expect(
      corpus.finding.hasPrefix(
        "zstd-19-long27 makes the smallest archives in total. It is the smallest for 7 of 11 trees"))
  }

  @Test func `quantiles are linear between neighbours`() {
    #expect(Corpus.quantile(0.5, of: [1, 2, 4, 8]) == 3)
    #expect(Corpus.quantile(0, of: [1, 2]) == 1 && Corpus.quantile(1, of: [1, 2]) == 2)
    #expect(Corpus.quantile(0.95, of: [7]) == 7)
  }

  @Test func `a tree whose ratio is far from the others' is an outlier`() throws {
    let results = try (0..<12).map { index in
      try ReportFixture.results(
        "t\(index)", [.init(setting: "xz-6", bytes: index == 5 ? 900_000 : 300_000 + index * 100)])
    }
    #expect(Corpus(Report(of: results)).outliers().map(\.title) == ["t5"])
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
