import Foundation
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

/// Tables, cells and shares at the limits of what they take.
@Suite struct ResultsPartsTests {
  private func rows(_ text: String) throws -> [[String: String]] {
    try CSV.rows(of: Array(text.utf8)).map(\.cells)
  }

  private func problem(_ text: String) -> CSV.Problem? {
    do throws(CSV.Problem) {
      _ = try CSV.rows(of: Array(text.utf8))
      return nil
    } catch { return error }
  }

  @Test func `lines, quotes and blanks are read as RFC 4180 has them`() throws {
    #expect(try rows("a,b\r\n1,2\r\n") == [["a": "1", "b": "2"]])
    #expect(try rows("\u{FEFF}a\n1") == [["a": "1"]])
    #expect(try rows("a,b\n1,\n") == [["a": "1", "b": ""]])
    #expect(try rows("a,b\n,2") == [["a": "", "b": "2"]])
    #expect(try rows("a\n\n\n1\n") == [["a": "1"]])
    #expect(try rows("a\n\"x\"\"y\nz\"\n") == [["a": "x\"y\nz"]])
    #expect(try rows("a\n\"1\"") == [["a": "1"]] && rows("a,b\n\"1\",2\n") == [["a": "1", "b": "2"]])
    #expect(try rows("a\nx\ry\r\n") == [["a": "x\ry"]] && rows("a\n1\r") == [["a": "1\r"]])
    #expect(try rows("a,b\n\"\"\"x\",\"\"\n") == [["a": "\"x", "b": ""]])
    #expect(try rows("") == [] && rows("a\n") == [])
  }

