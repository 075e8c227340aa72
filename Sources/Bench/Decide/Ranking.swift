import Pipeline

/// The order of candidates by an objective, and which of them nothing beats.
struct Ranking {
  let objective: Objective

  /// The candidates that no other dominates, in their order: the Pareto frontier.
  ///
  /// The axes are archive size, compression time, decompression throughput and decompression memory.
  func frontier(of candidates: [Candidate]) -> [Candidate] {
    candidates.filter { own in !candidates.contains { Self.dominates($0, own) } }
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

  /// Whether `one` is no worse than `other` in any of the four figures, by the medians, and better in one by more than
  /// the spread. What was not measured cannot be said to be worse.
  private static func dominates(_ one: Candidate, _ other: Candidate) -> Bool {
    guard let compress = one.compressTime, let otherCompress = other.compressTime,
      let decompress = one.decompressTime, let otherDecompress = other.decompressTime,
      let memory = one.decoderMemory, let otherMemory = other.decoderMemory,
      one.archiveBytes <= other.archiveBytes, memory <= otherMemory,
      compress.seconds <= otherCompress.seconds, decompress.seconds <= otherDecompress.seconds
    else { return false }
    return one.archiveBytes < other.archiveBytes || memory < otherMemory
      || !compress.equals(otherCompress) || !decompress.equals(otherDecompress)
  }

  /// Fewer threads, no extra window, a lower level, not extreme, and then by label.
  private static func simpler(_ one: Setting, _ other: Setting) -> Bool {
    let left = (one.threads, one.windowLog ?? 0, one.level, one.extreme ? 1 : 0)
    let right = (other.threads, other.windowLog ?? 0, other.level, other.extreme ? 1 : 0)
    return left == right ? one.label < other.label : left < right
  }
}
