import Pipeline

/// One of the results of a report, as its charts need it.
struct ReportSubject: Sendable {
  /// Its name, told apart from the others'.
  let title: String
  let results: Results
  /// The rows that did not fail, in the order of the sweep.
  let measured: [SweepRow]
  /// The setting that the others are compared with: the highest level of gzip, which everybody knows.
  let reference: SweepRow?
  /// Who wins at which bandwidth.
  let crossover: Crossover

  private init(title: String, _ results: Results) {
    self.title = title
    self.results = results
    measured = results.rows.filter { $0.status == .ok && $0.compressedBytes != nil }
    reference = measured.filter { $0.setting.codec == .gzip }.max { $0.setting.level < $1.setting.level }
    crossover = Crossover(of: results.rows)
  }

  /// The subjects of a report; where two have one name, their folders tell them apart.
  static func list(_ results: [Results]) -> [ReportSubject] {
    zip(results.uniqueNames, results).map { ReportSubject(title: $0, $1) }
  }

  /// The row with the fewest bytes; of equals the first.
  var smallest: SweepRow? { measured.least { $0.compressedBytes.map { Double($0.bytes) } } }

  /// The row that compresses fastest.
  var fastestToCompress: SweepRow? { measured.least { $0.compress?.median.inSeconds } }

  /// The row that decompresses fastest.
  var fastestToDecompress: SweepRow? { measured.least { $0.decompress?.median.inSeconds } }

  /// How a row's size differs from the reference's; nil for the reference itself.
  func changeFromReference(_ row: SweepRow) -> String? {
    guard let reference, reference.setting != row.setting, let old = reference.compressedBytes,
      let new = row.compressedBytes
    else {
      return nil
    }
    return Figures.change(from: old, to: new)
  }

  /// The settings that no other beats in both size and speed.
  func frontier(_ direction: Direction) -> [SweepRow] {
    let timed = measured.filter { $0.timing(direction) != nil && $0.ratio != nil }
    return Frontier.members(of: timed) { row in
      [Double(row.compressedBytes?.bytes ?? .max), row.timing(direction)?.median.inSeconds ?? .infinity]
    }
  }
}

extension SweepRow {
  /// The times of one direction.
  func timing(_ direction: Direction) -> Timing? {
    switch direction {
    case .compress: compress
    case .decompress: decompress
    case .extract: extract
    }
  }

  /// The throughput of one direction.
  func throughput(_ direction: Direction) -> Throughput? {
    timing(direction).flatMap { Throughput(originalBytes, in: $0.median) }
  }

  /// The throughputs one median absolute deviation to either side; nil for a single round.
  func spread(_ direction: Direction) -> (low: Throughput, high: Throughput)? {
    guard let timing = timing(direction), let mad = timing.mad, mad > .zero, mad < timing.median,
      let low = Throughput(originalBytes, in: timing.median + mad),
      let high = Throughput(originalBytes, in: timing.median - mad)
    else {
      return nil
    }
    return (low, high)
  }

  /// All that is known of the row, in lines, for whoever points at it.
  var details: String {
    var lines = [setting.label]
    if let compressedBytes, let ratio {
      lines.append("\(Figures.grouped(compressedBytes.bytes)) bytes, ratio \(Figures.ratio(ratio))")
    }
    for (name, direction) in [("compress", Direction.compress), ("decompress", .decompress)] {
      guard let timing = timing(direction), let speed = throughput(direction) else { continue }
      let spread = timing.mad.map { " ± \(Figures.time($0))" } ?? " (one round)"
      lines.append("\(name) \(Figures.time(timing.median))\(spread), \(Figures.speed(speed))")
    }
    if case .noisy? = noise { lines.append(noise?.description ?? "") }
    return lines.joined(separator: "; ")
  }
}

extension Sequence {
  /// The element of the least cost, the first of equals; those without a cost are left out.
  func least(_ cost: (Element) -> Double?) -> Element? {
    var best: (element: Element, cost: Double)?
    for element in self {
      guard let value = cost(element) else { continue }
      if let found = best, found.cost <= value { continue }
      best = (element, value)
    }
    return best?.element
  }
}
