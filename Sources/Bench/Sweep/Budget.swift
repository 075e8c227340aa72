import BenchCore
import Pipeline
import BenchResults
/// How often a setting is timed in one operation.
package struct Budget: Sendable, Equatable {
  /// The least number of runs.
  package var rounds: Int
  /// Time after which no further run is begun.
  package var minTime: Duration

  /// Creates a budget.
  package init(rounds: Int = 1, minTime: Duration = .seconds(3)) {
    self.rounds = rounds
    self.minTime = minTime
  }

  /// Once the median's standard error is below this share of it, further runs would not change a decision.
  static let precision = 0.005
  /// Runs before the precision is trusted, for a few can agree by chance.
  static let trustedRounds = 12

  /// Whether the runs so far are enough.
  ///
  /// Disturbed runs count half of their time, so that a noisy machine is given up to twice the budget.
  func isSpent(by samples: [Sample]) -> Bool {
    guard samples.count >= max(rounds, 1) else { return false }
    let spent = samples.reduce(0.0) { $0 + $1.passed.wall.inSeconds * ($1.isNoisy ? 0.5 : 1) }
    if spent >= minTime.inSeconds { return true }
    guard samples.count >= Self.trustedRounds else { return false }
    return Statistics.relativeErrorOfMedian(samples.map(\.passed.wall.inSeconds)).map { $0 < Self.precision }
      ?? false
  }
}