  @Test func `a problem has the line where it begins`() {
    #expect(problem("a\n1\n\"x\ny") == CSV.Problem(line: 3, reason: "a quote is not closed"))
    #expect(problem("a\nx\"y\n")?.line == 2)
    #expect(problem("a\n\"x\n\"y")?.line == 3)
    #expect(
      problem("a,b\n\"1\n2\",3\n4\n") == CSV.Problem(line: 4, reason: "it has 1 cells, and the header has 2"))
    #expect(problem("a,a\n") == CSV.Problem(line: 1, reason: "the header names a column twice"))
  }

  @Test func `rows know the line where they begin`() throws {
    #expect(try CSV.rows(of: Array("a\n\"x\ny\"\n2\n\n3".utf8)).map(\.line) == [2, 4, 6])
  }

  @Test(arguments: [
    ("plain", "plain"), ("a b", "a b"), (" a", "\" a\""), ("a ", "\"a \""), ("a,b", "\"a,b\""),
    ("a\"b", "\"a\"\"b\""),
    ("~", "~"), ("\u{7F}", "\"\u{7F}\""), ("\u{1F}", "\"\u{1F}\""), ("é", "\"é\""), ("", ""),
    ("\"\u{301}", "\"\"\"\u{301}\""),
  ])
  func `a cell is quoted where readers would change it`(text: String, cell: String) {
    #expect(CSV.record([text, nil]) == cell + ",\r\n")
  }

  @Test func `cells are numbers of zero or more, up to their limits`() throws {
    let reader = CellReader([
      "zero": "0", "most": "1125899906842624", "more": "1125899906842625", "less": "-1", "half": "0.5",
      "long": "1e15",
      "longest": "999999999999999", "yes": "true", "maybe": "maybe", "none": "", "inf": "inf", "order": "odd",
      "setting": "xz-6",
    ])
    #expect(try reader.integer("zero") == 0 && reader.integer("most") == 1 << 50)
    #expect(try reader.integer("none") == nil && reader.integer("absent") == nil)
    for name in ["more", "less", "half"] { #expect(throws: CellError.self) { try reader.integer(name) } }
    #expect(try reader.number("zero") == 0 && reader.number("half") == 0.5)
    for name in ["less", "inf", "yes"] { #expect(throws: CellError.self) { try reader.number(name) } }
    #expect(try reader.duration("longest") == .seconds(999_999_999_999_999))
    #expect(throws: CellError(column: "long", problem: "'1000000000000000.0' is too long a time")) {
      try reader.duration("long")
    }
    #expect(try reader.boolean("yes") == true && reader.boolean("none") == nil)
    #expect(throws: CellError.self) { try reader.boolean("maybe") }
    #expect(throws: CellError(column: "order", problem: "'odd' is neither path nor kind")) {
      try reader.setting()
    }
    #expect(throws: CellError(column: "none", problem: "it is empty")) { try reader.text("none") }
    #expect(
      throws: CellError(column: "x", problem: "the header has no such column; was it renamed or removed?")
    ) {
      try reader.required("x", reader.integer)
    }
  }

  @Test(arguments: [
    (0.0, TimeGrade.within2), (0.01, .within2), (0.0101, .within5), (0.025, .within5), (0.0251, .within10),
    (0.05, .within10),
    (0.0501, .within20), (0.1, .within20), (0.1001, .worse),
  ])
  func `a grade is twice the error`(error: Double, grade: TimeGrade) {
    #expect(TimeGrade(error: error) == grade)
    #expect(grade == .within2 || TimeGrade.within2 < grade)
  }

  @Test func `the grade of a sweep is that of nine rows in ten`() throws {
    func quality(_ good: Int, _ bad: Int) throws -> TimeGrade? {
      let row = { (error: Double) in
        var row = try PickFixture.row("zstd-1", bytes: 1, compress: 1)
        row.compress?.error = error
        return row
      }
      return SweepQuality(
        try (0..<good).map { _ in try row(0.01) } + (0..<bad).map { _ in try row(0.3) }, [])?.grade
    }
    #expect(
      try quality(9, 1) == .within2 && quality(8, 1) == .worse && quality(0, 1) == .worse
        && quality(0, 0) == nil)
  }

  @Test func `a run is disturbed by what others took of its processor`() throws {
    func disturbance(
      _ label: String, _ operation: BenchResults.Operation, wall: Double = 2, cpu: Double, stolen: Double = 0,
      processors: Int? = nil
    ) throws -> Double {
      Sample(
        setting: try Setting(label: label), operation: operation, round: 1,
        passed: ElapsedTimes(
          wall: .seconds(wall), cpu: .seconds(cpu), stolen: .seconds(stolen), processors: processors),
        concurrency: 1
      ).disturbance
    }
    #expect(try disturbance("zstd-1", .compress, cpu: 1.5) == 0.25)
    #expect(try disturbance("zstd-1", .compress, cpu: 1.5, stolen: 1) == 0.5)
    #expect(try disturbance("zstd-1", .compress, cpu: 3) == 0)
    #expect(try disturbance("zstd-1", .compress, wall: 0, cpu: 0) == 0)
    #expect(try disturbance("zstd-1", .extract, cpu: 1) == 0)
    #expect(try disturbance("zstd-1-T4", .compress, cpu: 1, stolen: 1) == 0.125)
    #expect(try disturbance("zstd-1-T4", .compress, cpu: 1, stolen: 1, processors: 2) == 0.25)
    #expect(try disturbance("zstd-1-T4", .compress, cpu: 1, stolen: 1, processors: 8) == 0.125)
    #expect(try disturbance("zstd-1-T4", .compress, cpu: 1, stolen: 1, processors: 0) == 0.5)
    #expect(try disturbance("zstd-1-T4", .decompress, cpu: 1, stolen: 1) == 0.5)
    #expect(try disturbance("zstd-1-T4", .decompress, cpu: 3) == 0)
    let limit = try Fake.sample("zstd-1", .compress, wall: 1, cpu: 1, stolen: 0.02)
    #expect(try !limit.isNoisy && Fake.sample("zstd-1", .compress, wall: 1, cpu: 0.97).isNoisy)
    #expect(abs(try Fake.sample("zstd-1", .compress, wall: 4, cpu: 1).spent - 1) < 1e-9)
    #expect(try Fake.sample("zstd-1-T2", .compress, wall: 4, cpu: 1, stolen: 40).spent == 0)
  }

  @Test func `the time of an operation is that of a processor or of the wall`() throws {
    #expect(try Fake.sample("zstd-1", .compress, wall: 4, cpu: 1).time == .seconds(1))
    #expect(try Fake.sample("zstd-1-T2", .compress, wall: 4, cpu: 1).time == .seconds(4))
    #expect(try Fake.sample("zstd-1-T2", .decompress, wall: 4, cpu: 1).time == .seconds(1))
    #expect(try Fake.sample("zstd-1", .extract, wall: 4, cpu: 1).time == .seconds(4))
  }

  @Test func `shares of lost time count single threads alone`() throws {
    let one = try Fake.sample("zstd-1", .compress, wall: 1, cpu: 0.5, stolen: 3)
    let other = try Fake.sample("zstd-1-T2", .compress, wall: 100, cpu: 0, stolen: 100)
    #expect(Sample.lost(by: [one, other]) == 1 && Sample.stolen(from: [one, other]) == 1)
    #expect(Sample.lost(by: [other]) == 0 && Sample.lost(by: []) == 0)
    let half = try Fake.sample("zstd-1", .compress, wall: 3, cpu: 3)
    #expect(Sample.lost(by: [try Fake.sample("zstd-1", .compress, wall: 1, cpu: 0.5), half]) == 0.125)
    #expect(
      Sample.stolen(from: [try Fake.sample("zstd-1", .compress, wall: 1, cpu: 1, stolen: 0.5), half]) == 0.125
    )
  }

  @Test func `processors beside each other are distinguished`() throws {
    var machine = Provenance.Machine(
      cpu: "", cores: 2, memoryBytes: 1, kernel: "", loadAverages: [], transparentHugePages: nil)
    machine.describe(
      cpuinfo: "model\t: 2\nmodel\t: 1\nmodel\t: 2\nbroken\nvendor_id: V: W", architecture: "x")
    #expect(machine.model == "1+2" && machine.vendor == "V: W" && machine.cpu == "x" && machine.flags == nil)
    machine.describe(cpuinfo: "CPU variant: 0x1\nCPU revision: 2\nCPU part: 0xd40", architecture: "arm")
    #expect(machine.stepping == "r1p2" && machine.cpu == "arm part 0xd40")
    machine.describe(cpuinfo: "CPU variant: 0x1f\nCPU revision: 2", architecture: "arm")
    #expect(machine.stepping == "r31p2")
    machine.describe(cpuinfo: "CPU variant: zz\nCPU revision: 2", architecture: "arm")
    #expect(machine.stepping == "rzzp2")
    machine.describe(cpuinfo: "CPU variant: 10\nstepping: 4", architecture: "arm")
    #expect(machine.stepping == "4")
    machine.describe(cpuinfo: "CPU variant: 10\nCPU revision: 1", architecture: "arm")
    #expect(machine.stepping == "r16p1")
  }
}

