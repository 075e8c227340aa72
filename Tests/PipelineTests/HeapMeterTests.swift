import Glibc
import Testing

@testable import BenchCore
@testable import Pipeline

@Suite struct HeapMeterTests {
  @Test func `the peak is the most held at once`() {
    let meter = HeapMeter()
    let first = HeapMeter.allocate(meter.opaque, 1000)
    let second = HeapMeter.allocate(meter.opaque, 500)
    HeapMeter.free(meter.opaque, first)
    let third = HeapMeter.allocate(meter.opaque, 700)
    HeapMeter.free(meter.opaque, second)
    HeapMeter.free(meter.opaque, third)
    HeapMeter.free(meter.opaque, nil)
    #expect(meter.peak == ByteCount(1500))
  }

  /// Pages of a mapped block of `size` bytes.
  private func mapped(_ size: Int) -> Int {
    let page = Int(sysconf(CInt(_SC_PAGESIZE)))
    // A cache line before the block holds its size.
    return (size + 64 + page - 1) / page * page
  }

  @Test func `what was freed counts still, of large blocks what was touched`() throws {
    let meter = HeapMeter()
    let block = try #require(HeapMeter.allocate(meter.opaque, 1 << 20))
    memset(block, 1, 1 << 20)
    HeapMeter.free(meter.opaque, block)
    #expect(meter.peak.bytes == mapped(1 << 20))
    let smaller = try #require(HeapMeter.allocate(meter.opaque, 256 << 10))
    memset(smaller, 1, 256 << 10)
    #expect(meter.peak.bytes == mapped(1 << 20))
    let larger = try #require(HeapMeter.allocate(meter.opaque, 1 << 20))
    memset(larger, 1, 1 << 20)
    #expect(meter.peak.bytes == mapped(256 << 10) + mapped(1 << 20))
    HeapMeter.free(meter.opaque, smaller)
    HeapMeter.free(meter.opaque, larger)
    #expect(meter.peak.bytes == mapped(256 << 10) + mapped(1 << 20))
  }

  @Test func `pages of a large block that were never touched do not count`() throws {
    let meter = HeapMeter()
    let block = try #require(HeapMeter.allocate(meter.opaque, 64 << 20))
    memset(block, 1, 100)
    HeapMeter.free(meter.opaque, block)
    // The kernel may give a huge page of 2 MiB where one small one was touched.
    #expect((1...(4 << 20)).contains(meter.peak.bytes))
  }

  @Test func `blocks are aligned as malloc's are`() throws {
    let meter = HeapMeter()
    for size in [1, 7, 16, 100] {
      let block = try #require(HeapMeter.allocate(meter.opaque, size))
      #expect(Int(bitPattern: block) % 16 == 0)
      HeapMeter.free(meter.opaque, block)
    }
  }

  @Test(arguments: ["zstd-1", "zstd-3", "zstd-9-long27", "zstd-17", "gzip-9", "xz-0", "xz-2"])
  func `the peak is the same at every run`(label: String) throws {
    // Small enough for one job of zstd's: with several, a worker that is done before its last bytes are taken starts
    // the next one's output buffer, and whether it is depends on what else the machine does.
    let bytes = Material.text(label.hasPrefix("zstd") ? 1_500_000 : 500_000)
    // Room for the whole archive, as the sweep gives it: a compressor that must wait for room holds more.
    let peaks = try (0..<4).map { _ in try Whole.compress(bytes, label, buffer: 16 << 20).heap }
    #expect(Set(peaks).count == 1, "\(peaks)")
    #expect(peaks[0] > 100_000)
  }

  @Test(arguments: [("zstd-3", Codec.zstd), ("gzip-9", .gzip), ("xz-1", .xz)])
  func `so is the decoder's`(label: String, codec: Codec) throws {
    let packed = try Whole.compress(Material.text(500_000), label).bytes
    let peaks = try (0..<4).map { _ in try Whole.decompress(packed, codec).heap }
    #expect(Set(peaks).count == 1)
    #expect(peaks[0] > 5_000)
  }

  @Test func `a decoder of a larger dictionary holds more`() throws {
    // The dictionary counts as far as the original fills it.
    let bytes = [UInt8](repeating: 0, count: 3 << 20)
    let small = try Whole.decompress(Whole.compress(bytes, "xz-0").bytes, .xz).heap
    let large = try Whole.decompress(Whole.compress(bytes, "xz-6").bytes, .xz).heap
    let filled = (3 << 20) - (256 << 10)
    #expect(abs(large - small - filled) < filled / 10)
  }
}
