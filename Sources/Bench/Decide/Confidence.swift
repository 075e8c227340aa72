package import BenchCore
package import Pipeline
import BenchResults
import FoundationEssentials

/// How sure a choice is: sizes are exact, times are not.
package struct Confidence: Sendable, Equatable {
  /// A limit on time that a setting meets, or misses, by less than twice the error of its time.
  package struct CloseCall: Sendable, Equatable {
    /// The setting: the choice, or one that would be better than it.
    package let setting: Setting
    /// The limit.
    package let limit: Limit
    /// The tree.
    package let tree: String
    /// Its time.
    package let time: MeasuredTime
    /// Whether it meets the limit.
    package let met: Bool
  }

  /// A setting whose times are known to no better than within 20 %.
  package struct Noise: Sendable, Equatable {
    /// The setting: the choice or an alternative.
    package let setting: Setting
    /// The tree.
    package let tree: String
    /// Which times, with their errors, in short phrases.
    package let reasons: [String]
  }

  /// The other settings within the limits whose cost equals the least one within the errors, or to the byte.
  package let equals: [Setting]
  /// Limits that were met or missed narrowly.
  package let closeCalls: [CloseCall]
  /// Whether a time of the choice or an alternative comes of a single round.
  package let singleRounds: Bool
  /// Loosely known times of the choice and the alternatives.
  package let noisy: [Noise]

  init(
    of choice: Candidate, alternatives: [Candidate], equals: [Candidate],
    ranked: [(Candidate, [Exclusion])], _ trees: [String], within limits: Limits
  ) {
    let shown = [choice] + alternatives
    self.equals = equals.map(\.setting).filter { $0 != choice.setting }
    // Those before the choice in the order would have been chosen but for the limits.
    let better = ranked.prefix { $0.0.setting != choice.setting }
    closeCalls =
      Self.closeCalls(choice, limits.all, trees, met: true)
      + better.flatMap { candidate, exclusions in
        // Only where nothing but these limits is in the way does the narrow miss decide.
        let missed = exclusions.map { exclusion in
          // A limit without an amount stands for what no time decides.
          if case .broken(let breach) = exclusion { breach.limit } else { Limit.defaultDecoder }
        }
        let calls = Self.closeCalls(candidate, missed, trees, met: false)
        return Set(calls.map(\.limit)) == Set(missed) ? calls : []
      }
    let rounds = shown.flatMap(\.rows).flatMap { [$0.compress, $0.decompress] }.compactMap { $0?.rounds }
    singleRounds = rounds.contains(1)
    noisy = shown.flatMap { candidate in
      zip(candidate.rows, trees).compactMap { row, tree in
        let reasons = row.looseTimes
        return reasons.isEmpty ? nil : Noise(setting: candidate.setting, tree: tree, reasons: reasons)
      }
    }
  }

  /// The trees in which the candidate is on the side `met` of a limit on time, by less than twice its error.
  private static func closeCalls(
    _ candidate: Candidate, _ limits: [Limit], _ trees: [String], met: Bool
  ) -> [CloseCall] {
    limits.flatMap { limit in
      zip(candidate.rows, trees).compactMap { row, tree in
        let time: MeasuredTime
        let bound: Double
        switch limit {
        case .compressTime(let most):
          guard let timing = row.compress else { return nil }
          (time, bound) = (timing.measured, most.inSeconds)
        case .decompressThroughput(let least):
          guard let timing = row.decompress else { return nil }
          (time, bound) = (
            timing.measured, Double(row.originalBytes.bytes) / least.bytesPerSecond
          )
        default: return nil
        }
        guard abs(time.seconds - bound) <= 2 * time.error, (limit.standing(of: row) == .met) == met else {
          return nil
        }
        return CloseCall(setting: candidate.setting, limit: limit, tree: tree, time: time, met: met)
      }
    }
  }
}
