import BenchCore
import BenchResults
import Pipeline

/// How closely the times of a report are known.
struct Precision: Sendable {
  /// How many times have each grade, the best first; without those that none has.
  let grades: [(grade: TimeGrade, count: Int)]
  /// Times that were taken once: their error is assumed.
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
