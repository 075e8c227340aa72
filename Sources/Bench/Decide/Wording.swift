import Foundation
package import Pipeline

/// Numbers and lists as a terminal shows them, in the C locale.
package enum Wording {
  /// `10,710,123`.
  package static func grouped(_ count: Int) -> String {
    var digits = Array(String(count.magnitude))
    for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
    return (count < 0 ? "-" : "") + String(digits)
  }

  /// `1 build`, `1,000,000 builds`.
  package static func count(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `28.1 s`, `62.0 ms`, `3,210 s`.
  package static func time(_ seconds: Double) -> String {
    switch abs(seconds) {
    case 0: "0 s"
    case ..<0.9995: significant(seconds * 1e3) + " ms"
    default: significant(seconds) + " s"
    }
  }

  /// `28.1 s ±0.3`, both in one unit.
  package static func time(_ time: MeasuredTime) -> String {
    let inMilliseconds = time.seconds < 0.9995
    let scale = inMilliseconds ? 1e3 : 1
    let value = time.seconds * scale
    let places = places(of: value)
    let spread =
      places == 0
      ? grouped(Int(min(time.spread * scale, 1e15).rounded()))
      : String(format: "%.\(places)f", time.spread * scale)
    return "\(significant(value)) \(inMilliseconds ? "ms" : "s") ±\(spread)"
  }

  /// `1.51 MB/s`.
  package static func speed(_ throughput: Throughput) -> String {
    significant(throughput.megabytesPerSecond) + " MB/s"
  }

  /// `8.4 MiB`.
  package static func memory(_ count: ByteCount) -> String {
    switch count.bytes {
    case ..<1024: "\(count.bytes) B"
    case ..<(1 << 20): plain(Double(count.bytes) / 1024) + " KiB"
    case ..<(1 << 30): plain(Double(count.bytes) / 1_048_576) + " MiB"
    default: plain(Double(count.bytes) / 1_073_741_824) + " GiB"
    }
  }

  /// `2.2%` of a share of 0.022; without sign.
  package static func percent(_ share: Double) -> String {
    let percent = abs(share) * 100
    switch percent {
    case 0: return "0%"
    case ..<0.0095: return "<0.01%"
    case ..<0.995: return String(format: "%.2f%%", percent)
    case ..<99.5: return String(format: "%.1f%%", percent)
    default: return grouped(Int(min(percent.rounded(), 1e15))) + "%"
    }
  }

  /// `+2.2%`, `-1.1%`.
  package static func signedPercent(_ share: Double) -> String { sign(share) + percent(share) }

  /// `+240,123 (+2.2%)`.
  package static func change(from old: ByteCount, to new: ByteCount) -> String {
    let difference = new.bytes - old.bytes
    guard difference != 0 else { return "same" }
    let share = Double(difference) / Double(max(old.bytes, 1))
    return "\(difference > 0 ? "+" : "")\(grouped(difference)) (\(signedPercent(share)))"
  }

  /// `-3.1 s (-11%)`, or that the times are equal within their spread.
  package static func change(from old: MeasuredTime?, to new: MeasuredTime?) -> String {
    guard let old, let new else { return "-" }
    guard !old.equals(new) else { return "equal" }
    let difference = new.seconds - old.seconds
    let share = old.seconds > 0 ? difference / old.seconds : 0
    return "\(difference > 0 ? "+" : "")\(time(difference)) (\(signedPercent(share)))"
  }

  /// `a`, `a and b`, `a, b and c`.
  package static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The first few words and how many more there are.
  package static func some(_ words: [String], atMost most: Int = 6) -> String {
    words.count <= most
      ? list(words) : words.prefix(most).joined(separator: ", ") + " and \(words.count - most) more"
  }

  /// Three significant digits without an exponent, thousands apart.
  package static func significant(_ value: Double) -> String {
    let places = places(of: value)
    guard places == 0 else { return String(format: "%.\(places)f", value) }
    return abs(value) < 1e15 ? grouped(Int(value.rounded())) : String(format: "%.3g", value)
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() ? String(format: "%.0f", value) : significant(value)
  }

  private static func places(of value: Double) -> Int {
    switch abs(value) {
    case 99.95...: 0
    case 9.995...: 1
    default: 2
    }
  }

  private static func sign(_ value: Double) -> String { value > 0 ? "+" : value < 0 ? "-" : "" }
}
