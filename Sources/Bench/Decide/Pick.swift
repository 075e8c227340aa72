package import BenchCore
package import BenchResults
package import Pipeline

/// The setting to ship: the best by an objective within the limits, with its reasons.
package struct Pick: Sendable {
  package let limits: Limits
  package let objective: Objective
  /// The results that the setting must serve.
  package let results: [Results]
  /// Their names, distinguished by their folders if names repeat.
  package let trees: [String]
  /// The setting chosen. It is on the frontier.
  package let choice: Candidate
  /// The best others on the frontier, at most three, best first.
  package let alternatives: [Candidate]
  /// The frontier of the settings within the limits, best first, including the choice.
  package let frontier: [Candidate]
  /// How many settings were measured in all the results.
  package let measured: Int
  /// How many of them are within the limits.
  package let admitted: Int
  /// The best setting without limits, and the reasons against it; nil if it is the choice.
  package let unconstrained: Unconstrained?
  /// All settings that cannot be chosen, with the reasons.
  package let excluded: [Excluded]
  /// Losses of the trees; nil for a single result.
  package let fairness: Fairness?
  /// How sure the order is.
  package let certainty: Confidence
  /// The setting to compare the choice with; nil without `--against`.
  package let against: Candidate?

  /// The best without limits.
  package struct Unconstrained: Sendable, Equatable {
    /// The setting.
    package let candidate: Candidate
    package let reasons: [Exclusion]
  }

  /// Picks a setting that serves all of `results`.
  ///
  /// - Parameters:
  ///   - results: Sweeps of one or more trees.
  ///   - limits: Limits for every tree.
  ///   - objective: The objective; for several results, their total.
  ///   - rival: A setting to compare the choice with, within the limits or not.
  /// - Throws: `Failure` if nothing was measured or nothing is within the limits; then it has advice on what to
  ///   relax.
  package init(
    from results: [Results], within limits: Limits, by objective: Objective, against rival: Setting? = nil
  ) throws(Failure) {
    try Self.checkDistinct(results)
    let subject = "a setting from " + Format.some(results.map(\.folder), atMost: 3)
    let field = MeasuredCandidates(results)
    guard !field.candidates.isEmpty else { throw Self.nothingMeasured(field, subject) }
    let ranking = Ranking(objective: objective)
    let ordered = ranking.ordered(field.candidates)
    guard !ordered.isEmpty else { throw Self.nothingRankable(field, objective, subject) }
    let held = ordered.map { ($0, field.exclusions(of: $0, by: limits)) }
    let admitted = held.filter { $0.1.isEmpty }.map(\.0)
    let ranked = Self.bounding(held, objective.mostBytes(among: admitted), objective)
    let contenders = ranked.filter { $0.1.isEmpty }.map(\.0)
    guard let choice = ranking.best(of: contenders) else {
      throw Self.nothingWithin(limits, ranked, subject)
    }
    // With different errors, a setting that dominates the choice may not equal the lowest cost. The choice stays
    // first.
    let frontier = ranking.frontier(of: contenders).filter { $0.setting != choice.setting }
    let others = contenders.filter { own in frontier.contains { $0.setting == own.setting } }
    self.limits = limits
    self.objective = objective
    self.results = results
    self.trees = field.trees
    self.choice = choice
    self.alternatives = Array(others.prefix(3))
    self.frontier = [choice] + others
    self.measured = field.candidates.count
    self.admitted = admitted.count
    unconstrained = Self.unconstrained(ordered, held, ranking, choice)
    let reasons = Dictionary(uniqueKeysWithValues: ranked.map { ($0.0.setting, $0.1) })
    excluded =
      field.excluded
      + field.candidates.compactMap { candidate in
        if let known = reasons[candidate.setting] {
          return known.isEmpty ? nil : Excluded(setting: candidate.setting, reasons: known)
        }
        return Self.unranked(candidate, objective, field)
      }
    fairness =
      results.count > 1
      ? Fairness(of: choice, among: contenders, results, within: limits, by: objective) : nil
    certainty = Confidence(
      of: choice, alternatives: alternatives, equals: ranking.equals(among: contenders), ranked: ranked,
      field.trees, within: limits)
    against = try rival.map { setting throws(Failure) in try Self.rival(setting, field) }
  }

  /// The excluded candidates with their reasons, including those beyond the objective's own limit.
  private static func bounding(
    _ candidates: [(Candidate, [Exclusion])], _ most: ByteCount?, _ objective: Objective
  ) -> [(Candidate, [Exclusion])] {
    guard let most, case .cheapestBuild(let share) = objective else { return candidates }
    let smallest = candidates.filter { $0.1.isEmpty }.map(\.0.archiveBytes).min() ?? most
    return candidates.map { candidate, reasons in
      guard reasons.isEmpty, candidate.archiveBytes > most else { return (candidate, reasons) }
      let excess = Double(candidate.archiveBytes.bytes) / Double(smallest.bytes) - 1
      return (candidate, [.outgrown(by: excess, allowed: share)])
    }
  }

  /// The best of all measured settings, and the limits that it breaks; nil if it is the choice.
  private static func unconstrained(
    _ candidates: [Candidate], _ held: [(Candidate, [Exclusion])], _ ranking: Ranking, _ choice: Candidate
  ) -> Unconstrained? {
    let most = ranking.objective.mostBytes(among: candidates)
    let contenders = candidates.filter { candidate in most.map { candidate.archiveBytes <= $0 } ?? true }
    guard let best = ranking.best(of: contenders), best.setting != choice.setting,
      let reasons = held.first(where: { $0.0.setting == best.setting })?.1
    else { return nil }
    return Unconstrained(candidate: best, reasons: reasons)
  }

  private static func rival(_ setting: Setting, _ field: MeasuredCandidates) throws(Failure) -> Candidate {
    // A label has no order. If only another order was measured, that one is meant.
    let known =
      field.candidates.first { $0.setting == setting }
      ?? field.candidates.first { $0.setting.label == setting.label }
    if let known { return known }
    let reason = field.excluded.first { $0.setting == setting }?.reasons.map(\.reason).joined(separator: ", ")
    let measured = field.candidates.map(\.setting.name)
    let near = measured.filter { $0.hasPrefix(setting.codec.rawValue + "-") }
    throw Failure(
      "compare with", setting.name, because: reason ?? "it is not among the settings measured",
      advice: "name one of \(Format.some(near.isEmpty ? measured : near, atMost: 6))")
  }

  /// The cost of the choice in the objective's unit.
  package var cost: MeasuredTime { objective.cost(of: choice) ?? .zero }

  private static func unranked(_ candidate: Candidate, _ objective: Objective, _ field: MeasuredCandidates)
    -> Excluded?
  {
    let tree = zip(candidate.rows, field.trees).first { objective.cost(of: $0.0) == nil }?.1
    return tree.map { Excluded(setting: candidate.setting, reasons: [.unranked(tree: $0)]) }
  }

  private static func checkDistinct(_ results: [Results]) throws(Failure) {
    guard !results.isEmpty else {
      throw Failure(
        "pick", "a setting", because: "no results are given", advice: "name a folder such as results/NAME")
    }
    var seen: Set<String> = []
    for result in results where !seen.insert(result.folder).inserted {
      throw Failure(
        "pick", "a setting", because: "\(result.folder) is given twice",
        advice: "name each results folder once")
    }
    let shards = results.filter { $0.provenance?.shard != nil }
    for (index, shard) in shards.enumerated() {
      let tar = shard.provenance?.tar.sha256
      guard let other = shards[..<index].first(where: { $0.provenance?.tar.sha256 == tar }) else { continue }
      throw Failure(
        "pick", "a setting", because: "\(other.folder) and \(shard.folder) are shards of the same tree",
        advice: "combine all its shards with 'pybench merge', and pick from the result")
    }
  }

  private static func nothingMeasured(_ field: MeasuredCandidates, _ subject: String) -> Failure {
    let first = field.excluded.first
    let example = first.map {
      " (\($0.setting), for one: \($0.reasons.map(\.reason).joined(separator: ", ")))"
    }
    return Failure(
      "pick", subject,
      because: "none of \(Format.count(field.excluded.count, "setting")) was measured"
        + (field.trees.count > 1 ? " for all of them" : "") + (example ?? ""),
      advice: "run 'pybench compress' again")
  }

  private static func nothingRankable(_ field: MeasuredCandidates, _ objective: Objective, _ subject: String)
    -> Failure
  {
    Failure(
      "pick", subject,
      because: "\(objective.aim) needs times, and the sweep has none for "
        + "any of \(Format.count(field.candidates.count, "setting"))",
      advice: objective == .fastest(.extract)
        ? "sweep again with --extract, or choose --fastest decompress"
        : objective.takesUnpacking
          ? "sweep again with --extract, or remove --until unpacked"
          : "sweep again with times, or remove the objective to choose the smallest archive")
  }

  private static func nothingWithin(
    _ limits: Limits, _ ranked: [(Candidate, [Exclusion])], _ subject: String
  ) -> Failure {
    Failure(
      "pick", subject,
      because:
        "none of \(Format.count(ranked.count, "setting")) is within \(Format.list(limits.all.map(\.text)))",
      advice: LimitAdvice(ranked).advice)
  }
}
