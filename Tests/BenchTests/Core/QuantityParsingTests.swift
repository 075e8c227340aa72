import Testing

@testable import BenchCore

@Suite struct QuantityParsingTests {
  @Test(arguments: [
    ("0", 0), ("4096", 4096), ("4096B", 4096), ("1kB", 1000), ("1KB", 1000), ("50MB", 50_000_000),
    ("2GB", 2_000_000_000), ("3TB", 3_000_000_000_000), ("1KiB", 1024), ("128MiB", 134_217_728),
    ("1.5MiB", 1_572_864), ("1GiB", 1_073_741_824), ("1TiB", 1_099_511_627_776),
    ("9007199254740993", 9_007_199_254_740_993), ("1.0004kB", 1000),
    // As people type them: any case that is not that of bits, a lone letter as GNU tools and zstd read it, a space.
    ("50mb", 50_000_000), ("64mib", 67_108_864), ("64MIB", 67_108_864), ("64M", 67_108_864),
    ("64m", 67_108_864), ("4K", 4096), ("4k", 4096), ("1G", 1_073_741_824), ("128 MiB", 134_217_728),
    ("7b", 7),
  ])
  func `a size reads in decimal and binary units, bare as bytes`(text: String, bytes: Int) throws {
    #expect(try ByteCount(parsing: text) == ByteCount(bytes))
  }

  @Test(arguments: [
    ("27", 1 << 27), ("10", 1 << 10), ("31", 1 << 31), ("32", 32), ("128MiB", 1 << 27), ("64M", 1 << 26),
    ("134217728", 1 << 27), ("29", 1 << 29),
  ])
  func `a window reads as a size or, up to 31, as a power of two`(text: String, bytes: Int) throws {
    #expect(try ByteCount(parsingWindow: text) == ByteCount(bytes))
  }

  @Test(arguments: ["1MB/s", "", "-1", "+27", "2^27", "27 bit"])
  func `an invalid window is rejected with an example`(text: String) {
    let problem = "write a window such as 128MiB, or its power of two as zstd does: 27"
    #expect(throws: QuantityError(text: text, problem: problem)) { try ByteCount(parsingWindow: text) }
  }

  @Test(arguments: [
    ("300MB/s", 3e8), ("50MiB/s", 52_428_800), ("1.5GB/s", 1.5e9), ("7B/s", 7), ("50mb/s", 5e7),
    ("100Mbit/s", 1.25e7), ("100mbit/s", 1.25e7), ("1Gbit/s", 1.25e8), ("8kbit/s", 1000), ("100Mbps", 1.25e7),
    ("100mbps", 1.25e7), ("100 Mbit/s", 1.25e7), ("50MB/S", 5e7), ("8bit/s", 1),
  ])
  func `a throughput is a size or bits per second`(text: String, perSecond: Double) throws {
    #expect(try Throughput(parsing: text) == Throughput(bytesPerSecond: perSecond))
  }

  @Test(arguments: [
    ("60s", Duration.seconds(60)), ("2m", .seconds(120)), ("500ms", .milliseconds(500)), ("90", .seconds(90)),
    ("1.5", .milliseconds(1500)), ("0", .zero), ("0.5m", .seconds(30)), ("1min", .seconds(60)),
    ("60S", .seconds(60)), ("2h", .seconds(7200)), ("60 s", .seconds(60)), ("5sec", .seconds(5)),
    ("3200000000", .seconds(3_200_000_000)),
  ])
  func `a time reads in hours, minutes, seconds and milliseconds, bare as seconds`(
    text: String, duration: Duration
  ) throws {
    #expect(try Duration(parsing: text) == duration)
  }

  @Test func `a percentage keeps its sign to be one`() throws {
    #expect(try Percentage(parsing: "0.5%").fraction == 0.005)
    #expect(throws: QuantityError(text: "0.5", problem: "the percent sign is missing: write 0.5%")) {
      try Percentage(parsing: "0.5")
    }
    for text in ["5MB", "x", ""] {
      #expect(throws: QuantityError(text: text, problem: "write a percentage such as 0.5%")) {
        try Percentage(parsing: text)
      }
    }
  }

  static let nonsense = [
    "", "+1", "1e6", "inf", "nan", "0x10", ".5", "5.", "1.2.3", "12parsecs", "1  MB", "٣MB", "MB", "%",
    "99999999999999999999", String(repeating: "9", count: 400),
  ]

  @Test(arguments: nonsense + ["128MB/s", "60s", "9223372036854775807MiB", "5%", "5Mbit"])
  func `an invalid size is rejected with an example`(text: String) {
    let problem = "write a size such as 128MiB, 50MB or a number of bytes such as 4096"
    #expect(throws: QuantityError(text: text, problem: problem)) { try ByteCount(parsing: text) }
  }

  @Test(
    arguments: nonsense.filter { Double($0) == nil || $0 == "inf" || $0 == "nan" } + [
      "0MB/s", "300MB", "/s", "1/s", "1MB/s/s", "100Mbit", "5MBps", "5%",
    ])
  func `an invalid throughput is rejected with an example`(text: String) {
    let problem = "write a throughput above 0 such as 100Mbit/s, 50MB/s or 300MiB/s"
    #expect(throws: QuantityError(text: text, problem: problem)) { try Throughput(parsing: text) }
  }

  @Test(arguments: nonsense + ["1us", "1s1s", "10%", "5d", "3200000001"])
  func `an invalid time is rejected with an example`(text: String) {
    let problem = "write a time such as 60s, 2m, 500ms or a number of seconds such as 1.5"
    #expect(throws: QuantityError(text: text, problem: problem)) { try Duration(parsing: text) }
  }

  @Test func `a throughput without a unit is rejected with both possible units`() {
    #expect(
      throws: QuantityError(text: "50", problem: "the unit is missing: write 50Mbit/s or 50MB/s")
    ) { try Throughput(parsing: "50") }
  }

  @Test func `an ambiguous unit is rejected with both meanings`() {
    #expect(
      throws: QuantityError(
        text: "50Mb/s", problem: "Mb/s can mean bits or bytes: write 50MB/s for bytes, or 50Mbit/s for bits")
    ) { try Throughput(parsing: "50Mb/s") }
    // No unit has this name, so that nothing is ambiguous.
    let example = "write a size such as 128MiB, 50MB or a number of bytes such as 4096"
    #expect(throws: QuantityError(text: "5Xb", problem: example)) { try ByteCount(parsing: "5Xb") }
    #expect(
      throws: QuantityError(text: "50Gb", problem: "Gb can mean bits or bytes: write 50GB for bytes")
    ) { try ByteCount(parsing: "50Gb") }
  }

  @Test func `a sign and a comma are named`() {
    let example = "write a size such as 128MiB, 50MB or a number of bytes such as 4096"
    #expect(throws: QuantityError(text: "-1", problem: "it is below 0; \(example)")) {
      try ByteCount(parsing: "-1")
    }
    #expect(
      throws: QuantityError(text: "1,5MB", problem: "write a decimal point instead of commas; \(example)")
    ) {
      try ByteCount(parsing: "1,5MB")
    }
  }

  @Test func `an error reads as the text and what it should have been`() {
    #expect(
      QuantityError(text: "half", problem: "write a percentage such as 0.5%").description
        == "'half': write a percentage such as 0.5%")
  }
}
