import BenchCore
import Pipeline
import BenchResults

/// The order of candidates by an objective, and which of them nothing beats.
struct Ranking {
  let objective: Objective

  /// The candidates that no other dominates, in their order: the Pareto frontier.
  ///
  /// The axes are archive size, compression time, decompression throughput and decompression memory.
  func frontier(of candidates: [Candidate]) -> [Candidate] {
    Frontier.members(of: candidates) { candidate in
      guard let compress = candidate.compressTime, let decompress = candidate.decompressTime,
        let memory = candidate.decoderMemory
      else { return nil }
      return [
        .exact(Double(candidate.archiveBytes.bytes)), compress, decompress, .exact(Double(memory.bytes)),
      ]
    }
  }

  /// All candidates, best first.
  func ordered(_ candidates: [Candidate]) -> [Candidate] {
    var left = candidates
    var ordered: [Candidate] = []
    // Chosen one by one: "equal within the spread" is no transitive relation to sort by.
    while let best = best(of: left) {
      ordered.append(best)
      left.removeAll { $0.setting == best.setting }
    }
    return ordered
  }

  /// The candidate of the least cost; ties go to the smaller archive, then the smaller decoder, then what compresses
  /// faster by more than the spread, then the simpler setting.
  private func best(of candidates: [Candidate]) -> Candidate? {
    var left = least(candidates) { objective.cost(of: $0)?.seconds ?? .infinity }
    left = least(left) { $0.archiveBytes.bytes }
    left = least(left) { $0.decoderMemory?.bytes ?? .max }
    let fastest = left.compactMap(\.compressTime).min { $0.seconds < $1.seconds }
    if let fastest { left = left.filter { $0.compressTime?.equals(fastest) ?? false } }
    return left.min { Self.simpler($0.setting, $1.setting) }
  }

  private func least<Value: Comparable>(_ candidates: [Candidate], by value: (Candidate) -> Value)
    -> [Candidate]
  {
    let values = candidates.map(value)
    guard let least = values.min() else { return [] }
    return zip(candidates, values).filter { $1 == least }.map(\.0)
  }

  /// Fewer threads, no extra window, a lower level, not extreme, and then by label.
  private static func simpler(_ one: Setting, _ other: Setting) -> Bool {
    let left = (one.threads, one.windowLog ?? 0, one.level, one.extreme ? 1 : 0)
    let right = (other.threads, other.windowLog ?? 0, other.level, other.extreme ? 1 : 0)
    return left == right ? one.label < other.label : left < right
  }
}