/// What is expected of machines, and what is read of them.
@Suite struct CostTableTests {
  @Test func `costs are those that were reviewed`() throws {
    let model = CostModel(originalBytes: ByteCount(100_000_000), processors: 3)
    var lines: [String] = []
    for encoder in EncoderLibrary.allCases {
      for level in encoder.levels.prefix(23) {
        let labels = ["", encoder == .liblzma ? "e" : encoder == .libzstd ? "-T2" : nil].compactMap { $0 }
        for label in labels {
          let setting = try Setting(label: "\(encoder.labelName)-\(level)\(label)")
          let times = [BenchResults.Operation.compress, .decompress, .extract].map { operation in
            Format.decimal(model.time(of: setting, operation).inSeconds, places: 4)
          }
          lines.append(([setting.label] + times).joined(separator: " "))
        }
      }
    }
    let many = try Setting(label: "zstd-22-T9")
    lines.append("\(many) \(Format.decimal(model.time(of: many, .compress).inSeconds, places: 4))")
    let difference = try Golden.difference(lines.joined(separator: "\n") + "\n", from: "costs.txt")
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `stolen time is the eighth figure of a processor's line`() {
    let lines = """
      cpu  9 9 9 9 9 9 9 900 9 9
      cpu0 1 2 3 4 5 6 7 250 9 10
      cpu1 1 2 3 4 5 6 7 100 9 10
      cpu10 1 2 3 4 5 6 7 1 9 10
      cpu2 1 2 3 4 5 6 7
      cpu4 1 2 3 4 5 6 7 50
      cpu5 1 2 3 4 5 6 7 x 9
      intr 5
      cpu3 1 2 3 4 5 6 7 77 9 10
      """.split(separator: "\n")
    func stolen(_ processors: Int...) -> Duration {
      SystemTime.stolen(from: processors, by: lines, ticksPerSecond: 100)
    }
    #expect(
      stolen(0) == .milliseconds(2500) && stolen(0, 1) == .milliseconds(3500)
        && stolen(1, 10) == .milliseconds(1010))
    #expect(stolen(2) == .zero && stolen(3) == .zero && stolen() == .zero)
    #expect(stolen(4) == .milliseconds(500) && stolen(5) == .zero)
  }

