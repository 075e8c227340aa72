public import Pipeline

/// What a sweep is to do.
public struct SweepPlan: Sendable {
  /// The settings, in the order of their rows.
  public var grid: Grid
  /// How often each is timed.
  public var budget: Budget
  /// How many are measured side by side, each on a processor of its own.
  public var jobs: Int
  /// Determines the order of visits.
  public var seed: UInt64
  /// Whether sizes and heap peaks are enough, and nothing is timed.
  public var sizesOnly: Bool
  /// Whether unpacking into a folder is timed as well.
  public var extract: Bool

  /// Creates a plan.
  public init(grid: Grid, budget: Budget, jobs: Int, seed: UInt64, sizesOnly: Bool, extract: Bool) {
    self.grid = grid
    self.budget = budget
    self.jobs = jobs
    self.seed = seed
    self.sizesOnly = sizesOnly
    self.extract = extract
  }

  /// What is timed of each setting.
  var directions: [Direction] {
    if sizesOnly { return [.compress] }
    return extract ? [.compress, .decompress, .extract] : [.compress, .decompress]
  }

  /// Settings side by side unless told otherwise: one on each core, as far as memory goes.
  public static var defaultJobs: Int {
    max(1, min(Processors.undisturbed, Processors.freeMemory / memoryOfJob))
  }

  /// What the most demanding settings hold, zstd-22 and what it writes among them.
  private static let memoryOfJob = 1 << 30
}

/// How far a sweep is.
public struct SweepProgress: Sendable {
  /// Settings that were measured at least once; their rows are on disk.
  public var measured: Int
  /// Settings in all.
  public var total: Int
  /// Settings under way.
  public var underWay: [Setting]
  /// Time since the start.
  public var elapsed: Duration
  /// Expected time to the end.
  public var remaining: Duration
}
