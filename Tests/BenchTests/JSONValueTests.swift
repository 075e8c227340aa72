import Foundation
import Testing

@testable import Bench

@Suite struct JSONValueTests {
  @Test func `keys stay in order and lists of objects take a line each`() {
    let value = JSONValue.object([
      ("z", .integer(1)), ("a", .array([.object([("k", .null)]), .object([("k", .boolean(true))])])),
      ("e", .array([])), ("s", .strings(["x", "y"])),
    ])
    #expect(
      value.document == """
        {
          "z": 1,
          "a": [
            {"k": null},
            {"k": true}
          ],
          "e": [],
          "s": ["x", "y"]
        }

        """)
  }

  @Test func `text of any kind reads back`() throws {
    let text = "\"\\/\u{0}\u{1F}\u{7F}\n\r\t\u{2028}é😀"
    let read = try JSONDecoder().decode([String].self, from: Data(JSONValue.strings([text]).line.utf8))
    #expect(read == [text])
  }
}
