package import BenchCore
import BenchResults
package import Pipeline

/// Confidence in a choice: sizes are exact, times are not.
package struct Confidence: Sendable, Equatable {
  /// A limit on time that a setting meets, or misses, by less than twice the error of its time.
  package struct CloseCall: Sendable, Equatable {
    /// The setting: the choice, or one that would be better than it.
    package let setting: Setting
    package let limit: Limit
    package let tree: String
    package let time: MeasuredTime
    /// Whether it meets the limit.
    package let met: Bool
  }

  /// A setting with a time that is known to no better than 20 %, so twice its error is more.
  package struct Noise: Sendable, Equatable {
    /// The setting: the choice or an alternative.
    package let setting: Setting
    package let tree: String
    /// Which times, with their errors, in short phrases.
    package let reasons: [String]
  }

  /// Other settings within the limits whose cost equals the lowest cost within the errors, or exactly for sizes.
  package let equals: [Setting]
  /// Limits that were met or missed narrowly.
  package let closeCalls: [CloseCall]
  /// Whether a time of the choice or of an alternative comes from a single run.
  package let singleRounds: Bool
  /// Imprecise times of the choice and the alternatives.
  package let noisy: [Noise]

  init(
    of choice: Candidate, alternatives: [Candidate], equals: [Candidate],
    ranked: [(Candidate, [Exclusion])], _ trees: [String], within limits: Limits
  ) {
    let shown = [choice] + alternatives
    self.equals = equals.map(\.setting).filter { $0 != choice.setting }
    // Settings before the choice in the order would win without the limits.
    let better = ranked.prefix { $0.0.setting != choice.setting }
    closeCalls =
      Self.closeCalls(choice, limits.all, trees, met: true)
      + better.flatMap { candidate, exclusions in
        // A narrow miss only matters if no other limit excludes the setting.
        let missed = exclusions.map { exclusion in
          // A limit without an amount does not depend on times.
          if case .broken(let breach) = exclusion { breach.limit } else { Limit.decoder(.default) }
        }
        let calls = Self.closeCalls(candidate, missed, trees, met: false)
        return Set(calls.map(\.limit)) == Set(missed) ? calls : []
      }
    let rounds = shown.flatMap(\.rows).flatMap { [$0.compress, $0.decompress, $0.extract] }.compactMap {
      $0?.rounds
    }
    singleRounds = rounds.contains(1)
    noisy = shown.flatMap { candidate in
      zip(candidate.rows, trees).compactMap { row, tree in
        let reasons = row.looseTimes
        return reasons.isEmpty ? nil : Noise(setting: candidate.setting, tree: tree, reasons: reasons)
      }
    }
  }

  /// Trees whose time meets (`met`) or misses a limit by less than twice its error.
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
