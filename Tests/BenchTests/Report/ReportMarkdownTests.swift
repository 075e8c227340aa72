import Foundation
import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

@Suite struct ReportMarkdownTests {
  @Test func `the comment begins with what to ship and folds the rows away`() throws {
    let text = Report(of: [try ReportFixture.results()]).markdown()
    #expect(text.hasPrefix("## pybench: cpython\n\n| For | Setting | Size | User's time |"))
    #expect(text.contains("| Smallest archive | **xz-6** | 280 kB (least) |"))
    #expect(text.contains("```sh\npybench archive --tree TREE --setting xz-6 --output cpython.tar.xz\n```"))
    #expect(text.contains("| smallest xz | **xz-6** | 280 kB | -31.7% | 3.571 | 900 ms ±"))
    #expect(text.contains("<details><summary>All 5 rows</summary>\n\n| Setting | Size |"))
    #expect(text.contains("| tar | – | 1.00 MB |") && !text.contains("failed"))
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

  /// A name of so many letters.
  private func name(_ letter: Character, _ length: Int) -> String { String(repeating: letter, count: length) }

  @Test func `long titles, names, cells and facts are cut`() throws {
    var rows = [try ReportFixture.row("zstd-1", 10), try ReportFixture.row("zstd-2", nil)]
    rows[1].status = .failed(name("r", 250))
    var provenance = PickFixture.provenance()
    provenance.runs[0].argv = [name("c", 1001)]
    var results = [ReportFixture.results(name("a", 130), rows: rows, provenance: provenance)]
    for letter: Character in ["b", "c", "d", "e"] {
      results.append(ReportFixture.results(name(letter, 130), rows: [try ReportFixture.row("zstd-1", 1)]))
    }
    let lines = Report(of: results).markdown().split(separator: "\n").map(String.init)
    let titles = ["a", "b", "c", "d", "e"].map { name($0, 119) + "…" }
    #expect(lines[0] == "## pybench: " + titles.joined(separator: ", ").prefix(399) + "…")
    #expect(lines[1] == "For all 5 results together:")
    #expect(lines.contains("### " + name("a", 59) + "…") && lines.contains("- **" + name("e", 59) + "…**"))
    #expect(lines.contains { $0.hasSuffix("| failed: " + name("r", 199 - 8) + "… |") })
    #expect(lines.contains("- Command: " + name("c", 999) + "…"))
  }

  @Test func `a long list of results that are left out is cut`() throws {
    let rows = try (1...3).map { try ReportFixture.row("zstd-\($0)", 10) }
    let results = ["a", "b", "c", "d", "e"].map { letter in
      ReportFixture.results(name(Character(letter), 120), rows: letter == "a" ? rows : [rows[0]])
    }
    let text = Report(of: results).markdown()
    let names = ["b", "c", "d"].map { name(Character($0), 120) + " (1 setting)" }.joined(separator: ", ")
    #expect(text.contains("\n\nFor " + ("1 of 5 results, without " + names).prefix(399) + "…:\n"))
  }

  @Test
  func `the waterfall has a block for each twentieth of the first step, one at least and forty at most`()
    throws
  {
    func bars(_ sizes: [Int], archive: Int) throws -> [String] {
      let names: [Stage.Name] = [.tree, .selected, .stripped, .tar]
      let stages = zip(names, sizes).map {
        Stage(name: $0, files: 1, bytes: ByteCount($1), diskUsage: .zero, time: .zero)
      }
      let text = ReportFixture.report([try ReportFixture.row("xz-6", archive)], stages: stages).markdown()
      return text.split(separator: "\n").filter { $0.contains("█") }
        .map { String($0.split(separator: "|").last ?? "") }
    }
    func blocks(_ count: Int) -> String { String(repeating: "█", count: count) }
    #expect(
      try bars([100, 250, 10, 13], archive: 1) == [
        " \(blocks(20)) 100% ", " \(blocks(40)) 250% ", " \(blocks(2)) 10.0% ", " \(blocks(3)) 13.0% ",
        " █ 1% ",
      ])
    #expect(try bars([0, 5], archive: 1) == [" █ 0% ", " █ 0% ", " █ 0% "])
    #expect(
      try bars([1, 2], archive: 1) == [
        " \(blocks(20)) 100% ", " \(blocks(40)) 200% ", " \(blocks(20)) 100% ",
      ])
  }

  @Test func `a command with a backtick would end its block and is left out`() throws {
    func text(_ path: String) throws -> String {
      Report(of: [
        ReportFixture.results(
          rows: [try ReportFixture.row("xz-6", 1)], provenance: PickFixture.provenance(tree: path))
      ]).markdown()
    }
    #expect(try text("a").contains("```sh\n") && !text("a`b").contains("```sh"))
  }

  @Test func `the command makes the smallest archive`() throws {
    let rows = [
      try ReportFixture.row("zstd-1", 200_000, 0.1, 0.01), try ReportFixture.row("xz-9", 100_000, 9, 2),
      try ReportFixture.row("xz-6", 100_500, 5, 2),
    ]
    let report = ReportFixture.report(rows)
    #expect(report.answers.choices.map(\.contender.setting.label) == ["xz-9", "zstd-1", "xz-6"])
    #expect(
      report.markdown().contains(
        "```sh\npybench archive --tree TREE --setting xz-9 --output x.tar.xz\n```"))
  }

  @Test func `a comment and a page say why nothing can be recommended`() throws {
    func texts(_ rows: [SweepRow]...) throws -> [String] {
      let report = Report(of: rows.map { ReportFixture.results(rows: $0) })
      return [report.markdown(), try report.html()]
    }
    let (one, other) = (try ReportFixture.row("zstd-1", 9), try ReportFixture.row("zstd-2", 9))
    for text in try texts([one], [other]) {
      #expect(text.contains("The results have no measured setting in common."))
    }
    for text in try texts([try ReportFixture.row("zstd-1", nil)]) {
      #expect(text.contains("No setting was measured."))
    }
  }
}
