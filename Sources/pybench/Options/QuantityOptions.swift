import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser

/// Transforms of `@Option` for quantities with units; what they refuse is a usage error that shows an example.
enum Quantity {
  /// `128MiB`, `50MB`, or bytes.
  static func bytes(_ text: String) throws -> ByteCount {
    try usage { () throws(QuantityError) in try ByteCount(parsing: text) }
  }

  /// `300MB/s`, or bytes per second.
  static func throughput(_ text: String) throws -> Throughput {
    try usage { () throws(QuantityError) in try Throughput(parsing: text) }
  }

  /// `60s`, `2m`, `500ms`, or seconds.
  static func duration(_ text: String) throws -> Duration {
    try usage { () throws(QuantityError) in try Duration(parsing: text) }
  }

  /// `0.5%`.
  static func percentage(_ text: String) throws -> Percentage {
    try usage { () throws(QuantityError) in try Percentage(parsing: text) }
  }

  // ArgumentParser names the option and the value itself; only what is wrong is left to say.
  private static func usage<Value>(_ read: () throws(QuantityError) -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      throw ValidationError(error.problem)
    }
  }
}
