import Foundation
import Testing

@testable import Bench

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
    let rows = try CSV.rows(of: written)
    #expect(rows.count == 2)
    #expect(rows.first == ["first": "1", "second": text, "third": "3"])
    #expect(rows.last == ["first": text, "second": "", "third": text])
  }

  @Test(arguments: ["", "\r\n", "a,b\r\n", "a,b"])
  func `a text without rows has none`(text: String) throws {
    #expect(try CSV.rows(of: text).isEmpty)
  }

  @Test func `numbers have a point and fixed places`() {
    #expect(CSV.decimal(1234.5678, places: 2) == "1234.57")
    #expect(CSV.seconds(.milliseconds(1500)) == "1.500000")
    #expect(CSV.seconds(nil) == nil)
    #expect(CSV.nanoseconds(.nanoseconds(Int64(7))) == "0.000000007")
  }
}
