import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct PreparedTarTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// A clock that shows the squares of numbers: every two of its times differ by another time.
  private final class Squares {
    private var count = 0
    func next() -> Duration {
      count += 1
      return .seconds(count * count)
    }
  }

  @Test(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"))
  func `each order gives a tar, and each stage its size and time`() async throws {
    let tree = try BinaryTree.copy()
    let source = SourceTree(path: tree.path, options: TreeOptions(strip: .all))
    let clock = Squares()
    let prepared = try await PreparedTar(source, orders: [.kind, .path], now: clock.next)
    #expect(prepared.stages.map(\.name) == [.tree, .selected, .stripped, .tar])
    #expect(prepared.stages.map(\.time) == [.zero, .seconds(3), .seconds(5), .seconds(7)])
    #expect(prepared.stages[3].files == 1 && prepared.stages[3].bytes == prepared.tar.bytes.size)
    #expect(prepared.stages[3].diskUsage == prepared.tar.diskUsage)
    #expect(prepared.stages[2].bytes < prepared.stages[1].bytes)
    #expect(Set(prepared.tars.keys) == [.kind, .path])
    #expect(prepared.tars[.kind]?.digest == prepared.tar.digest)
    let usual = try await PreparedTar(source)
    #expect(Set(usual.tars.keys) == [.path])
    #expect(usual.tar.digest == prepared.tars[.path]?.digest && usual.tar.digest != prepared.tar.digest)
    #expect(usual.treeDigest == prepared.treeDigest && usual.warnings.isEmpty && usual.kept.isEmpty)
    #expect(usual.record?.options == source.options && usual.record?.stripToolVersion != nil)
    #expect(usual.source == source && usual.file == nil)
  }

  @Test func `a tar that is there has the options of its own manifest, and of no other`() async throws {
    try folder.file("tree/a", text: "a")
    let options = TreeOptions(strip: .none, order: .kind)
    let release = Release(
      source: SourceTree(path: folder.at("tree"), options: options), encoding: .plain,
      output: folder.at("a.tar"), manifest: folder.at("a.tar.json"), verify: true, reproducible: false)
    let made = try await release.make()
    let clock = Squares()
    let own = try PreparedTar(file: folder.at("a.tar"), now: clock.next)
    #expect(own.warnings.isEmpty && own.record == made.pipeline && own.treeDigest == made.treeSHA256)
    #expect(own.tars.keys.elementsEqual([.kind]) && own.tar.digest.description == made.tarSHA256)
    #expect(
      own.stages == [
        Stage(
          name: .tar, files: 1, bytes: made.tarBytes, diskUsage: made.tarBytes, time: .seconds(3))
      ])
    #expect(own.source == nil && own.file == folder.at("a.tar") && own.kept.isEmpty)

    try folder.file("b.tar", MadeTar.one)
    func unknown(_ name: String) throws -> [String] {
      let prepared = try PreparedTar(file: folder.at(name))
      #expect(prepared.record == nil && prepared.treeDigest == nil)
      #expect(prepared.tars.keys.elementsEqual([.path]))
      return prepared.warnings
    }
    #expect(try unknown("b.tar").isEmpty)
    _ = try Shell.run("cp a.tar.json b.tar.json; : > a.tar.json", in: folder.path)
    #expect(
      try unknown("b.tar") == [
        "\(folder.at("b.tar.json")) belongs to another tar; the options that made this tar are unknown"
      ])
    #expect(
      try unknown("a.tar") == [
        "cannot read manifest \(folder.at("a.tar.json")): it is empty; the options that made the tar are unknown"
      ])
  }

  @Test func `twenty files that are not stripped are named, and the rest counted`() {
    func warnings(_ count: Int) -> [String] {
      PreparedTar.warnings(
        kept: (0..<count).map { KeptFile(path: EntryPath(Array("f\($0)".utf8)), reason: "it is signed") })
    }
    let twenty = (0..<20).map { "not stripped: f\($0): it is signed" }
    #expect(warnings(0).isEmpty && warnings(1) == Array(twenty.prefix(1)) && warnings(20) == twenty)
    #expect(warnings(21) == twenty + ["1 more file is not stripped; the manifest lists them"])
    #expect(warnings(22) == twenty + ["2 more files are not stripped; the manifest lists them"])
  }

  @Test func `compiled files that Python compiles again are counted`() {
    var tree = "build/"
    func warnings(_ paths: String...) -> [String] {
      PreparedTar.warnings(stale: paths.map { EntryPath(Array($0.utf8)) }, in: tree)
    }
    let advice =
      "start; make hash-based ones with the tree's Python version (python3 -m compileall -f --invalidation-mode "
      + "unchecked-hash build/), or exclude them with --prune bytecode"
    #expect(warnings().isEmpty)
    #expect(
      warnings("a.pyc") == [
        "1 .pyc file records the time of a source file, and the tar changes that time, such as a.pyc: Python will "
          + "recompile it at every " + advice
      ])
    #expect(
      warnings("a.pyc", "b.pyc") == [
        "2 .pyc files record the time of a source file, and the tar changes that time, such as a.pyc: Python will "
          + "recompile them at every " + advice
      ])
    tree = "my build"
    #expect(warnings("a.pyc").first?.contains(" -f --invalidation-mode unchecked-hash 'my build')") ?? false)
    tree = "-x"
    #expect(warnings("a.pyc").first?.contains(" unchecked-hash ./-x)") ?? false)
  }
}
