package import BenchCore
import Pipeline
import BenchResults
import FoundationEssentials

/// What makes one setting better than another within the limits.
package enum Objective: Sendable, Equatable {
  /// The smallest archive.
  case smallest
  /// The least time to download and then decode: compressed bytes / bandwidth + decode time.
  case delivery(bandwidth: Throughput)
  /// The least time over all uses: downloads · (compressed bytes / bandwidth + decode time) + builds · compress time.
  case lifetime(bandwidth: Throughput, downloads: Int, builds: Int)

  /// What is sought, for people.
  package var aim: String {
    switch self {
    case .smallest: "the smallest archive"
    case .delivery(let bandwidth): "the least time to download at \(written(bandwidth)) and decode"
    case .lifetime(let bandwidth, let downloads, let builds):
      "the least time for \(Format.count(downloads, "download")) at \(written(bandwidth))"
        + " and \(Format.count(builds, "build"))"
    }
  }

  /// How the cost comes about.
  package var formula: String {
    switch self {
    case .smallest: "compressed bytes"
    case .delivery(let bandwidth): "compressed bytes / \(written(bandwidth)) + decode time"
    case .lifetime(let bandwidth, let downloads, let builds):
      "\(downloads) * (compressed bytes / \(written(bandwidth)) + decode time) + \(builds) * compress time"
    }
  }

  /// Whether a cost is a time; otherwise it is bytes, which are exact.
  package var isTime: Bool { self != .smallest }

  /// What a row costs, in bytes or seconds; nil where a time that it takes was not measured.
  ///
  /// - Returns: The cost; its `seconds` are bytes for `smallest`.
  func cost(of row: SweepRow) -> MeasuredTime? {
    guard let bytes = row.compressedBytes else { return nil }
    switch self {
    case .smallest:
      return MeasuredTime(seconds: Double(bytes.bytes), error: 0)
    case .delivery(let bandwidth):
      return delivery(of: row, bytes, at: bandwidth)
    case .lifetime(let bandwidth, let downloads, let builds):
      var cost = MeasuredTime.zero
      // What happens never needs no figure.
      if downloads > 0 {
        guard let delivery = delivery(of: row, bytes, at: bandwidth) else { return nil }
        cost = Double(downloads) * delivery
      }
      if builds > 0 {
        guard let compress = row.compress else { return nil }
        cost = cost + Double(builds) * compress.measured
      }
      return cost
    }
  }

  /// What a candidate costs over all the results; nil where a time that it takes was not measured.
  package func cost(of candidate: Candidate) -> MeasuredTime? {
    let costs = candidate.rows.compactMap { cost(of: $0) }
    guard costs.count == candidate.rows.count else { return nil }
    return costs.reduce(MeasuredTime.zero, +)
  }

  private func delivery(of row: SweepRow, _ bytes: ByteCount, at bandwidth: Throughput) -> MeasuredTime? {
    guard let decompress = row.decompress else { return nil }
    let download = Double(bytes.bytes) / bandwidth.bytesPerSecond
    return MeasuredTime(seconds: download, error: 0) + decompress.measured
  }

  private func written(_ bandwidth: Throughput) -> String { LimitFormat.throughput(bandwidth) }
}
