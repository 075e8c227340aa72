import FoundationEssentials

/// A quantity on the command line that does not read as one.
package struct QuantityError: Error, Hashable, CustomStringConvertible {
  /// The text as it was given.
  package let text: String
  /// What it should have been, with an example.
  package let problem: String

  /// Creates an error about `text`.
  package init(text: String, problem: String) {
    self.text = text
    self.problem = problem
  }

  package var description: String { "'\(text)': \(problem)" }
}

/// A share of something, in hundredths.
package struct Percentage: Hashable, Comparable, Sendable {
  /// Hundredths.
  package var percent: Double

  /// Creates a share of `percent` hundredths.
  package init(_ percent: Double) { self.percent = percent }

  /// The share as a factor: 0.005 for half a percent.
  package var fraction: Double { percent / 100 }

  package static func < (left: Percentage, right: Percentage) -> Bool { left.percent < right.percent }
}

extension ByteCount {
  /// Reads `128MiB`, `50MB` or a bare number of bytes.
  ///
  /// - Parameter text: A number without sign and, right after it, a unit: B, kB, MB, GB, TB (powers of 1000) or
  ///   KiB, MiB, GiB, TiB (powers of 1024); KB is kB. What is left of a byte is rounded.
  /// - Throws: `QuantityError` with an example.
  package init(parsing text: String) throws(QuantityError) {
    let quantity = WrittenQuantity(text)
    guard let quantity, let unit = WrittenQuantity.bytesPerUnit[quantity.unit],
      let bytes = Int(exactly: (quantity.number * Double(unit)).rounded())
    else {
      throw QuantityError(
        text: text, problem: "write a size such as 128MiB, 50MB or a number of bytes such as 4096")
    }
    // Whole numbers stay exact where a Double would not be.
    if let whole = Int(quantity.digits) {
      let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
      self.init(overflow ? bytes : product)
    } else {
      self.init(bytes)
    }
  }
}

extension Throughput {
  /// Reads `300MB/s` or a bare number of bytes a second.
  ///
  /// - Parameter text: A number without sign and, right after it, a unit of `ByteCount.init(parsing:)` with `/s`.
  /// - Throws: `QuantityError` with an example; a throughput of 0 is one.
  package init(parsing text: String) throws(QuantityError) {
    guard let quantity = WrittenQuantity(text), let unit = WrittenQuantity.bytesPerSecondUnit[quantity.unit],
      quantity.number > 0
    else {
      throw QuantityError(
        text: text,
        problem: "write a throughput above 0 such as 300MB/s, 50MiB/s or a number of bytes per second")
    }
    self.init(bytesPerSecond: quantity.number * Double(unit))
  }
}

extension Duration {
  /// Reads `60s`, `2m`, `500ms` or a bare number of seconds.
  ///
  /// - Parameter text: A number without sign and, right after it, ms, s or m.
  /// - Throws: `QuantityError` with an example.
  package init(parsing text: String) throws(QuantityError) {
    let secondsPerUnit = ["": 1, "ms": 0.001, "s": 1, "m": 60]
    let quantity = WrittenQuantity(text)
    // A Duration beyond a century serves nobody and one beyond 2⁶³ seconds would trap.
    guard let quantity, let unit = secondsPerUnit[quantity.unit], quantity.number * unit <= 3.2e9 else {
      throw QuantityError(
        text: text, problem: "write a time such as 60s, 2m, 500ms or a number of seconds such as 1.5")
    }
    self = .seconds(quantity.number * unit)
  }
}

extension Percentage {
  /// Reads `0.5%`.
  ///
  /// - Parameter text: A number without sign and a percent sign; a bare number could mean either and is an error.
  /// - Throws: `QuantityError` with an example.
  package init(parsing text: String) throws(QuantityError) {
    guard let quantity = WrittenQuantity(text), quantity.unit == "%" else {
      throw QuantityError(text: text, problem: "write a percentage such as 0.5%")
    }
    self.init(quantity.number)
  }
}

/// A number and its unit as they were typed.
private struct WrittenQuantity {
  let digits: String
  let number: Double
  let unit: String

  static let bytesPerUnit: [String: Int] = [
    "": 1, "B": 1,
    "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
    "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
  ]
  static let bytesPerSecondUnit = Dictionary(
    uniqueKeysWithValues: bytesPerUnit.map { ($0.key.isEmpty ? "" : $0.key + "/s", $0.value) })

  /// Splits `text`; nil without a number (digits and at most one point: neither sign nor exponent).
  init?(_ text: String) {
    let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    guard let first = digits.first, first != ".", digits.last != ".",
      let number = Double(digits), number.isFinite
    else { return nil }
    self.digits = String(digits)
    self.number = number
    unit = String(text.dropFirst(digits.count))
  }
}
