import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline
@testable import pybench

@Suite struct InspectTests {
  private func manifest(_ entries: [(String, Int)], blocks: Int = 2, tar: Int = 600_000)
    -> Manifest
  {
    var manifest = ManifestTests.sample
    manifest.entries = entries.map { path, cost in
      ManifestEntry(
        path: EntryPath(Array(path.utf8)), kind: .data, bytes: ByteCount(100),
        compressedBytes: ByteCount(cost),
        digest: "d")
    }
    manifest.compressedBytes = ByteCount(entries.reduce(0) { $0 + $1.1 })
    manifest.tarBytes = ByteCount(tar)
    manifest.attribution = Manifest.Attribution(
      blocks: blocks, medianBlockBytes: ByteCount(131_072), largestBlockBytes: ByteCount(131_072))
    manifest.findings = []
    return manifest
  }

  @Test(arguments: [
    (1, 600_000, "shares are spread evenly, because the archive is one block"),
    (
      2, 600_000,
      "shares are exact for blocks of about 131,072 bytes of the tar, and spread evenly within them"
    ),
    (2, 100_000, "shares are exact"),
  ])
  func `the headline says how exact shares are`(blocks: Int, tar: Int, exact: String) {
    let text = InspectText.text(manifest([("a", 100_000)], blocks: blocks, tar: tar), of: "t")
    #expect(
      text.split(separator: "\n").first.map(String.init)
        == "t: 100,000 bytes with zstd-22-long27, \(Format.grouped(tar)) in the tar; \(exact)")
  }

  @Test func `an entry has a line from a hundredth of the archive on, and a byte`() {
    let manifest = manifest([("a", 97_999), ("b", 1001), ("c", 1000)])
    let lines = InspectText.text(manifest, of: "t").split(separator: "\n").map(String.init)
    #expect(
      lines.suffix(3) == [
        "   100,000  100.0%  ####################         300                    3  .",
        "    97,999   98.0%  ####################         100                    1    a",
        "     1,001    1.0%                               100                    1    b",
      ], "\(lines)")
    let comment = InspectMarkdown.text(manifest, of: "t")
    #expect(comment.contains("| `b` | 1.00 kB | 1% | 100 B |  | 1 |") && !comment.contains("`c`"))
  }

  @Test(arguments: [(0, "0.0%", "0%"), (1, "100.0%", "100%")])
  func `an archive of a byte, or of none, has shares`(bytes: Int, text: String, markdown: String) {
    let manifest = manifest([("a", bytes)])
    #expect(InspectText.text(manifest, of: "t").contains("  \(text)  "))
    #expect(InspectMarkdown.text(manifest, of: "t").contains("| `data` | \(bytes) B | \(markdown) |"))
  }

  /// Shares of the entries in percent, and the number of findings: what a comment shows of them, where both take more
  /// and more.
  @Test(
    arguments: [
      (Array(repeating: 1.6, count: 60), 5, 60, 160),
      // Entries of one percent are summed.
      ([4, 4] + Array(repeating: 1.1, count: 80), 40, 2, 160),
      // Entries below ten percent are summed, and names are shortened.
      (Array(repeating: 11, count: 8) + [9], 60, 8, 60),
      // Only the whole is left.
      (Array(repeating: 0, count: 150), 60, 0, 40),
    ] as [([Double], Int, Int, Int)])
  func `a comment is cut to GitHub's limit step by step`(
    shares: [Double], findings: Int, shown: Int, width: Int
  ) {
    let long = String(repeating: "😀", count: 300)
    var path = ""
    var entries = shares.enumerated().map { number, share -> (String, Int) in
      // Folders in one another all have the whole share.
      path += share == 0 ? "/" + String(repeating: "😀", count: 40) : ""
      return (share == 0 ? String(path.dropFirst()) : "\(100 + number)" + long, Int(share * 10_000))
    }
    entries[entries.count - 1].1 += shares.last == 0 ? 1_000_000 : 0
    var manifest = manifest(entries)
    let all = Finding.Kind.allCases.flatMap { kind in
      (0..<5).map { number in
        Finding(
          kind: kind, path: EntryPath(Array("\(kind)\(number)\(long)".utf8)), files: 1, bytes: ByteCount(1),
          compressedBytes: ByteCount(1),
          sameAs: [.setuid, .duplicateBytecode, .duplicate].contains(kind)
            ? EntryPath(Array((long + long + long).utf8)) : nil)
      }
    }
    manifest.findings = Array(all.suffix(findings))
    let text = InspectMarkdown.text(manifest, of: "t")
    #expect(text.utf8.count <= CheckMarkdown.limit)
    let names = text.matches(of: /`([^`|]*😀…😀[^`|]*)`/).map { String($0.output.1) }
    #expect(Set(names.map(\.count)) == [width], "\(text.utf8.count)")
    #expect(names.count == shown + findings, "\(text.utf8.count)")
  }

  @Test func `a comment lists a hundred and fifty entries`() {
    func lines(_ folders: Int) -> [Substring] {
      let entries = (0..<folders).map { ("\(10 + $0)/f", 1_000_000 / folders) }
      return InspectMarkdown.text(manifest(entries), of: "t").split(separator: "\n").filter {
        $0.hasPrefix("| ")
      }
    }
    // Two headings, a kind, the root, and two lines for each folder.
    #expect(lines(74).count == 3 + 1 + 148)
    #expect(lines(75).count == 3 + 150 + 1 && lines(75).last == "| *1 more* |  |  |  |  |  |")
  }
}
