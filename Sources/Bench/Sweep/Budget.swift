import BenchCore
import BenchResults

/// How often to time an operation of a setting.
package struct Budget: Sendable, Equatable {
  /// The least number of runs.
  package var rounds: Int
  /// Processor time after which no further run starts.
  package var minTime: Duration

  package init(rounds: Int = 1, minTime: Duration = .seconds(3)) {
    self.rounds = rounds
    self.minTime = minTime
  }

  /// If the median's standard error is below this share, further runs would not change a decision: the difference
  /// between two sweeps, which no run shows, has the larger part of the error.
  static let precision = 0.01
  /// Minimum number of runs before the precision is trusted, because a few can agree by chance.
  static let trustedRounds = 10
  /// Wall time after which no further run starts, as a multiple of `minTime`. A run with a quarter of a
  /// processor still gets the whole budget, and a slower one cannot make a sweep endless.
  static let patience = 4.0

  /// Whether the runs so far are enough.
  ///
  /// Time that others took does not count, so a disturbed run does not end the measurement.
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
  ///   - spent: The time in which they had a processor, in seconds.
  ///   - wall: Their wall time, in seconds.
  ///   - each: The wall time of one run, in seconds.
  /// - Returns: Seconds.
  func remaining(after runs: Int, spent: Double, wall: Double, each: Double) -> Double {
    let minimum = each * Double(max(rounds, 1) - runs)
    // A second of the processor has taken this many so far.
    let pace = spent > 0 ? min(max(wall / spent, 1), Self.patience) : 1
    let open = min((minTime.inSeconds - spent) * pace, Self.patience * minTime.inSeconds - wall)
    // Precise medians need only the trusted rounds, others need more: the geometric middle has the smallest
    // relative error.
    return max(minimum, min(open, Double(Self.trustedRounds) * each * 1.5 - wall), each)
  }
}
