/// An invalid quantity on the command line.
package struct QuantityError: Error, Hashable, CustomStringConvertible {
  /// The text as typed.
  package let text: String
  /// The expected form, with an example.
  package let problem: String

  package var description: String { "'\(text)': \(problem)" }
}

/// A share of something, in hundredths.
package struct Percentage: Hashable, Sendable {
  /// Hundredths.
  package var percent: Double

  package init(_ percent: Double) { self.percent = percent }

  /// The share as a factor: 0.005 for half a percent.
  package var fraction: Double { percent / 100 }
}

extension ByteCount {
  /// Reads `128MiB`, `50MB`, `64M` or a bare number of bytes.
  ///
  /// - Parameter text: A number without sign and a unit: B, kB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB
  ///   or K, M, G, T (powers of 1024), in any case except `Mb`, which can mean bits. A fraction of a byte is
  ///   rounded.
  /// - Throws: `QuantityError` with an example.
  package init(parsing text: String) throws(QuantityError) {
    let example = "write a size such as 128MiB, 50MB or a number of bytes such as 4096"
    guard let quantity = WrittenQuantity(text) else {
      throw QuantityError(text: text, problem: WrittenQuantity.problem(text, example))
    }
    guard !quantity.isAmbiguousByte else { throw quantity.ambiguity(text, suffix: "") }
    guard let unit = quantity.bytesPerUnit,
      let bytes = Int(exactly: (quantity.number * Double(unit)).rounded())
    else { throw QuantityError(text: text, problem: WrittenQuantity.problem(text, example)) }
    // Whole numbers stay exact where a Double would not be. The product fits, because that of the Double does.
    self.init(Int(quantity.digits).map { $0 * unit } ?? bytes)
  }

  /// Reads the size of a window: a size, or a power of two up to 31 as in zstd's `--long`: 27 for 128 MiB.
  ///
  /// - Throws: `QuantityError` with an example.
  package init(parsingWindow text: String) throws(QuantityError) {
    if let logarithm = Int(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), logarithm <= 31 {
      self.init(1 << logarithm)
      return
    }
    do {
      try self.init(parsing: text)
    } catch {
      throw QuantityError(
        text: text, problem: "write a window such as 128MiB, or its power of two as zstd does: 27")
    }
  }
}

extension Throughput {
  /// Reads `300MB/s` or `100Mbit/s`.
  ///
  /// - Parameter text: A number without sign, a unit of `ByteCount.init(parsing:)` or `bit`, `kbit`, `Mbit`,
  ///   `Gbit`, and `/s`; `Mbps` is `Mbit/s`.
  /// - Throws: `QuantityError` with an example; a throughput of 0 or without a unit is one.
  package init(parsing text: String) throws(QuantityError) {
    let example = "write a throughput above 0 such as 100Mbit/s, 50MB/s or 300MiB/s"
    guard let quantity = WrittenQuantity(text) else {
      throw QuantityError(text: text, problem: WrittenQuantity.problem(text, example))
    }
    guard !quantity.unit.isEmpty else {
      throw QuantityError(
        text: text,
        problem: "the unit is missing: write \(quantity.digits)Mbit/s or \(quantity.digits)MB/s")
    }
    guard let rate = quantity.perSecond else {
      throw QuantityError(text: text, problem: WrittenQuantity.problem(text, example))
    }
    guard !rate.isAmbiguousByte else { throw rate.ambiguity(text, suffix: "/s") }
    let bits = rate.bitsPerUnit.map { $0 / 8 }
    guard let unit = bits ?? rate.bytesPerUnit.map(Double.init), rate.number > 0, !rate.unit.isEmpty else {
      throw QuantityError(text: text, problem: WrittenQuantity.problem(text, example))
    }
    self.init(bytesPerSecond: rate.number * unit)
  }
}

extension Duration {
  /// Reads `60s`, `2m`, `1min`, `500ms` or a bare number of seconds.
  ///
  /// - Parameter text: A number without sign and ms, s, m, min or h.
  /// - Throws: `QuantityError` with an example.
  package init(parsing text: String) throws(QuantityError) {
    let example = "write a time such as 60s, 2m, 500ms or a number of seconds such as 1.5"
    guard let quantity = WrittenQuantity(text) else {
      throw QuantityError(text: text, problem: WrittenQuantity.problem(text, example))
    }
    // More than a century is a typing error, and a Duration beyond 2⁶³ seconds would trap.
    guard let unit = Self.secondsPerUnit[quantity.unit.lowercased()], quantity.number * unit <= 3.2e9 else {
      throw QuantityError(text: text, problem: WrittenQuantity.problem(text, example))
    }
    self = .seconds(quantity.number * unit)
  }

