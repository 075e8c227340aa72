import Testing
import TestSupport

/// What the built command prints of a history.
@Suite struct HistoryCommandTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func line(_ release: String, _ bytes: Int) -> String {
    """
    {"archive_sha256": "a", "compressed_bytes": \(bytes), "date": "2024-03-18T00:00:00Z", "findings": {}, \
    "kinds": {}, "release": "\(release)", "schema_version": 1, "setting": "xz-6", "tar_bytes": 5000, \
    "tar_sha256": "b", "versions": {}}

    """
  }

  private func history(_ arguments: String) throws -> Shell.Outcome {
    try BuiltCommand.run("history h.jsonl " + arguments, in: folder)
  }

  @Test func `a history is a table, and bad lines are warnings`() throws {
    try folder.file("h.jsonl", text: line("1", 1000) + "no\n" + line("2", 1100))
    let run = try history("")
    #expect(run.status == 0)
    #expect(run.errors == "pybench: warning: h.jsonl, line 2 is skipped: it is not JSON\n")
    #expect(
      run.output == """
        date        release  setting  bytes           change    tar  findings
        2024-03-18  1        xz-6     1,000                   5,000         0
        2024-03-18  2        xz-6     1,100  +100 (+10.000%)  5,000         0

        2 releases
        xz-6 has 1,100 bytes, +100 (+10.000%) against the smallest of the last 10 releases, 1

        """)
  }

  @Test(arguments: [
    ("svg", "<svg "), ("html", "<!doctype html>"), ("json", "{\n  \"problems\": [],\n"),
    (
      "github",
      "[\n  {\"extra\": \"release 2\\ndate 2024-03-18T00:00:00Z\\nsetting xz-6\\nsha256 a\", \"name\": \"archive (xz-6)\","
        + " \"unit\": \"bytes\", \"value\": 1100},\n"
    ), ("bencher", "{\n  \"archive (xz-6)\": {\"file-size\": {\"value\": 1100}},\n"),
  ])
  func `dashboards get the latest release`(format: String, start: String) throws {
    try folder.file("h.jsonl", text: line("1", 1000) + line("2", 1100))
    let run = try history("--format \(format)")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.hasPrefix(start), "\(run.output.prefix(300))")
    #expect(run.output.hasSuffix("\n") && !run.output.hasSuffix("\n\n"))
  }

  @Test func `a history without a release is an error`() throws {
    try folder.file("h.jsonl", text: "")
    let run = try history("")
    #expect(run.status == 2)
    #expect(
      run.errors
        == "pybench: error: cannot show h.jsonl: it holds no release; append one with 'pybench check --update --history h.jsonl'\n"
    )
  }
}
