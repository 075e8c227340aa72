package import BenchCore
package import BenchResults
package import Pipeline

/// A limit for settings.
package enum Limit: Hashable, Sendable {
  /// Maximum size of an archive.
  case archiveSize(ByteCount)
  /// Maximum time to compress.
  case compressTime(Duration)
  /// Minimum speed to decompress, in original bytes per second.
  case decompressThroughput(Throughput)
  /// Maximum heap to compress.
  case compressMemory(ByteCount)
  /// Maximum memory of a decoder.
  case decompressMemory(ByteCount)
  /// Maximum window of a decoder.
  case window(ByteCount)
  /// Codecs that users can decompress.
  case codecs([Codec])
  /// A decoder that must accept the archive.
  case decoder(DecoderProfile)

  /// The option's name.
  package var name: String {
    switch self {
    case .archiveSize: "max-size"
    case .compressTime: "max-compress-time"
    case .decompressThroughput: "min-decompress-throughput"
    case .compressMemory: "max-compress-memory"
    case .decompressMemory: "max-decompress-memory"
    case .window: "max-window"
    case .codecs: "codecs"
    case .decoder: "decoder"
    }
  }

  /// The limited figure, as it reads before "was not measured".
  package var figure: String {
    switch self {
    case .archiveSize: "archive size"
    case .compressTime: "compression time"
    case .decompressThroughput: "decompression time"
    case .compressMemory: "compression memory"
    case .decompressMemory: "decompression memory"
    case .window: "window"
    case .codecs: "codec"
    case .decoder: "decoder's verdict"
    }
  }

  /// Whether the figure is a time, which a sweep of sizes only does not have.
  var isTime: Bool {
    switch self {
    case .compressTime, .decompressThroughput: true
    case .archiveSize, .compressMemory, .decompressMemory, .window, .codecs, .decoder: false
    }
  }

  /// The value in the form of the command line.
  package var value: String {
    switch self {
    case .compressTime(let time): LimitFormat.time(time)
    case .decompressThroughput(let throughput): LimitFormat.throughput(throughput)
    case .archiveSize(let bytes), .compressMemory(let bytes), .decompressMemory(let bytes),
      .window(let bytes):
      LimitFormat.bytes(bytes)
    case .codecs(let codecs): codecs.map(\.rawValue).joined(separator: ",")
    case .decoder(let profile): profile.rawValue
    }
  }

  /// Name and value: `max-window 8MiB`.
  package var text: String { "\(name) \(value)" }

  /// The value rounded to three digits, so that it still admits the exact value: `12.5s` for 12.4321 s.
  var roundedValue: String {
    switch self {
    case .compressTime(let time): LimitFormat.roundedUp(time)
    case .decompressThroughput(let throughput): LimitFormat.roundedDown(throughput)
    case .archiveSize(let bytes): LimitFormat.roundedUpDecimal(bytes)
    case .compressMemory(let bytes), .decompressMemory(let bytes), .window(let bytes):
      LimitFormat.roundedUp(bytes)
    case .codecs, .decoder: value
    }
  }

  /// Result of comparing a row with a limit.
  package enum Standing: Hashable, Sendable {
    case met
    /// The limit is broken; the associated limit would be met.
    case broken(needed: Limit)
    /// The sweep did not measure the limited figure.
    case unmeasured
  }

  /// Compares `row` with this limit.
  package func standing(of row: SweepRow) -> Standing {
    switch self {
    case .archiveSize(let most):
      atMost(most, row.compressedBytes) { .archiveSize($0) }
    case .compressTime(let most):
      atMost(most, row.compress?.time) { .compressTime($0) }
    case .decompressThroughput(let least):
      row.throughput(.decompress).map { $0 < least ? .broken(needed: .decompressThroughput($0)) : .met }
        ?? .unmeasured
    case .compressMemory(let most):
      atMost(most, row.compressHeap) { .compressMemory($0) }
    case .decompressMemory(let most):
      atMost(most, row.decoderMemory) { .decompressMemory($0) }
    case .window(let most):
      // gzip and xz rows may have no window; then no limit is exceeded.
      row.window == nil && row.setting.codec != .zstd
        ? .met : atMost(most, row.window) { .window($0) }
    case .codecs(let codecs):
      codecs.contains(row.setting.codec) ? .met : .broken(needed: .codecs(codecs + [row.setting.codec]))
    case .decoder(let profile): profile.standing(of: row)
    }
  }

  private func atMost<Quantity: Comparable>(
    _ most: Quantity, _ actual: Quantity?, _ limit: (Quantity) -> Limit
  ) -> Standing {
    guard let actual else { return .unmeasured }
    return actual > most ? .broken(needed: limit(actual)) : .met
  }

  /// Factor from this limit to `needed`: 1.25 for a quarter more; nil without an amount.
  func factor(to needed: Limit) -> Double? {
    switch (self, needed) {
    case (.compressTime(let own), .compressTime(let other)): other.inSeconds / own.inSeconds
    case (.decompressThroughput(let own), .decompressThroughput(let other)):
      own.bytesPerSecond / other.bytesPerSecond
    case (.archiveSize(let own), .archiveSize(let other)),
      (.compressMemory(let own), .compressMemory(let other)),
      (.decompressMemory(let own), .decompressMemory(let other)),
      (.window(let own), .window(let other)):
      Double(other.bytes) / Double(own.bytes)
    default: nil
    }
  }

  /// The weaker of two limits of one kind.
  func weaker(_ other: Limit) -> Limit { (factor(to: other) ?? 1) > 1 ? other : self }
}

/// The limits for settings.
package struct Limits: Sendable, Equatable {
  /// The limits, at most one of each kind, and one per decoder.
  package var all: [Limit]

  /// Creates limits; nil means no limit.
  package init(
    archiveSize: ByteCount? = nil, compressTime: Duration? = nil, decompressThroughput: Throughput? = nil,
    compressMemory: ByteCount? = nil, decompressMemory: ByteCount? = nil, window: ByteCount? = nil,
    codecs: [Codec]? = nil, decoders: [DecoderProfile] = []
  ) {
    let amounts: [Limit?] = [
      archiveSize.map { .archiveSize($0) },
      compressTime.map { .compressTime($0) }, decompressThroughput.map { .decompressThroughput($0) },
      compressMemory.map { .compressMemory($0) }, decompressMemory.map { .decompressMemory($0) },
      window.map { .window($0) }, codecs.map { .codecs($0) },
    ]
    var seen: Set<DecoderProfile> = []
    all = amounts.compactMap { $0 } + decoders.filter { seen.insert($0).inserted }.map { .decoder($0) }
  }
}
