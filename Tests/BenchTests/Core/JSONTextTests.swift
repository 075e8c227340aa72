import Foundation
import Testing

@testable import BenchCore
@testable import Pipeline

@Suite struct JSONTextTests {
  private struct Sample: Encodable {
    var z = 1
    var a = [["k": 1], ["k": 2, "l": 3]]
    var e: [Int] = []
    var s = ["x, {y}: [", "\"\\"]
    var o = ["p": ["q": 1], "r": ["q": 2]]
    var t = [[["k": 1]]]
  }

  @Test func `keys are in order and lists of objects take a line each`() throws {
    #expect(
      try JSONText.document(Sample()) == #"""
        {
          "a": [
            {"k": 1},
            {"k": 2, "l": 3}
          ],
          "e": [],
          "o": {"p": {"q": 1}, "r": {"q": 2}},
          "s": ["x, {y}: [", "\"\\"],
          "t": [[{"k": 1}]],
          "z": 1
        }

        """#)
  }

  @Test func `what is empty takes one line`() throws {
    #expect(try JSONText.document([String: Int]()) == "{}\n" && JSONText.document([Int]()) == "[]\n")
    #expect(try JSONText.document([[Int]()]) == "[\n  []\n]\n")
  }

  @Test func `a list of objects has a line for each`() throws {
    #expect(try JSONText.document([["a": 1], [:], ["b": 2]]) == "[\n  {\"a\": 1},\n  {},\n  {\"b\": 2}\n]\n")
  }

  @Test func `text of any kind reads back`() throws {
    let text = ["\"\\/\u{0}\u{1F}\u{7F}\n\r\t\u{2028}é😀"]
    for written in [try JSONText.document(text), try JSONText.line(text)] {
      #expect(try JSONText.decode([String].self, from: Data(written.utf8)) == text)
    }
  }

  private struct Number: Decodable {
    var n: Int
    var list: [String]?
  }

  @Test(arguments: [
    ("", "it ends early, in line 1"), ("{", "it ends early, in line 1"),
    ("{\"n\": 1", "it ends early, in line 1"),
    ("{\"n\": 1,\n \"x\": tru}", "line 2: it is not JSON"), ("{\"n\": 1}}", "line 1: it is not JSON"),
    ("{\"n\": 01}", "line 1: it is not JSON"),
    ("{\n\"n\" 1}", "line 2: it is not JSON"), ("{}", "key n: it is missing"),
    ("{\"n\": \"1\"}", "key n: it is not a whole number"),
    ("{\"n\": 1.5}", "a number in it is not whole, or too large"),
    ("{\"n\": 99999999999999999999}", "a number in it is not whole, or too large"),
    ("{\"n\": 1, \"list\": [\"a\", 2]}", "key list[1]: it is not a string"), ("[1]", "it is not an object"),
  ])
  func `what is wrong is named by its line or its key`(text: String, problem: String) {
    let error = #expect(throws: JSONProblem.self) {
      try JSONText.decode(Number.self, from: Data(text.utf8))
    }
    #expect(error?.description == problem)
  }

  @Test func `brackets without end neither crash nor hang`() {
    let text = Data(repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONProblem.self) { try JSONText.decode(Number.self, from: text) }
  }

  @Test func `an object omits keys without a value, or writes null`() throws {
    let none: Int? = nil
    #expect(try JSONText.line(JSONObject(["a": none, "b": 1])) == #"{"b":1}"#)
    #expect(
      try JSONText.line(JSONObject(["b": [ByteCount(2)], "a": none], writesNull: true))
        == #"{"a":null,"b":[2]}"#)
    #expect(try JSONText.line(JSONObject([("x", EntryPath([0x61])), ("y", nil)])) == #"{"x":"a"}"#)
  }
}
