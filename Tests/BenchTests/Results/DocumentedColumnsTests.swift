import Foundation
import Testing

@testable import BenchResults

@Suite struct DocumentedColumnsTests {
  @Test func `every column is described for people`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "docs/formats.md"), encoding: .utf8)
    let columns =
      SweepTable.columns.map(\.name) + SampleTable.columns.map(\.name)
      + StageTable.columns(of: "t").map(\.name)
    for column in columns { #expect(text.contains("`\(column)`"), "\(column)") }
  }

  @Test func `files of several results can be concatenated`() {
    #expect(SweepTable.columns.first?.name == "tree")
    #expect(SampleTable.columns.prefix(2).map(\.name) == ["tree", "machine"])
    #expect(StageTable.columns(of: "t").first?.name == "tree")
  }
}
