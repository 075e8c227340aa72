import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline

@Suite struct FairnessTests {
  private func rows(_ tree: String, _ sizes: KeyValuePairs<String, Int>) throws -> [SweepRow] {
    try sizes.map {
      try PickFixture.row($0.key, bytes: $0.value, compress: 1, decompress: 0.1, tree: tree)
    }
  }

  @Test func `one setting for several trees goes by the total, and the fairest is named beside it`() throws {
    let big = PickFixture.results(try rows("big", ["zstd-19": 1000, "zstd-20": 1010]), name: "big")
    let small = PickFixture.results(try rows("small", ["zstd-19": 55, "zstd-20": 50]), name: "small")
    let pick = try Pick(from: [big, small], within: Limits(), by: .smallest)
    #expect(pick.choice.setting.label == "zstd-19")
    let fairness = try #require(pick.fairness)
    #expect(fairness.losses.map(\.best.label) == ["zstd-19", "zstd-20"])
    #expect(abs((fairness.worst?.share ?? 0) - 0.1) < 1e-12)
    #expect(fairness.worst?.tree == 1)
    #expect(fairness.fairest.label == "zstd-20")
    #expect(abs(fairness.fairestLoss - 0.01) < 1e-12)
  }

  @Test func `limits hold in every tree`() throws {
    let easy = PickFixture.results(
      [
        try PickFixture.row("zstd-19", bytes: 20, compress: 5, decompress: 0.1, tree: "easy"),
        try PickFixture.row("zstd-3", bytes: 30, compress: 1, decompress: 0.1, tree: "easy"),
      ], name: "easy")
    let hard = PickFixture.results(
      [
        try PickFixture.row("zstd-19", bytes: 20, compress: 15, decompress: 0.1, tree: "hard"),
        try PickFixture.row("zstd-3", bytes: 30, compress: 1, decompress: 0.1, tree: "hard"),
      ], name: "hard")
    let pick = try Pick(from: [easy, hard], within: Limits(compressTime: .seconds(10)), by: .smallest)
    #expect(pick.choice.setting.label == "zstd-3")
    guard case .broken(let breach)? = pick.excluded.first?.reasons.first else {
      Issue.record("zstd-19 should break the limit")
      return
    }
    #expect(breach.tree == "hard")
    #expect(breach.needed == .compressTime(.seconds(15)))
  }

  @Test func `a setting that one of the results lacks is left out`() throws {
    let one = PickFixture.results(try rows("one", ["zstd-19": 10, "zstd-3": 20]), name: "one")
    let two = PickFixture.results(try rows("two", ["zstd-3": 20]), name: "two")
    let pick = try Pick(from: [one, two], within: Limits(), by: .smallest)
    #expect(pick.choice.setting.label == "zstd-3")
    #expect(pick.excluded.map(\.reasons) == [[.missing(trees: ["two"])]])
    #expect(pick.excluded.first?.reasons.first?.reason == "not swept for two")
  }

  @Test func `results that share no setting are an error`() throws {
    let one = PickFixture.results(try rows("one", ["zstd-19": 10]), name: "one")
    let two = PickFixture.results(try rows("two", ["zstd-3": 20]), name: "two")
    let error = #expect(throws: Failure.self) {
      try Pick(from: [one, two], within: Limits(), by: .smallest)
    }
    #expect(
      error?.description
        == "cannot pick a setting from results/one and results/two: none of 2 settings was measured for all of "
        + "them (zstd-19, for one: not swept for two); run 'pybench compress' again")
  }

  @Test func `trees of one name are distinguished by their folders`() throws {
    let rows = try rows("py", ["zstd-3": 20])
    let one = Results(name: "py", folder: "a/py", rows: rows)
    let two = Results(name: "py", folder: "b/py", rows: rows)
    #expect(
      try Pick(from: [one, two], within: Limits(), by: .smallest).trees == ["py (a/py)", "py (b/py)"])
    let error = #expect(throws: Failure.self) {
      try Pick(from: [one, one], within: Limits(), by: .smallest)
    }
    #expect(
      error?.description == "cannot pick a setting: a/py is given twice; name each results folder once")
  }
}
