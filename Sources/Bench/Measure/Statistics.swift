/// Statistics that a few disturbed runs do not move.
package enum Statistics {
  /// The median; nil of nothing.
  package static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The median absolute deviation from the median, not scaled; nil for fewer than two values.
  package static func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let middle = median(values) else { return nil }
    return median(values.map { abs($0 - middle) })
  }

  /// What scales a median absolute deviation to the standard deviation of a normal distribution.
  package static let normalScale = 1.4826

  /// The standard deviation as a share of the median; nil for fewer than two values.
  ///
  /// It is estimated by the median absolute deviation, and for few values, where that is easily small by chance, by the
  /// range over the expected range of as many normal values (d₂ of control charts, ISO 7870-2).
  package static func relativeSpread(_ values: [Double]) -> Double? {
    guard let middle = median(values), middle > 0, let deviation = medianAbsoluteDeviation(values),
      let low = values.min(), let high = values.max()
    else { return nil }
    let expected = [2: 1.128, 3: 1.693, 4: 2.059, 5: 2.326, 6: 2.534][values.count]
    return (expected.map { (high - low) / $0 } ?? normalScale * deviation) / middle
  }

  /// The standard error of a median of `count` normal values, of which each has the standard deviation `spread`: √(π/2)
  /// times the mean's.
  package static func errorOfMedian(spread: Double, count: Int) -> Double {
    (Double.pi / 2).squareRoot() * spread / Double(count).squareRoot()
  }

  /// The standard error of the median as a share of it; nil for fewer than two values.
  package static func relativeErrorOfMedian(_ values: [Double]) -> Double? {
    relativeSpread(values).map { errorOfMedian(spread: $0, count: values.count) }
  }
}

extension SweepRow.Timing {
  /// Sums up timed runs; nil of none.
  package init?(_ samples: [Sample]) {
    let walls = samples.map(\.passed.wall.inSeconds)
    guard let median = Statistics.median(walls),
      let cpu = Statistics.median(samples.map(\.passed.cpu.inSeconds))
    else { return nil }
    self.init(
      median: .seconds(median), mad: Statistics.medianAbsoluteDeviation(walls).map { .seconds($0) },
      cpu: .seconds(cpu), rounds: samples.count)
  }
}

extension SweepRow {
  /// The row with the times that runs of its setting add up to.
  func timed(by samples: [Sample], on machine: MachineSpread) -> SweepRow {
    var row = self
    row.compress = Timing(samples.filter { $0.direction == .compress })
    row.decompress = Timing(samples.filter { $0.direction == .decompress })
    row.extract = Timing(samples.filter { $0.direction == .extract })
    row.noise = NoiseVerdict(samples, on: machine)
    return row
  }
}

/// How far runs of one setting lie apart on a machine, which tells what a setting with few runs cannot.
struct MachineSpread: Sendable {
  /// Standard deviation as a share of the median, that of half of the settings or less.
  private var typical: [Direction: Double] = [:]

  /// Fewer runs of a setting say little of how far they lie apart.
  private static let tellingRounds = 5

  /// What the runs of all settings say; nothing where each ran once.
  init(_ samples: [Sample]) {
    for (direction, runs) in Dictionary(grouping: samples, by: \.direction) {
      let all = Dictionary(grouping: runs, by: \.setting).values.map { $0.map(\.passed.wall.inSeconds) }
      let telling = all.filter { $0.count >= Self.tellingRounds }
      // Two runs of some setting still say more than nothing.
      typical[direction] = Statistics.median(
        (telling.isEmpty ? all : telling).compactMap(Statistics.relativeSpread))
    }
  }

  /// The spread to expect of some runs; nil where neither they nor others tell.
  func spread(of walls: [Double], _ direction: Direction) -> Double? {
    let own = Statistics.relativeSpread(walls)
    // Where no setting ran often in this direction, the other one tells what the machine is like.
    guard walls.count < Self.tellingRounds, let typical = typical[direction] ?? typical.values.max() else {
      return own
    }
    return max(own ?? 0, typical)
  }
}

extension NoiseVerdict {
  /// The standard error of a median above which a time is called noisy, whatever the kernel says.
  ///
  /// Two medians that are each known to 1 % differ by less than 3 % in 95 of 100 cases.
  static let errorLimit = 0.01

  /// Judges the runs of one setting; nil where nothing was timed.
  init?(_ samples: [Sample], on machine: MachineSpread) {
    guard !samples.isEmpty else { return nil }
    var reasons: [String] = []
    for direction in Direction.allCases {
      let runs = samples.filter { $0.direction == direction }
      guard let disturbance = Statistics.median(runs.map(\.disturbance)) else { continue }
      if disturbance > Sample.disturbanceLimit {
        reasons.append("\(direction.rawValue) lost \(CSV.decimal(disturbance * 100, places: 1))% to others")
      }
      if let spread = machine.spread(of: runs.map(\.passed.wall.inSeconds), direction) {
        let error = Statistics.errorOfMedian(spread: spread, count: runs.count)
        if error > Self.errorLimit {
          reasons.append("\(direction.rawValue) median ±\(CSV.decimal(error * 100, places: 1))%")
        }
      }
    }
    self = reasons.isEmpty ? .quiet : .noisy(reasons)
  }
}
