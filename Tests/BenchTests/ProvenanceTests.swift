import Testing

@testable import Bench

@Suite struct ProvenanceTests {
  static let one = Provenance(
    pybench: "1", argv: ["pybench"],
    tree: .init(name: "t", sha256: "aa", exclude: [], prune: [], strip: "all", stripTool: "GNU strip 2.40"),
    tar: .init(sha256: "bb", bytes: 10240, sourceDateEpoch: nil),
    libraries: ["libzstd": "1.5.4", "zlib": "1.2.13", "liblzma": "5.4.1"],
    machine: .init(cpu: "CPU A", cores: 2, memoryBytes: 1, kernel: "Linux", loadAverages: [0, 0, 0]),
    method: .init(rounds: 1, minTimeSeconds: 3, jobs: 2, seed: 1, sizesOnly: false), started: "then",
    ended: nil)

  @Test func `what makes results incomparable is named with both values`() {
    var other = Self.one
    #expect(other.difference(from: Self.one) == nil)
    other.machine.cpu = "CPU B"
    #expect(other.difference(from: Self.one) == "the processor differs: it was CPU A and is CPU B")
    other.libraries["zlib"] = "1.3"
    #expect(other.difference(from: Self.one) == "the version of zlib differs: it was 1.2.13 and is 1.3")
    other.libraries["libzstd"] = nil
    #expect(other.difference(from: Self.one) == "the version of libzstd differs: it was 1.5.4 and is none")
    other.tar.sha256 = "cc"
    #expect(other.difference(from: Self.one) == "the tar differs: it was bb and is cc")
    other.tree.sha256 = "dd"
    #expect(other.difference(from: Self.one) == "the tree differs: it was aa and is dd")
  }

  @Test func `what does not touch the figures does not matter`() {
    var other = Self.one
    other.argv = ["pybench", "--resume"]
    other.started = "now"
    other.ended = "later"
    other.method.seed = 2
    other.machine.loadAverages = [9, 9, 9]
    other.tree.name = "u"
    #expect(other.difference(from: Self.one) == nil)
  }

  @Test func `what was resumed stays on record`() {
    var first = Self.one
    first.ended = "later"
    var second = Self.one
    second.started = "now"
    second.method.sizesOnly = true
    second.continue(first)
    #expect(second.begun == "then" && second.started == "now" && !second.sizesOnly)
    var third = Self.one
    third.continue(second)
    #expect(third.resumed?.map(\.started) == ["then", "now"])
    #expect(third.resumed?.first?.ended == "later")
    #expect(Self.one.begun == "then")
  }
}
