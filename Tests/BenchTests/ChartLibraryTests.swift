import Foundation
import Pipeline
import Testing

@testable import Bench

@Suite struct ChartLibraryTests {
  @Test func `a script that is put into a page cannot end its element or ask for a source map`() {
    let script = "a=\"</SCRIPT><!--\";\r\n//# sourceMappingURL=chart.js.map\nb"
    #expect(ChartLibrary.inlined(script) == "a=\"<\\/script><\\!--\";\n\nb")
  }

  @Test func `a file that is not Chart.js is refused by name`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).js")
    try "alert(1)".write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(
      throws: Failure(
        "use", file.path, because: "it is not Chart.js",
        advice: "name the file chart.min.js of version 3 or 4")
    ) { try ChartLibrary(readingFrom: file.path) }
  }
}
