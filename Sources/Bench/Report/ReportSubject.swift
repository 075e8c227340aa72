import BenchCore
import BenchResults
import Pipeline

/// One of the results of a report, as its charts need it.
struct ReportSubject: Sendable {
  /// Its name, distinct from the others'.
  let title: String
  let results: Results
  /// The rows that did not fail, in the order of the sweep.
  let measured: [SweepRow]
  /// The reference setting: the highest level of gzip.
  let reference: SweepRow?

  private init(title: String, _ results: Results) {
    self.title = title
    self.results = results
    measured = results.rows.filter { $0.status == .ok && $0.compressedBytes != nil }
    reference = measured.filter { $0.setting.encoder == .zlib }.least { -Double($0.setting.level) }
  }

  /// The subjects of a report. If two have one name, their folders distinguish them.
  static func list(_ results: [Results]) -> [ReportSubject] {
    zip(results.uniqueNames, results).map { ReportSubject(title: $0.clipped(to: 120), $1) }
  }

  /// The Python version in the tree's name or in its folder, such as `3.12`; nil if neither has one.
  var pythonVersion: String? {
    for text in [results.name, results.provenance?.tree.path ?? ""] {
      if let match = text.firstMatch(of: /(?:^|[^0-9.])([23]\.[0-9]{1,2}(?:\.[0-9]{1,2})?)(?:$|[^0-9])/) {
        return String(match.1)
      }
    }
    return nil
  }

  /// The best settings by bandwidth.
  var crossover: Crossover { Crossover(of: Contender.list([self])) }

  /// Size of the tar.
  var tarBytes: ByteCount? { results.rows.first?.originalBytes }

  /// The sizes of its archives; of two rows with one setting the first counts.
  var sizes: [Setting: ByteCount] {
    Dictionary(
      measured.compactMap { row in row.compressedBytes.map { (row.setting, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The row with the fewest bytes; of equals the one that takes less memory to compress, then the first.
  var smallest: SweepRow? {
    func rank(_ row: SweepRow) -> (Int, Int) {
      (row.compressedBytes?.bytes ?? .max, row.compressHeap?.bytes ?? .max)
    }
    return measured.min { rank($0) < rank($1) }
  }

  /// The smallest row of every codec but one, in the order of codecs.
  func smallest(butOf codec: Codec?) -> [SweepRow] {
    Codec.allCases.filter { $0 != codec }.compactMap { other in
      measured.filter { $0.setting.codec == other }.least { ($0.compressedBytes?.bytes).map(Double.init) }
    }
  }

  /// The row of the least time of an operation.
  func fastest(_ operation: Operation) -> SweepRow? {
    measured.least { $0.timing(operation)?.time.inSeconds }
  }

  /// How a row's size differs from the reference's; nil for the reference itself.
  func changeFromReference(_ row: SweepRow) -> String? {
    guard let reference, reference.setting != row.setting, let old = reference.compressedBytes,
      let new = row.compressedBytes
    else {
      return nil
    }
    return Format.relativeChange(from: old, to: new)
  }

  /// The frontier of size and speed.
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

  /// The figures of the row for a tooltip, in lines that end with a semicolon.
  var details: String {
    var lines = [setting.name]
    if let compressedBytes, let ratio {
      lines.append("\(Format.grouped(compressedBytes.bytes)) bytes, ratio \(Format.ratio(ratio))")
    }
    for (name, operation) in [("compress", Operation.compress), ("decompress", .decompress)] {
      guard let timing = timing(operation), let speed = throughput(operation) else { continue }
      let rounds = timing.rounds == 1 ? "once, error assumed" : "\(timing.rounds) rounds"
      lines.append("\(name) \(Format.time(timing.measured)), \(Format.speed(speed)), \(rounds)")
    }
    return lines.joined(separator: "; ")
  }
}

extension Sequence {
  /// The element with the lowest cost, the first of equals. Elements without a cost are skipped.
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

extension String {
  /// The text, cut with an ellipsis if it has more code points.
  func clipped(to most: Int) -> String {
    guard unicodeScalars.count > most else { return self }
    var text = String()
    text.unicodeScalars.append(contentsOf: unicodeScalars.prefix(most - 1))
    return text + "…"
  }
}
