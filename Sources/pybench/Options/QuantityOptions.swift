import ArgumentParser
import BenchCore

/// Transforms of `@Option` for quantities with units. An invalid quantity is a usage error with an example.
enum Quantity {
  /// `128MiB`, `50MB`, or bytes.
  static func bytes(_ text: String) throws -> ByteCount {
    try usage { () throws(QuantityError) in try ByteCount(parsing: text) }
  }

  /// `128MiB`, or a power of two up to 31.
  static func window(_ text: String) throws -> ByteCount {
    try usage { () throws(QuantityError) in try ByteCount(parsingWindow: text) }
  }

  /// `300MB/s` or `100Mbit/s`.
  static func throughput(_ text: String) throws -> Throughput {
    try usage { () throws(QuantityError) in try Throughput(parsing: text) }
  }

  /// `60s`, `1min`, `500ms`, or seconds.
  static func duration(_ text: String) throws -> Duration {
    try usage { () throws(QuantityError) in try Duration(parsing: text) }
  }

  /// `0.5%`.
  static func percentage(_ text: String) throws -> Percentage {
    try usage { () throws(QuantityError) in try Percentage(parsing: text) }
  }

  /// A whole number: rounds, jobs, downloads.
  static func count(_ text: String) throws -> Int {
    guard let count = Int(text) else {
      throw ValidationError(
        text.contains(",")
          ? "write a whole number without commas, such as 1000000"
          : "write a whole number such as 3 or 1000000")
    }
    return count
  }

  /// A whole number of 0 or more: a seed.
  static func seed(_ text: String) throws -> UInt64 {
    guard let seed = UInt64(text) else {
      throw ValidationError("write a whole number of 0 or more, such as 42")
    }
    return seed
  }

  /// A price of a GB without its currency: `0.08`.
  static func price(_ text: String) throws -> Double {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
      let price = Double(text), price > 0, price.isFinite
    else {
      throw ValidationError("write the price of a GB above 0, without its currency, such as 0.08")
    }
    return price
  }

  // ArgumentParser already names the option and the value, so the message only has the problem.
  private static func usage<Value>(_ read: () throws(QuantityError) -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      throw ValidationError(error.problem)
    }
  }
}
