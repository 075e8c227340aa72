import Testing

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults

@Suite struct TableTests {
  @Test func `a group has one heading over its columns, also if it comes first`() {
    let table = Table(
      columns: [
        .init(heading: "a", isNumber: true, group: "G"), .init(heading: "b", group: "G"),
        .init(heading: "<c>"),
      ],
      rows: [.init(cells: [.init(text: "1", value: 1.5), "2", .init(text: "3", kind: "k")], kind: "r")],
      names: 1)
    #expect(
      table.html("id=\"t\"", caption: "C")
        == "<table id=\"t\"><caption class=\"hidden\">C</caption><thead><tr>"
        + "<th scope=\"colgroup\" class=\"group\" colspan=\"2\">G</th><th scope=\"col\" rowspan=\"2\">&lt;c&gt;</th>"
        + "</tr><tr><th scope=\"col\" class=\"n\">a</th><th scope=\"col\">b</th></tr></thead><tbody>\n"
        + "<tr class=\"r\"><td class=\"n\" data-value=\"1.5\">1</td><th scope=\"row\">2</th><td class=\"k\">3</td></tr>\n"
        + "</tbody></table>")
  }

  @Test func `names and cells of a comment are cut after sixty letters unless more are allowed`() {
    let long = String(repeating: "x", count: 61)
    let table = Table(columns: [.init(heading: long)], rows: [.init(cells: [.init(text: long)])])
    let short = String(repeating: "x", count: 59) + "…"
    #expect(table.markdown().head == "| \(short) |\n| :--- |\n" && table.markdown().lines == ["| \(short) |"])
    #expect(table.markdown(cutAt: 61).lines == ["| \(long) |"])
    let fits = Table(
      columns: [.init(heading: "a")], rows: [.init(cells: [.init(text: String(long.dropLast()))])])
    #expect(fits.markdown().lines == ["| \(long.dropLast()) |"])
    #expect(
      ReportMarkdown.name(long) == short && ReportMarkdown.name(String(long.dropLast())) == long.dropLast())
  }

  private func table(_ rows: [SweepRow]) -> Table {
    ReportTable(subjects: ReportSubject.list([ReportFixture.results(rows: rows)])).table
  }

  @Test func `notes are a column if a row has some`() throws {
    var row = try ReportFixture.row("xz-6", 10)
    let plain = [
      "Setting", "Size", "Ratio", "vs gzip", "Compress time", "Compress MB/s", "Compress heap",
      "Decompress time",
      "Decompress MB/s", "Decompress heap", "Window",
    ]
    #expect(table([row]).columns.map(\.name) == plain)
    row.roundTrip = true
    row.defaultDecoder = true
    #expect(table([row]).columns.map(\.name) == plain && ReportTable.notes(row).isEmpty)
    row.roundTrip = false
    row.defaultDecoder = false
    #expect(table([row]).columns.map(\.name) == plain + ["Notes"])
    #expect(ReportTable.notes(row) == ["does not decompress to the tar", "default decoders reject it"])
    row.status = .failed("")
    #expect(ReportTable.notes(row) == ["failed: no reason given"])
    let reason = String(repeating: "r", count: 301)
    row.status = .failed(reason)
    #expect(ReportTable.notes(row) == ["failed: " + String(repeating: "r", count: 299) + "…"])
    row.status = .failed(String(reason.dropLast()))
    #expect(ReportTable.notes(row) == ["failed: " + reason.dropLast()])
  }

  @Test(arguments: [(0, "", nil), (1, "+900%", 10.0), (20, "-50.0%", 0.5)])
  func `sizes are compared with gzip's unless that is nothing`(gzip: Int, text: String, value: Double?) throws
  {
    let table = table([try ReportFixture.row("xz-6", 10), try ReportFixture.row("gzip-9", gzip)])
    #expect(table.rows[0].cells[3].text == text && table.rows[0].cells[3].value == value)
  }

  @Test func `a single run is marked, and the smallest archive and failures have classes`() throws {
    let rows = [
      try ReportFixture.row("xz-6", 10, compress: 2, error: 0.01, rounds: 1),
      try ReportFixture.row("zstd-1", 5, compress: 2, error: 0.01, rounds: 2),
      try ReportFixture.row("gzip-9", nil),
    ]
    let table = table(rows)
    #expect(table.rows.map { $0.cells[4].text } == ["2.00 s ±1% ○", "2.00 s ±1%", ""])
    #expect(table.rows.map(\.kind) == [nil, "best", "failed"])
  }
}
