import FoundationEssentials
import Testing

@testable import BenchCore

@Suite struct QuantitiesTests {
  @Test func `a size of up to 2⁵⁰ bytes, or as much less, is read`() throws {
    let most = 1 << 50
    for bytes in [0, most, -most] {
      #expect(
        try JSONText.decode([ByteCount].self, from: Data("[\(bytes)]".utf8)) == [ByteCount(bytes)])
    }
    for bytes in [most + 1, -most - 1, Int.min] {
      let error = #expect(throws: JSONProblem.self) {
        try JSONText.decode([ByteCount].self, from: Data("[\(bytes)]".utf8))
      }
      #expect(error?.description == "key [0]: \(bytes) is more than 1125899906842624 bytes")
    }
    #expect(try JSONText.line([ByteCount(7)]) == "[7]")
  }

  @Test func `sizes are compared, added and scaled`() {
    #expect(ByteCount(1) < ByteCount(2) && !(ByteCount(1) < ByteCount(1)) && !(ByteCount(2) < ByteCount(1)))
    #expect(ByteCount.zero == ByteCount(0) && ByteCount(3) + ByteCount(4) - ByteCount(5) == ByteCount(2))
    #expect(ByteCount.mebibytes(3) == ByteCount(3_145_728) && ByteCount(1_500_000).megabytes == 1.5)
  }

  @Test func `a throughput is of bytes in a time, and of none where no time passed`() {
    #expect(Throughput(ByteCount(3), in: .seconds(2)) == Throughput(bytesPerSecond: 1.5))
    #expect(Throughput(ByteCount(3), in: .zero) == nil)
    let (slow, fast) = (Throughput(bytesPerSecond: 8e6), Throughput(bytesPerSecond: 9e6))
    #expect(slow < fast && !(fast < slow) && !(slow < slow))
    #expect(slow.megabitsPerSecond == 64 && slow.megabytesPerSecond == 8)
    #expect(Throughput(megabitsPerSecond: 64) == slow)
    #expect(Duration.milliseconds(1500).inSeconds == 1.5)
  }
}
