import FoundationEssentials
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline

/// Texts that are read, and limits that are compared, at their ends.
@Suite struct CorePartsTests {
  @Test(arguments: [
    "{}", "[]", " [ ] ", "[1, -0.5e+3, 10E2, true, false, null]", "\"a\\\"b\\\\\"",
    " {\"a\": [{}], \"b\": {\"c\": 1}}\n",
    "[\"\\u00e9\", \"\u{7F}\", \"é\"]", "\t0\r\n", "[[],[[]]]", "{\"a\" : 1 , \"b\" : 2}",
    "{\"a\":[1,2],\"b\":[{\"c d\":\"e f\",\"g\":[]},{}]}",
  ])
  func `what is JSON has no problem`(text: String) {
    #expect(JSONSyntax.problem(in: Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    "[1,]", "{\"a\" 1}", "{a:1}", "[1 2]", "\"\u{1F}\"", "]", "1 1", "{\"a\":1,}", "tru", "-", "1.", "01",
    "{\"a\":}", "[1}", "{\"a\":1]",
    "{,}", "+1", "nan", "[,1]", "{\"a\":1 \"b\":2}", "'a'", "1e", "[]]", "{\"a\";1}",
  ])
  func `what is no JSON has the line of its first wrong byte`(text: String) {
    #expect(JSONSyntax.problem(in: Array(text.utf8)) == "line 1: it is not JSON")
    #expect(JSONSyntax.problem(in: Array(("\n \n" + text).utf8)) == "line 3: it is not JSON")
  }

  @Test(arguments: ["", "[", "{", "{\"a\"", "{\"a\":", "[1,", "[1", "\"a", "\"a\\", "{\"a\":1,", "[{}", "  "])
  func `what ends early has its last line`(text: String) {
    #expect(JSONSyntax.problem(in: Array(text.utf8)) == "it ends early, in line 1")
    #expect(JSONSyntax.problem(in: Array(("\n\n" + text).utf8)) == "it ends early, in line 3")
  }

  private struct Kinds: Decodable {
    struct Inner: Decodable { var deep: Int }
    var number: Double?
    var whole: Int?
    var flag: Bool?
    var list: [String]?
    var object: [String: Int]?
    var inner: [Inner]?
  }

  @Test(arguments: [
    ("{\"number\": \"x\"}", "key number: it is not a number"),
    ("{\"whole\": true}", "key whole: it is not a whole number"),
    ("{\"flag\": \"x\"}", "key flag: it is not true or false"),
    ("{\"list\": 1}", "key list: it is not a list"),
    ("{\"object\": []}", "key object: it is not an object"),
    ("{\"list\": [\"a\", null]}", "key list[1]: it is null"),
    ("{\"inner\": [{\"deep\": 1}, {}]}", "key inner[1].deep: it is missing"),
    ("{\"inner\": [{\"deep\": \"x\"}]}", "key inner[0].deep: it is not a whole number"),
  ])
  func `a value of another kind is named by its key and the kind that is wanted`(
    text: String, problem: String
  ) {
    let error = #expect(throws: JSONProblem.self) { try JSONText.decode(Kinds.self, from: Data(text.utf8)) }
    #expect(error?.description == problem)
  }

  @Test(arguments: [
    ("plain ~", "plain ~"), ("a\tb\r\n", "a\\tb\\r\\n"), ("\u{7F}\u{1B}[0m", "\\u{7f}\\u{1b}[0m"),
    ("é 名", "é 名"),
    ("\u{202E}x\u{2028}\u{2029}\u{FEFF}", "\\u{202e}x\\u{2028}\\u{2029}\\u{feff}"), ("\u{1F}", "\\u{1f}"),
  ])
  func `what a terminal would obey is escaped`(text: String, printable: String) {
    #expect(text.printable == printable)
    #expect(Failure("read", text, because: "x", advice: "y").description == "cannot read \(printable): x; y")
  }

  @Test(arguments: [
    ("&<>\"'", "&amp;&lt;&gt;&quot;&#39;"), ("a\tb\rc", "a b c"),
    ("\u{0}\u{1F}\u{7F}\u{FFFE}\u{FFFF}", String(repeating: "\u{FFFD}", count: 5)),
    ("\u{20}~\u{80}", "\u{20}~\u{80}"),
  ])
  func `markup holds what XML can`(text: String, escaped: String) { #expect(Escape.markup(text) == escaped) }

  @Test func `every mark of Markdown is escaped, and line ends are blanks`() {
    #expect(Escape.markdown("\\`*_[]|~#!$") == "\\\\\\`\\*\\_\\[\\]\\|\\~\\#\\!\\$")
    #expect(Escape.markdown("@a \u{0}\u{1F}\u{7F}\u{2028}\u{2029}é") == "@\u{2060}a      é")
    #expect(Escape.script(json: "\u{2029}") == "\\u2029")
    #expect(Escape.shell("a@%+=:,./_-Z9") == "a@%+=:,./_-Z9" && Escape.shell("a;") == "'a;'")
  }

  // MARK: Limits

  @Test func `a limit's factor is what it must be relaxed by`() {
    let two = Throughput(bytesPerSecond: 2)
    #expect(Limit.compressTime(.seconds(4)).factor(to: .compressTime(.seconds(5))) == 1.25)
    #expect(
      Limit.decompressThroughput(two).factor(to: .decompressThroughput(Throughput(bytesPerSecond: 1))) == 2)
    for (own, other) in [
      (Limit.archiveSize(ByteCount(4)), Limit.archiveSize(ByteCount(5))),
      (.compressMemory(ByteCount(4)), .compressMemory(ByteCount(5))),
      (.decompressMemory(ByteCount(4)), .decompressMemory(ByteCount(5))),
      (.window(ByteCount(4)), .window(ByteCount(5))),
    ] {
      #expect(own.factor(to: other) == 1.25)
      #expect(own.weaker(other) == other && other.weaker(own) == other && own.weaker(own) == own)
    }
    #expect(Limit.window(ByteCount(4)).factor(to: .archiveSize(ByteCount(5))) == nil)
    #expect(Limit.decoder(.default).weaker(.codecs([.xz])) == .decoder(.default))
  }

  @Test func `a row stands on a limit, or breaks it by what it needs`() throws {
    var row = try PickFixture.row("zstd-3", bytes: 100, compress: 2, decompress: 1, heap: 4)
    #expect(Limit.archiveSize(ByteCount(100)).standing(of: row) == .met)
    #expect(
      Limit.archiveSize(ByteCount(99)).standing(of: row) == .broken(needed: .archiveSize(ByteCount(100))))
    #expect(Limit.compressTime(.seconds(2)).standing(of: row) == .met)
    let speed = Throughput(bytesPerSecond: 1e8)
    #expect(Limit.decompressThroughput(speed).standing(of: row) == .met)
    #expect(
      Limit.decompressThroughput(Throughput(bytesPerSecond: 1e8 + 1)).standing(of: row)
        == .broken(needed: .decompressThroughput(speed)))
    #expect(Limit.codecs([.gzip]).standing(of: row) == .broken(needed: .codecs([.gzip, .zstd])))
    #expect(Limit.decoder(.default).standing(of: row) == .met)
    row.defaultDecoder = false
    #expect(Limit.decoder(.default).standing(of: row) == .broken(needed: .decoder(.default)))
    row.defaultDecoder = nil
    (row.window, row.compress, row.decompress, row.compressHeap) = (nil, nil, nil, nil)
    for limit in [
      Limit.decoder(.default), .window(.zero), .compressTime(.zero), .decompressThroughput(speed),
      .compressMemory(.zero),
    ] {
      #expect(limit.standing(of: row) == .unmeasured)
    }
    var gzip = try PickFixture.row("gzip-3", bytes: 100)
    gzip.window = nil
    #expect(Limit.window(.zero).standing(of: gzip) == .met)
  }

  @Test func `the tree that needs the most stands for a limit that several break`() throws {
    func measured(_ seconds: Double...) throws -> (MeasuredCandidates, Candidate) {
      let results = try seconds.enumerated().map { index, time in
        PickFixture.results([try PickFixture.row("zstd-3", bytes: 1, compress: time)], name: "t\(index)")
      }
      let field = MeasuredCandidates(results)
      return (field, try #require(field.candidates.first))
    }
    for times in [[5.0, 9, 7], [9, 5, 7], [5, 7, 9]] {
      let (field, candidate) = try measured(times[0], times[1], times[2])
      let exclusions = field.exclusions(of: candidate, by: Limits(compressTime: .seconds(4)))
      guard case .broken(let breach)? = exclusions.first else {
        Issue.record("no breach")
        continue
      }
      #expect(
        breach.needed == .compressTime(.seconds(9)) && breach.tree == "t\(times.firstIndex(of: 9) ?? 0)")
      #expect(breach.factor == 2.25)
    }
  }

  @Test func `a tree without the time that an objective needs is named`() throws {
    let one = PickFixture.results(
      [
        try PickFixture.row("zstd-3", bytes: 1, compress: 1),
        try PickFixture.row("zstd-4", bytes: 1, compress: 1),
      ], name: "one")
    let two = PickFixture.results(
      [try PickFixture.row("zstd-3", bytes: 1, compress: 1), try PickFixture.row("zstd-4", bytes: 1)],
      name: "two")
    let pick = try Pick(from: [one, two], within: Limits(), by: .fastest(.compress))
    #expect(
      pick.excluded == [Excluded(setting: try Setting(label: "zstd-4"), reasons: [.unranked(tree: "two")])])
    #expect(pick.excluded[0].reasons[0].reason == "a time that the objective needs was not measured for two")
  }

  @Test func `two values deviate, one does not`() throws {
    let two = try #require(Statistics.relativeDeviation([9, 11]))
    #expect(abs(two - 2.0.squareRoot() / 10) < 1e-12)
    #expect(Statistics.relativeDeviation([1]) == nil && Statistics.relativeDeviation([0, 0]) == nil)
    let small = try #require(Statistics.relativeDeviation([0.09, 0.11]))
    #expect(abs(small - two) < 1e-12)
  }
}
