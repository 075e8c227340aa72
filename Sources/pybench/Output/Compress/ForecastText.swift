import BenchCore
import BenchSweep
import Pipeline

/// The settings of a sweep and its expected duration.
enum ForecastText {
  /// A table of the settings with their expected times, and the total.
  static func text(_ forecast: SweepForecast, _ plan: SweepPlan, tar: ByteCount) -> String {
    guard !forecast.settings.isEmpty else { return "Every setting is measured already." }
    let table = TextTable(
      [.left("setting"), .right("expected")],
      forecast.settings.map { [$0.setting.name, Format.time($0.time)] })
    return table.text + "\n\n" + sentence(forecast, plan, tar: tar)
  }

  /// One line: `63 settings of a tar of 42.35 MB, 2 side by side: about 9 min 20 s on an idle machine`.
  static func sentence(_ forecast: SweepForecast, _ plan: SweepPlan, tar: ByteCount) -> String {
    let shard = plan.shard.map { "shard \($0): " } ?? ""
    guard !forecast.settings.isEmpty else {
      return shard + "every setting is measured already; only the description of the results is written"
    }
    return shard
      + "\(Format.count(forecast.settings.count, "setting")) of a tar of \(Format.size(tar)),"
      + " \(plan.jobs == 1 ? "one at a time" : "\(plan.jobs) side by side"):"
      + " about \(Format.time(forecast.total)) on an idle machine"
  }
}
