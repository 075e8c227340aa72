public import Pipeline

/// How much an archive may grow before a check fails.
public struct GateLimits: Sendable, Equatable {
  /// Growth up to this share of the baseline's size passes.
  public var maxGrowth: Percentage
  /// Growth up to this many bytes passes.
  public var minBytes: ByteCount
  /// Whether an archive that shrank beyond the same limits fails too, so that its baseline is renewed.
  public var failOnImprovement: Bool

  /// Creates limits.
  public init(maxGrowth: Percentage, minBytes: ByteCount, failOnImprovement: Bool) {
    self.maxGrowth = maxGrowth
    self.minBytes = minBytes
    self.failOnImprovement = failOnImprovement
  }

  /// Whether a change of size from `base`, in either direction, exceeds both limits.
  func exceeds(_ change: ByteCount, of base: ByteCount) -> Bool {
    let size = abs(change.bytes)
    return size > minBytes.bytes && Double(size) > Double(base.bytes) * maxGrowth.fraction
  }
}

/// The size of an archive, then and now.
public struct SizeChange: Sendable, Equatable {
  /// What became of the size.
  public enum Verdict: String, Sendable {
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
  public var setting: String?
  /// The baseline's size.
  public var base: ByteCount
  /// The size now.
  public var now: ByteCount
  /// What became of it.
  public var verdict: Verdict

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
  public var growth: ByteCount { now - base }

  /// By how many hundredths of the baseline's size it grew.
  public var growthPercent: Double { 100 * Double(growth.bytes) / Double(base.bytes) }
}
