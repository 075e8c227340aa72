import BenchCore

/// The precision of times: the share of a time within which another sweep finds it in 95 of 100 cases.
///
/// It is twice the largest standard error of the times, so `within 5%` means errors up to ±2.5 %.
package enum TimeGrade: String, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  case within2 = "within 2%"
  case within5 = "within 5%"
  case within10 = "within 10%"
  case within20 = "within 20%"
  case worse = "worse than 20%"

  /// The grade of a relative standard error.
  package init(error: Double) {
    switch 2 * error {
    case ...0.02: self = .within2
    case ...0.05: self = .within5
    case ...0.1: self = .within10
    case ...0.2: self = .within20
    default: self = .worse
    }
  }

  package var description: String { rawValue }

  /// The grade as it reads after "known": `within 5%`, `to no better than 20%`.
  package var phrase: String { self == .worse ? "to no better than 20%" : rawValue }

  /// A more precise grade is less than a less precise one.
  package static func < (left: TimeGrade, right: TimeGrade) -> Bool {
    left.place < right.place
  }
}

extension SweepRow {
  /// The grade of the row's largest error; nil if nothing was timed.
  package var grade: TimeGrade? {
    Operation.allCases.compactMap { timing($0)?.error }.max().map(TimeGrade.init(error:))
  }

  /// Times worse than within 20 %, as phrases such as `compress ±16.4%`.
  package var looseTimes: [String] {
    Operation.allCases.compactMap { operation in
      guard let error = timing(operation)?.error, TimeGrade(error: error) == .worse else { return nil }
      return "\(operation.rawValue) ±\(Format.percent(error))"
    }
  }
}
