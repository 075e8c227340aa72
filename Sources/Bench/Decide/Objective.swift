package import BenchCore
package import BenchResults

/// The cost that orders the settings within the limits.
package enum Objective: Sendable, Equatable {
  /// End of a user's wait.
  package enum Arrival: String, Sendable, CaseIterable {
    /// The archive is decoded, in memory or through a pipe.
    case decoded
    /// Its files are on disk; measured by sweeps with `--extract`.
    case unpacked
  }

  /// The smallest archive.
  case smallest
  /// The least time to download and then decode or unpack: compressed bytes / bandwidth + decode time.
  case delivery(bandwidth: Throughput, until: Arrival = .decoded)
  /// The least time over all uses: downloads · (compressed bytes / bandwidth + decode time) + builds · compress
  /// time.
  case lifetime(bandwidth: Throughput, downloads: Int, builds: Int, until: Arrival = .decoded)
  /// The least time of one operation.
  case fastest(Operation)
  /// The least time to compress among the settings whose archive is larger than the smallest by this much at
  /// most.
  case cheapestBuild(within: Percentage)
  /// The least cost of egress: the price of a GB (10⁹ bytes), in any currency, times the bytes of all downloads.
  case egress(price: Double, downloads: Int)

  /// What a cost is.
  package enum Unit: String, Sendable {
    case bytes
    case seconds = "s"
    /// The currency of the price.
    case money
  }

  /// The aim as a phrase: `the least time to download at 100 Mbit/s and decode`.
  package var aim: String {
    switch self {
    case .smallest: "the smallest archive"
    case .delivery(let bandwidth, let until):
      "the least time to download at \(Self.written(bandwidth)) and \(until.verb)"
    case .lifetime(let bandwidth, let downloads, let builds, let until):
      "the least time for \(Format.count(downloads, "download")) at \(Self.written(bandwidth))"
        + (until == .unpacked ? " until unpacked" : "") + " and \(Format.count(builds, "build"))"
    case .fastest(let operation): "the least time to \(operation.verb)"
    case .cheapestBuild(let share):
      "the least time to compress to at most \(Self.written(share)) over the smallest archive"
    case .egress(let price, let downloads):
      "the least cost of \(Format.count(downloads, "download")) at \(Format.trimmed(price, places: 6)) per GB"
    }
  }

  /// How the cost is computed.
  package var formula: String {
    switch self {
    case .smallest: "compressed bytes"
    case .delivery(let bandwidth, let until): Self.delivery(bandwidth, until)
    case .lifetime(let bandwidth, let downloads, let builds, let until):
      "\(downloads) * (\(Self.delivery(bandwidth, until))) + \(builds) * compress time"
    case .fastest(let operation): "\(operation.noun) time"
    case .cheapestBuild: "compress time"
    case .egress(let price, let downloads):
      "\(downloads) * compressed bytes / 10^9 * \(Format.trimmed(price, places: 6))"
    }
  }

  /// The unit of a cost.
  package var unit: Unit {
    switch self {
    case .smallest: .bytes
    case .egress: .money
    case .delivery, .lifetime, .fastest, .cheapestBuild: .seconds
    }
  }

  /// Whether a cost is a time, which has an error; bytes and money are exact.
  package var isTime: Bool { unit == .seconds }

  /// Whether the cost includes the time of unpacking to disk.
  var takesUnpacking: Bool {
    switch self {
    case .delivery(_, let until), .lifetime(_, _, _, let until): until == .unpacked
    case .fastest(let operation): operation == .extract
    case .smallest, .cheapestBuild, .egress: false
    }
  }

  /// Cost of a row in the objective's unit; nil if a needed time was not measured.
  func cost(of row: SweepRow) -> MeasuredTime? {
    guard let bytes = row.compressedBytes else { return nil }
    switch self {
    case .smallest: return .exact(Double(bytes.bytes))
    case .delivery(let bandwidth, let until): return delivery(of: row, bytes, at: bandwidth, until)
    case .lifetime(let bandwidth, let downloads, let builds, let until):
      var cost = MeasuredTime.zero
      // A use with the count 0 needs no figure.
      if downloads > 0 {
        guard let delivery = delivery(of: row, bytes, at: bandwidth, until) else { return nil }
        cost = Double(downloads) * delivery
      }
      if builds > 0 {
        guard let compress = row.compress else { return nil }
        cost = cost + Double(builds) * compress.measured
      }
      return cost
    case .fastest(let operation): return row.timing(operation)?.measured
    case .cheapestBuild: return row.compress?.measured
    case .egress(let price, let downloads):
      return .exact(Double(downloads) * Double(bytes.bytes) / 1e9 * price)
    }
  }

  /// Total cost of a candidate over all results; nil if a needed time was not measured.
  package func cost(of candidate: Candidate) -> MeasuredTime? {
    var total = MeasuredTime.zero
    for row in candidate.rows {
      guard let cost = cost(of: row) else { return nil }
      total = total + cost
    }
    return total
  }

  /// Maximum total size of the archives, if the objective has such a limit.
  ///
  /// - Parameter candidates: The settings within the limits, the smallest archive among them.
  func mostBytes(among candidates: [Candidate]) -> ByteCount? {
    guard case .cheapestBuild(let share) = self, let smallest = candidates.map(\.archiveBytes).min() else {
      return nil
    }
    // The share may be any number, and an Int traps beyond its range.
    return ByteCount(Int(min(Double(smallest.bytes) * (1 + share.fraction), 9e18)))
  }

  private func delivery(
    of row: SweepRow, _ bytes: ByteCount, at bandwidth: Throughput, _ until: Arrival
  ) -> MeasuredTime? {
    guard let timing = until == .unpacked ? row.extract : row.decompress else { return nil }
    return .exact(Double(bytes.bytes) / bandwidth.bytesPerSecond) + timing.measured
  }

  private static func delivery(_ bandwidth: Throughput, _ until: Arrival) -> String {
    "compressed bytes / \(LimitFormat.throughput(bandwidth)) + \(until.verb) time"
  }

  /// A share as typed: `1%`.
  package static func written(_ share: Percentage) -> String {
    Format.trimmed(share.percent, places: 6) + "%"
  }

  /// A bandwidth in both units that people use: `12.5 MB/s (100 Mbit/s)`.
  package static func written(_ bandwidth: Throughput) -> String {
    "\(Format.bandwidth(bandwidth)) (\(Format.speed(bandwidth)))"
  }
}

extension Objective.Arrival {
  /// The end of the wait, as a verb.
  package var verb: String { self == .unpacked ? "unpack" : "decode" }
}

extension Operation {
  /// The operation as a phrase.
  package var verb: String { self == .extract ? "decode and unpack" : rawValue }

  var noun: String { self == .extract ? "unpack" : rawValue }
}
