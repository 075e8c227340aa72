import BenchResults
import Pipeline

/// The settings of some results, divided into comparable and other settings.
struct MeasuredCandidates {
  /// Settings with a verified round trip in all results.
  let candidates: [Candidate]
  let excluded: [Excluded]
  /// The names of the results, distinguished by their folders if names repeat.
  let trees: [String]

  init(_ results: [Results]) {
    let trees = results.uniqueNames
    var seen: Set<Setting> = []
    let settings = results.flatMap { $0.rows.map(\.setting) }.filter { seen.insert($0).inserted }
    var candidates: [Candidate] = []
    var excluded: [Excluded] = []
    for setting in settings {
      let rows = results.map { $0.row(setting) }
      let reasons = Self.reasons(rows, trees)
      if reasons.isEmpty {
        candidates.append(Candidate(setting: setting, rows: rows.compactMap { $0 }))
      } else {
        excluded.append(Excluded(setting: setting, reasons: reasons))
      }
    }
    self.trees = trees
    self.candidates = candidates
    self.excluded = excluded
  }

  /// Compares a candidate with the limits: the broken ones, each for the tree that breaks it most, and unknown
  /// figures.
  func exclusions(of candidate: Candidate, by limits: Limits) -> [Exclusion] {
    limits.all.compactMap { limit in
      var worst: Breach?
      for (row, tree) in zip(candidate.rows, trees) {
        switch limit.standing(of: row) {
        case .met: continue
        case .unmeasured: return .unmeasured(limit, tree: tree)
        case .broken(let needed):
          if let known = worst, known.needed.weaker(needed) == known.needed { continue }
          worst = Breach(limit: limit, needed: needed, tree: tree)
        }
      }
      return worst.map { .broken($0) }
    }
  }

  private static func reasons(_ rows: [SweepRow?], _ trees: [String]) -> [Exclusion] {
    let missing = zip(rows, trees).filter { $0.0 == nil }.map(\.1)
    if !missing.isEmpty { return [.missing(trees: missing)] }
    return zip(rows, trees).compactMap { row, tree in
      guard let row else { return nil }
      if case .failed(let reason) = row.status { return .failed(tree: tree, reason: reason) }
      return row.roundTrip == true && row.compressedBytes != nil ? nil : .unverified(tree: tree)
    }
  }
}
