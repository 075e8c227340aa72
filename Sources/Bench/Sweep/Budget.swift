import BenchCore
import Pipeline
import BenchResults

/// How often a setting is timed in one operation.
package struct Budget: Sendable, Equatable {
  /// The least number of runs.
  package var rounds: Int
  /// Time of the processor after which no further run is begun.
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
  /// Wall time after which no further run is begun, as a multiple of `minTime`: a machine that gives a quarter of a
  /// processor is given the whole budget, and one that gives less does not make a sweep endless.
  static let patience = 4.0

  /// Whether the runs so far are enough.
  ///
  /// What others took of a run's time is not spent, so a disturbed run does not end the measurement.
  func isSpent(by samples: [Sample]) -> Bool {
    guard samples.count >= max(rounds, 1) else { return false }
    let spent = samples.reduce(0) { $0 + $1.spent }
    let wall = samples.reduce(0) { $0 + $1.passed.wall.inSeconds }
    if spent >= minTime.inSeconds || wall >= Self.patience * minTime.inSeconds { return true }
    guard samples.count >= Self.trustedRounds else { return false }
    return Statistics.relativeErrorOfMedian(samples.map(\.time.inSeconds)).map { $0 < Self.precision }
      ?? false
  }

  /// Expected wall time until the budget is spent.
  ///
  /// - Parameters:
  ///   - runs: How many were made.
  ///   - spent: The time that they were given a processor, in seconds.
  ///   - wall: Their wall time, in seconds.
  ///   - each: The wall time of one run, in seconds.
  /// - Returns: Seconds.
  func remaining(after runs: Int, spent: Double, wall: Double, each: Double) -> Double {
    let minimum = each * Double(max(rounds, 1) - runs)
    // A second of the processor has taken this many so far.
    let pace = spent > 0 ? min(max(wall / spent, 1), Self.patience) : 1
    let open = min((minTime.inSeconds - spent) * pace, Self.patience * minTime.inSeconds - wall)
    // Precise medians need the trusted rounds, others more: the middle is off by the least factor.
    return max(minimum, min(open, Double(Self.trustedRounds) * each * 1.5 - wall), each)
  }
}
