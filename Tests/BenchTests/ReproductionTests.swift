@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

@Suite struct ReproductionTests {
  private func provenance(tree: String, stripTool: String? = nil) throws -> Provenance {
    PickFixture.provenance(
      tree: tree,
      options: TreeOptions(
        selection: Selection(exclude: [try Glob("*.orig")], prune: [.tests, .bytecode]), stripTool: stripTool),
      epoch: 1_700_000_000)
  }

  @Test func `the command names the tree, the selection and the one setting`() throws {
    let setting = try Setting(label: "zstd-19-long27")
    let command = Reproduction(try provenance(tree: "my tree")).command(for: setting)
    #expect(
      command == "SOURCE_DATE_EPOCH=1700000000 pybench compress --tree 'my tree' --exclude '*.orig'"
        + " --prune tests,bytecode --settings zstd-19-long27 --output again --resume")
  }

  @Test func `what stripped the tree strips it again`() throws {
    let command = Reproduction(try provenance(tree: "t", stripTool: "my strip"))
      .command(for: try Setting(label: "xz-6"))
    #expect(command.contains(" --strip-tool 'my strip' --settings xz-6 "))
  }

  @Test func `a tree that is not known is left to be filled in`() throws {
    let setting = try Setting(label: "gzip-9")
    #expect(Reproduction(nil).command(for: setting).hasPrefix("pybench compress --tree TREE "))
  }
}
