@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench
@testable import Pipeline
import Testing

@Suite struct QuantityParsingTests {
  @Test(arguments: [
    ("0", 0), ("4096", 4096), ("4096B", 4096), ("1kB", 1000), ("1KB", 1000), ("50MB", 50_000_000),
    ("2GB", 2_000_000_000), ("3TB", 3_000_000_000_000), ("1KiB", 1024), ("128MiB", 134_217_728),
    ("1.5MiB", 1_572_864), ("1GiB", 1_073_741_824), ("1TiB", 1_099_511_627_776),
    ("9007199254740993", 9_007_199_254_740_993), ("1.0004kB", 1000),
  ])
  func `a size reads in decimal and binary units, bare as bytes`(text: String, bytes: Int) throws {
    #expect(try ByteCount(parsing: text) == ByteCount(bytes))
  }

  @Test(arguments: [
    ("300MB/s", 3e8), ("50MiB/s", 52_428_800), ("1.5GB/s", 1.5e9), ("1000", 1000), ("7B/s", 7),
  ])
  func `a throughput is a size per second, bare as bytes per second`(text: String, perSecond: Double) throws {
    #expect(try Throughput(parsing: text) == Throughput(bytesPerSecond: perSecond))
  }

  @Test(arguments: [
    ("60s", Duration.seconds(60)), ("2m", .seconds(120)), ("500ms", .milliseconds(500)), ("90", .seconds(90)),
    ("1.5", .milliseconds(1500)), ("0", .zero), ("0.5m", .seconds(30)),
  ])
  func `a time reads in minutes, seconds and milliseconds, bare as seconds`(
    text: String, duration: Duration
  ) throws {
    #expect(try Duration(parsing: text) == duration)
  }

  @Test func `a percentage keeps its sign to be one`() throws {
    #expect(try Percentage(parsing: "0.5%").fraction == 0.005)
    #expect(throws: QuantityError(text: "0.5", problem: "write a percentage such as 0.5%")) {
      try Percentage(parsing: "0.5")
    }
  }

  static let nonsense = [
    "", "-1", "+1", "1e6", "inf", "nan", "0x10", ".5", "5.", "1.2.3", "12parsecs", "1 MB", "1,5MB", "٣MB",
    "MB",
    "%", "99999999999999999999", String(repeating: "9", count: 400),
  ]

  @Test(arguments: nonsense + ["128mib", "128M", "128MB/s", "60s", "9223372036854775807MiB"])
  func `what is no size is refused with an example`(text: String) {
    let problem = "write a size such as 128MiB, 50MB or a number of bytes such as 4096"
    #expect(throws: QuantityError(text: text, problem: problem)) { try ByteCount(parsing: text) }
  }

  @Test(
    arguments: nonsense.filter { $0 != "99999999999999999999" } + [
      "0", "0MB/s", "300MB", "/s", "1/s", "1MB/s/s",
    ])
  func `what is no throughput is refused with an example`(text: String) {
    let problem = "write a throughput above 0 such as 300MB/s, 50MiB/s or a number of bytes per second"
    #expect(throws: QuantityError(text: text, problem: problem)) { try Throughput(parsing: text) }
  }

  @Test(arguments: nonsense + ["60S", "2h", "1us", "1s1s", "10%"])
  func `what is no time is refused with an example`(text: String) {
    let problem = "write a time such as 60s, 2m, 500ms or a number of seconds such as 1.5"
    #expect(throws: QuantityError(text: text, problem: problem)) { try Duration(parsing: text) }
  }

  @Test func `an error reads as the text and what it should have been`() {
    #expect(
      QuantityError(text: "half", problem: "write a percentage such as 0.5%").description
        == "'half': write a percentage such as 0.5%")
  }
}
