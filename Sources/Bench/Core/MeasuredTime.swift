/// A time with its standard error.
///
/// Two times are equal if they differ by at most twice the standard error of their difference. This holds for 95
/// of 100 differences between two measurements of the same time.
package struct MeasuredTime: Hashable, Sendable {
  package var seconds: Double
  /// Its standard error, in seconds.
  package var error: Double

  package init(seconds: Double, error: Double) {
    self.seconds = seconds
    self.error = error
  }

  /// An exact amount: bytes that are compared like times.
  package static func exact(_ amount: Double) -> MeasuredTime { MeasuredTime(seconds: amount, error: 0) }

  /// No time, exactly.
  package static let zero = MeasuredTime(seconds: 0, error: 0)

  /// The standard error as a share of the time.
  package var relativeError: Double { seconds > 0 ? error / seconds : 0 }

  /// Largest difference between this time and an independent one that still counts as equal, in seconds.
  package func tolerance(to other: MeasuredTime) -> Double {
    2 * (error * error + other.error * other.error).squareRoot()
  }

  /// Whether the difference is within the errors.
  package func equals(_ other: MeasuredTime) -> Bool {
    abs(seconds - other.seconds) <= tolerance(to: other)
  }

  /// The sum of two times that were measured independently.
  package static func + (left: MeasuredTime, right: MeasuredTime) -> MeasuredTime {
    MeasuredTime(
      seconds: left.seconds + right.seconds,
      error: (left.error * left.error + right.error * right.error).squareRoot())
  }

  /// The time multiplied by a count.
  package static func * (factor: Double, time: MeasuredTime) -> MeasuredTime {
    MeasuredTime(seconds: factor * time.seconds, error: factor * time.error)
  }
}
