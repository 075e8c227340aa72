/// A time with how far it may be off.
///
/// Times whose spreads overlap are called equal: |a − b| ≤ spread of a + spread of b. A spread is 1.4826 · MAD,
/// which estimates the standard deviation of normal noise from the median absolute deviation, which a single
/// disturbed round does not move. A few rounds can agree by chance, so theirs is at least
/// `spreadOfSingleRound` · median / √rounds.
package struct MeasuredTime: Hashable, Sendable {
  /// Median wall time, in seconds.
  package var seconds: Double
  /// How far the median may be off either way, in seconds.
  package var spread: Double

  /// The share of itself by which a time of a single round is taken to be off.
  ///
  /// An assumption, named wherever it matters; repeated runs on shared machines were seen to differ by 4 to 30 %.
  package static let spreadOfSingleRound = 0.08
  /// How many rounds it takes for their own spread to be trusted.
  package static let trustedRounds = Budget.trustedRounds

  /// Creates a time.
  package init(seconds: Double, spread: Double) {
    self.seconds = seconds
    self.spread = spread
  }

  /// The time of one direction of a row.
  package init(_ timing: SweepRow.Timing) {
    seconds = timing.median.inSeconds
    let assumed = Self.spreadOfSingleRound * seconds / Double(max(timing.rounds, 1)).squareRoot()
    let measured = timing.mad.map { Statistics.normalScale * $0.inSeconds } ?? assumed
    spread = timing.rounds < Self.trustedRounds ? max(measured, assumed) : measured
  }

  /// Whether the difference is within the spreads.
  package func equals(_ other: MeasuredTime) -> Bool {
    abs(seconds - other.seconds) <= spread + other.spread
  }

  static func + (left: MeasuredTime, right: MeasuredTime) -> MeasuredTime {
    MeasuredTime(seconds: left.seconds + right.seconds, spread: left.spread + right.spread)
  }

  static func * (factor: Double, time: MeasuredTime) -> MeasuredTime {
    MeasuredTime(seconds: factor * time.seconds, spread: factor * time.spread)
  }
}
