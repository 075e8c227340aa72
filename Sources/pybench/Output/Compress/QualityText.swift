import BenchCore
import BenchResults
import BenchSweep

/// The precision of a sweep's times, its disturbance and advice, as sentences.
enum QualityText {
  /// The final sentences of a timed sweep.
  static func sentence(_ quality: SweepQuality?, _ plan: SweepPlan) -> String {
    guard let quality else { return "No times were measured." }
    return ([known(quality)] + disturbance(quality) + advice(quality, plan)).joined(separator: " ")
  }

  /// `Times are known within 5% for 41 of 63 settings, within 10% for 15 and to no better than 20% for 7.`
  private static func known(_ quality: SweepQuality) -> String {
    let present = TimeGrade.allCases.compactMap { grade in quality.rows[grade].map { (grade, $0) } }
    let parts = present.enumerated().map { index, part in
      let grade = part.0.phrase
      guard index == 0 else { return "\(grade) for \(part.1)" }
      let settings = Format.count(quality.timed, "setting")
      guard part.1 == quality.timed else { return "\(grade) for \(part.1) of \(settings)" }
      return "\(grade) for \(quality.timed == 1 ? "the only setting" : "all \(settings)")"
    }
    return "Times are known \(Format.list(parts))."
  }

  private static func disturbance(_ quality: SweepQuality) -> [String] {
    guard quality.lost > Sample.disturbanceLimit else {
      return quality.grade > .within5
        ? ["The runs of one setting differ, although other processes took almost no time."] : []
    }
    let stolen =
      quality.stolen > Sample.disturbanceLimit
      ? " (other guests of the hypervisor: \(Format.percent(quality.stolen)))" : ""
    return ["Other processes had the processor for \(Format.percent(quality.lost)) of the time\(stolen)."]
  }

  private static func advice(_ quality: SweepQuality, _ plan: SweepPlan) -> [String] {
    guard quality.grade > .within5 else { return [] }
    var advice: [String] = []
    if quality.lost > 0.1 { advice.append("run nothing else on the machine") }
    if plan.jobs > 1 { advice.append("use --jobs 1, so that settings do not disturb each other") }
    let more =
      plan.budget.minTime < .seconds(10) ? "--min-time 10s" : "--rounds \(2 * max(plan.budget.rounds, 2))"
    advice.append("use \(more) for more runs")
    return ["For more precise times, \(advice.joined(separator: "; ")). Sizes and memory are exact."]
  }
}
