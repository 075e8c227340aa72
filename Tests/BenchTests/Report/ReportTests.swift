import Foundation
import FoundationXML
import Testing

@testable import BenchReport
@testable import BenchResults
@testable import Pipeline
@testable import pybench

@Suite struct ReportTests {
  private static let nasty = "</script><img src=x onerror=alert(1)>|`&\"'\u{2028}"

  @Test(arguments: ReportChart.allCases)
  func `every chart is well-formed XML with any tree name`(chart: ReportChart) throws {
    let report = Report(of: [try ReportFixture.results(Self.nasty), try ReportFixture.results("b")])
    let parser = XMLParser(data: Data(report.svg(chart).utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }

  @Test func `rows that failed, were not timed, or ran once break nothing`() throws {
    let rows: [ReportFixture.Row] = [
      .init(setting: "zstd-1"), .init(setting: "gzip-9", bytes: 5000),
      .init(setting: "xz-6", bytes: 4000, compress: 1, decompress: 0.1, rounds: 1),
    ]
    for subset in [rows, [rows[0]], [rows[1]], [rows[2]]] {
      let report = Report(of: [try ReportFixture.results("x", subset)])
      #expect(XMLParser(data: Data(report.svg().utf8)).parse())
      #expect(report.markdown().contains(subset[0].setting))
      let page = try report.html()
      for number in ["nan", "inf", "-inf"] { #expect(!page.contains("\"\(number)\"")) }
    }
  }

  @Test func `a name from the tree is nowhere markup`() throws {
    let report = Report(of: [try ReportFixture.results(Self.nasty)])
    let page = try report.html()
    #expect(!page.contains("<img"))
    #expect(page.contains("&lt;/script&gt;&lt;img"))
    #expect(!report.markdown().contains("<img"))
  }

  @Test func `a folder's name cannot end the page's data`() throws {
    let results = try ReportFixture.results()
    let named = Results(
      name: results.name, folder: results.folder, rows: results.rows,
      provenance: PickFixture.provenance(tree: Self.nasty))
    let page = try Report(of: [named]).html()
    let data = try #require(page.firstMatch(of: /id="data">([^<]*)<\/script>/)).1
    #expect(data.contains("\\u003c/script\\u003e\\u003cimg") && data.contains("\\u2028"))
    #expect(data.unicodeScalars.allSatisfy { $0 != "\u{2028}" } && data.hasSuffix("}"))
  }

  @Test func `the page's policy names its scripts and allows nothing else`() throws {
    let page = try Report(of: [try ReportFixture.results()]).html()
    let policy = try #require(page.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).1
    #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
    #expect(!policy.contains("http") && !policy.contains("script-src 'unsafe-inline'"))
    #expect(!page.contains("src=\"") && !page.contains("@import") && !page.contains("url("))
  }

  @Test func `the same results give the same page`() throws {
    let pages = try (0..<2).map { _ in
      try Report(of: [try ReportFixture.results()]).html().components(
        separatedBy: "Read from")[0]
    }
    #expect(pages[0] == pages[1])
  }

  @Test func `the page's header names the libraries`() throws {
    let page = try Report(of: [try ReportFixture.results()]).html()
    #expect(try #require(page.firstMatch(of: /<p class="facts">([^<]*)</)).1.contains("libtest 1.0"))
  }

  @Test func `captions agree with the figures`() throws {
    let subject = try #require(ReportSubject.list([try ReportFixture.results()]).first)
    #expect(
      ChartCaptions.text(.sizes, of: subject).hasPrefix(
        "xz-6 makes the smallest archive, 280 kB, -31.7% against gzip-9"))
    #expect(ChartCaptions.text(.compress, of: subject).contains("zstd-1 is fastest to compress, 100 MB/s"))
    #expect(ChartCaptions.text(.stages, of: subject).contains("28.0%"))
  }

  @Test func `a time that was taken once is drawn hollow, with an error that is called assumed`() throws {
    var rows = ReportFixture.usual
    rows[4].rounds = 1
    let svg = Report(of: [try ReportFixture.results("x", rows)]).svg(.compress)
    #expect(svg.matches(of: /class="mk hollow"/).count == 1)
    #expect(svg.contains("xz-6; 280,000 bytes") && svg.contains("once, error assumed"))
    #expect(svg.contains("class=\"wh assumed\""))
  }

  @Test func `a line skips levels whose times are equal within the errors`() throws {
    let times = [0.100, 0.101, 0.099, 0.2]
    let rows = times.enumerated().map { index, time in
      ReportFixture.Row(
        setting: "zstd-\(index + 1)", bytes: 400_000 - index * 1000, compress: time, decompress: 0.1)
    }
    let svg = Report(of: [try ReportFixture.results("x", rows)]).svg(.compress)
    let lines = svg.matches(of: /class="ln" d="([^"]*)"/).map { String($0.output.1) }
    // The legend's line and the series', each of two points.
    #expect(lines.map { $0.split(separator: "L").count } == [2, 2])
  }

  @Test(arguments: [
    ("cpython-3.12-release", "3.12"), ("py3.13.1", "3.13.1"), ("build", nil), ("v13.12", nil), ("3.123", nil),
  ])
  func `the title has the Python version of the name`(name: String, version: String?) throws {
    let report = Report(of: [try ReportFixture.results(name)])
    #expect(report.subjects[0].pythonVersion == version)
    #expect(report.title == (version.map { "Python \($0): " } ?? "") + name)
  }

  @Test func `two results of one name are distinguished by their folders`() throws {
    let results = try ReportFixture.results()
    let titles = ReportSubject.list([results, results]).map(\.title)
    #expect(titles == Array(repeating: "cpython (\(results.folder))", count: 2))
  }

  @Test func `series in one report never share a look`() throws {
    let labels = ["zstd-1", "zstd-1-long27", "zstd-1-long30", "zstd-1-T2", "gzip-1", "xz-1", "xz-1e"]
    let series = try labels.map { Series(of: try Setting(label: $0)) }.sorted()
    #expect(Set(Series.looks(for: series)).count == labels.count)
  }

  @Test(arguments: [
    ("a/report.html", ReportFormat.html), ("x.HTM", .html), ("pr.md", .markdown), ("x.markdown", .markdown),
    ("c.svg", .svg), ("all.csv", .csv),
  ])
  func `a file's name chooses the format`(name: String, format: ReportFormat) {
    #expect(ReportFormat(fileName: name) == format)
    #expect(ReportFormat(fileName: "-") == nil)
  }
}
