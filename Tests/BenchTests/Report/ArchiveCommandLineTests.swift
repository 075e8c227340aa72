import Testing

@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

@Suite struct ArchiveCommandLineTests {
  private func command(_ setting: String, name: String = "py", _ provenance: Provenance?) throws -> String {
    let results = Results(name: name, folder: "r", rows: [], provenance: provenance)
    let subject = try #require(ReportSubject.list([results]).first)
    return ArchiveCommandLine(for: subject).command(for: try Setting(label: setting))
  }

  @Test func `the command names the tree, the selection and the setting`() throws {
    let options = TreeOptions(
      selection: Selection(exclude: [try Glob("*.orig")], prune: [.tests, .bytecode]), stripTool: "my strip")
    let provenance = PickFixture.provenance(tree: "my tree", options: options, epoch: 1_700_000_000)
    #expect(
      try command("zstd-19-long27", provenance)
        == "SOURCE_DATE_EPOCH=1700000000 pybench archive --tree 'my tree' --exclude '*.orig' --prune tests,bytecode"
        + " --strip-tool 'my strip' --setting zstd-19-long27 --output py.tar.zst")
  }

  @Test func `a tree that is not known is left to be filled in, and a name makes a plain file name`() throws {
    #expect(
      try command("gzip-9", name: "a b/../c", nil)
        == "pybench archive --tree TREE --setting gzip-9 --output a-b-..-c.tar.gz")
  }
}
