import Testing

@testable import BenchResults
@testable import BenchSweep

@Suite struct BudgetTests {
  private func runs(_ count: Int, wall: Double, cpu: Double? = nil) throws -> [Sample] {
    try (0..<count).map { _ in try Fake.sample("gzip-1", .compress, wall: wall, cpu: cpu) }
  }

  @Test func `what takes longer than the budget is run once`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    #expect(!budget.isSpent(by: []))
    #expect(budget.isSpent(by: try runs(1, wall: 3)))
    #expect(budget.isSpent(by: try runs(1, wall: 40)))
    #expect(!budget.isSpent(by: try runs(1, wall: 2.9)))
  }

  @Test func `rounds are a minimum at any cost`() throws {
    let budget = Budget(rounds: 3, minTime: .seconds(3))
    #expect(!budget.isSpent(by: try runs(2, wall: 40)))
    #expect(budget.isSpent(by: try runs(3, wall: 40)))
    #expect(Budget(rounds: 0, minTime: .zero).isSpent(by: []) == false)
  }

  @Test func `no time at all is one run`() throws {
    #expect(Budget(rounds: 1, minTime: .zero).isSpent(by: try runs(1, wall: 0.001)))
  }

  @Test func `a run that lost its time to others does not end the measurement`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    #expect(!budget.isSpent(by: try runs(1, wall: 5, cpu: 2)))
    #expect(!budget.isSpent(by: try runs(5, wall: 1, cpu: 0.5)))
    #expect(budget.isSpent(by: try runs(6, wall: 1, cpu: 0.5)))
    #expect(budget.isSpent(by: try runs(3, wall: 1, cpu: 1)))
  }

  @Test func `a machine that gives next to nothing ends it after four times the budget`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    #expect(!budget.isSpent(by: try runs(5, wall: 2, cpu: 0.1)))
    #expect(budget.isSpent(by: try runs(6, wall: 2, cpu: 0.1)))
    #expect(!Budget(rounds: 7, minTime: .seconds(3)).isSpent(by: try runs(6, wall: 2, cpu: 0.1)))
  }

  @Test func `what is left of a budget takes as long as the runs so far`() {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    #expect(budget.remaining(after: 0, spent: 0, wall: 0, each: 0.5) == 3)
    #expect(budget.remaining(after: 2, spent: 1, wall: 2, each: 1) == 4)
    // No more than four times the budget, and at least one run.
    #expect(budget.remaining(after: 9, spent: 0.9, wall: 9, each: 1) == 3)
    #expect(budget.remaining(after: 12, spent: 1, wall: 12, each: 1) == 1)
    #expect(Budget(rounds: 5, minTime: .zero).remaining(after: 2, spent: 1, wall: 1, each: 1) == 3)
    #expect(Budget(rounds: 1, minTime: .zero).remaining(after: 0, spent: 0, wall: 0, each: 2) == 2)
    // A median may be known well enough after half as many runs again as are trusted.
    #expect(abs(budget.remaining(after: 0, spent: 0, wall: 0, each: 0.125) - 1.875) < 1e-9)
    #expect(abs(budget.remaining(after: 4, spent: 0.5, wall: 0.5, each: 0.125) - 1.375) < 1e-9)
    // More time of the processor than of the wall is none to count on.
    #expect(budget.remaining(after: 2, spent: 2, wall: 1, each: 0.5) == 1)
    // A processor of which others take nearly everything.
    #expect(budget.remaining(after: 1, spent: 0.5, wall: 5, each: 1) == 7)
  }

  @Test func `a median that is known well enough needs no more runs`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    #expect(!budget.isSpent(by: try runs(9, wall: 0.01)))
    #expect(budget.isSpent(by: try runs(10, wall: 0.01)))
    // Times that no clock shows have no median to know.
    #expect(!budget.isSpent(by: try runs(10, wall: 0.01, cpu: 0)))
  }

  @Test func `a median is known well enough with a standard error below one percent`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    // The standard error of ten runs that lie this far from their median is 0.5876 times as much.
    for (distance, isSpent) in [(0.0168, true), (0.0172, false)] {
      let runs = try (0..<10).map {
        try Fake.sample("gzip-1", .compress, wall: 0.01 * (1 + ($0 % 2 == 0 ? distance : -distance)))
      }
      #expect(budget.isSpent(by: runs) == isSpent, "\(distance)")
    }
  }
}
