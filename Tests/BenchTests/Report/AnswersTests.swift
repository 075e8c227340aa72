import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

@Suite struct AnswersTests {
  private func time(_ seconds: Double, _ error: Double = 0) -> MeasuredTime {
    MeasuredTime(seconds: seconds, error: error)
  }

  @Test func `of equals the smaller archive wins, then less memory to compress, then less time`() throws {
    func contender(_ label: String, _ bytes: Int, memory: Int, _ seconds: Double) throws -> Contender {
      Contender(
        setting: try Setting(label: label), size: ByteCount(bytes), compress: time(seconds, 0.1),
        compressHeap: ByteCount(memory))
    }
    var contenders = [
      try contender("zstd-3", 100, memory: 10, 1), try contender("zstd-4", 99, memory: 30, 1.1),
      try contender("zstd-5", 99, memory: 20, 1.2), try contender("zstd-6", 99, memory: 20, 1.15),
      try contender("zstd-7", 98, memory: 1, 2),
    ]
    #expect(Contender.best(of: contenders, by: \.compress)?.setting.label == "zstd-6")
    contenders[3].compressHeap = ByteCount(21)
    #expect(Contender.best(of: contenders, by: \.compress)?.setting.label == "zstd-5")
    contenders[1] = try contender("zstd-4", 97, memory: 30, 1.1)
    #expect(Contender.best(of: contenders, by: \.compress)?.setting.label == "zstd-4")
    #expect(Contender.best(of: [], by: \.compress) == nil)
  }

  @Test func `what has no cost is not the best, and of equals in every respect the first is`() throws {
    let one = Contender(setting: try Setting(label: "zstd-1"), size: ByteCount(9), compress: time(1))
    let other = Contender(
      setting: try Setting(label: "zstd-1").ordered(by: .kind), size: ByteCount(9), compress: time(1))
    let unknown = Contender(setting: try Setting(label: "zstd-2"), size: ByteCount(1))
    #expect(Contender.best(of: [unknown, one, other], by: \.compress) == one)
    #expect(Contender.best(of: [other, one], by: \.compress) == other)
    #expect(Contender.best(of: [unknown], by: \.compress) == nil)
  }

