package import BenchResults
package import Pipeline

/// The settings of a sweep and how to measure them.
package struct SweepPlan: Sendable {
  /// The settings to measure, in the order of their rows.
  package var grid: Grid
  /// All settings of the sweep; equal to `grid` without `--shard`.
  package var whole: Grid
  /// The shard that `grid` is; nil for the whole sweep.
  package var shard: Shard?
  /// How often each is timed.
  package var budget: Budget
  /// Number of settings measured at once, each on its own processor.
  package var jobs: Int
  /// Determines the order of visits.
  package var seed: UInt64
  /// Whether to record only sizes and memory, without times.
  package var sizesOnly: Bool
  /// Whether unpacking into a folder is timed as well.
  package var extract: Bool

  package init(grid: Grid, budget: Budget, jobs: Int, seed: UInt64, sizesOnly: Bool, extract: Bool) {
    self.grid = grid
    whole = grid
    self.budget = budget
    self.jobs = jobs
    self.seed = seed
    self.sizesOnly = sizesOnly
    self.extract = extract
  }

  /// What is timed of each setting.
  var operations: [Operation] {
    if sizesOnly { return [.compress] }
    return extract ? [.compress, .decompress, .extract] : [.compress, .decompress]
  }

  /// Default number of settings measured at once: one per core, as memory allows.
  package static var defaultJobs: Int {
    jobs(cores: Processors.wholeCores, memory: Processors.freeMemory)
  }

  static func jobs(cores: Int, memory: Int) -> Int { max(1, min(cores, memory / memoryOfJob)) }

  /// Memory of the most demanding settings, zstd-22 with its output.
  private static let memoryOfJob = 1 << 30
}

/// How far a sweep is.
package struct SweepProgress: Sendable {
  /// Settings that were measured at least once; their rows are on disk.
  package var measured: Int
  /// Settings in all.
  package var total: Int
  /// Settings that are being measured.
  package var underWay: [Visit]
  /// Time since the start.
  package var elapsed: Duration
  /// Expected time to the end.
  package var remaining: Duration

  /// A setting that is being measured.
  package struct Visit: Sendable {
    package var setting: Setting
    /// Time since the measurement began.
    package var passed: Duration
    /// How much of the tar the encoder has taken, from 0 to 1.
    package var share: Double

    package init(setting: Setting, passed: Duration = .zero, share: Double = 0) {
      (self.setting, self.passed, self.share) = (setting, passed, share)
    }
  }
}
