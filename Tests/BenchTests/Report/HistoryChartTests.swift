import Testing

@testable import BenchCore
@testable import BenchReport

@Suite struct HistoryChartTests {
  private func chart(
    _ releases: [(name: String, bytes: Int)], title: String = "h"
  ) -> HistoryChart {
    HistoryChart(
      title: title,
      releases: releases.map {
        .init(
          date: "2026-01-01", name: $0.name, series: "xz-6", bytes: ByteCount($0.bytes),
          tarBytes: ByteCount(1),
          findings: 0)
      })
  }

  private func texts(_ chart: HistoryChart, _ kind: String, anchor: String) -> [String] {
    chart.standalone.matches(
      of: /<text class="([a-z]*)" x="[^"]*" y="[^"]*" text-anchor="([a-z]*)">([^<]*)</
    )
    .filter { $0.output.1 == kind && $0.output.2 == anchor }.map { String($0.output.3) }
  }

  @Test(arguments: 1...40)
  func `labels are sixty units apart or more, and the last release always has one`(count: Int) throws {
    let step = 620 / Double(max(count - 1, 1))
    let every = try #require((1...60).first { Double($0) * step >= 60 })
    let labelled = (0..<count).filter { $0 == count - 1 || $0 % every == 0 && count - 1 - $0 >= every }
    let labels = texts(chart((0..<count).map { ("r\($0)", 9_000_000) }), "", anchor: "middle")
    #expect(labels == labelled.map { "r\($0)" })
  }

  @Test func `a name of more than twelve letters is shortened to eleven and an ellipsis`() {
    let labels = texts(
      chart([("abcdefghijkl", 1_000_000), ("abcdefghijklm", 1_000_000)]), "", anchor: "middle")
    #expect(labels == ["abcdefghijkl", "abcdefghijk…"])
  }

  @Test(arguments: [(96, true), (97, false)])
  func `a description of up to 96 letters is the heading, of a longer one the title`(
    length: Int, isWhole: Bool
  ) {
    let rest = ": 1 release, from 1.00 MB (n) to 1.00 MB (n), 0%"
    let title = String(repeating: "t", count: length - rest.count)
    #expect(
      texts(chart([("n", 1_000_000)], title: title), "head", anchor: "start") == [
        isWhole ? title + rest : title
      ])
  }

  @Test(arguments: [
    (3_600_000, ["10 MB", "11 MB", "12 MB", "13 MB", "14 MB"]), (4_400_000, ["10 MB", "12 MB", "14 MB"]),
  ]) func `the axis has about five ticks`(growth: Int, ticks: [String]) {
    let chart = chart([("a", 10_000_000), ("b", 10_000_000 + growth)])
    #expect(texts(chart, "faint", anchor: "end") == ticks)
  }

  @Test func `two releases stand at the ends of the axis`() {
    let marks = chart([("a", 9_000_000), ("b", 9_100_000)]).standalone.matches(of: /cx="([0-9.]*)"/)
    #expect(marks.map { String($0.output.1) } == ["70", "690"])
  }
}
