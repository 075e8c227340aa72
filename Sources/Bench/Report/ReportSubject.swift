import BenchCore
import Pipeline
import BenchResults

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
    reference = measured.filter { $0.setting.encoder == .zlib }.max { $0.setting.level < $1.setting.level }
    crossover = Crossover(of: results.rows)
  }

  /// The subjects of a report; where two have one name, their folders tell them apart.
  static func list(_ results: [Results]) -> [ReportSubject] {
    zip(results.uniqueNames, results).map { ReportSubject(title: $0, $1) }
  }

  /// The row with the fewest bytes; of equals the first.
  var smallest: SweepRow? { measured.least { $0.compressedBytes.map { Double($0.bytes) } } }

  /// The row that compresses fastest.
  var fastestToCompress: SweepRow? { measured.least { $0.compress?.time.inSeconds } }

  /// The row that decompresses fastest.
  var fastestToDecompress: SweepRow? { measured.least { $0.decompress?.time.inSeconds } }

  /// How a row's size differs from the reference's; nil for the reference itself.
  func changeFromReference(_ row: SweepRow) -> String? {
    guard let reference, reference.setting != row.setting, let old = reference.compressedBytes,
      let new = row.compressedBytes
    else {
      return nil
    }
    return Format.relativeChange(from: old, to: new)
  }

  /// The settings that no other beats in both size and speed.
  func frontier(_ operation: Operation) -> [SweepRow] {
    Frontier.members(of: measured.filter { $0.timing(operation) != nil }) { row in
      guard let size = row.compressedBytes, let time = row.timing(operation) else { return nil }
      return [.exact(Double(size.bytes)), time.measured]
    }
  }
}

extension SweepRow {
  /// The throughputs one standard error to either side.
  func spread(_ operation: Operation) -> (low: Throughput, high: Throughput)? {
    guard let time = timing(operation)?.measured, time.error > 0, time.error < time.seconds,
      let low = Throughput(originalBytes, in: .seconds(time.seconds + time.error)),
      let high = Throughput(originalBytes, in: .seconds(time.seconds - time.error))
    else {
      return nil
    }
    return (low, high)
  }

  /// All that is known of the row, in lines, for a tooltip.
  var details: String {
    var lines = [setting.label]
    if let compressedBytes, let ratio {
      lines.append("\(Format.grouped(compressedBytes.bytes)) bytes, ratio \(Format.ratio(ratio))")
    }
    for (name, operation) in [("compress", Operation.compress), ("decompress", .decompress)] {
      guard let timing = timing(operation), let speed = throughput(operation) else { continue }
      lines.append("\(name) \(Format.time(timing.measured)), \(Format.speed(speed))")
    }
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
