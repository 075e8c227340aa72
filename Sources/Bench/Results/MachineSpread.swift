import BenchCore
import Pipeline

/// The spread of the runs on one machine.
///
/// The error of a time has four parts. (1) The runs differ: the standard error of their median. (2) The machine
/// is faster in one hour than in another, which no run of this sweep shows: a share of the runs' spread. (3)
/// Other processes share the caches, which increases processor time: a share of the time that they took. (4) The
/// runs of one process agree and those of the next differ, which no repetition in one process shows: a constant,
/// larger for a codec that leaves the caches of its core and depends on what other guests of the host do.
///
/// With these constants, 95 of 100 differences between two sweeps of one tree are within
/// 2 · √(error₁² + error₂²), see Benchmarks/README.md.
struct MachineSpread: Sendable {
  /// Runs with the same operation and the same kind of time.
  private struct Kind: Hashable {
    var operation: Operation
    var isProcessorTime: Bool

    init(_ sample: Sample) {
      operation = sample.operation
      isProcessorTime = sample.isProcessorTime
    }
  }

  /// Spread of the settings with many runs, used for others of their kind.
  private struct Observed {
    /// Standard deviation of a run as a share of the median: the median over the settings.
    var spread: Double
    /// The largest standard error of a median of many runs, as a share of it; 0 if no setting has many runs.
    var largestError: Double
  }

  private var observed: [Kind: Observed] = [:]
  /// Share of the wall time in which others had the processor.
  private let lost: Double

  /// With fewer runs a setting does not show its spread.
  static let tellingRounds = 5
  /// The standard deviation of a run if no setting of the sweep ran twice. On shared machines it was 5 to 12 % of
  /// processor time.
  static let assumed = 0.08
  /// The part of the standard deviation of a run that lasts as long as a sweep does.
  static let lasting = 0.4
  /// The standard deviation of a time between two processes on an idle machine whose runs all agree.
  static let betweenProcesses = 0.0075
  /// The same for a codec that leaves the caches of its core and depends on those that all cores share.
  private static func beyondCaches(_ operation: Operation) -> Double { operation == .compress ? 0.04 : 0.02 }
  /// The least memory that leaves them: two to sixteen times the second-level cache of a core of a server.
  static let cached = ByteCount(4 << 20)
  /// The standard deviation of a time if others have the processor all the time. Decoders need the caches less.
  private static func sharing(_ operation: Operation) -> Double { operation == .decompress ? 0.05 : 0.1 }

  /// Computes the spread of the runs of all settings.
  init(_ samples: [Sample]) {
    for (kind, runs) in Dictionary(grouping: samples, by: Kind.init) {
      let all = Dictionary(grouping: runs, by: \.setting).values.map { $0.map(\.time.inSeconds) }
      let telling = all.filter { $0.count >= Self.tellingRounds }
      // If no setting has many runs, settings with two runs are used.
      guard
        let spread = Statistics.median(
          (telling.isEmpty ? all : telling).compactMap(Statistics.relativeSpread))
      else { continue }
      observed[kind] = Observed(
        spread: spread, largestError: telling.compactMap(Statistics.relativeErrorOfMedian).max() ?? 0)
    }
    lost = Sample.lost(by: samples)
  }

  /// The standard error of the median time of some runs of one setting and operation, as a share of it; 0 of
  /// none.
  func error(of samples: [Sample]) -> Double {
    guard let first = samples.first else { return 0 }
    let own = Statistics.relativeSpread(samples.map(\.time.inSeconds))
    // If no setting ran often in this way, the other kinds show the spread of the machine.
    let others =
      observed[Kind(first)]
      ?? observed.values.max {
        ($0.spread, $0.largestError) < ($1.spread, $1.largestError)
      }
    let typical = others?.spread ?? Self.assumed
    var ofMedian: Double
    if samples.count < Self.tellingRounds {
      // Few runs may agree by chance, so their error is at least that of many.
      ofMedian = Statistics.errorOfMedian(spread: max(own ?? 0, typical), count: samples.count)
      ofMedian = max(ofMedian, others?.largestError ?? 0)
    } else {
      ofMedian = Statistics.errorOfMedian(spread: own ?? typical, count: samples.count)
    }
    return Self.error(ofMedian: ofMedian, spread: typical, lost: lost, of: first.setting, first.operation)
  }

  /// The whole standard error of a time, as a share of it.
  ///
  /// - Parameters:
  ///   - ofMedian: The standard error of the runs' median, as a share of it.
  ///   - spread: The standard deviation of a run, as a share of it.
  ///   - lost: The share of the time that others had the processor.
  ///   - setting: The setting that was timed.
  ///   - operation: What was timed.
  static func error(
    ofMedian: Double, spread: Double, lost: Double, of setting: Setting, _ operation: Operation
  ) -> Double {
    let (lasting, sharing) = (Self.lasting * spread, Self.sharing(operation) * lost)
    let parts = [ofMedian, lasting, sharing, betweenProcesses(setting, operation)]
    return parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func betweenProcesses(_ setting: Setting, _ operation: Operation) -> Double {
    let memory = operation == .compress ? setting.searchedMemory : setting.decodedWindow
    guard let memory, memory >= cached else { return betweenProcesses }
    return beyondCaches(operation)
  }
}

extension Sample {
  /// The share of their wall time that runs with one thread lost to others; 0 without such runs.
  ///
  /// Threads that wait for each other, and for the disk, do not compute either.
  static func lost(by samples: [Sample]) -> Double {
    share(of: samples) { $0.disturbance * $0.passed.wall.inSeconds }
  }

  /// The share of their wall time that the hypervisor gave to others.
  static func stolen(from samples: [Sample]) -> Double {
    share(of: samples) { min($0.passed.stolen, $0.passed.wall).inSeconds }
  }

  private static func share(of samples: [Sample], _ part: (Sample) -> Double) -> Double {
    let telling = samples.filter(\.isProcessorTime)
    let wall = telling.reduce(0) { $0 + $1.passed.wall.inSeconds }
    return wall > 0 ? min(telling.reduce(0) { $0 + part($1) } / wall, 1) : 0
  }
}
