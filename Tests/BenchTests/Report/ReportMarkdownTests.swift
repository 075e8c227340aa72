import Foundation
import Testing

@testable import BenchReport

@Suite struct ReportMarkdownTests {
  @Test func `the comment begins with what to ship and folds the rows away`() throws {
    let text = Report(of: [try ReportFixture.results()]).markdown()
    #expect(text.hasPrefix("## pybench: cpython\n\n| For | Setting | Size | User's time |"))
    #expect(text.contains("| Smallest archive | **xz-6** | 280 kB (least) |"))
    #expect(text.contains("```sh\npybench archive --tree TREE --setting xz-6 --output cpython.tar.xz\n```"))
    #expect(text.contains("| smallest xz | **xz-6** | 280 kB | -31.7% | 3.571 | 900 ms ±"))
    #expect(text.contains("<details><summary>All 5 rows</summary>\n\n| Setting | Size |"))
    #expect(text.contains("| tar | – | 1.00 MB |"))
  }

  @Test(arguments: [1, 10, 40])
  func `a comment stays below GitHub's limit and lists what is omitted`(count: Int) throws {
    let name = String(repeating: "a|very_long*name😀", count: 400)
    let rows =
      (1...22).flatMap { level in
        ["zstd-\(level)", "zstd-\(level)-long27"].map { ReportFixture.Row(setting: $0, bytes: 9000 + level) }
      } + (1...9).map { ReportFixture.Row(setting: "gzip-\($0)", bytes: nil) }
    let report = Report(of: try (0..<count).map { try ReportFixture.results("\($0)\(name)", rows) })
    let text = report.markdown()
    #expect(text.utf8.count < 65_536)
    #expect(text.contains("Omitted to stay below GitHub's limit of 65,536 characters") == (count == 10))
    if count == 10 { #expect(text.contains(" of 530 rows of all settings")) }
    #expect(
      text.components(separatedBy: "<details>").count == text.components(separatedBy: "</details>").count)
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
    #expect(text.contains("| zstd-19 | 300,000 | 303,000 | +3,000 | +1% |"))
    #expect(text.contains("| zstd-1 | 400,000 | 400,000 | 0 | 0% |"))
    #expect(!text.contains("| xz-6 | 280,000 |  |"))
    #expect(text.contains("From old to new 4 common settings change by 0% (zstd-1) to +1% (zstd-19)."))
  }
}
