/// Statistics that a few disturbed runs do not move.
public enum Statistics {
  /// The median; nil of nothing.
  public static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The median absolute deviation from the median, not scaled; nil for fewer than two values.
  public static func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let middle = median(values) else { return nil }
    return median(values.map { abs($0 - middle) })
  }

  /// What scales a median absolute deviation to the standard deviation of a normal distribution.
  public static let normalScale = 1.4826

  /// The standard error of the median as a share of it; nil for fewer than two values.
  ///
  /// For a normal distribution the median's standard error is √(π/2) times the mean's; the standard deviation is
  /// estimated by the median absolute deviation.
  public static func relativeErrorOfMedian(_ values: [Double]) -> Double? {
    guard let middle = median(values), middle > 0, let deviation = medianAbsoluteDeviation(values) else {
      return nil
    }
    return (Double.pi / 2).squareRoot() * normalScale * deviation / Double(values.count).squareRoot() / middle
  }
}

extension SweepRow.Timing {
  /// Sums up timed runs; nil of none.
  public init?(_ samples: [Sample]) {
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
  func timed(by samples: [Sample]) -> SweepRow {
    var row = self
    row.compress = Timing(samples.filter { $0.direction == .compress })
    row.decompress = Timing(samples.filter { $0.direction == .decompress })
    row.extract = Timing(samples.filter { $0.direction == .extract })
    row.noise = NoiseVerdict(samples)
    return row
  }
}

extension NoiseVerdict {
  /// Spread, as a share of the median, above which times are called noisy whatever the kernel says.
  static let spreadLimit = 0.05

  /// Judges the runs of one setting; nil where nothing was timed.
  init?(_ samples: [Sample]) {
    guard !samples.isEmpty else { return nil }
    var reasons: [String] = []
    for direction in Direction.allCases {
      let runs = samples.filter { $0.direction == direction }
      guard let disturbance = Statistics.median(runs.map(\.disturbance)) else { continue }
      if disturbance > Sample.disturbanceLimit {
        reasons.append("\(direction.rawValue) lost \(CSV.decimal(disturbance * 100, places: 1))% to others")
      }
      let walls = runs.map(\.passed.wall.inSeconds)
      if let middle = Statistics.median(walls), let deviation = Statistics.medianAbsoluteDeviation(walls) {
        let spread = Statistics.normalScale * deviation / middle
        if spread > Self.spreadLimit {
          reasons.append("\(direction.rawValue) spread \(CSV.decimal(spread * 100, places: 1))%")
        }
      }
    }
    self = reasons.isEmpty ? .quiet : .noisy(reasons)
  }
}
