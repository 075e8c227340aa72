package import BenchCore
import Pipeline

extension SweepRow {
  /// Times of one operation with one setting.
  package struct Timing: Sendable, Equatable {
    /// What one run costs on an idle core: the median processor time where one thread computes, the median wall time of
    /// several threads and of unpacking.
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
      guard let time = Statistics.median(times),
        let wall = Statistics.median(samples.map(\.passed.wall.inSeconds)),
        let cpu = Statistics.median(samples.map(\.passed.cpu.inSeconds))
      else { return nil }
      self.init(
        time: .seconds(time), error: spread.error(of: samples),
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
    return row
  }
}
