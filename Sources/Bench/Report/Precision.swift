import BenchCore
import BenchResults

/// The precision of a report's times.
struct Precision: Sendable {
  /// Number of times by grade, the best first, without empty grades.
  let grades: [(grade: TimeGrade, count: Int)]
  /// Number of times from a single run, whose error is assumed.
  let once: Int

  init(of subjects: [ReportSubject]) {
    let timings = subjects.flatMap(\.measured).flatMap { row in
      Operation.allCases.compactMap { row.timing($0) }
    }
    let counts = Dictionary(grouping: timings) { TimeGrade(error: $0.error) }.mapValues(\.count)
    grades = TimeGrade.allCases.compactMap { grade in counts[grade].map { (grade, $0) } }
    once = timings.count { $0.rounds == 1 }
  }

  /// One sentence to three.
  var text: String {
    guard !grades.isEmpty else { return "Sizes are exact. No times were measured." }
    let total = grades.reduce(0) { $0 + $1.count }
    let parts = grades.map { grade, count in "\(grade.phrase) for \(Format.grouped(count))" }
    return "Sizes are exact. Of \(Format.count(total, "time")), the value is known \(Format.list(parts))."
      + (once > 0
        ? " \(Format.count(once, "time was", "times were")) measured once: the error is assumed." : "")
  }
}
