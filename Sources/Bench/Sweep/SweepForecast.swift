package import BenchCore
package import BenchResults
package import Pipeline

/// Expected duration of a sweep.
package struct SweepForecast: Sendable {
  /// The remaining settings with their times, in the order of the plan.
  package let settings: [(setting: Setting, time: Duration)]
  /// The total time with the plan's number of jobs.
  package let total: Duration

  /// Forecasts a sweep.
  ///
  /// - Parameters:
  ///   - plan: The settings and how to measure them.
  ///   - originalBytes: Size of the tar.
  ///   - rows: Rows of an earlier sweep to resume.
  ///   - samples: Its runs.
  package init(
    _ plan: SweepPlan, originalBytes: ByteCount, rows: [SweepRow] = [], samples: [Sample] = []
  ) {
    let schedule = Schedule(plan, originalBytes: originalBytes, rows: rows, samples: samples)
    settings = schedule.settings.compactMap { setting in
      let time = schedule.remaining(of: setting)
      return time > .zero ? (setting, time) : nil
    }
    total = schedule.remaining(lanes: plan.jobs)
  }
}

extension Schedule {
  /// The schedule of a plan that may be partly done.
  init(
    _ plan: SweepPlan, originalBytes: ByteCount, rows: [SweepRow], samples: [Sample], costs: CostModel? = nil
  ) {
    let done = Set(rows.filter { $0.status == .ok }.map(\.setting))
    self.init(
      plan.sizesOnly ? plan.grid.settings.filter { !done.contains($0) } : plan.grid.settings,
      operations: plan.operations,
      budget: plan.sizesOnly ? Budget(rounds: 1, minTime: .zero) : plan.budget,
      seed: plan.seed, originalBytes: originalBytes, costs: costs, known: samples,
      mustVisit: Set(plan.grid.settings).subtracting(done))
  }

  /// Expected time until a setting is done.
  func remaining(of setting: Setting) -> Duration {
    // The settings of a sweep of sizes that have a row are not in its schedule.
    .seconds(settings.contains(setting) ? seconds(of: setting) : 0)
  }
}
