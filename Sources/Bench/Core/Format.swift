import Glibc

/// Numbers, quantities and lists as people read them: one style for every text, table and page.
///
/// Decimal points, and commas between thousands, in every locale.
package enum Format {
  // MARK: Numbers

  /// A number with a fixed number of places: `0.500`.
  package static func decimal(_ value: Double, places: Int) -> String {
    // The longest finite Double has 309 digits before the point.
    var text = [CChar](repeating: 0, count: 330 + places)
    let count = withVaList([CInt(places), value]) { vsnprintf(&text, text.count, "%.*f", $0) }
    return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A number without trailing zeros: `12.5`, `3`.
  package static func trimmed(_ value: Double, places: Int) -> String {
    let text = decimal(value, places: places)
    guard text.contains(".") else { return text }
    let digits = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(digits.reversed())
  }

  /// A count with grouped thousands: `10,710,123`.
  package static func grouped(_ count: Int) -> String {
    var digits = Array(String(count.magnitude))
    for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
    return (count < 0 ? "-" : "") + String(digits)
  }

  /// A count with its noun: `1 build`, `1,000,000 builds`.
  package static func count(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// Three significant digits without an exponent: `0.52`, `28.1`, `3,210`.
  package static func significant(_ value: Double) -> String {
    switch abs(value) {
    case 1e15...: decimal(value, places: 0)
    case 99.95...: grouped(Int(value.rounded()))
    case 9.995...: decimal(value, places: 1)
    default: decimal(value, places: 2)
    }
  }

  // MARK: Quantities

  /// A size in the unit that suits it: `12.06 MB` (10⁶ bytes), `34.5 kB`, `812 B`.
  package static func size(_ size: ByteCount) -> String {
    switch size.bytes.magnitude {
    case ..<1000: "\(size.bytes) B"
    case ..<999_500: significant(Double(size.bytes) / 1e3) + " kB"
    case ..<10_000_000_000: decimal(size.megabytes, places: 2) + " MB"
    default: decimal(Double(size.bytes) / 1e9, places: 2) + " GB"
    }
  }

  /// An amount of memory in binary units, as windows and heaps are counted: `8 MiB`, `40.5 MiB`.
  package static func memory(_ size: ByteCount) -> String {
    func scaled(_ shift: Int, _ unit: String) -> String {
      let value = Double(size.bytes) / Double(1 << shift)
      return (value == value.rounded() ? grouped(Int(value)) : significant(value)) + " " + unit
    }
    return switch size.bytes {
    case ..<1024: "\(size.bytes) B"
    case ..<(1 << 20): scaled(10, "KiB")
    case ..<(10 << 30): scaled(20, "MiB")
    default: scaled(30, "GiB")
    }
  }

  /// A growth in bytes with its sign: `+12,345`, `-67`, `+0`.
  package static func signed(_ size: ByteCount) -> String {
    (size.bytes < 0 ? "" : "+") + grouped(size.bytes)
  }

  /// A time in the unit that suits it: `35.2 µs`, `62.0 ms`, `28.1 s`, `2 min 05 s`, `5 h 03 min`, `31.3 days`.
  package static func time(_ time: Duration) -> String { self.time(time.inSeconds) }

  /// A time of so many seconds, in the unit that suits it.
  package static func time(_ seconds: Double) -> String {
    if seconds < 0 { return "-" + time(-seconds) }
    switch seconds {
    case 0: return "0 s"
    case ..<0.9995e-3: return significant(seconds * 1e6) + " µs"
    case ..<0.9995: return significant(seconds * 1e3) + " ms"
    case ..<119.95: return significant(seconds) + " s"
    case 172_800...: return significant(seconds / 86_400) + " days"
    case 7_170...:
      let (hours, minutes) = Int((seconds / 60).rounded()).quotientAndRemainder(dividingBy: 60)
      return "\(hours) h \(minutes < 10 ? "0" : "")\(minutes) min"
    default:
      let (minutes, rest) = Int(seconds.rounded()).quotientAndRemainder(dividingBy: 60)
      return "\(minutes) min \(rest < 10 ? "0" : "")\(rest) s"
    }
  }

  /// A time with its standard error as a share of it: `28.1 s ±0.8%`.
  package static func time(_ time: MeasuredTime) -> String {
    "\(self.time(time.seconds)) ±\(percent(time.relativeError))"
  }

  /// A throughput: `1.51 MB/s`.
  package static func speed(_ throughput: Throughput) -> String {
    significant(throughput.megabytesPerSecond) + " MB/s"
  }

  /// A download bandwidth: `50 Mbit/s`, `2.5 Gbit/s`.
  package static func bandwidth(_ throughput: Throughput) -> String {
    let megabits = throughput.megabitsPerSecond
    return megabits < 999.5 ? axis(megabits) + " Mbit/s" : axis(megabits / 1e3) + " Gbit/s"
  }

  /// An amount of money, in the currency of the price: `1,234.50`.
  package static func money(_ amount: Double) -> String {
    let cents = decimal(abs(amount), places: 2)
    let whole = cents.prefix { $0 != "." }
    let digits = Int(whole).map(grouped) ?? String(whole)
    return (amount < 0 ? "-" : "") + digits + cents.dropFirst(whole.count)
  }

  /// A ratio: `4.003`.
  package static func ratio(_ value: Double) -> String { decimal(value, places: 3) }

  /// A share of one as a percentage, without sign: `2.2%` for 0.022.
  package static func percent(_ share: Double) -> String {
    let percent = abs(share) * 100
    switch percent {
    case 0: return "0%"
    case ..<0.0095: return "<0.01%"
    case ..<9.995: return trimmed(percent, places: percent < 0.995 ? 2 : 1) + "%"
    case ..<99.5: return decimal(percent, places: 1) + "%"
    default: return grouped(Int(min(percent.rounded(), 1e15))) + "%"
    }
  }

  /// A share of one as a percentage with its sign: `+2.2%`, `-1.1%`.
  package static func signedPercent(_ share: Double) -> String {
    (share > 0 ? "+" : share < 0 ? "-" : "") + percent(share)
  }

  // MARK: Changes

  /// Change of a size as a percentage: `-25%`, `0%`; nil if the old size is 0.
  package static func relativeChange(from old: ByteCount, to new: ByteCount) -> String? {
    old.bytes > 0 ? signedPercent(Double(new.bytes - old.bytes) / Double(old.bytes)) : nil
  }

  /// Change of a size: `+240,123 (+2.2%)`, or `same`.
  package static func change(from old: ByteCount, to new: ByteCount) -> String {
    guard old != new else { return "same" }
    return signed(new - old) + (relativeChange(from: old, to: new).map { " (\($0))" } ?? "")
  }

  /// Change of a time: `-3.1 s (-11%)`, or `equal` if the difference is within the errors.
  package static func change(from old: MeasuredTime?, to new: MeasuredTime?) -> String {
    guard let old, let new else { return "-" }
    guard !old.equals(new) else { return "equal" }
    let difference = new.seconds - old.seconds
    let share = old.seconds > 0 ? difference / old.seconds : 0
    return "\(difference > 0 ? "+" : "")\(time(difference)) (\(signedPercent(share)))"
  }

  // MARK: Lists

  /// Words in a sentence: `a`, `a and b`, `a, b and c`.
  package static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The first few words and how many more there are: `a, b and 5 more`.
  package static func some(_ words: [String], atMost most: Int = 6) -> String {
    words.count <= most
      ? list(words) : words.prefix(most).joined(separator: ", ") + " and \(grouped(words.count - most)) more"
  }

  // MARK: Axes

  /// A number beside an axis, with up to four significant digits: `0.05`, `12.5`, `1000`.
  package static func axis(_ value: Double) -> String {
    guard abs(value) > 0 else { return "0" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    return trimmed(value, places: max(0, min(9, 3 - magnitude)))
  }
}