  private static let secondsPerUnit = [
    "": 1, "ms": 0.001, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600,
  ]
}

extension Percentage {
  /// Reads `0.5%`.
  ///
  /// - Parameter text: A number without sign and a percent sign; a bare number could mean either and is an error.
  /// - Throws: `QuantityError` with an example.
  package init(parsing text: String) throws(QuantityError) {
    guard let quantity = WrittenQuantity(text) else {
      throw QuantityError(
        text: text, problem: WrittenQuantity.problem(text, "write a percentage such as 0.5%"))
    }
    guard quantity.unit == "%" else {
      throw QuantityError(
        text: text,
        problem: quantity.unit.isEmpty
          ? "the percent sign is missing: write \(quantity.digits)%" : "write a percentage such as 0.5%")
    }
    self.init(quantity.number)
  }
}

/// A number and its unit as typed, with an optional space between them.
private struct WrittenQuantity {
  let digits: String
  let number: Double
  let unit: String

  /// Splits `text`; nil without a number (digits and at most one point: neither sign nor exponent).
  init?(_ text: String) {
    let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    guard let first = digits.first, first != ".", digits.last != ".",
      let number = Double(digits), number.isFinite
    else { return nil }
    let rest = text.dropFirst(digits.count)
    self.init(
      digits: String(digits), number: number, unit: String(rest.first == " " ? rest.dropFirst() : rest))
  }

  private init(digits: String, number: Double, unit: String) {
    (self.digits, self.number, self.unit) = (digits, number, unit)
  }

  /// The problem of a text: its sign, its comma, or the expected form with an example.
  static func problem(_ text: String, _ example: String) -> String {
    if text.first == "-" { return "it is below 0; \(example)" }
    if text.contains(",") { return "write a decimal point instead of commas; \(example)" }
    return example
  }

  /// The unit without its `/s`; `Mbps` is `Mbit/s`. nil if it is no rate.
  var perSecond: WrittenQuantity? {
    if unit.lowercased().hasSuffix("/s") {
      return WrittenQuantity(digits: digits, number: number, unit: String(unit.dropLast(2)))
    }
    // "MBps" is bytes to some and bits to others.
    guard unit.hasSuffix("bps") else { return nil }
    return WrittenQuantity(digits: digits, number: number, unit: String(unit.dropLast(3)) + "bit")
  }

  /// Whether the unit has the case of bits, `Mb`, but may mean bytes.
  var isAmbiguousByte: Bool {
    guard let first = unit.first, unit.hasSuffix("b") else { return false }
    return first.isUppercase && bytesPerUnit != nil
  }

  func ambiguity(_ text: String, suffix: String) -> QuantityError {
    let bytes = unit.dropLast() + "B" + suffix
    let bits = suffix.isEmpty ? "" : ", or \(digits)\(unit.dropLast())bit/s for bits"
    return QuantityError(
      text: text,
      problem: "\(unit)\(suffix) can mean bits or bytes: write \(digits)\(bytes) for bytes\(bits)")
  }

  /// Bytes in the unit, in any case; nil if it is not a unit of size.
  var bytesPerUnit: Int? {
    switch unit.lowercased() {
    case "", "b": 1
    case "kb": 1000
    case "mb": 1_000_000
    case "gb": 1_000_000_000
    case "tb": 1_000_000_000_000
    // A single letter is binary, as in GNU tools, zstd and xz.
    case "kib", "k": 1 << 10
    case "mib", "m": 1 << 20
    case "gib", "g": 1 << 30
    case "tib", "t": 1 << 40
    default: nil
    }
  }

  /// Bits in the unit, in any case; nil if it is not a unit of bits.
  var bitsPerUnit: Double? {
    switch unit.lowercased() {
    case "bit": 1
    case "kbit": 1e3
    case "mbit": 1e6
    case "gbit": 1e9
    case "tbit": 1e12
    default: nil
    }
  }
}
