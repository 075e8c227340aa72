import Foundation
import FoundationXML
import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

/// The parts of pages, comments and charts, at the limits where they change.
@Suite struct ReportPartsTests {
  // MARK: Texts

  @Test(arguments: [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("", 0, ""), ("e\u{301}x", 2, "e…")])
  func `a text that is clipped has as many code points as allowed`(text: String, most: Int, clipped: String) {
    #expect(text.clipped(to: most) == clipped)
  }

  @Test func `of equal costs the first is least, and what has none is left out`() {
    let items = [(1, nil), (2, 3.0), (3, 2.0), (4, 2.0)] as [(Int, Double?)]
    #expect(items.least { $0.1 }?.0 == 3)
    #expect(Array(items.prefix(1)).least { $0.1 } == nil)
  }

  @Test func `one timed setting, and one that is best in both, have captions of their own`() throws {
    func caption(_ rows: [ReportFixture.Row], _ chart: ReportChart = .compress) throws -> String {
      ChartCaptions.text(
        chart, of: try #require(ReportSubject.list([try ReportFixture.results("x", rows)]).first))
    }
    let one = ReportFixture.Row(setting: "zstd-1", bytes: 400_000, compress: 0.01, decompress: 0.002)
    let worse = ReportFixture.Row(setting: "zstd-2", bytes: 500_000, compress: 1, decompress: 1)
    #expect(try caption([one]) == "zstd-1 is the only timed setting: ratio 2.500 at 100 MB/s.")
    #expect(
      try caption([one, worse], .decompress)
        == "zstd-1 has both the best ratio (2.500) and is the fastest to decompress (500 MB/s).")
    #expect(
      try caption([one, worse], .crossover) == "zstd-1 is best at every bandwidth from 1 Mbit/s to 10 Gbit/s."
    )
    #expect(try caption([.init(setting: "zstd-1", bytes: 4)]) == "No times to compress were measured.")
    #expect(
      try caption([.init(setting: "zstd-1", bytes: 4)], .crossover) == "No times to decompress were measured."
    )
    #expect(try caption([.init(setting: "zstd-1")], .sizes) == "No setting was measured.")
    #expect(try caption([.init(setting: "zstd-1")], .stages) == "The results have no stages.")
    #expect(
      try caption([.init(setting: "zstd-1", bytes: 4)], .sizes) == "zstd-1 makes the smallest archive, 4 B.")
  }

  @Test(arguments: [
    ([("xz-6", 300_000, 0.1)], "xz-6 is best up to 10 Mbit/s, and zstd-1 beyond."),
    (
      [("xz-6", 300_000, 0.1), ("xz-9", 200_000, 0.4), ("gzip-9", 250_000, 0.2)],
      "xz-9 is best up to 2 Mbit/s, then gzip-9 to 4 Mbit/s, xz-6 to 10 Mbit/s, and zstd-1 beyond."
    ),
  ]) func `a caption lists the bands in their order`(others: [(String, Int, Double)], begin: String) throws {
    var rows = [try ReportFixture.row("zstd-1", 400_000, decompress: 0.02)]
    for other in others { rows.append(try ReportFixture.row(other.0, other.1, decompress: other.2)) }
    let subject = try #require(ReportSubject.list([ReportFixture.results(rows: rows)]).first)
    #expect(
      ChartCaptions.text(.crossover, of: subject) == begin
        + " Of settings that are equal within the errors, the smaller archive is best.")
  }

  @Test(arguments: [(4, 3, true), (4, 2, true), (4, 1, false), (5, 2, false), (2, 1, true)])
  func `a result with half of the settings of another is compared, one with fewer is not`(
    most: Int, fewer: Int, isIn: Bool
  ) throws {
    func results(_ name: String, _ count: Int) throws -> Results {
      ReportFixture.results(name, rows: try (1...count).map { try ReportFixture.row("zstd-\($0)", 400_000) })
    }
    let subjects = ReportSubject.list([try results("a", most), try results("b", fewer)])
    let answers = Answers(for: subjects)
    #expect(answers.subjects.map(\.title) == (isIn ? ["a", "b"] : ["a"]))
    #expect(
      answers.scope(of: subjects)
        == (isIn
          ? "all 2 results together" : "1 of 2 results, without b (\(fewer) setting\(fewer > 1 ? "s" : ""))"))
  }

  @Test(arguments: [
    (3, "b (1 setting), c (1 setting) and d (1 setting)"),
    (4, "b (1 setting), c (1 setting), d (1 setting) and 1 more"),
  ])
  func `at most three results without enough settings are named`(count: Int, names: String) throws {
    let most = ReportFixture.results("a", rows: try (1...3).map { try ReportFixture.row("zstd-\($0)", 9) })
    let few = try ["b", "c", "d", "e"].prefix(count).map {
      ReportFixture.results($0, rows: [try ReportFixture.row("zstd-1", 9)])
    }
    let report = Report(of: [most] + few)
    #expect(report.answers.scope(of: report.subjects) == "1 of \(count + 1) results, without \(names)")
  }

  @Test func `the cheapest card takes what is one percent larger, and nothing beyond`() throws {
    func cheapest(_ bytes: Int) throws -> String? {
      let rows = [
        ReportFixture.Row(setting: "zstd-19", bytes: 100_000, compress: 9, decompress: 0.1),
        ReportFixture.Row(setting: "zstd-1", bytes: bytes, compress: 1, decompress: 0.1),
      ]
      return Answers(for: ReportSubject.list([try ReportFixture.results("x", rows)])).choices
        .first { $0.aim == .cheapest }?.contender.setting.label
    }
    #expect(try cheapest(101_000) == "zstd-1" && cheapest(101_001) == "zstd-19")
  }

  @Test func `a row of no bytes has no ratio`() throws {
    var row = try PickFixture.row("zstd-1", bytes: 1)
    #expect(row.ratio == 100_000_000)
    row.compressedBytes = .zero
    #expect(row.ratio == nil)
  }

  @Test func `an error as large as its time has no spread of throughputs`() throws {
    func spread(_ error: Double) throws -> Bool {
      var row = try PickFixture.row("zstd-1", bytes: 1, compress: 1)
      row.compress?.error = error
      return row.spread(.compress) != nil
    }
    #expect(try !spread(0) && spread(0.001) && spread(0.999) && !spread(1))
  }

  @Test(arguments: [(1999, true), (2000, false)])
  func `a command of two thousand bytes is too long for a comment`(length: Int, isShown: Bool) throws {
    func markdown(_ path: String) throws -> (text: String, command: String) {
      let results = try ReportFixture.results()
      let report = Report(of: [
        Results(
          name: results.name, folder: results.folder, rows: results.rows,
          provenance: PickFixture.provenance(tree: path))
      ])
      let setting = try #require(report.answers.choices.first?.contender.setting)
      return (report.markdown(), ArchiveCommandLine(for: report.subjects[0]).command(for: setting))
    }
    let short = try markdown("a").command.utf8.count
    let (text, command) = try markdown(String(repeating: "a", count: length - short + 1))
    #expect(command.utf8.count == length)
    #expect(text.contains("```sh\n") == isShown)
  }

  @Test func `a name of hyphens or of too many letters still names a file`() throws {
    func name(_ tree: String) throws -> String {
      let subject = try #require(ReportSubject.list([try ReportFixture.results(tree)]).first)
      return String(
        ArchiveCommandLine(for: subject).command(for: try Setting(label: "xz-6")).split(separator: " ").last
          ?? "")
    }
    #expect(try name("--") == "archive.tar.xz" && name("-é9_.Z") == "9_.Z.tar.xz")
    #expect(
      try name("a" + String(repeating: "b", count: 90)) == "a" + String(repeating: "b", count: 79) + ".tar.xz"
    )
  }

  // MARK: Places

  private func box(_ x: Double, _ y: Double, _ width: Double = 10, _ height: Double = 10) -> Box {
    Box(x: x, y: y, width: width, height: height)
  }

  @Test func `boxes that touch do not overlap, and one may lie on the edge of another`() {
    let middle = box(10, 10)
    for touching in [box(20, 10), box(0, 10), box(10, 20), box(10, 0)] {
      #expect(!middle.overlaps(touching) && !touching.overlaps(middle))
    }
    for near in [box(19, 10), box(1, 10), box(10, 19), box(10, 1), box(12, 12, 1, 1)] {
      #expect(middle.overlaps(near) && near.overlaps(middle))
    }
    #expect(middle.contains(middle) && middle.contains(box(12, 12, 8, 8)))
    for outer in [box(9, 10), box(10, 9), box(11, 10), box(10, 11)] { #expect(!middle.contains(outer)) }
  }

  @Test func `positions are pushed apart within their bounds and keep their order`() {
    #expect(LabelLayout.spread([5, 5, 5], apart: 3, within: 0...20) == [5, 8, 11])
    #expect(LabelLayout.spread([19, 20, 18], apart: 3, within: 0...20) == [17, 20, 14])
    #expect(LabelLayout.spread([-9, 30], apart: 3, within: 0...20) == [0, 20])
    #expect(LabelLayout.spread([1, 4], apart: 3, within: 0...20) == [1, 4])
  }

  @Test func `the more important label has the place above its point`() {
    func label(_ priority: Int) -> LabelLayout.Label {
      LabelLayout.Label(x: 50, y: 50, width: 10, height: 10, priority: priority)
    }
    let places = LabelLayout.place([label(0), label(2), label(0)], avoiding: [], within: box(0, 0, 100, 100))
    #expect(places[1] == box(45, 35))
    // Of equals the first comes first; at the corner it would cover the other.
    #expect(places[0] == box(55, 45))
    #expect(
      LabelLayout.place([label(0)], avoiding: [box(0, 0, 100, 100)], within: box(0, 0, 100, 100)) == [nil])
  }

  @Test func `a label is tried above, beside and below its point, near and far, closer at a corner`() {
    let label = LabelLayout.Label(x: 100, y: 50, width: 20, height: 10, priority: 0)
    let places = LabelLayout.candidates(for: label)
    #expect(places.allSatisfy { $0.width == 20 && $0.height == 10 })
    #expect(
      places.map { [$0.x, $0.y] } == [
        [90, 35], [103, 37], [105, 45], [77, 37], [90, 55], [103, 53], [75, 45], [77, 53],
        [90, 30], [106, 34], [110, 45], [74, 34], [90, 60], [106, 56], [70, 45], [74, 56],
      ])
  }

  @Test func `a legend has as many entries in a line as there is space for`() throws {
    // A mark and a gap take 45 units, a letter 6.2: together four names of 70 letters fill all 600 units.
    func lines(_ labels: [String]) throws -> [[String]] {
      let rows = try labels.map { try ReportFixture.row($0, 9, order: $0.hasSuffix("T100") ? .path : .kind) }
      var svg = SVG()
      _ = ReportLegend.draw(
        ReportLegend.entries(of: ReportSubject.list([ReportFixture.results(rows: rows)])), top: 0,
        width: .wide,
        in: &svg)
      let texts = svg.markup.matches(of: /<text class="faint" x="[^"]*" y="([0-9]*)" [^>]*>([^<]*)</)
      return Dictionary(grouping: texts) { Int($0.output.1) ?? 0 }.sorted { $0.key < $1.key }
        .map { $0.value.map { String($0.output.2) } }
    }
    let first = ["zstd long26 (kind)", "zstd long27 (kind)", "zstd single (kind)"]
    #expect(
      try lines(["zstd-1-long26", "zstd-1-long27", "zstd-1-single", "zstd-1-long27-T100"])
        == [first + ["zstd long27 T100"]])
    #expect(
      try lines(["zstd-1-long26", "zstd-1-long27", "zstd-1-single", "zstd-1-long27-T100", "xz-1"])
        == [first + ["zstd long27 T100"], ["xz (kind)"]])
    #expect(
      try lines(["zstd-1-long26", "zstd-1-long27", "zstd-1-single", "zstd-1-long27-T2", "xz-1"])
        == [first, ["zstd long27 T2 (kind)", "xz (kind)"]])
  }

  @Test func `the ends of lines on the frontier are labelled first, then the frontier, then other ends`() {
    #expect(
      [(true, true), (true, false), (false, true), (false, false)]
        .map { SpeedChart.priority(isOnFrontier: $0, isEnd: $1) } == [3, 2, 1, 0])
  }

  @Test func `usual series have their looks, others what is left, round and round`() throws {
    func looks(_ labels: String...) throws -> [Int] {
      Series.looks(for: try labels.map { Series(of: try Setting(label: $0)) })
    }
    #expect(try looks("zstd-1", "zstd-1-long27", "gzip-1", "xz-1", "libdeflate-1") == [0, 1, 2, 3, 4])
    #expect(try looks("zstd-1-T2", "zstd-1-single", "xz-1e", "zopfli-1") == [0, 1, 2, 3])
    #expect(
      try looks("zstd-1", "zstd-1-T2", "zstd-1-T3", "zstd-1-T4", "zstd-1-T5", "zstd-1-T6", "zstd-1-T7") == [
        0, 1, 2, 3, 4, 5, 6,
      ])
    #expect(
      try looks(
        "zstd-1", "zstd-1-T2", "zstd-1-T3", "zstd-1-T4", "zstd-1-T5", "zstd-1-T6", "zstd-1-T7", "zstd-1-T8"
      ).suffix(2) == [6, 1])
    #expect(try looks("gzip-1", "zstd-1-long26") == [2, 0])
    let kind = Series(of: try Setting(label: "zstd-1").ordered(by: .kind))
    #expect(Series.looks(for: [kind, Series(of: try Setting(label: "zstd-1"))]) == [Look.colours, 0])
    #expect(kind.name == "zstd (kind)")
  }

  @Test func `series are ordered by encoder, extreme, threads, single, window and order`() throws {
    let labels = [
      "zstd-1", "zstd-1-long26", "zstd-1-long27", "zstd-1-single", "zstd-1-T2", "zstd-1-long10-T2", "gzip-9",
      "libdeflate-1", "zopfli-5", "xz-1", "xz-1e",
    ]
    let series = try labels.map { Series(of: try Setting(label: $0)) }
    #expect(series.reversed().sorted() == series)
    #expect(
      series.map(\.name) == [
        "zstd", "zstd long26", "zstd long27", "zstd single", "zstd T2", "zstd long10 T2", "gzip",
        "libdeflate", "zopfli", "xz", "xz e",
      ])
    #expect(try Setting(label: "xz-9e").levelName == "9e" && Setting(label: "xz-9").levelName == "9")
  }

  // MARK: Scales

  @Test func `a scale has a margin, and more where all values are equal`() {
    let linear = Scale(.linear, covering: [10, 20], margin: 0.1, from: 0, to: 100)
    #expect(linear.domain == 9...21)
    #expect(Scale(.linear, covering: [10, 20]).domain == 9.5...20.5)
    #expect(
      Scale(.linear, covering: [50]).domain == 45...55 && Scale(.linear, covering: [1]).domain == 0.5...1.5)
    #expect(Scale(.linear, covering: []).domain == (1 - 0.45)...(10 + 0.45))
    #expect(Scale(.linear, covering: [0, -2, .nan, .infinity]).domain == -2.1...0.1)
    #expect(Scale(.logarithmic, covering: [10]).domain == 5...20)
    #expect(Scale(.logarithmic, covering: [0, -1, 10, .nan, .infinity]).domain == 5...20)
    let wide = Scale(.logarithmic, covering: [1, 100], margin: 0.5)
    #expect(abs(wide.domain.lowerBound - 0.1) < 1e-12 && abs(wide.domain.upperBound - 1000) < 1e-9)
  }

  @Test func `a value has its place, and one outside that of the nearer end`() {
    let linear = Scale(.linear, domain: 0...10, from: 100, to: 0)
    #expect([0, 2.5, 10, -1, 11].map(linear.position) == [100, 75, 0, 100, 0])
    let log = Scale(.logarithmic, domain: 1...100, from: 0, to: 10)
    #expect([1, 10, 100, 0.1, 1000].map { (log.position($0) * 1e9).rounded() / 1e9 } == [0, 5, 10, 0, 10])
    #expect(Scale(.linear, domain: 3...3, from: 7, to: 9).position(3) == 7)
    #expect(linear.along(from: 0, to: 1).position(10) == 1)
  }

  @Test func `ticks are one, two or five times a power of ten`() {
    func ticks(_ domain: ClosedRange<Double>, _ count: Int = 6, _ kind: Scale.Kind = .linear) -> [Double] {
      Scale(kind, domain: domain, from: 0, to: 1).ticks(about: count).map { ($0 * 1e6).rounded() / 1e6 }
    }
    #expect(ticks(0...10, 5) == [0, 2, 4, 6, 8, 10])
    #expect(ticks(0...10, 10) == (0...10).map { Double($0) })
    #expect(ticks(0.1...0.9, 4) == [0.2, 0.4, 0.6, 0.8])
    #expect(ticks(0...100, 4) == [0, 50, 100])
    #expect(ticks(0...61, 6) == [0, 20, 40, 60])
    #expect(ticks(3...3) == [3] && ticks(0...1, 0) == [0] && ticks(0...10, 1) == [0, 10])
    #expect(ticks(0...35, 5) == [0, 10, 20, 30] && ticks(0...16, 5) == [0, 5, 10, 15])
    #expect(ticks(0.6...1.4, 1) == [1] && ticks(0.2...0.8, 1) == [] && ticks(-1...1, 2) == [-1, 0, 1])
    #expect(ticks(0...(1 / 0.999), 1) == [0, 1])
    // The usual number of steps is six.
    #expect(Scale(.linear, domain: 0...11, from: 0, to: 1).ticks() == [0, 2, 4, 6, 8, 10])
    #expect(Scale(.linear, domain: 0...12.5, from: 0, to: 1).ticks() == [0, 5, 10])
    #expect(ticks(1...100, 6, .logarithmic) == [1, 2, 5, 10, 20, 50, 100])
    #expect(ticks(1...100, 3, .logarithmic) == [1, 10, 100])
    #expect(ticks(2...8, 1, .logarithmic) == [2, 5])
    #expect(ticks(1.5...40, 2, .logarithmic) == [2, 5, 10, 20])
    #expect(ticks(0.04...3, 2, .logarithmic) == [0.1, 1])
    #expect(ticks(1...50, 3, .logarithmic) == [1, 2, 5, 10, 20, 50])
    #expect(ticks(1.5...60, 2, .logarithmic) == [2, 5, 10, 20, 50])
  }

  // MARK: What a reader sees

  /// The elements of a drawing, with their attributes.
  private final class Elements: NSObject, XMLParserDelegate {
    var all: [(name: String, attributes: [String: String], group: String)] = []
    private var groups: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      if name == "g" { groups.append(attributes["data-series"] ?? attributes["class"] ?? "") }
      all.append((name, attributes, groups.last ?? ""))
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      if name == "g" { groups.removeLast() }
    }
  }

  private func elements(_ drawing: Drawing) -> [(name: String, attributes: [String: String], group: String)] {
    let elements = Elements()
    let parser = XMLParser(data: Data(drawing.standalone.utf8))
    parser.delegate = elements
    #expect(parser.parse())
    return elements.all
  }

  private func numbers(_ text: String?) -> [Double] {
    (text ?? "").split { !("0123456789.-".contains($0)) }.compactMap { Double($0) }
  }

  @Test(arguments: ReportChart.allCases, ChartWidth.allCases)
  func `everything lies within its chart`(chart: ReportChart, width: ChartWidth) throws {
    for results in [try RichResults.results(), try RichResults.grid()] {
      let report = Report(of: [results])
      let drawing = report.drawing(chart, of: report.subjects[0], width: width)
      for element in elements(drawing) {
        let values = element.attributes
        if values["transform"] != nil { continue }
        let points =
          element.name == "path" && values["class"] != "cursor"
          ? numbers(values["d"]) : element.name == "polygon" ? numbers(values["points"]) : []
        for (index, value) in points.enumerated() {
          let most = index % 2 == 0 ? drawing.width : drawing.height
          #expect((-0.1...most + 0.1).contains(value), "\(element)")
        }
        if element.name == "text" || element.name == "circle" {
          let x = numbers(values["x"] ?? values["cx"]).first ?? 0
          let y = numbers(values["y"] ?? values["cy"]).first ?? 0
          #expect((0...drawing.width).contains(x) && (0...drawing.height).contains(y), "\(element)")
        }
        if element.name == "rect", let w = numbers(values["width"]).first,
          !(values["width"] ?? "").contains("%")
        {
          let x = numbers(values["x"]).first ?? 0
          #expect(x >= 0 && x + w <= drawing.width + 0.1, "\(element)")
        }
      }
    }
  }

  @Test(arguments: [ReportChart.compress, .decompress])
  func `marks stand at their values, and labels cover neither marks nor each other`(chart: ReportChart) throws
  {
    let report = Report(of: [try RichResults.results()])
    let subject = report.subjects[0]
    let all = elements(report.drawing(chart, of: subject))
    let operation: BenchResults.Operation = chart == .compress ? .compress : .decompress
    func middle(_ element: (name: String, attributes: [String: String], group: String)) -> (
      x: Double, y: Double
    ) {
      if element.name == "circle" {
        return (numbers(element.attributes["cx"])[0], numbers(element.attributes["cy"])[0])
      }
      let points = numbers(element.attributes["points"])
      let (xs, ys) = (
        points.enumerated().filter { $0.offset % 2 == 0 }.map(\.element),
        points.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      )
      return (((xs.min() ?? 0) + (xs.max() ?? 0)) / 2, ((ys.min() ?? 0) + (ys.max() ?? 0)) / 2)
    }
    // The legend's marks come first, one a series.
    let marks = all.filter { ($0.attributes["class"] ?? "").hasPrefix("mk") }.dropFirst(report.legend.count)
      .map(middle)
    let timed = subject.measured.filter { $0.throughput(operation) != nil }
    #expect(marks.count == timed.count)
    // In the order of the values on both axes.
    let speeds = report.legend.flatMap { entry in
      timed.filter { Series(of: $0.setting) == entry.series }.sorted { $0.setting.level < $1.setting.level }
    }
    for (one, left) in zip(speeds, marks) {
      for (other, right) in zip(speeds, marks) {
        guard let a = one.throughput(operation), let b = other.throughput(operation), let c = one.ratio,
          let d = other.ratio
        else { continue }
        if a.bytesPerSecond > b.bytesPerSecond * 1.05 { #expect(left.x > right.x) }
        if c > d * 1.02 { #expect(left.y < right.y) }
      }
    }
    let labels = all.filter { $0.attributes["class"] == "lv" }.map {
      Box(x: numbers($0.attributes["x"])[0] - 3, y: numbers($0.attributes["y"])[0] - 8, width: 6, height: 8)
    }
    #expect(!labels.isEmpty)
    for (index, label) in labels.enumerated() {
      for other in labels[(index + 1)...] { #expect(!label.overlaps(other)) }
      for mark in marks { #expect(!label.overlaps(Box(x: mark.x - 2, y: mark.y - 2, width: 4, height: 4))) }
    }
  }
}
