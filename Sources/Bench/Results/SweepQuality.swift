/// The precision of a sweep's times, and its disturbance.
package struct SweepQuality: Sendable, Equatable {
  /// Number of timed rows by grade.
  package let rows: [TimeGrade: Int]
  /// Share of the timed wall time in which others had the processor, by the runs whose codec has one thread.
  package let lost: Double
  /// Share of the timed wall time that the hypervisor gave to others.
  package let stolen: Double

  /// Sums up a sweep; nil if nothing was timed.
  ///
  /// - Parameters:
  ///   - rows: Its rows.
  ///   - samples: Its runs; those of earlier versions may be missing.
  package init?(_ rows: [SweepRow], _ samples: [Sample]) {
    self.rows = rows.compactMap(\.grade).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    guard !self.rows.isEmpty else { return nil }
    lost = Sample.lost(by: samples)
    stolen = Sample.stolen(from: samples)
  }

  /// How many rows were timed.
  package var timed: Int { rows.values.reduce(0, +) }

  /// The grade that at least nine of ten timed rows reach.
  package var grade: TimeGrade {
    var reached = 0
    for grade in TimeGrade.allCases {
      reached += rows[grade] ?? 0
      if 10 * reached >= 9 * timed { return grade }
    }
    return .worse
  }
}