  @Test func `the processor time of threads adds up`() {
    let time = SystemTime()
    let own = ThreadID.current
    let before = time.cpu(of: [own])
    var sum = 0
    for number in 0..<200_000 { sum &+= number }
    #expect(sum > 0 && before > .zero && time.cpu(of: [own]) > before)
    #expect(time.cpu(of: [own, own]) >= time.cpu(of: [own]) + before)
    #expect(time.cpu(of: []) == .zero)
  }
}

/// Results as they lie on disk.
@Suite struct ResultsFilesTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func resume() throws -> ResultsFolder {
    try ResultsFolder("t", in: folder.path, outside: nil, existing: .resume)
  }

  private func sample(_ round: Int, machine: String? = "a") throws -> Sample {
    Sample(
      tree: "old", machine: machine, setting: try Setting(label: "zstd-1"), operation: .compress,
      round: round,
      passed: ElapsedTimes(wall: .seconds(1), cpu: .seconds(1)), concurrency: 1)
  }

  @Test func `a package's name has the characters that it may have`() {
    func name(_ tree: String) -> String {
      var provenance = PickFixture.provenance()
      provenance.tree.name = tree
      return DataPackage(provenance).name
    }
    #expect(name("Ärger 3.12_x-Y!²") == "pybench--rger-3.12_x-y--" && name("abc09") == "pybench-abc09")
  }

  @Test func `tables that repeat a key are rejected, the rows named`() throws {
    let row = try PickFixture.row("zstd-1", bytes: 1, tree: "t")
    let other = try PickFixture.row("zstd-2", bytes: 1, tree: "t")
    try folder.file("t/sweep.csv", text: CSV.table([row, other, row], SweepTable.columns))
    let failure = #expect(throws: Failure.self) { try resume() }
    #expect(failure?.reason == "row 3 of sweep.csv repeats zstd-1 of row 1")
    try folder.file("t/sweep.csv", text: CSV.table([row, other], SweepTable.columns))
    try folder.file("t/samples.csv", text: CSV.table([sample(1), sample(1)], SampleTable.columns))
    let again = #expect(throws: Failure.self) { try resume() }
    #expect(again?.reason == "row 2 of samples.csv repeats zstd-1 compress 1 on a of row 1")
    try folder.file(
      "t/samples.csv", text: CSV.table([sample(1), sample(2), sample(1, machine: "b")], SampleTable.columns))
    let known = try resume()
    #expect(known.samples.map(\.tree) == ["t", "t", "t"] && known.rows.count == 2)
    #expect(known.rows[0].compress?.rounds == 3 && known.rows[1].compress == nil)
  }

  @Test func `results that are there are rejected, but for what a killed run left`() throws {
    try folder.file("t/x.tmp")
    #expect(throws: Never.self) {
      try ResultsFolder("t", in: folder.path, outside: nil, existing: .refuse(advice: "move it"))
    }
    try folder.file("t/b")
    try folder.file("t/a")
    let failure = #expect(throws: Failure.self) {
      try ResultsFolder("t", in: folder.path, outside: nil, existing: .refuse(advice: "move it"))
    }
    #expect(failure?.reason == "it already holds a, b")
    #expect(throws: Never.self) { try ResultsFolder("t", in: folder.path, outside: nil, existing: .replace) }
  }

  @Test func `folders that were made go again where nothing was written`() throws {
    do {
      let made = try ResultsFolder(
        "t", in: folder.at("x/y"), share: Shard(2, of: 3), outside: nil, existing: .refuse(advice: "move it"))
      #expect(made.path == folder.at("x/y") + "/t.2-of-3")
      #expect(try folder.names("x/y") == ["t.2-of-3"])
      let second = #expect(throws: Failure.self) {
        try ResultsFolder(
          "t", in: folder.at("x/y"), share: Shard(2, of: 3), outside: nil,
          existing: .refuse(advice: "move it"))
      }
      #expect(second?.reason == "another sweep is writing to it")
    }
    #expect(try folder.names().isEmpty)
  }

  @Test func `a lone table names the tree, and its runs beside it count`() throws {
    var row = try PickFixture.row("zstd-1", bytes: 1, tree: "lone")
    row.setting.order = .kind
    try folder.file("sweep.csv", text: CSV.table([row], SweepTable.columns))
    try folder.file("samples.csv", text: CSV.table([try sample(1)], SampleTable.columns) + "cut")
    let results = try Results(reading: folder.at("sweep.csv"))
    #expect(results.name == "lone" && results.provenance == nil && results.stages.isEmpty)
    var second = row
    (second.tree, second.setting) = ("other", try Setting(label: "zstd-2"))
    try folder.file("two.csv", text: CSV.table([row, second], SweepTable.columns))
    #expect(try Results(reading: folder.at("two.csv")).name == "lone")
    #expect(results.samples.count == 1 && results.rows[0].setting.order == .kind)
    #expect(try Results(reading: folder.at("sweep.csv"), withRuns: false).samples.isEmpty)
    #expect(try results.row(row.setting) == results.rows[0] && results.row(Setting(label: "zstd-1")) == nil)
  }

  @Test func `what is no result says what to name`() throws {
    func problem(_ path: String) -> Failure? { #expect(throws: Failure.self) { try Results(reading: path) } }
    #expect(problem(folder.at("none"))?.reason == "no such file or folder")
    try folder.folder("b")
    #expect(
      problem(folder.path)?.advice == "name a folder that 'pybench compress' wrote, such as results/NAME")
    for name in ["d", "c"] { try folder.file(name + "/sweep.csv") }
    #expect(
      problem(folder.path)?.advice == "name a folder that 'pybench compress' wrote, such as \(folder.path)/c")
    #expect(problem(folder.at("c"))?.reason == "it has no rows")
    try folder.file("e.csv", [0xFF])
    #expect(problem(folder.at("e.csv"))?.reason == "it is not UTF-8")
    try folder.file("f.csv", text: "a\n\"")
    #expect(problem(folder.at("f.csv"))?.reason == "it is not CSV: line 2: a quote is not closed")
    try folder.file("g.csv", text: "setting\nxz-6\n")
    #expect(
      problem(folder.at("g.csv"))?.reason.hasPrefix("line 2, column status: the header has no such column")
        == true)
  }

  @Test func `runs without a line end are none`() throws {
    #expect(try Results.samples(at: folder.file("a", text: "")).isEmpty)
    #expect(try Results.samples(at: folder.file("b", text: "setting,direction")).isEmpty)
  }

  /// Writes a result as versions before 0.2 did: without orders and errors.
  private func earlier(order: EntryOrder) throws {
    try folder.file(
      "old/sweep.csv",
      text: """
        tree,setting,status,original_bytes,compressed_bytes,compress_s,compress_s_mad,compress_cpu_s,compress_rounds,\
        library_version
        py,zstd-1,ok,1000,300,2,0,1,2,libzstd 1.5.4

        """)
    try folder.file(
      "old/samples.csv",
      text: """
        setting,direction,round,wall_s,cpu_s,steal_s,concurrency,noisy
        zstd-1,compress,1,2.5,2.25,0,2,false
        zstd-1,compress,2,2.5,2.25,0,2,false

        """)
    try folder.file("old/stages.csv", text: CSV.header(StageTable.columns(of: "py")))
    try folder.file(
      "old/datapackage.json",
      text: try DataPackage.text(PickFixture.provenance(options: TreeOptions(order: order))))
  }

  @Test(arguments: EntryOrder.allCases)
  func `rows and runs without an order have that of the record`(order: EntryOrder) throws {
    try earlier(order: order)
    let results = try Results(reading: folder.at("old"))
    #expect(
      results.rows.map(\.setting.order) == [order] && results.samples.map(\.setting.order) == [order, order])
    // The errors are those of the runs, whether these are wanted or not.
    let without = try Results(reading: folder.at("old"), withRuns: false)
    #expect(results.rows[0].compress?.time == .seconds(2.25) && without.rows == results.rows)
    var now = results.rows[0]
    now.setting.order = .path
    try folder.file("old/sweep.csv", text: CSV.table([now], SweepTable.columns))
    #expect(try Results(reading: folder.at("old")).rows[0].setting.order == .path)
    #expect(try Results(reading: folder.at("old"), withRuns: false).samples.isEmpty)
  }

  @Test func `what was recorded is that of rows or runs`() throws {
    let text = try DataPackage.text(PickFixture.provenance(tree: "recorded"))
    #expect(try resume().recorded == nil)
    try folder.file("t/datapackage.json", text: text)
    #expect(try resume().recorded == nil)
    try folder.file("t/samples.csv", text: CSV.table([try sample(1)], SampleTable.columns))
    #expect(try resume().recorded?.tree.path == "recorded")
    try folder.file("t/samples.csv", text: CSV.table([], SampleTable.columns))
    let row = try PickFixture.row("zstd-1", bytes: 1, tree: "t")
    try folder.file("t/sweep.csv", text: CSV.table([row], SweepTable.columns))
    #expect(try resume().recorded?.tree.path == "recorded")
  }

  @Test func `what a sweep writes is all there, and another sweep's results are refused`() throws {
    let provenance = PickFixture.provenance()
    do {
      let made = try ResultsFolder("t", in: folder.path, outside: nil, existing: .refuse(advice: "move it"))
      #expect(try made.begin([], provenance) == provenance)
      #expect(try folder.names("t") == ["datapackage.json", "samples.csv", "stages.csv", "sweep.csv"])
      try made.write([try PickFixture.row("zstd-1", bytes: 1, tree: "t")])
      try made.append(try sample(1))
      try made.append(try sample(2))
      #expect(
        String(decoding: try folder.bytes("t/samples.csv"), as: UTF8.self)
          == CSV.table([try sample(1), try sample(2)], SampleTable.columns))
    }
    let again = try resume()
    #expect(again.rows.map(\.setting.label) == ["zstd-1"] && again.samples.map(\.round) == [1, 2])
    #expect(again.rows.first?.compress?.rounds == 2)
    var other = provenance
    other.pybench = "2"
    let failure = #expect(throws: Failure.self) { try again.begin([], other) }
    #expect(
      failure?.action == "resume" && failure?.reason == "the version of pybench was 1, is 2"
        && failure?.advice == "use --overwrite to start over, or --name for another folder")
  }

  @Test(arguments: ["sweep.csv", "samples.csv", "stages.csv", "datapackage.json"])
  func `what killed sweeps left of their files is removed at once`(name: String) throws {
    do {
      let made = try ResultsFolder("t", in: folder.path, outside: nil, existing: .refuse(advice: "move it"))
      _ = try made.begin([], PickFixture.provenance())
    }
    try folder.file("t/" + TemporaryName(besides: name).random())
    _ = try resume()
    #expect(try folder.names("t") == ["datapackage.json", "samples.csv", "stages.csv", "sweep.csv"])
  }

  @Test func `a folder that cannot be made leaves nothing behind, and a file is no folder`() throws {
    let long = String(repeating: "n", count: 300)
    let failure = #expect(throws: Failure.self) {
      try ResultsFolder(long, in: folder.at("x/y"), outside: nil, existing: .replace)
    }
    #expect(
      failure?.action == "create the results folder" && failure?.subject == folder.at("x/y") + "/" + long
        && failure?.advice == "name another with --output")
    #expect(try folder.names().isEmpty)
    try folder.file("t")
    let file = #expect(throws: Failure.self) { try resume() }
    #expect(file?.action == "read" && file?.subject == folder.at("t"))
  }

  @Test func `results are not written into the tree, which stays as it is`() throws {
    try folder.folder("tree")
    #expect(try Shell.run("touch -d @1000000000 tree", in: folder.path).status == 0)
    let failure = #expect(throws: Failure.self) {
      try ResultsFolder("t", in: folder.at("tree/results"), outside: folder.at("tree"), existing: .replace)
    }
    #expect(
      failure?.action == "write results to"
        && failure?.advice == "name a folder outside of the tree with --output")
    #expect(try Shell.run("stat -c %Y tree", in: folder.path).output == "1000000000\n")
  }
}
