@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

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

  @Test func `rounds are a floor whatever they take`() throws {
    let budget = Budget(rounds: 3, minTime: .seconds(3))
    #expect(!budget.isSpent(by: try runs(2, wall: 40)))
    #expect(budget.isSpent(by: try runs(3, wall: 40)))
    #expect(Budget(rounds: 0, minTime: .zero).isSpent(by: []) == false)
  }

  @Test func `no time at all is one run`() throws {
    #expect(Budget(rounds: 1, minTime: .zero).isSpent(by: try runs(1, wall: 0.001)))
  }

  @Test func `disturbed runs get up to twice the budget`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    #expect(!budget.isSpent(by: try runs(5, wall: 1, cpu: 0.9)))
    #expect(budget.isSpent(by: try runs(6, wall: 1, cpu: 0.9)))
    #expect(budget.isSpent(by: try runs(3, wall: 1, cpu: 1)))
  }

  @Test func `a median that is known well enough needs no more runs`() throws {
    let budget = Budget(rounds: 1, minTime: .seconds(3))
    #expect(!budget.isSpent(by: try runs(Budget.trustedRounds - 1, wall: 0.01)))
    #expect(budget.isSpent(by: try runs(Budget.trustedRounds, wall: 0.01)))
    let spread = try (0..<40).map {
      try Fake.sample("gzip-1", .compress, wall: 0.01 + 0.001 * Double($0 % 4))
    }
    #expect(!budget.isSpent(by: spread))
  }
}
