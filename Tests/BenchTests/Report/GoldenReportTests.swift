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

  private func limits() throws -> [String: [SweepRow]] {
    [
      // One setting, whose archive is too small for its bar.
      "one": [
        try ReportFixture.row(
          "zstd-19", 100, compress: 0.002, decompress: 0.001, error: 0.002, original: 400_000)
      ],
      // Lines that leave the plot at the same bandwidth, close to each other and where the axis begins.
      "leaving": [
        try ReportFixture.row("xz-9", 62_500, decompress: 1.5),
        try ReportFixture.row("xz-6", 125_000, decompress: 1),
        try ReportFixture.row("zstd-1-long27", 10_000_000, decompress: 0.1),
        try ReportFixture.row("zstd-1", 125_000, decompress: 3),
        try ReportFixture.row("gzip-9", 125_000, decompress: 3),
      ],
      // Names wider than their bars, at both ends of the axis; errors from invisible to wide.
      "names": [
        try ReportFixture.row("zstd-5-long27-T4", 9e6, 3, 0.1, error: 0.002, order: .kind),
        try ReportFixture.row("zstd-22-long27-single", 8e6, 60, 0.1, error: 0.008, order: .kind),
        try ReportFixture.row("gzip-9", 11e6, 4, 0.2, error: 0.02),
        try ReportFixture.row("gzip-1", 13e6, 1, 0.21, error: 0.06),
        try ReportFixture.row("libdeflate-12", 10.9e6, 9, 0.15, error: 0.05, rounds: 1),
        try ReportFixture.row("xz-0", 9.5e6, 4, 0.7, error: 0.02),
        try ReportFixture.row("xz-6e", 7.9e6, 40, 0.6, error: 0.03),
        try ReportFixture.row("xz-9e", 7.8e6, 50, 0.6, error: 0.03, order: .kind),
      ],
    ]
  }

  @Test(arguments: ["one", "leaving", "names"], ChartWidth.allCases)
  func `charts at the limits of their space look as they were reviewed`(name: String, width: ChartWidth)
    throws
  {
    let report = ReportFixture.report(try #require(try limits()[name]))
    let subject = report.subjects[0]
    let drawings = ReportChart.allCases.filter { report.hasData($0, of: subject) }
      .map { report.drawing($0, of: subject, width: width).embedded }
    try expect(lines(drawings.joined()), "limits-\(name)-\(width.name).svg")
  }

  @Test func `a chart without data has a note, under a heading that is cut`() throws {
    let name = "tree-" + String(repeating: "0123456789", count: 10)
    let report = Report(of: [
      ReportFixture.results(name, rows: [try ReportFixture.row("xz-6", 100)]),
      ReportFixture.results("b", rows: [try ReportFixture.row("xz-6", 100, decompress: 1)]),
    ])
    try expect(lines(report.svg(.decompress).replacing(ChartStyle.css, with: "…")), "note.svg")
  }

  @Test func `the data of the cards are as they were reviewed`() throws {
    for (name, results) in [
      ("one", try RichResults.results()), ("untimed", try RichResults.results(timed: false)),
    ] {
      let data = AnswerCards(report: Report(of: [results])).data()
      try expect(try JSONText.document(data), "cards-\(name).json")
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

  @Test func `a corpus whose cards differ is compared with its first setting if gzip is not in all`() throws {
    let report = Report(
      of: try (0..<11).map { number in
        let (number, thousands) = (Double(number), 1000 + Double(number))
        return ReportFixture.results(
          "tree\(Int(number))",
          rows: [
            try ReportFixture.row("xz-9", 1000 * thousands, 40, 0.5),
            try ReportFixture.row("xz-6", 1005 * thousands, 20, 0.5),
            try ReportFixture.row("zstd-19", 1200 * thousands - number * number * 2500, 10, 0.01),
            try ReportFixture.row("zstd-1", 2000 * thousands + number * 100, 0.1, 0.02),
          ])
      })
    try expect(report.markdown(), "even.md")
    try expect(report.csv().replacing("\r\n", with: "\n"), "even.csv")
    try expect(lines(report.svg().replacing(ChartStyle.css, with: "…")), "even.svg")
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
