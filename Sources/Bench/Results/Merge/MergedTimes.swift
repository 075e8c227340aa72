import BenchCore
import Pipeline

/// The runs of all results of a merge.
struct MergedTimes {
  /// The runs, numbered within their machine.
  let samples: [Sample]
  private let own: [Setting: [Sample]]
  private let spread: SweepSpread

  /// Differences within twice their error count as equal, as in `MeasuredTime`.
  private static let tolerance = 2.0

  /// Collects the runs.
  ///
  /// - Throws: `Failure` if the machines are of different models, their times of the same settings differ, or they
  ///   have no timed setting in common.
  init(_ inputs: MergeInputs, _ name: String) throws(Failure) {
    let timed = inputs.all.indices.filter { index in
      inputs.all[index].rows.contains { $0.compress != nil } && !inputs.provenances[index].sizesOnly
    }
    if let first = timed.first {
      for index in timed.dropFirst() {
        let earlier = inputs.provenances[first]
        guard let difference = inputs.provenances[index].timeDifference(from: earlier) else { continue }
        throw Failure(
          "merge the times of", inputs.place(index),
          because:
            "\(difference.what) is \(difference.now), and \(difference.baseline) in \(inputs.place(first))",
          advice: Self.advice)
      }
    }
    var rounds: [String: Int] = [:]
    var samples: [Sample] = []
    for (results, provenance) in zip(inputs.all, inputs.provenances) {
      for var sample in results.samples {
        sample.tree = name
        // Versions before 0.2 left it to the provenance.
        sample.machine = sample.machine ?? provenance.machine.id
        let key = "\(sample.machine ?? "") \(sample.setting.name) \(sample.operation.rawValue)"
        sample.round = (rounds[key] ?? 0) + 1
        rounds[key] = sample.round
        samples.append(sample)
      }
    }
    self.samples = samples
    spread = SweepSpread(samples)
    own = Dictionary(grouping: samples, by: \.setting)
    try refuseDisagreement(inputs)
  }

  private static let advice = "merge without times with --sizes-only"

  /// A row with the times of its runs; without recorded runs, with the times of its rows.
  func row(_ row: SweepRow, _ rows: [SweepRow]) -> SweepRow {
    if let samples = own[row.setting] { return row.timed(by: samples, spread) }
    var row = row
    func timing(_ operation: Operation) -> SweepRow.Timing? {
      SweepRow.Timing(of: rows.compactMap { $0.timing(operation) }, apart: spread.apart(operation))
    }
    (row.compress, row.decompress, row.extract) = (timing(.compress), timing(.decompress), timing(.extract))
    return row
  }

  /// Rejects machines of one model with different speeds, by the median over their common settings of the difference
  /// divided by its error.
  private func refuseDisagreement(_ inputs: MergeInputs) throws(Failure) {
    struct Cell: Hashable {
      var setting: Setting
      var operation: Operation
    }
    var times: [String: [Cell: MeasuredTime]] = [:]
    for (machine, runs) in Dictionary(grouping: samples, by: { $0.machine ?? "" }) {
      times[machine] = Dictionary(grouping: runs) { Cell(setting: $0.setting, operation: $0.operation) }
        .compactMapValues { SweepRow.Timing(ofMachine: $0, spread)?.measured }
    }
    let machines = times.keys.sorted()
    for (index, one) in machines.enumerated() {
      for other in machines[(index + 1)...] {
        let cells: [(cell: Cell, difference: Double)] = (times[one] ?? [:]).compactMap { cell, time in
          guard let against = times[other]?[cell] else { return nil }
          let error = (time.error * time.error + against.error * against.error).squareRoot()
          return (cell, abs(time.seconds - against.seconds) / max(error, 1e-12))
        }
        guard let typical = Statistics.median(cells.map(\.difference)) else {
          throw Failure(
            "merge the times of", "machines \(one) and \(other)",
            because: "they have no timed setting in common",
            advice: Self.advice)
        }
        guard typical > Self.tolerance else { continue }
        let worst = cells.max {
          ($0.difference, $0.cell.setting.name) < ($1.difference, $1.cell.setting.name)
        }
        let example =
          worst.map { worst in
            let pair = [one, other].map { Format.time(times[$0]?[worst.cell]?.seconds ?? 0) }
            return ", such as \(pair[0]) and \(pair[1]) to \(worst.cell.operation.rawValue) with"
              + " \(worst.cell.setting.name)"
          } ?? ""
        throw Failure(
          "merge the times of", "machines \(one) and \(other)",
          because: "their times of the same settings differ by more than the error\(example)",
          advice: Self.advice)
      }
    }
  }
}
