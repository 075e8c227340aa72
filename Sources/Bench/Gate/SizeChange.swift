package import BenchCore
import Pipeline
import BenchResults

/// How much an archive may grow before a check fails.
package struct GateLimits: Sendable, Equatable {
  /// Growth up to this share of the baseline's size passes.
  package var maxGrowth: Percentage
  /// Growth up to this many bytes passes.
  package var minBytes: ByteCount
  /// Whether an archive that shrank beyond the same limits fails too, so that its baseline is renewed.
  package var failOnImprovement: Bool

  /// Creates limits.
  package init(maxGrowth: Percentage, minBytes: ByteCount, failOnImprovement: Bool) {
    self.maxGrowth = maxGrowth
    self.minBytes = minBytes
    self.failOnImprovement = failOnImprovement
  }

  /// Whether a change of size from `base`, in either operation, exceeds both limits.
  func exceeds(_ change: ByteCount, of base: ByteCount) -> Bool {
    let size = abs(change.bytes)
    return size > minBytes.bytes && Double(size) > Double(base.bytes) * maxGrowth.fraction
  }
}

/// The size of an archive, then and now.
package struct SizeChange: Sendable, Equatable {
  /// What became of the size.
  package enum Verdict: String, Sendable {
    /// It grew beyond the limits.
    case regression
    /// It grew within the limits.
    case grew
    case unchanged
    /// It shrank within the limits.
    case shrank
    /// It shrank beyond the limits.
    case improved
  }

  /// The setting's label, or `tar`; nil where it is not known.
  package var setting: String?
  /// The baseline's size.
  package var base: ByteCount
  /// The size now.
  package var now: ByteCount
  /// What became of it.
  package var verdict: Verdict

  init(setting: String?, base: ByteCount, now: ByteCount, limits: GateLimits) {
    self.setting = setting
    self.base = base
    self.now = now
    let growth = now - base
    let beyond = limits.exceeds(growth, of: base)
    verdict =
      if growth > .zero { beyond ? .regression : .grew } else if growth < .zero {
        beyond ? .improved : .shrank
      } else { .unchanged }
  }

  /// By how much it grew; negative where it shrank.
  package var growth: ByteCount { now - base }

  /// By how many hundredths of the baseline's size it grew.
  package var growthPercent: Double { 100 * Double(growth.bytes) / Double(base.bytes) }
}
