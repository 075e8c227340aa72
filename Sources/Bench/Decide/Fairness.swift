import BenchCore
import BenchResults
package import Pipeline

/// Losses of trees that share one setting.
package struct Fairness: Sendable, Equatable {
  /// The loss of one tree by sharing a setting.
  package struct Loss: Sendable, Equatable {
    /// The index of the tree in the results.
    package let tree: Int
    /// The setting that suits the tree best within the limits.
    package let best: Setting
    /// Additional cost of the shared setting by the objective: 0.01 for 1 % more.
    package let share: Double
  }

  /// The choice's loss in every tree.
  package let losses: [Loss]
  /// The setting with the smallest largest loss; the choice itself unless another is better.
  package let fairest: Setting
  /// The largest loss of the fairest setting.
  package let fairestLoss: Double

  /// The choice's largest loss.
  package var worst: Loss? { losses.max { $0.share < $1.share } }

  init?(
    of choice: Candidate, among admitted: [Candidate], _ results: [Results], within limits: Limits,
    by objective: Objective
  ) {
    let bests = results.compactMap { Self.best(in: $0, limits, objective) }
    guard bests.count == results.count else { return nil }
    func losses(_ candidate: Candidate) -> [Loss] {
      candidate.rows.indices.map { tree in
        let (best, least) = bests[tree]
        guard let cost = objective.cost(of: candidate.rows[tree]) else {
          return Loss(tree: tree, best: best, share: .infinity)
        }
        // Equal costs within the errors are no loss.
        let isLoss = least.seconds > 0 && !cost.equals(least)
        return Loss(tree: tree, best: best, share: isLoss ? cost.seconds / least.seconds - 1 : 0)
      }
    }
    func largest(_ candidate: Candidate) -> Double { losses(candidate).map(\.share).max() ?? 0 }
    var fairest = (choice.setting, largest(choice))
    for candidate in admitted where largest(candidate) < fairest.1 {
      fairest = (candidate.setting, largest(candidate))
    }
    self.losses = losses(choice)
    (self.fairest, fairestLoss) = fairest
  }

  /// The best setting of one tree alone, and its cost.
  private static func best(
    in result: Results, _ limits: Limits, _ objective: Objective
  ) -> (Setting, MeasuredTime)? {
    let field = MeasuredCandidates([result])
    let admitted = field.candidates.filter { field.exclusions(of: $0, by: limits).isEmpty }
    let most = objective.mostBytes(among: admitted)
    let contenders = admitted.filter { candidate in most.map { candidate.archiveBytes <= $0 } ?? true }
    guard let best = Ranking(objective: objective).best(of: contenders), let cost = objective.cost(of: best)
    else { return nil }
    return (best.setting, cost)
  }
}
