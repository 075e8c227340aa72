import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

@Suite struct ComparisonTests {
  /// Results with these sizes of zstd-1, zstd-2 and so on.
  private func comparison(_ sizes: [Int]...) throws -> Comparison? {
    Comparison(
      ReportSubject.list(
        try zip(["a", "b", "c"], sizes).map { name, sizes in
          ReportFixture.results(
            name, rows: try sizes.enumerated().map { try ReportFixture.row("zstd-\($0 + 1)", $1) })
        }))
  }

  @Test func `a finding leaves out sizes of nothing, and names the range of the others`() throws {
    #expect(try comparison([100]) == nil)
    let one = try #require(try comparison([0, 100], [5, 90]))
    #expect(one.finding(1) == "From a to b the one common setting change by -10.0% (zstd-2).")
    let two = try #require(try comparison([0, 1, 100], [5, 2, 90]))
    #expect(two.finding(1) == "From a to b 2 common settings change by -10.0% (zstd-3) to +100% (zstd-2).")
    #expect(try comparison([0], [5])?.finding(1) == "b and a have no setting in common.")
    let three = try #require(try comparison([100, 100, 100], [50, 100, 100], [100, 300, 100]))
    #expect(three.finding(1) == "From a to b 3 common settings change by -50.0% (zstd-1) to 0% (zstd-2).")
    #expect(three.finding(2) == "From a to c 3 common settings change by 0% (zstd-1) to +200% (zstd-2).")
  }

  @Test func `differences have a sign, and changes that grew or shrank a class`() throws {
    let comparison = try #require(try comparison([0, 100, 7, 1], [5, 90, 7, 2], [0, 0, 0, 0]))
    #expect(comparison.lines.map { $0.difference(1) } == ["+5", "-10", "0", "+1"])
    #expect(comparison.lines.map { $0.change(1) } == ["–", "-10.0%", "0%", "+100%"])
    #expect(
      comparison.table.rows.map { $0.cells.map(\.text) } == [
        ["zstd-1", "0", "5", "+5", "–", "0", "0", "–"],
        ["zstd-2", "100", "90", "-10", "-10.0%", "0", "-100", "-100%"],
        ["zstd-3", "7", "7", "0", "0%", "0", "-7", "-100%"],
        ["zstd-4", "1", "2", "+1", "+100%", "0", "-1", "-100%"],
      ])
    #expect(
      comparison.table.rows.map { $0.cells.compactMap(\.kind) } == [
        ["grown"], ["shrunk", "shrunk"], ["shrunk"], ["grown", "shrunk"],
      ])
    #expect(
      comparison.table.columns.map(\.heading) == [
        "Setting", "a", "b", "Bytes", "Change", "c", "Bytes", "Change",
      ])
    #expect(comparison.table.columns.map(\.isNumber) == [false] + Array(repeating: true, count: 7))
  }

  @Test func `settings that all have are compared, series by series and by level`() throws {
    func results(_ name: String, _ labels: [String]) throws -> Results {
      ReportFixture.results(name, rows: try labels.map { try ReportFixture.row($0, 100) })
    }
    let comparison = try #require(
      Comparison(
        ReportSubject.list([
          try results("a", ["xz-6", "zstd-9-long27", "gzip-9", "zstd-9", "gzip-1", "zstd-3"]),
          try results("b", ["gzip-1", "zstd-3", "zstd-9-long27", "xz-6", "gzip-9", "zstd-4"]),
        ])))
    #expect(comparison.lines.map(\.setting.label) == ["zstd-3", "zstd-9-long27", "gzip-1", "gzip-9", "xz-6"])
  }
}
