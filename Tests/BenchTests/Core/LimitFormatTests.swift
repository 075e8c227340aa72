import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import Pipeline

@Suite struct LimitFormatTests {
  @Test(arguments: [
    (Limit.compressTime(.seconds(60)), "60s"), (.compressTime(.milliseconds(500)), "500ms"),
    (.compressTime(.seconds(1.5)), "1.5s"), (.window(.mebibytes(128)), "128MiB"),
    (.window(ByteCount(50_000_000)), "50MB"), (.window(ByteCount(1001)), "1001B"),
    (.decompressThroughput(Throughput(bytesPerSecond: 3e8)), "300MB/s"),
    (.codecs([.zstd, .gzip]), "zstd,gzip"), (.decoder(.xz64MiB), "xz-64MiB"),
  ])
  func `a limit reads as it was typed`(limit: Limit, text: String) { #expect(limit.value == text) }

  @Test(arguments: [
    (Limit.compressTime(.seconds(12.4321)), "12.5s"), (.compressTime(.seconds(0.0123456)), "12.4ms"),
    (.decompressMemory(ByteCount(9_000_001)), "8.59MiB"), (.decompressMemory(ByteCount(700_001)), "684KiB"),
    (.decompressThroughput(Throughput(bytesPerSecond: 98_765_432)), "98.7MB/s"),
    (.compressTime(.seconds(0.29)), "290ms"), (.decompressMemory(ByteCount(100)), "0.1KiB"),
  ])
  func `an advised limit is rounded so that it admits what needs it`(limit: Limit, text: String) throws {
    let written = limit.roundedValue
    #expect(written == text)
    switch limit {
    case .compressTime(let time): #expect(try Duration(parsing: written) >= time)
    case .decompressMemory(let bytes): #expect(try ByteCount(parsing: written) >= bytes)
    case .decompressThroughput(let least): #expect(try Throughput(parsing: written) <= least)
    default: Issue.record("no amount: \(limit)")
    }
  }
}
