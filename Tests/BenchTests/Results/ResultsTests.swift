import Foundation
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import Pipeline

@Suite struct ResultsTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func message(_ path: String) -> String {
    do throws(Failure) {
      _ = try Results(reading: path)
      return ""
    } catch {
      return error.description
    }
  }

  private func sweep(_ rows: [SweepRow]) -> String {
    CSV.header(SweepTable.columns) + rows.map { CSV.record($0, SweepTable.columns) }.joined()
  }

  @Test func `a lone sweep is read without its folder`() throws {
    let path = try folder.file("sweep.csv", text: sweep([SweepTableTests.full()]))
    let results = try Results(reading: path)
    #expect(results.rows.map(\.tree) == [try SweepTableTests.full().tree])
    #expect(results.name == (try SweepTableTests.full().tree))
    #expect(results.stages.isEmpty && results.provenance == nil)
    #expect(results.row(try Setting(label: "zstd-19-long27-T4")) != nil)
    #expect(results.row(try Setting(label: "zstd-19")) == nil)
  }

  /// A result as versions before 0.2 wrote it: without errors, with the runs beside it.
  private func earlier(samples: Bool) throws -> String {
    if samples {
      let runs = try (0..<9).map {
        try Fake.sample("zstd-1", .compress, wall: 2, cpu: 1 + 0.01 * Double($0 - 4))
      }
      try folder.file(
        "samples.csv",
        text: CSV.table(runs + [try Fake.sample("xz-9", .compress, wall: 30)], SampleTable.columns))
    }
    return try folder.file(
      "sweep.csv",
      text: """
        tree,setting,status,original_bytes,compressed_bytes,compress_s,compress_s_mad,compress_cpu_s,compress_rounds,\
        library_version
        py,zstd-1,ok,1000,300,2,0,1,9,libzstd 1.5.4
        py,xz-9,ok,1000,200,30,,30,1,liblzma 5.4.1
        """)
  }

  @Test func `errors that an earlier version did not write come of the runs beside it`() throws {
    let assumed = try Results(reading: earlier(samples: false))
    let results = try Results(reading: earlier(samples: true))
    let (often, once) = (try #require(results.rows[0].compress), try #require(results.rows[1].compress))
    #expect(often.time == .seconds(1) && often.wall == .seconds(2) && often.rounds == 9)
    #expect(once.error >= often.error)
    // √(π/2) · 1.4826 · 2 % / 3 of the median, 0.4 · 1.4826 · 2 % that last, a tenth of the share lost,
    // and 0.75 % between processes.
    let lost = (9 * 2 - 9.0) / (9 * 2 + 30)
    let expected = (0.01239 * 0.01239 + 0.01186 * 0.01186 + 0.01 * lost * lost + 0.0075 * 0.0075).squareRoot()
    #expect(abs(often.error - expected) < 1e-4)
    #expect(assumed.rows[0].compress?.error != often.error)
    #expect(SweepQuality(results.rows, results.samples)?.lost == lost)
    #expect(SweepQuality(assumed.rows, assumed.samples)?.lost == 0)
  }

  @Test func `a stopped sweep gets its errors from all its runs`() throws {
    let runs = try (0..<9).map {
      try Fake.sample("zstd-1", .compress, wall: 2, cpu: 1 + 0.01 * Double($0 - 4))
    }
    // As written in the middle of a sweep, when nothing was known of the others.
    let row = try PickFixture.row("zstd-1", bytes: 300, compress: 1).timed(by: runs, SweepSpread([]))
    try folder.file("sweep.csv", text: sweep([row]))
    try folder.file("samples.csv", text: CSV.table(runs, SampleTable.columns))
    try folder.file("stages.csv", text: CSV.header(StageTable.columns(of: "py")))
    var provenance = PickFixture.provenance()
    func error() throws -> Double {
      try folder.file("datapackage.json", text: try DataPackage.text(provenance))
      return try #require(try Results(reading: folder.path).rows.first?.compress?.error)
    }
    let stated = try #require(row.compress?.error)
    #expect(abs(try error() - stated) < 1e-5)
    provenance.ended = nil
    #expect(abs(try error() - SweepSpread(runs).error(of: runs)) < 1e-5)
    #expect(abs(stated - SweepSpread(runs).error(of: runs)) > 0.01)
  }

  @Test func `half a run at the end of the record is dropped`() throws {
    let path = try earlier(samples: true)
    let text = try String(contentsOfFile: folder.at("samples.csv"), encoding: .utf8)
    try folder.file("samples.csv", text: text + ",,zstd-1,compress,9,0.12")
    #expect(try Results(reading: path).samples.count == 10)
  }

  @Test func `recorded errors are kept`() throws {
    var row = try SweepTableTests.full()
    row.setting = try Setting(label: "zstd-1")
    let path = try folder.file("sweep.csv", text: sweep([row]))
    try folder.file(
      "samples.csv", text: CSV.table([try Fake.sample("zstd-1", .compress, wall: 9)], SampleTable.columns))
    let read = try #require(try Results(reading: path).rows.first)
    #expect(read.compress?.error == row.compress?.error && read.compress?.rounds == row.compress?.rounds)
  }

  @Test func `repeated names are distinguished by their folders`() {
    let results = [("py", "a/py"), ("old", "b/old"), ("py", "b/py")].map {
      Results(name: $0.0, folder: $0.1, rows: [])
    }
    #expect(results.uniqueNames == ["py (a/py)", "old", "py (b/py)"])
  }

  @Test func `what is missing is named`() throws {
    let path = folder.at("none")
    #expect(
      message(path)
        == "cannot read results \(path): no such file or folder; name a folder that 'pybench compress' wrote, such as results/NAME"
    )
    #expect(
      message(folder.path)
        == "cannot read results \(folder.path): it holds no sweep.csv; name a folder that 'pybench compress' wrote, "
        + "such as results/NAME")
    try folder.file("sweep.csv", text: sweep([SweepTableTests.full()]))
    #expect(message(folder.path).hasPrefix("cannot read \(folder.path)/stages.csv: "))
    try folder.file("stages.csv", text: CSV.header(StageTable.columns(of: "t")))
    #expect(message(folder.path).hasPrefix("cannot read \(folder.path)/datapackage.json: "))
    try folder.file("datapackage.json", text: "{}")
    #expect(
      message(folder.path)
        == "cannot read \(folder.path)/datapackage.json: key provenance: it is missing")
    try folder.file("datapackage.json", text: #"{"provenance": {"pybench": 1}}"#)
    #expect(message(folder.path).hasSuffix("datapackage.json: key provenance.pybench: it is not a string"))
    try folder.file("datapackage.json", text: "[]")
    #expect(message(folder.path).hasSuffix("datapackage.json: it is not an object"))
    try folder.file("datapackage.json", text: "{")
    #expect(message(folder.path).contains("datapackage.json: it ends early, in line 1"))
  }

  @Test func `a sweep without rows is an error with advice`() throws {
    let path = try folder.file("sweep.csv", text: sweep([]))
    #expect(
      message(path)
        == "cannot read results \(path): it has no rows; run 'pybench compress' to measure some settings")
    try folder.file("sweep.csv")
    #expect(message(path).contains("it has no rows"))
  }

  @Test func `a bad cell is named with its file and line`() throws {
    let good = sweep([try SweepTableTests.full()])
    var row = try SweepTableTests.full()
    row.tree = "x"
    let path = try folder.file(
      "sweep.csv",
      text: good + CSV.record(row, SweepTable.columns).replacingOccurrences(of: ",ok,", with: ",so-so,"))
    #expect(
      message(path) == "cannot read \(path): line 4, column status: 'so-so' is neither ok nor failed")
  }

  @Test func `a foreign CSV is an error that names the missing column`() throws {
    let path = try folder.file("sweep.csv", text: "a,b\r\n1,2\r\n")
    #expect(
      message(path)
        == "cannot read \(path): line 2, column setting: the header has no such column; was it renamed or removed?"
    )
    try folder.file("sweep.csv", [0xFF, 0xFE, 0x00, 0x41])
    #expect(message(path).hasPrefix("cannot read \(path): it is not UTF-8"))
  }
}
