package import BenchCore
import Pipeline

extension SweepRow {
  /// Times of one operation with one setting.
  package struct Timing: Sendable, Equatable {
    /// What one run costs on an idle core: the median processor time of a codec of one thread, the median wall time of
    /// one with several and of unpacking.
    package var time: Duration
    /// The standard error of `time` as a share of it.
    package var error: Double
    /// Median absolute deviation of the runs' times from `time`; nil for a single run.
    package var mad: Duration?
    /// Median wall time.
    package var wall: Duration
    /// Median processor time of all the codec's threads.
    package var cpu: Duration
    /// How many runs were timed.
    package var rounds: Int

    /// Creates the times of one operation.
    package init(
      time: Duration, error: Double, mad: Duration?, wall: Duration, cpu: Duration, rounds: Int
    ) {
      self.time = time
      self.error = error
      self.mad = mad
      self.wall = wall
      self.cpu = cpu
      self.rounds = rounds
    }

    /// The time with its error.
    package var measured: MeasuredTime {
      MeasuredTime(seconds: time.inSeconds, error: time.inSeconds * error)
    }

    /// Sums up the runs of one setting and operation; nil of none.
    ///
    /// - Parameters:
    ///   - samples: The runs.
    ///   - spread: How far runs lie apart in the whole sweep.
    package init?(_ samples: [Sample], _ spread: SweepSpread) {
      let times = samples.map(\.time.inSeconds)
      guard let time = Statistics.median(times), let first = samples.first,
        let wall = Statistics.median(samples.map(\.passed.wall.inSeconds)),
        let cpu = Statistics.median(samples.map(\.passed.cpu.inSeconds))
      else { return nil }
      self.init(
        time: .seconds(time), error: spread.error(of: times, first.operation),
        mad: Statistics.medianAbsoluteDeviation(times).map { .seconds($0) }, wall: .seconds(wall),
        cpu: .seconds(cpu), rounds: samples.count)
    }
  }

  /// The row with the times that runs of its setting add up to.
  package func timed(by samples: [Sample], _ spread: SweepSpread) -> SweepRow {
    var row = self
    row.compress = Timing(samples.filter { $0.operation == .compress }, spread)
    row.decompress = Timing(samples.filter { $0.operation == .decompress }, spread)
    row.extract = Timing(samples.filter { $0.operation == .extract }, spread)
    row.noise = NoiseVerdict(samples, spread)
    return row
  }
}

/// How far runs of one setting lie apart in a sweep, which tells what a setting with few runs cannot.
package struct SweepSpread: Sendable {
  /// Standard deviation as a share of the median, that of half of the settings or less.
  private var typical: [Operation: Double] = [:]

  /// With fewer runs a setting says little of how far they lie apart.
  private static let tellingRounds = 5
  /// The standard deviation of a run where no setting of the sweep ran twice: repeated runs on shared machines were seen
  /// to differ by 4 to 30 % of wall time and 4 to 7 % of processor time.
  package static let assumed = 0.08

  /// What the runs of all settings say.
  package init(_ samples: [Sample]) {
    for (operation, runs) in Dictionary(grouping: samples, by: \.operation) {
      let all = Dictionary(grouping: runs, by: \.setting).values.map { $0.map(\.time.inSeconds) }
      let telling = all.filter { $0.count >= Self.tellingRounds }
      // Two runs of some setting still say more than nothing.
      typical[operation] = Statistics.median(
        (telling.isEmpty ? all : telling).compactMap(Statistics.relativeSpread))
    }
  }

  /// The standard error of the median of some runs' times, as a share of it.
  package func error(of times: [Double], _ operation: Operation) -> Double {
    guard !times.isEmpty else { return 0 }
    let own = Statistics.relativeSpread(times)
    // Where no setting ran often in this operation, the others tell what the machine is like.
    let typical = typical[operation] ?? typical.values.max() ?? Self.assumed
    let spread = times.count < Self.tellingRounds ? max(own ?? 0, typical) : own ?? typical
    return Statistics.errorOfMedian(spread: spread, count: times.count)
  }
}

extension NoiseVerdict {
  /// The standard error of a median above which a time is called noisy, whatever the kernel says.
  ///
  /// Two medians that are each known to 1 % differ by less than 3 % in 95 of 100 cases.
  static let errorLimit = 0.01

  /// Judges the runs of one setting; nil where nothing was timed.
  init?(_ samples: [Sample], _ spread: SweepSpread) {
    guard !samples.isEmpty else { return nil }
    var reasons: [String] = []
    for operation in Operation.allCases {
      let runs = samples.filter { $0.operation == operation }
      guard let disturbance = Statistics.median(runs.map(\.disturbance)) else { continue }
      if disturbance > Sample.disturbanceLimit {
        reasons.append(
          "\(operation.rawValue) lost \(Format.decimal(disturbance * 100, places: 1))% to others")
      }
      let error = spread.error(of: runs.map(\.time.inSeconds), operation)
      if error > Self.errorLimit {
        reasons.append("\(operation.rawValue) median ±\(Format.decimal(error * 100, places: 1))%")
      }
    }
    self = reasons.isEmpty ? .quiet : .noisy(reasons)
  }
}
