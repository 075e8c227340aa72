import Testing

@testable import BenchCore
@testable import Pipeline
@testable import pybench

@Suite struct FindingLinesTests {
  /// The lines of so many folders of tests, the later the larger.
  private func lines(_ count: Int) -> [FindingLines.Line] {
    FindingLines(
      (0..<count).map { number in
        Finding(
          kind: .testFolder, path: EntryPath(Array("test\(number)".utf8)), files: 2, bytes: ByteCount(10),
          compressedBytes: ByteCount(number), sameAs: nil)
      }
    ).lines
  }

  @Test func `up to five findings of a kind have a line each`() {
    #expect(lines(5).map { $0.places.map(\.description) } == (0..<5).map { ["test\($0)"] })
  }

  @Test func `more of a kind are one line, with the costliest places first`() {
    let all = lines(6)
    #expect(all.count == 1 && all[0].files == 12 && all[0].bytes == ByteCount(60))
    #expect(all[0].compressedBytes == ByteCount(15))
    #expect(all[0].location == "test5, test4, test3 and 3 more")
  }

  @Test func `of equally costly places the first by name comes first, and three are named`() {
    func line(_ names: [String]) -> FindingLines.Line? {
      FindingLines(
        names.map { name in
          Finding(
            kind: .staticLibrary, path: EntryPath(Array(name.utf8)), files: 1, bytes: ByteCount(1),
            compressedBytes: ByteCount(7), sameAs: nil)
        }
      ).lines.first
    }
    #expect(line(["f", "b", "e", "a", "d", "c"])?.location == "a, b, c and 3 more")
    #expect(line(["f"])?.location == "f")
    let line = FindingLines.Line(
      what: "", places: ["a", "b", "c"].map { EntryPath(Array($0.utf8)) }, files: 3, bytes: .zero,
      compressedBytes: .zero)
    #expect(line.location == "a, b and c")
  }
}
