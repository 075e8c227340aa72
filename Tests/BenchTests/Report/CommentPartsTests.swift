import Testing

@testable import BenchReport

@Suite struct CommentPartsTests {
  private func comment(_ count: Int, important: Int = 10) -> String {
    var parts = CommentParts()
    parts.add("head")
    parts.add("rows of a", .provenance, head: "A\n", lines: (0..<important).map { "a\($0)" })
    parts.add(
      "rows of b", .all, head: "B\n",
      lines: (0..<count).map { _ in String(repeating: "b", count: 99) }, foldedAs: "B")
    parts.add("none", .summary, lines: [])
    return parts.text()
  }

  @Test func `a comment that fits is whole, and one byte more cuts a line of the least important part`() {
    let lines = (0..<10).map { "a\($0)" }.joined(separator: "\n")
    let long = Array(repeating: String(repeating: "b", count: 99), count: 600).joined(separator: "\n")
    #expect(
      comment(600)
        == "head\n\nA\n\(lines)\n\n<details><summary>B</summary>\n\nB\n\(long)\n\n</details>\n")
    let cut = comment(700)
    let kept = cut.split(separator: "\n").count { $0.hasPrefix("bbb") }
    #expect(
      cut.hasSuffix(
        "\n\n</details>\n\nOmitted to stay below GitHub's limit of 65,536 characters: \(700 - kept) of 700"
          + " rows of b.\n"))
    // A line of B has a hundred bytes with its end; the rest has 87, and no more is cut than must be.
    #expect(kept == (64_000 - 87) / 100)
    let both = comment(700, important: 30_000)
    #expect(!both.contains("<details>") && both.hasPrefix("head\n\nA\na0\n"))
    #expect(both.contains(": ") && both.hasSuffix(" of 30,000 rows of a and 700 of 700 rows of b.\n"))
  }

  @Test func `the last line is cut where one byte is too much, and its head with it`() {
    func text(_ extra: Int) -> String {
      var parts = CommentParts()
      parts.add("x", .all, head: "h", lines: [String(repeating: "y", count: 64_000 - 4 + extra)])
      return parts.text()
    }
    // A head of one, a line and its end, and the two line ends after the part.
    #expect(text(0) == "h" + String(repeating: "y", count: 63_996) + "\n")
    #expect(text(1) == "Omitted to stay below GitHub's limit of 65,536 characters: 1 of 1 x.\n")
  }

  @Test func `what is less important is cut first, of equals what comes first`() {
    let order: [CommentParts.Importance] = [.summary, .details, .comparison, .provenance, .all, .all]
    func cuts(_ excess: Int) -> String {
      var parts = CommentParts()
      for (index, importance) in order.enumerated() {
        parts.add("p\(index)", importance, lines: [String(repeating: "x", count: 97)])
      }
      // With its end and those after the part, each line takes a hundred bytes.
      parts.add(String(repeating: "t", count: 64_000 - 600 - 2 + excess))
      return String(parts.text().split(separator: ": ").last ?? "")
    }
    #expect(cuts(0).hasPrefix("xxx"))
    #expect(cuts(1) == "1 of 1 p4.\n" && cuts(100) == "1 of 1 p4.\n")
    #expect(cuts(101) == "1 of 1 p4 and 1 of 1 p5.\n")
    #expect(cuts(201) == "1 of 1 p3, 1 of 1 p4 and 1 of 1 p5.\n")
    #expect(cuts(301) == "1 of 1 p2, 1 of 1 p3, 1 of 1 p4 and 1 of 1 p5.\n")
    #expect(cuts(401) == "1 of 1 p1, 1 of 1 p2, 1 of 1 p3, 1 of 1 p4 and 1 of 1 p5.\n")
  }

  @Test(arguments: [(12, "11 and 1 of 1 12"), (13, "12 and 1 more")])
  func `twelve parts that were cut are named`(count: Int, end: String) {
    var parts = CommentParts()
    parts.add(String(repeating: "t", count: 64_000))
    for number in 1...count { parts.add("\(number)", .all, lines: ["x"]) }
    #expect(parts.text().hasSuffix(" 1 of 1 \(end).\n"))
  }
}
