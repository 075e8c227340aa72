import BenchCore
import Pipeline

/// How far runs of one setting lie apart on one machine.
///
/// A time's error has three parts. Its runs differ: the standard error of their median. The machine is faster in one
/// hour than in another, which no run of this sweep shows: a share of how far runs differ. And who shares the
/// processor shares its caches, so that processor time grows too: a share of the time that others took.
///
/// The two shares were chosen so that 95 of 100 differences between two sweeps of one tree are within
/// 2 · √(error₁² + error₂²), see Benchmarks/README.md.
struct MachineSpread: Sendable {
  /// What is timed in one way, and differs for the same reasons.
  private struct Kind: Hashable {
    var operation: Operation
    var isProcessorTime: Bool

    init(_ sample: Sample) {
      operation = sample.operation
      isProcessorTime = sample.isProcessorTime
    }
  }

  /// What the settings with many runs say of others of their kind.
  private struct Observed {
    /// The standard deviation of a run as a share of the median, that of half of the settings or less.
    var spread: Double
    /// The largest standard error of a median of many runs, as a share of it; 0 where none has many.
    var largestError: Double
  }

  private var observed: [Kind: Observed] = [:]
  /// Share of the wall time that others had the processor.
  private let lost: Double

  /// With fewer runs a setting says little of how far they lie apart.
  static let tellingRounds = 5
  /// The standard deviation of a run where no setting of the sweep ran twice: on shared machines it was seen to be 5 to
  /// 12 % of processor time.
  static let assumed = 0.08
  /// The part of the standard deviation of a run that lasts as long as a sweep does.
  static let lasting = 0.4
  /// The standard deviation of a time where others have the processor all the time; decoders need the caches less.
  private static let sharing: [Operation: Double] = [.compress: 0.1, .decompress: 0.05, .extract: 0.1]

  /// What the runs of all settings say.
  init(_ samples: [Sample]) {
    for (kind, runs) in Dictionary(grouping: samples, by: Kind.init) {
      let all = Dictionary(grouping: runs, by: \.setting).values.map { $0.map(\.time.inSeconds) }
      let telling = all.filter { $0.count >= Self.tellingRounds }
      // Two runs of some setting still say more than nothing.
      guard
        let spread = Statistics.median(
          (telling.isEmpty ? all : telling).compactMap(Statistics.relativeSpread))
      else { continue }
      observed[kind] = Observed(
        spread: spread, largestError: telling.compactMap(Statistics.relativeErrorOfMedian).max() ?? 0)
    }
    lost = Sample.lost(by: samples)
  }

  /// The standard error of the median time of some runs of one setting and operation, as a share of it; 0 of none.
  func error(of samples: [Sample]) -> Double {
    guard let first = samples.first else { return 0 }
    let own = Statistics.relativeSpread(samples.map(\.time.inSeconds))
    // Where no setting ran often in this way, the others tell what the machine is like.
    let others = observed[Kind(first)] ?? observed.values.max { $0.spread < $1.spread }
    let typical = others?.spread ?? Self.assumed
    var ofMedian: Double
    if samples.count < Self.tellingRounds {
      // Few runs may agree by chance, so they are never called better known than many.
      ofMedian = Statistics.errorOfMedian(spread: max(own ?? 0, typical), count: samples.count)
      ofMedian = max(ofMedian, others?.largestError ?? 0)
    } else {
      ofMedian = Statistics.errorOfMedian(spread: own ?? typical, count: samples.count)
    }
    return Self.error(ofMedian: ofMedian, spread: typical, lost: lost, first.operation)
  }

  /// The whole standard error of a time, as a share of it.
  ///
  /// - Parameters:
  ///   - ofMedian: The standard error of the runs' median, as a share of it.
  ///   - spread: The standard deviation of a run, as a share of it.
  ///   - lost: The share of the time that others had the processor.
  ///   - operation: What was timed.
  static func error(ofMedian: Double, spread: Double, lost: Double, _ operation: Operation) -> Double {
    let (lasting, sharing) = (Self.lasting * spread, (Self.sharing[operation] ?? 0) * lost)
    return (ofMedian * ofMedian + lasting * lasting + sharing * sharing).squareRoot()
  }
}

extension Sample {
  /// The share of their wall time that runs lost to others, by those whose codec has one thread; 0 of none.
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
