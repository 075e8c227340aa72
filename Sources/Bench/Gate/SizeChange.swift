package import BenchCore

/// Allowed growth of an archive.
package struct GateLimits: Sendable, Equatable {
  /// Allowed growth as a share of the baseline's size.
  package var maxGrowth: Percentage
  /// Allowed growth in bytes.
  package var minBytes: ByteCount

  package init(maxGrowth: Percentage, minBytes: ByteCount) {
    self.maxGrowth = maxGrowth
    self.minBytes = minBytes
  }

  /// Whether a change of size from `base`, in either direction, exceeds both limits.
  func exceeds(_ change: ByteCount, of base: ByteCount) -> Bool {
    change.bytes.magnitude > minBytes.bytes.magnitude && maxGrowth.isExceeded(by: change, of: base)
  }
}

extension Percentage {
  /// Whether a change of size is more than this share of `base`, computed in whole numbers.
  ///
  /// The percentage is the typed decimal number: 7,680 bytes are exactly 0.48 % of 1,600,000, which no binary
  /// fraction can represent.
  package func isExceeded(by change: ByteCount, of base: ByteCount) -> Bool {
    let (digits, places) = decimal
    // change / base > digits / 10^places / 100
    var scale: UInt = 100
    for _ in 0..<places { scale *= 10 }
    let left = change.bytes.magnitude.multipliedFullWidth(by: scale)
    let right = base.bytes.magnitude.multipliedFullWidth(by: digits)
    return (left.high, left.low) > (right.high, right.low)
  }

  /// The shortest decimal number with this value: its digits, and how many of them follow the decimal point.
  private var decimal: (digits: UInt, places: Int) {
    let text = percent.description.split(separator: "e")
    let number = (text.first ?? "0").split(separator: ".")
    let exponent = text.dropFirst().compactMap { Int($0) }.reduce(0, +)
    var fraction = number.count > 1 ? String(number[1]) : ""
    if fraction == "0" { fraction = "" }
    var digits = UInt((number.first ?? "0") + fraction) ?? .max
    var places = fraction.utf8.count - exponent
    // No archive reaches a limit that an Int cannot hold; a tiny limit is always exceeded.
    for _ in 0..<max(0, -places) {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
      digits = overflow ? .max : product
    }
    places = max(0, places)
    while places > 16 {
      digits /= 10
      places -= 1
    }
    return (digits, places)
  }
}

/// The size of an archive, then and now.
package struct SizeChange: Sendable, Equatable {
  package enum Verdict: String, Sendable {
    /// It grew beyond the limits.
    case regression
    /// It grew within the limits.
    case grew
    case unchanged
    /// It shrank within the limits.
    case shrank
    /// It shrank beyond the limits.
    case improved
  }

  /// The setting's label, or `tar`; nil if it is not known.
  package var setting: String?
  /// The baseline's size.
  package var base: ByteCount
  package var now: ByteCount
  /// What became of it.
  package var verdict: Verdict

  init(setting: String?, base: ByteCount, now: ByteCount, limits: GateLimits) {
    self.setting = setting
    self.base = base
    self.now = now
    let growth = now - base
    let beyond = limits.exceeds(growth, of: base)
    verdict =
      if growth > .zero { beyond ? .regression : .grew } else if growth < .zero {
        beyond ? .improved : .shrank
      } else { .unchanged }
  }

  /// By how much it grew; negative if it shrank.
  package var growth: ByteCount { now - base }

  /// Growth in percent of the baseline's size.
  package var growthPercent: Double { 100 * Double(growth.bytes) / Double(base.bytes) }
}
