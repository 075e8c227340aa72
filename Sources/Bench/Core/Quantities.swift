/// Bytes of original data per second.
package struct Throughput: Hashable, Comparable, Sendable {
  package var bytesPerSecond: Double

  package init(bytesPerSecond: Double) { self.bytesPerSecond = bytesPerSecond }

  /// The throughput of `bytes` handled in `time`; nil if no time passed.
  package init?(_ bytes: ByteCount, in time: Duration) {
    guard time > .zero else { return nil }
    self.init(bytesPerSecond: Double(bytes.bytes) / time.inSeconds)
  }

  /// MB (10⁶ bytes) per second.
  package var megabytesPerSecond: Double { bytesPerSecond / 1e6 }

  package static func < (left: Throughput, right: Throughput) -> Bool {
    left.bytesPerSecond < right.bytesPerSecond
  }
}

extension Duration {
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}

extension Throughput {
  /// Mbit (10⁶ bits) per second.
  package var megabitsPerSecond: Double { bytesPerSecond * 8 / 1e6 }

  /// A bandwidth of `megabits` Mbit per second.
  package init(megabitsPerSecond megabits: Double) { self.init(bytesPerSecond: megabits * 1e6 / 8) }
}
