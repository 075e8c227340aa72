import Glibc

/// Quantities in the form of the command line, so that users can paste them from a message.
package enum LimitFormat {
  /// A size, exactly: `128MiB`, `50MB`, `1001B`.
  package static func bytes(_ count: ByteCount) -> String { exact(count.bytes) ?? "\(count.bytes)B" }

  /// A throughput, exact if it is a whole number of bytes: `300MB/s`.
  package static func throughput(_ throughput: Throughput) -> String {
    let bytes = throughput.bytesPerSecond
    guard let whole = Int(exactly: bytes), let exact = exact(whole) else {
      return Format.trimmed(bytes / 1e6, places: 6) + "MB/s"
    }
    return exact + "/s"
  }

  /// A time: `60s`, `500ms`.
  package static func time(_ time: Duration) -> String {
    let seconds = time.inSeconds
    return seconds < 1 && seconds > 0
      ? Format.trimmed(seconds * 1e3, places: 6) + "ms" : Format.trimmed(seconds, places: 6) + "s"
  }

  /// A size of three significant digits, no smaller than `count`: `12.5MiB`.
  package static func roundedUp(_ count: ByteCount) -> String {
    if let exact = exact(count.bytes) { return exact }
    let mebibytes = Double(count.bytes) / 1_048_576
    return mebibytes < 1 ? digits(mebibytes * 1024, .up) + "KiB" : digits(mebibytes, .up) + "MiB"
  }

  /// An archive's size of three significant digits, no smaller than `count`, in decimal units: `12.1MB`.
  package static func roundedUpDecimal(_ count: ByteCount) -> String {
    if let exact = exact(count.bytes) { return exact }
    return count.bytes < 1_000_000
      ? digits(Double(count.bytes) / 1e3, .up) + "kB" : digits(count.megabytes, .up) + "MB"
  }

  /// A time of three significant digits, no shorter than `time`: `12.5s` for 12.4321 s.
  package static func roundedUp(_ time: Duration) -> String {
    let seconds = time.inSeconds
    return seconds < 1 ? digits(seconds * 1e3, .up) + "ms" : digits(seconds, .up) + "s"
  }

  /// A throughput of three significant digits, no higher than `throughput`.
  package static func roundedDown(_ throughput: Throughput) -> String {
    digits(throughput.megabytesPerSecond, .down) + "MB/s"
  }

  private static func exact(_ bytes: Int) -> String? {
    let units: [(String, Int)] = [
      ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("TB", 1_000_000_000_000),
      ("GB", 1_000_000_000), ("MB", 1_000_000), ("KiB", 1 << 10), ("kB", 1000),
    ]
    // Ten thousand of a unit are hard to read.
    return units.first { bytes % $0.1 == 0 && (1..<10_000).contains(bytes / $0.1) }
      .map { "\(bytes / $0.1)\($0.0)" }
  }

  /// Three significant digits, rounded one way.
  private static func digits(_ value: Double, _ rounding: FloatingPointRoundingRule) -> String {
    let places = value >= 100 ? 0 : value >= 10 ? 1 : 2
    let scale = pow(10, Double(places))
    // Otherwise 0.29 · 100 = 28.999… would be rounded although 0.29 has two digits.
    let scaled = value * scale
    let nearest = scaled.rounded()
    let whole =
      abs(scaled - nearest) < 1e-9 * scaled ? nearest : scaled.rounded(rounding)
    return Format.trimmed(whole / scale, places: places)
  }
}
