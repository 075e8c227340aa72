import Foundation
import Pipeline

/// Quantities as they are typed on a command line, so that what is advised can be pasted.
enum WrittenForm {
  /// Which way a rounded value may differ from the exact one.
  enum Rounding { case up, down }

  /// `128MiB`, `50MB` or a bare number of bytes, exactly.
  static func bytes(_ count: ByteCount) -> String { exact(count.bytes) ?? String(count.bytes) }

  /// `300MB/s`, exactly where it is a whole number of bytes.
  static func throughput(_ bytesPerSecond: Double) -> String {
    guard let whole = Int(exactly: bytesPerSecond) else {
      return trimmed(bytesPerSecond / 1e6, places: 6) + "MB/s"
    }
    return exact(whole).map { $0 + "/s" } ?? trimmed(bytesPerSecond / 1e6, places: 6) + "MB/s"
  }

  /// `60s` or `500ms`.
  static func time(_ seconds: Double) -> String {
    seconds < 1 && seconds > 0 ? trimmed(seconds * 1e3, places: 6) + "ms" : trimmed(seconds, places: 6) + "s"
  }

  /// A limit that is met by what meets `limit` exactly, to three digits: `12.5s` for 12.4321 s.
  static func rounded(_ limit: Limit) -> String {
    switch limit {
    case .compressTime(let time):
      let seconds = time.inSeconds
      return seconds < 1 ? digits(seconds * 1e3, .up) + "ms" : digits(seconds, .up) + "s"
    case .decompressThroughput(let throughput):
      return digits(throughput.megabytesPerSecond, .down) + "MB/s"
    case .compressMemory(let bytes), .decompressMemory(let bytes), .window(let bytes):
      if let exact = exact(bytes.bytes) { return exact }
      let mebibytes = Double(bytes.bytes) / 1_048_576
      return mebibytes < 1 ? digits(mebibytes * 1024, .up) + "KiB" : digits(mebibytes, .up) + "MiB"
    case .codecs, .defaultDecoder:
      return limit.value
    }
  }

  private static func exact(_ bytes: Int) -> String? {
    let units: [(String, Int)] = [
      ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("TB", 1_000_000_000_000),
      ("GB", 1_000_000_000), ("MB", 1_000_000), ("KiB", 1 << 10), ("kB", 1000),
    ]
    guard bytes > 0, let (name, size) = units.first(where: { bytes % $0.1 == 0 && bytes / $0.1 < 10_000 })
    else { return nil }
    return String(bytes / size) + name
  }

  /// Three significant digits, rounded in one direction.
  private static func digits(_ value: Double, _ rounding: Rounding) -> String {
    let places = value >= 100 ? 0 : value >= 10 ? 1 : 2
    let scale = pow(10, Double(places))
    // Without it 0.29 · 100 = 28.999… would be rounded away from what it already is.
    let scaled = value * scale
    let nearest = scaled.rounded()
    let whole =
      abs(scaled - nearest) < 1e-9 * scaled ? nearest : scaled.rounded(rounding == .up ? .up : .down)
    return trimmed(whole / scale, places: places)
  }

  /// A decimal number without needless zeros.
  private static func trimmed(_ value: Double, places: Int) -> String {
    var text = String(format: "%.\(places)f", value)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }
}
