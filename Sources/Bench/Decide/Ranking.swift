import BenchCore
import Pipeline

/// The order of candidates by an objective, and their frontier.
///
/// A cost equals the lowest cost if they differ by less than the errors. Among equals the smallest archive wins,
/// then the build with the least memory, then the fastest build. "Equal" is not transitive, so costs are always
/// compared with the lowest cost.
package struct Ranking {
  let objective: Objective

  /// The candidates that no other dominates, in their order: the Pareto frontier.
  ///
  /// The axes are archive size, compression time and memory, decompression time and memory.
  func frontier(of candidates: [Candidate]) -> [Candidate] {
    Frontier.members(of: candidates) { candidate in
      guard let compress = candidate.compressTime, let decompress = candidate.decompressTime,
        let decoder = candidate.decoderMemory
      else { return nil }
      return [
        .exact(Double(candidate.archiveBytes.bytes)), compress, decompress, .exact(Double(decoder.bytes)),
        .exact(Double(candidate.compressHeap?.bytes ?? 0)),
      ]
    }
  }

  /// All candidates that have a cost, best first.
  func ordered(_ candidates: [Candidate]) -> [Candidate] {
    var left = Self.costed(candidates, objective)
    var ordered: [Candidate] = []
    while let best = Self.best(Self.equals(left)) {
      ordered.append(best)
      left.removeAll { $0.candidate.setting == best.setting }
    }
    return ordered
  }

  /// The best candidate; nil if none has a cost.
  func best(of candidates: [Candidate]) -> Candidate? {
    Self.best(Self.equals(Self.costed(candidates, objective)))
  }

  /// The candidates whose cost equals the least one within the errors.
  func equals(among candidates: [Candidate]) -> [Candidate] {
    Self.equals(Self.costed(candidates, objective)).map(\.candidate)
  }

  private typealias Costed = (candidate: Candidate, cost: MeasuredTime)

  private static func costed(_ candidates: [Candidate], _ objective: Objective) -> [Costed] {
    candidates.compactMap { candidate in objective.cost(of: candidate).map { (candidate, $0) } }
  }

  private static func equals(_ candidates: [Costed]) -> [Costed] {
    guard let least = candidates.min(by: { $0.cost.seconds < $1.cost.seconds }) else { return [] }
    return candidates.filter { $0.cost.equals(least.cost) }
  }

  /// Order among equals: archive size, memory and time to compress, memory and time to decode, then the simplest
  /// setting.
  private static func best(_ equals: [Costed]) -> Candidate? {
    var left = equals.map(\.candidate)
    left = least(left) { $0.archiveBytes.bytes }
    left = least(left) { $0.compressHeap?.bytes ?? .max }
    left = fastest(left, \.compressTime)
    left = least(left) { $0.decoderMemory?.bytes ?? .max }
    left = fastest(left, \.decompressTime)
    return left.min { simpler($0.setting, $1.setting) }
  }

  private static func fastest(_ candidates: [Candidate], _ time: (Candidate) -> MeasuredTime?) -> [Candidate]
  {
    guard let least = candidates.compactMap(time).min(by: { $0.seconds < $1.seconds }) else {
      return candidates
    }
    return candidates.filter { time($0)?.equals(least) ?? false }
  }

  private static func least<Value: Comparable>(_ candidates: [Candidate], by value: (Candidate) -> Value)
    -> [Candidate]
  {
    let values = candidates.map(value)
    guard let least = values.min() else { return [] }
    return zip(candidates, values).filter { $1 == least }.map(\.0)
  }

  /// Fewer threads, no extra window, a lower level, not extreme, and then by label.
  private static func simpler(_ one: Setting, _ other: Setting) -> Bool {
    (one.threads, one.windowLog ?? .zero, one.level, one.extreme ? 1 : 0, one.label)
      < (other.threads, other.windowLog ?? .zero, other.level, other.extreme ? 1 : 0, other.label)
  }
}