  @Test
  func `settings are in the order of the first result, with sums of sizes and times and the most memory`()
    throws
  {
    func results(_ name: String, _ rows: [SweepRow]) -> Results { ReportFixture.results(name, rows: rows) }
    func row(_ label: String, _ bytes: Int, compress: Double? = nil, heap: Int? = nil) throws -> SweepRow {
      var row = try ReportFixture.row(
        label, bytes, compress: compress, decompress: 0.5, error: 0.1, heap: heap)
      row.decompressHeap = heap.map { ByteCount($0 + 1) }
      return row
    }
    let list = Contender.list(
      ReportSubject.list([
        results("a", [try row("zstd-9", 30, compress: 3, heap: 7), try row("zstd-1", 50, compress: 1)]),
        results(
          "b",
          [
            try row("zstd-1", 500, compress: 2, heap: 4), try row("zstd-5", 1),
            try row("zstd-9", 300, compress: 4, heap: 5), try row("zstd-9", 1),
          ]),
      ]))
    #expect(list.map(\.setting.label) == ["zstd-9", "zstd-1"] && list.map(\.size.bytes) == [330, 550])
    #expect(list.map { $0.compress?.seconds } == [7, 3])
    #expect(list.first?.compress.map { abs($0.error - 0.5) < 1e-9 } == true)
    #expect(
      list.map(\.compressHeap) == [ByteCount(7), nil] && list.map(\.decoderMemory) == [ByteCount(8), nil])
    #expect(Contender.list([]).isEmpty)
  }

  @Test func `a time that one result lacks is not known for all`() throws {
    let subjects = ReportSubject.list([
      ReportFixture.results("a", rows: [try ReportFixture.row("xz-6", 9, compress: 1, decompress: 1)]),
      ReportFixture.results("b", rows: [try ReportFixture.row("xz-6", 9, decompress: 2)]),
    ])
    let all = Contender.list(subjects)
    #expect(all.map(\.compress) == [nil] && all.map { $0.decompress?.seconds } == [3])
  }

  @Test func `two cards are compared, and one alone is not`() throws {
    let rows = [
      try ReportFixture.row("xz-9", 1000, compress: 9), try ReportFixture.row("xz-6", 1010, compress: 3),
    ]
    let answers = ReportFixture.report(rows).answers
    #expect(answers.choices.map(\.aim) == [.smallest, .cheapest])
    let costs = answers.choices.map { answers.costs(of: $0.contender).map(\.comparison) }
    #expect(costs == [["least", nil, "+200%", nil, nil], ["+1%", nil, "least", nil, nil]])
    let alone = ReportFixture.report([try ReportFixture.row("xz-9", 1000)]).answers
    #expect(
      alone.choices.map { alone.costs(of: $0.contender).map(\.comparison) } == [[nil, nil, nil, nil, nil]])
  }

  @Test func `a time within the errors of the least is called equal`() throws {
    let rows = [
      try ReportFixture.row("xz-9", 1_000_000, compress: 3, decompress: 2),
      try ReportFixture.row("xz-7", 1_005_000, compress: 1, decompress: 2),
    ]
    let answers = ReportFixture.report(rows).answers
    #expect(answers.choices.map(\.contender.setting.label) == ["xz-9", "xz-9", "xz-7"])
    #expect(
      answers.choices.map { answers.costs(of: $0.contender)[2].comparison } == ["+200%", "+200%", "least"])
    let other = Contender(
      setting: try Setting(label: "xz-6"), size: ByteCount(1), compress: time(1.1, 0.055))
    #expect(answers.costs(of: other)[2].comparison == "equal")
  }

  @Test func `three cards answer: the smallest, the soonest, and the cheapest build within 1%`() throws {
    let rows: [ReportFixture.Row] = [
      .init(setting: "xz-9", bytes: 10_000_000, compress: 30, decompress: 1),
      .init(setting: "xz-6", bytes: 10_100_000, compress: 10, decompress: 1.01),
      .init(setting: "zstd-19", bytes: 10_100_001, compress: 1, decompress: 0.05),
    ]
    let answers = Report(of: [try ReportFixture.results("x", rows)]).answers
    #expect(answers.choices.map(\.aim) == [.smallest, .soonest, .cheapest])
    #expect(answers.choices.map(\.contender.setting.label) == ["xz-9", "zstd-19", "xz-6"])
    let costs = answers.costs(of: answers.choices[2].contender)
    #expect(costs.map(\.comparison).prefix(3) == ["+1%", "+112%", "+900%"])
    #expect(costs[3].text == "not measured")
  }

  @Test func `several results are answered by settings that all have, added up`() throws {
    var rows = ReportFixture.usual
    rows[4].bytes = nil
    let report = Report(of: [try ReportFixture.results("a"), try ReportFixture.results("b", rows)])
    #expect(
      report.answers.contenders.map(\.setting.label) == ["zstd-1", "zstd-19", "zstd-19-long27", "gzip-9"])
    #expect(report.answers.choices.first?.contender.size == ByteCount(580_000))
    #expect(report.answers.choices.first?.contender.setting.label == "zstd-19-long27")
  }

  @Test func `a result with few settings does not decide for the others`() throws {
    let few = [ReportFixture.Row(setting: "gzip-9", bytes: 400_000)]
    let report = Report(of: [try ReportFixture.results("a"), try ReportFixture.results("b", few)])
    #expect(report.answers.choices.count == 3)
    #expect(report.answers.scope(of: report.subjects) == "1 of 2 results, without b (1 setting)")
  }

  @Test func `without times there is the smallest alone`() throws {
    let results = try ReportFixture.results("x", [.init(setting: "xz-6", bytes: 10)])
    #expect(Report(of: [results]).answers.choices.map(\.aim) == [.smallest])
    #expect(try Report(of: [results]).html().contains("No times were measured."))
  }

  @Test func `the banner counts times by their errors`() throws {
    var results = try ReportFixture.results()
    var rows = results.rows
    rows[0].compress?.error = 0.01
    rows[1].compress?.error = 0.025
    rows[2].compress?.error = 0.051
    rows[2].compress?.rounds = 1
    for index in rows.indices { rows[index].decompress = nil }
    results = Results(name: "x", folder: "x", rows: Array(rows.prefix(3)))
    #expect(
      Precision(of: ReportSubject.list([results])).text
        == "Sizes are exact. Of 3 times, the value is known within 2% for 1, within 5% for 1 and within 20%"
        + " for 1. 1 time was measured once: the error is assumed.")
  }

  @Test func `times of several runs have no assumed error`() throws {
    let rows = [try ReportFixture.row("xz-6", 9, compress: 1, decompress: 1, error: 0.01, rounds: 2)]
    #expect(
      Precision(of: ReportSubject.list([ReportFixture.results(rows: rows)])).text
        == "Sizes are exact. Of 2 times, the value is known within 2% for 2.")
  }
}
