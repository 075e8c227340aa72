package import BenchCore

extension SweepRow {
  /// Times of one operation with one setting.
  package struct Timing: Sendable, Equatable {
    /// Time of one run on an idle core: the median processor time of one thread, or the median wall time of
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

    /// Sums up the runs of one setting and operation; nil for none.
    ///
    /// With several machines, the time is the median of the machines' times, and the difference between machines
    /// is a part of its error.
    ///
    /// - Parameters:
    ///   - samples: The runs.
    ///   - spread: The spread of the whole sweep.
    package init?(_ samples: [Sample], _ spread: SweepSpread) {
      guard let operation = samples.first?.operation else { return nil }
      let machines = Dictionary(grouping: samples, by: \.machine).values
        .compactMap { Timing(ofMachine: $0, spread) }
      self.init(of: machines, apart: spread.apart(operation))
      mad = Statistics.medianAbsoluteDeviation(samples.map(\.time.inSeconds)).map { .seconds($0) }
    }

    /// Sums up the times of several machines; nil for none.
    ///
    /// - Parameters:
    ///   - machines: The times, one a machine.
    ///   - apart: The standard deviation of a time between machines, as a share of it.
    init?(of machines: [Timing], apart: Double) {
      func median(_ value: (Timing) -> Duration) -> Duration {
        machines.count == 1
          ? value(machines[0]) : .seconds(Statistics.median(machines.map { value($0).inSeconds }) ?? 0)
      }
      guard let error = machines.map(\.error).max() else { return nil }
      let between = max(Statistics.relativeDeviation(machines.map(\.time.inSeconds)) ?? 0, apart)
      self.init(
        time: median(\.time), error: between > 0 ? (error * error + between * between).squareRoot() : error,
        mad: machines.count == 1 ? machines[0].mad : nil, wall: median(\.wall), cpu: median(\.cpu),
        rounds: machines.map(\.rounds).reduce(0, +))
    }

    /// Sums up the runs of one machine; nil for none.
    init?(ofMachine samples: [Sample], _ spread: SweepSpread) {
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

  /// The row with the times of its setting's runs.
  package func timed(by samples: [Sample], _ spread: SweepSpread) -> SweepRow {
    var row = self
    row.compress = Timing(samples.filter { $0.operation == .compress }, spread)
    row.decompress = Timing(samples.filter { $0.operation == .decompress }, spread)
    row.extract = Timing(samples.filter { $0.operation == .extract }, spread)
    row.machine = Self.machines(samples.compactMap(\.machine)) ?? row.machine
    return row
  }

  /// IDs of machines as a cell: each once, sorted, joined with `+`; nil for none.
  static func machines(_ ids: [String]) -> String? {
    let all = Set(ids.flatMap { $0.split(separator: "+").map(String.init) }).sorted()
    return all.isEmpty ? nil : all.joined(separator: "+")
  }
}
