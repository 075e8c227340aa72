import BenchCore
import Pipeline

/// The spread of the times of a sweep, which determines their errors.
///
/// Runs of several machines are never pooled: each machine has its own spread. The differences between machines
/// that timed the same settings are a part of the error of every time.
package struct SweepSpread: Sendable {
  private var machines: [String?: MachineSpread]
  /// The standard deviation of a time between machines, as a share of it; empty for a single machine.
  private var apart: [Operation: Double] = [:]

  /// The standard deviation of a run if no setting of the sweep ran twice. On shared machines it was 5 to 12 % of
  /// processor time.
  package static let assumed = MachineSpread.assumed

  /// Computes the spread of the runs of all settings.
  package init(_ samples: [Sample]) {
    let own = Dictionary(grouping: samples, by: \.machine)
    machines = own.mapValues(MachineSpread.init)
    for (operation, runs) in Dictionary(grouping: samples, by: \.operation) {
      let shared = Dictionary(grouping: runs, by: \.setting).values.compactMap { runs in
        let times = Dictionary(grouping: runs, by: \.machine).values
          .compactMap { Statistics.median($0.map(\.time.inSeconds)) }
        return Statistics.relativeDeviation(times)
      }
      guard !shared.isEmpty else { continue }
      let squares = shared.sorted().reduce(0) { $0 + $1 * $1 }
      apart[operation] = (squares / Double(shared.count)).squareRoot()
    }
  }

  /// The standard error of the median time of some runs of one setting, operation and machine, as a share of it;
  /// 0 of none.
  package func error(of samples: [Sample]) -> Double {
    guard let first = samples.first else { return 0 }
    return (machines[first.machine] ?? MachineSpread([])).error(of: samples)
  }

  /// The standard deviation of a time between machines, as a share of it; 0 if one machine measured.
  func apart(_ operation: Operation) -> Double { apart[operation] ?? 0 }

  /// The standard error of a time with only the median's error known.
  static func error(
    ofMedian: Double, spread: Double, lost: Double, of setting: Setting, _ operation: Operation
  ) -> Double {
    MachineSpread.error(ofMedian: ofMedian, spread: spread, lost: lost, of: setting, operation)
  }
}
