import Foundation
import Testing

@testable import BenchCore
@testable import BenchResults

@Suite struct CSVTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("a\nb", "\"a\nb\""),
    ("a\r\nb", "\"a\r\nb\""), ("\r", "\"\r\""), (" lead", "\" lead\""), ("trail ", "\"trail \""),
    ("in side", "in side"),
    ("\"\u{301}", "\"\"\"\u{301}\""), ("tab\tbed", "\"tab\tbed\""),
  ])
  func `a cell is quoted where it must be`(text: String, cell: String) {
    #expect(Array(CSV.record([text]).utf8) == Array((cell + "\r\n").utf8))
  }

  @Test func `an empty cell and none are written alike`() {
    #expect(CSV.record([nil, "", "x"]) == ",,x\r\n")
  }

  @Test(arguments: [
    "a,b", "say \"hi\"", "\"", "\"\"", ",", "two\nlines", "two\r\nlines", "\r", "\n", " lead", "trail ",
    "\ttab\t", "ünïcödé",
    "名前", "\u{2028}", "\u{85}", "\u{0B}", "e\u{301}", "👩‍👩‍👧", "'", "=1+1", "-", "\\",
  ])
  func `what is written reads back`(text: String) throws {
    let written =
      CSV.record(["first", "second", "third"]) + CSV.record(["1", text, "3"]) + CSV.record([text, "", text])
    let rows = try CSV.rows(of: Array(written.utf8)).map(\.cells)
    #expect(rows.count == 2)
    #expect(rows.first == ["first": "1", "second": text, "third": "3"])
    #expect(rows.last == ["first": text, "second": "", "third": text])
  }

  @Test(arguments: ["", "\r\n", "a,b\r\n", "a,b"])
  func `a text without rows has none`(text: String) throws {
    #expect(try CSV.rows(of: Array(text.utf8)).isEmpty)
  }

  @Test func `numbers have a point and fixed places`() {
    #expect(Format.decimal(1234.5678, places: 2) == "1234.57")
    #expect(CSV.seconds(.milliseconds(1500)) == "1.500000")
    #expect(CSV.seconds(nil) == nil)
    #expect(CSV.nanoseconds(.nanoseconds(Int64(7))) == "0.000000007")
  }

  @Test(arguments: [
    ("a,b\r\n1\r\n", "line 2: it has 1 cells, and the header has 2"),
    ("a,b\r\n1,2\r\n1,2,3\r\n", "line 3: it has 3 cells, and the header has 2"),
    ("a,a\r\n1,2\r\n", "line 1: the header names a column twice"),
    ("a,b\n\"x\ny\",2\n\"open,2\n", "line 4: a quote is not closed"),
    ("a,b\n1,x\"y\n", "line 2: a quote is inside a plain cell"),
    ("a,b\n\"x\"y,2\n", "line 2: text follows a closing quote"),
  ])
  func `what is no CSV is reported with its line`(text: String, problem: String) throws {
    let error = #expect(throws: CSV.Problem.self) { try CSV.rows(of: Array(text.utf8)) }
    #expect(error?.description == problem)
  }

  @Test func `a byte order mark, bare line feeds and a missing last line end are read`() throws {
    let rows = try CSV.rows(of: [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n\n3,\"4\"".utf8))
    #expect(rows.map(\.cells) == [["a": "1", "b": "2"], ["a": "3", "b": "4"]])
    #expect(rows.map(\.line) == [2, 4])
  }
}
