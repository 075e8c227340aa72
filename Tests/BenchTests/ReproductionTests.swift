import Pipeline
import Testing

@testable import Bench

@Suite struct ReproductionTests {
  private func provenance(_ argv: [String]) -> Provenance {
    Provenance(
      pybench: "0", argv: argv,
      tree: .init(name: "t", sha256: "", exclude: ["*.orig"], prune: ["tests", "bytecode"], strip: "all"),
      tar: .init(sha256: "", bytes: 1, sourceDateEpoch: 1_700_000_000), libraries: [:],
      machine: .init(cpu: "", cores: 1, memoryBytes: 1, kernel: "", loadAverages: []),
      method: .init(rounds: 1, minTimeSeconds: 0, jobs: 1, seed: 0, sizesOnly: false), started: "")
  }

  @Test func `the command names the tree, the selection and the one setting`() throws {
    let setting = try Setting(label: "zstd-19-long27")
    let command = Reproduction(provenance(["pybench", "compress", "--tree", "my tree"])).command(for: setting)
    #expect(
      command == "SOURCE_DATE_EPOCH=1700000000 pybench compress --tree 'my tree' --exclude '*.orig'"
        + " --prune tests,bytecode --strip all --settings zstd-19-long27 --output again --resume")
  }

  @Test func `what stripped the tree strips it again`() throws {
    let arguments = ["pybench", "compress", "--tree", "t", "--strip-tool", "my strip"]
    let command = Reproduction(provenance(arguments)).command(for: try Setting(label: "xz-6"))
    #expect(command.contains(" --strip all --strip-tool 'my strip' --settings xz-6 "))
  }

  @Test func `a tree that is not known is left to be filled in`() throws {
    let setting = try Setting(label: "gzip-9")
    #expect(Reproduction(nil).command(for: setting).hasPrefix("pybench compress --tree TREE "))
    #expect(Reproduction(provenance(["x", "--tree=b"])).command(for: setting).contains(" --tree b "))
  }
}
