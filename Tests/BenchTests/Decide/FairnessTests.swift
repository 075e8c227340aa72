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

  private func two(
    _ first: KeyValuePairs<String, Int>, _ second: KeyValuePairs<String, Int>,
    by objective: Objective = .smallest
  ) throws -> Fairness {
    let results = [
      PickFixture.results(try rows("one", first), name: "one"),
      PickFixture.results(try rows("two", second), name: "two"),
    ]
    return try #require(try Pick(from: results, within: Limits(), by: objective).fairness)
  }

  @Test func `of equal losses the first tree is the worst, and the choice is as fair as another`() throws {
    let fairness = try two(
      ["zstd-19": 100, "zstd-20": 110, "zstd-21": 999], ["zstd-19": 110, "zstd-20": 100, "zstd-21": 999])
    #expect(fairness.losses.map(\.share) == [0, 110.0 / 100 - 1])
    #expect(fairness.fairest.label == "zstd-19" && fairness.fairestLoss == 110.0 / 100 - 1)
    let equal = try two(
      ["zstd-19": 110, "zstd-20": 100, "zstd-21": 300], ["zstd-19": 110, "zstd-20": 300, "zstd-21": 100])
    #expect(equal.worst?.tree == 0 && equal.losses.map(\.share) == [0.1, 0.1].map { _ in 110.0 / 100 - 1 })
    #expect(equal.losses.map(\.best.label) == ["zstd-20", "zstd-21"] && equal.losses.map(\.tree) == [0, 1])
  }

  @Test func `a loss is of the least time, however short, and equal times are none`() throws {
    func fairness(_ times: [(Double, Double)]) throws -> Fairness? {
      let results = try ["one", "two"].enumerated().map { index, name in
        PickFixture.results(
          try ["zstd-19", "zstd-20"].enumerated().map { setting, label in
            let time = setting == 0 ? times[index].0 : times[index].1
            var row = try PickFixture.row(label, bytes: 10, compress: time, decompress: 1, tree: name)
            row.compress?.error = 0
            return row
          }, name: name)
      }
      return try Pick(from: results, within: Limits(), by: .fastest(.compress)).fairness
    }
    #expect(try fairness([(0.25, 0.5), (0.75, 0.25)])?.losses.map(\.share) == [1, 0])
    #expect(try fairness([(0.5, 0), (0.5, 2)])?.losses.map(\.share) == [0, 0])
  }

  @Test func `the smallest archive alone is the best of a tree where no larger one may be built`() throws {
    let fairness = try two(
      ["zstd-19": 10, "zstd-20": 12], ["zstd-19": 10, "zstd-20": 9], by: .cheapestBuild(within: Percentage(0))
    )
    #expect(fairness.losses.map(\.best.label) == ["zstd-19", "zstd-20"])
  }

  @Test func `of trees that share no setting three are named`() throws {
    let results = try (1...4).map { number in
      PickFixture.results(try rows("t\(number)", ["zstd-\(number)": 10]), name: "t\(number)")
    }
    let error = #expect(throws: Failure.self) { try Pick(from: results, within: Limits(), by: .smallest) }
    #expect(
      error?.description
        == "cannot pick a setting from results/t1, results/t2, results/t3 and 1 more: none of 4 settings was measured "
        + "for all of them (zstd-1, for one: not swept for t2, t3, t4); run 'pybench compress' again")
    let alone = PickFixture.results(
      try rows("t", ["zstd-1": 1]).map { row in
        var row = row
        row.roundTrip = nil
        return row
      }, name: "t")
    let single = #expect(throws: Failure.self) { try Pick(from: [alone], within: Limits(), by: .smallest) }
    #expect(
      single?.reason == "none of 1 setting was measured (zstd-1, for one: round trip not verified for t)")
  }

  @Test func `of trees that lack a time the first is named`() throws {
    let results = try ["one", "two"].map { name in
      PickFixture.results(
        [
          try PickFixture.row("zstd-3", bytes: 10, compress: 1, decompress: 1, tree: name),
          try PickFixture.row("zstd-4", bytes: 10, tree: name),
        ], name: name)
    }
    let excluded = try Pick(from: results, within: Limits(), by: .fastest(.compress)).excluded
    #expect(excluded.map(\.reasons) == [[.unranked(tree: "one")]])
  }
}
