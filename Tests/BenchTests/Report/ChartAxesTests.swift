import Testing

@testable import BenchReport

/// The ticks of the axes, at the numbers of ticks where they change.
@Suite struct ChartAxesTests {
  private func drawing(_ chart: ReportChart, _ rows: [Figures], _ width: ChartWidth = .wide) throws
    -> Drawing
  {
    let report = ReportFixture.report(
      try rows.map {
        try ReportFixture.row($0.label, $0.bytes, compress: $0.compress, decompress: $0.decompress)
      })
    return report.drawing(chart, of: report.subjects[0], width: width)
  }

  private struct Figures {
    var label: String
    var bytes: Int
    var compress: Double?
    var decompress: Double?
  }

  @Test(arguments: [
    // Up to twelve ticks in a wide chart, and up to six in a narrow one; more are too many.
    (1.4, 4000.0, ChartWidth.wide, "1 2 5 10 20 50 100 200 500 1000 2000 5000"),
    (1.4, 7000, .wide, "1 10 100 1000 10000"),
    (1.1, 70, .narrow, "1 2 5 10 20 50"), (1.1, 90, .narrow, "1 10 100"),
  ])
  func `speeds have ticks of one, two and five as long as there is space`(
    slow: Double, fast: Double, width: ChartWidth, ticks: String
  ) throws {
    let drawing = try drawing(
      .compress,
      [
        .init(label: "zstd-1", bytes: 8_000_000, compress: 40 / fast),
        .init(label: "xz-6", bytes: 6_000_000, compress: 40 / slow),
      ], width)
    #expect(ReportFixture.texts(drawing, anchor: "middle").joined(separator: " ") == ticks)
  }

  @Test(arguments: [(9_000_000, "0 2 4 6 8 MB"), (10_400_000, "0 5 10 MB")])
  func `sizes have about five ticks`(bytes: Int, ticks: String) throws {
    let drawing = try drawing(.sizes, [.init(label: "xz-6", bytes: bytes)])
    #expect(ReportFixture.texts(drawing, anchor: "end").joined(separator: " ") == ticks)
  }

  @Test(arguments: [
    // The first is best everywhere; the other takes a multiple of its time.
    (1.0, "1 1.02 1.04 1.06 1.08 1.1"), (1.42, "1 1.1 1.2 1.3 1.4"), (1.55, "1 1.2 1.4"),
    (2, "1 1.2 1.4 1.6 1.8 2"),
  ])
  func `multiples of the least time have about five ticks`(multiple: Double, ticks: String) throws {
    let drawing = try drawing(
      .crossover,
      [
        .init(label: "xz-6", bytes: 1_000_000, decompress: 1),
        .init(label: "zstd-1", bytes: Int(1_000_000 * multiple), decompress: multiple),
      ])
    #expect(ReportFixture.texts(drawing, anchor: "end").dropLast().joined(separator: " ") == ticks)
  }

  @Test(arguments: [
    (0.3, ChartWidth.narrow, "0% +10.0% +20.0% +30.0%"), (0.4, .narrow, "0% +20.0% +40.0%"),
    (0.6, .wide, "0% +10.0% +20.0% +30.0% +40.0% +50.0% +60.0%"), (0.7, .wide, "0% +20.0% +40.0% +60.0%"),
  ])
  func `shares have about seven ticks, four in a narrow chart`(
    most: Double, width: ChartWidth, ticks: String
  ) throws {
    let rows = [
      try ReportFixture.row("zstd-1", Int(1_000_000 * (1 + most))),
      try ReportFixture.row("gzip-9", 1_000_000),
    ]
    let corpus = Corpus(ReportFixture.report(rows))
    let drawing = try #require(corpus.drawings(width).first?.drawing)
    #expect(ReportFixture.texts(drawing, anchor: "middle").joined(separator: " ") == ticks)
  }

  @Test(arguments: [(14, "1 2"), (15, "1 3"), (51, "1 3"), (52, "1 6")])
  func `every level has a number where bars are fifteen units wide, every second down to half of that`(
    others: Int, labels: String
  ) throws {
    // Both groups together have 552 units.
    var rows = try (1...22).map { try ReportFixture.row("zstd-\($0)", 1_000_000) }
    rows += try (1...others).map { try ReportFixture.row("zopfli-\($0)", 1_000_000) }
    let report = ReportFixture.report(rows)
    let drawing = report.drawing(.sizes, of: report.subjects[0])
    #expect(ReportFixture.texts(drawing, anchor: "middle").prefix(2).joined(separator: " ") == labels)
  }
}
