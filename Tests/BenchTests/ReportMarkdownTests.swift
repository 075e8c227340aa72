@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

@Suite struct ReportMarkdownTests {
  @Test func `the comment tells the choice first and folds the rows away`() throws {
    let text = Report(of: [try ReportFixture.results()]).markdown()
    #expect(text.hasPrefix("## pybench: cpython\n\nxz-6 makes the smallest archive"))
    #expect(
      text.contains(
        "| smallest | **xz-6** | 280 kB | −31.7 % | 3.571 | 900 ms, 1.11 MB/s | 50.0 ms, 20.0 MB/s |"))
    #expect(text.contains("<details><summary>All 5 rows</summary>\n\n| Setting | Size |"))
    #expect(text.contains("| tar |  | 1.00 MB |"))
  }

  @Test func `every row of a table has as many cells as its head`() throws {
    let report = Report(of: [
      try ReportFixture.results("a|b\nc"), try ReportFixture.results("d", [.init(setting: "zstd-1")]),
    ])
    var columns: Int?
    for line in report.markdown().split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").filter { $0 == "|" }.count
      #expect(cells == columns ?? cells, "\(line)")
      columns = columns ?? cells
    }
  }

  @Test func `two results are compared setting by setting`() throws {
    var rows = ReportFixture.usual
    rows[1].bytes = 303_000
    rows.removeLast()
    let text = Report(of: [try ReportFixture.results("old"), try ReportFixture.results("new", rows)])
      .markdown()
    #expect(text.contains("| zstd-19 | 300,000 | 303,000 | +3,000 | +1.0 % |"))
    #expect(text.contains("| zstd-1 | 400,000 | 400,000 | 0 | 0 % |"))
    #expect(!text.contains("| xz-6 | 280,000 |  |"))
    #expect(text.contains("From old to new 4 common settings change by 0 % (zstd-1) to +1.0 % (zstd-19)."))
  }
}
