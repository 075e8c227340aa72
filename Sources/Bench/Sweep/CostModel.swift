package import BenchCore
package import BenchResults
package import Pipeline

/// Expected times of settings: known relative costs, corrected by the measured ones.
package struct CostModel: Sendable {
  private let originalBytes: ByteCount
  /// Processors that several threads have at most.
  private let processors: Int
  /// Measured time ÷ expected time, by encoder, separately for compression and decompression.
  private var measured: [Key: (expected: Double, actual: Double)] = [:]

  private struct Key: Hashable {
    var encoder: EncoderLibrary
    var operation: Operation
  }

  /// Creates a model.
  ///
  /// - Parameters:
  ///   - originalBytes: Size of the tar.
  ///   - processors: Processors that several threads have at most; without a limit the model is the same
  ///     everywhere.
  package init(originalBytes: ByteCount, processors: Int = Processors.available.count) {
    self.originalBytes = originalBytes
    self.processors = processors
  }

  /// Compression speed of one core on a stripped CPython in MB/s, from the lowest level on.
  private static let speeds: [EncoderLibrary: [Double]] = [
    .libzstd: [
      300, 250, 170, 140, 85, 65, 55, 45, 38, 30, 22, 20, 10, 9, 6.5, 5, 4, 3, 1.9, 1.6, 1.3, 1.0,
    ],
    .zlib: [75, 70, 55, 50, 35, 22, 18, 10, 7],
    .libdeflate: [187, 132, 110, 109, 85, 74, 53, 26, 19, 9.8, 8.1, 6.3],
    .liblzma: [20, 13, 9, 6, 5, 3.9, 3.4, 3.3, 3.2, 3.0],
  ]
  private static func decodeSpeed(_ codec: Codec) -> Double {
    switch codec {
    case .zstd: 700
    case .gzip: 300
    case .xz: 85
    }
  }
  /// Speed of writing the files of a tree to disk, MB/s.
  private static let unpackSpeed = 60.0

  /// Speed of zopfli in MB/s. Finding the ends of blocks takes as long as 13 iterations.
  private static func zopfliSpeed(_ iterations: Int) -> Double { 9 / Double(13 + iterations) }

  /// The expected time of one run.
  package func time(of setting: Setting, _ operation: Operation) -> Duration {
    let raw = raw(setting, operation)
    let key = Key(encoder: setting.encoder, operation: operation)
    guard let known = measured[key], known.expected > 0 else { return .seconds(raw) }
    return .seconds(raw * known.actual / known.expected)
  }

  /// Adds a measured run.
  package mutating func learn(_ sample: Sample) {
    let key = Key(encoder: sample.setting.encoder, operation: sample.operation)
    var known = measured[key] ?? (0, 0)
    known.expected += raw(sample.setting, sample.operation)
    known.actual += sample.passed.wall.inSeconds
    measured[key] = known
  }

  private func raw(_ setting: Setting, _ operation: Operation) -> Double {
    let speed: Double
    switch operation {
    case .compress:
      let table = Self.speeds[setting.encoder] ?? []
      let index = setting.level - setting.encoder.levels.lowerBound
      let level = table.indices.contains(index) ? table[index] : Self.zopfliSpeed(setting.level)
      speed = level * (setting.extreme ? 0.6 : 1) * Double(min(setting.threads, processors))
    case .decompress: speed = Self.decodeSpeed(setting.codec)
    case .extract: speed = Self.unpackSpeed
    }
    return originalBytes.megabytes / speed + 0.0005
  }
}
