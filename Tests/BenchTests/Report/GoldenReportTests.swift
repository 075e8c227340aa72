import Foundation
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

/// Pages, comments and pictures as a whole, against reviewed files.
@Suite struct GoldenReportTests {
  private func expect(_ text: String, _ name: String) throws {
    let difference = try Golden.difference(RichResults.withoutLibraries(text), from: "report/" + name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  /// Markup with a line for each element, so that a diff shows the one that changed.
  private func lines(_ markup: String) -> String {
    markup.replacingOccurrences(of: "><", with: ">\n<") + "\n"
  }

  /// A page without its style, its script and its pictures, which have files of their own.
  private func body(_ page: String) throws -> String {
    var text = page
    for pattern in ["<style>[^<]*</style>", "<script>.*?</script>", "<svg.*?</svg>", "script-src [^;]*"] {
      text = try NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators)
        .stringByReplacingMatches(in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "…")
    }
    return lines(text)
  }

  @Test(arguments: ReportChart.allCases, ChartWidth.allCases)
  func `a chart looks as it was reviewed`(chart: ReportChart, width: ChartWidth) throws {
    for (name, results) in [("rich", try RichResults.results()), ("grid", try RichResults.grid())] {
      let report = Report(of: [results])
      let drawing = report.drawing(chart, of: report.subjects[0], width: width)
      try expect(lines(drawing.embedded), "\(chart.rawValue)-\(name)-\(width.name).svg")
    }
  }

  @Test func `several results share their scales, two pictures in a row`() throws {
    let report = Report(
      of: try ["a", "b", "c"].enumerated().map { try RichResults.results($1, scale: 1 + Double($0)) })
    try expect(lines(report.svg(.stages).replacing(ChartStyle.css, with: "…")), "stages-three.svg")
    try expect(lines(report.svg(.decompress).replacing(ChartStyle.css, with: "…")), "decompress-three.svg")
    try expect(ChartStyle.css, "style.css")
  }

  @Test func `the page of one result reads as it was reviewed`() throws {
    try expect(try body(Report(of: [try RichResults.results()]).html()), "one.html")
  }

  @Test func `the page of two results compares them`() throws {
    let report = Report(of: [
      try RichResults.results(),
      try RichResults.results("cpython-3.13", scale: 1.1, without: ["zstd-1", "xz-6"]),
    ])
    try expect(try body(report.html()), "two.html")
    try expect(report.markdown(), "two.md")
  }

  @Test func `the comment of one result reads as it was reviewed`() throws {
    try expect(Report(of: [try RichResults.results()]).markdown(), "one.md")
  }

  @Test func `sizes alone make a page and a comment, too`() throws {
    let report = Report(of: [try RichResults.results(timed: false)])
    try expect(try body(report.html()), "untimed.html")
    try expect(report.markdown(), "untimed.md")
  }

  @Test func `results without a common setting say so`() throws {
    let one = try ReportFixture.results("one", [.init(setting: "zstd-1", bytes: 400_000)])
    let two = Results(
      name: "two", folder: "results/two", rows: try RichResults.results(without: ["zstd-1"]).rows)
    let report = Report(of: [Results(name: one.name, folder: "results/one", rows: one.rows), two])
    try expect(try body(report.html()), "apart.html")
    try expect(report.markdown(), "apart.md")
    let nothing = Report(of: [
      Results(
        name: "x", folder: "results/x", rows: try ReportFixture.results("x", [.init(setting: "zstd-1")]).rows)
    ])
    try expect(try body(nothing.html()), "nothing.html")
    try expect(nothing.markdown(), "nothing.md")
  }

  private func corpus() throws -> Report {
    var results: [Results] = []
    for number in 0..<12 {
      let scale: Double = number == 5 ? 3 : 1 + Double(number * number) / 500
      let without: Set<String> = number == 3 ? ["zstd-9"] : []
      results.append(try RichResults.results("tree\(number)", scale: scale, without: without))
    }
    return Report(of: results)
  }

  @Test func `the page, comment, table and picture of a corpus read as they were reviewed`() throws {
    let report = try corpus()
    try expect(
      try body(report.html()).replacingOccurrences(
        of: "base64,[A-Za-z0-9+/=]*", with: "base64,…", options: .regularExpression), "corpus.html")
    try expect(report.markdown(), "corpus.md")
    try expect(report.csv().replacing("\r\n", with: "\n"), "corpus.csv")
    try expect(lines(report.svg().replacing(ChartStyle.css, with: "…")), "corpus.svg")
    let narrow = Corpus(report).drawings(.narrow).map { lines($0.drawing.embedded) }
    try expect(narrow.joined(), "corpus-narrow.svg")
  }

  @Test func `a history is drawn as it was reviewed`() throws {
    func release(_ number: Int, _ series: String, _ bytes: Int) -> HistoryChart.Release {
      HistoryChart.Release(
        date: "2026-01-\(number < 10 ? "0" : "")\(number)",
        name: number == 2 ? "2026-01-02" : "3.12.\(number)-release", series: series, bytes: ByteCount(bytes),
        tarBytes: ByteCount(bytes * 4), findings: number)
    }
    let one = (1...3).map { release($0, "zstd-19", 9_000_000 + $0 * 100_000) }
    let many = (1...25).map { release($0, $0 % 3 == 0 ? "xz-6" : "zstd-19", 9_000_000 + $0 % 7 * 100_000) }
    for (name, releases) in [("none", []), ("one", Array(one.prefix(1))), ("three", one), ("many", many)] {
      let chart = HistoryChart(title: "history.jsonl", releases: releases)
      try expect(lines(chart.standalone.replacing(ChartStyle.css, with: "…")), "history-\(name).svg")
      if name == "many" {
        try expect(try body(chart.page), "history.html")
      }
    }
  }
}
