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
    #expect(meter.reservedPeak == ByteCount(1500))
  }

  @Test func `pages that were not touched are reserved only`() throws {
    let meter = HeapMeter()
    let large = try #require(HeapMeter.allocate(meter.opaque, 10 << 20))
    large.storeBytes(of: 1, as: UInt8.self)
    #expect(meter.peak < ByteCount(1 << 20))
    #expect(meter.reservedPeak >= ByteCount(10 << 20) && meter.reservedPeak <= ByteCount(10 << 20 + 8192))
    HeapMeter.free(meter.opaque, large)
    HeapMeter.free(meter.opaque, HeapMeter.allocate(meter.opaque, 1 << 20))
    #expect(meter.reservedPeak <= ByteCount(10 << 20 + 8192))
  }

  @Test func `small blocks count beside the pages of large ones`() throws {
    let page = Int(sysconf(CInt(_SC_PAGESIZE)))
    let meter = HeapMeter()
    let large = try #require(HeapMeter.allocate(meter.opaque, 64 << 20))
    meter.hold(1000)
    // Whatever the kernel maps, it is whole pages.
    #expect(meter.peak.bytes % page == 1000 && meter.peak.bytes < 32 << 20)
    HeapMeter.free(meter.opaque, large)
    #expect(meter.peak.bytes % page == 1000)
  }

  @Test func `what another holds counts both ways`() {
    let meter = HeapMeter()
    meter.hold(5000)
    HeapMeter.free(meter.opaque, HeapMeter.allocate(meter.opaque, 300))
    #expect(meter.peak == ByteCount(5300) && meter.reservedPeak == ByteCount(5300))
  }

  @Test func `without a worker zstd asks for less, and both ask for more than they touch`() throws {
    let bytes = Material.text(3_000_000)
    let worker = try Whole.compress(bytes, "zstd-9", buffer: 16 << 20)
    let single = try Whole.compress(bytes, "zstd-9-single", buffer: 16 << 20)
    #expect(single.reserved < worker.reserved)
    for one in [worker, single] { #expect(one.heap <= one.reserved && one.heap > 1 << 20) }
  }

  @Test(arguments: [1, 6, 12])
  func `libdeflate's memory is its state, the original and the archive`(level: Int) throws {
    let small = try Whole.compress([], "libdeflate-\(level)")
    let original = Material.noise(500_000)
    let one = try Whole.compress(original, "libdeflate-\(level)")
    // Noise makes an archive of its own size; the state is touched as far as it is used.
    #expect(one.heap >= 2 * original.count && one.reserved >= 2 * original.count + small.reserved - 8192)
    #expect(one.reserved <= 2 * original.count + small.reserved + 20_000)
    #expect(one.heap <= one.reserved)
  }

  @Test func `libdeflate's compressors that run at once count their own memory`() async throws {
    let alone = try [1, 12].map { try Whole.compress(Material.text(100_000), "libdeflate-\($0)").reserved }
    let together = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
      for index in 0..<16 {
        group.addTask {
          (
            index,
            try Whole.compress(Material.text(100_000), "libdeflate-\(index % 2 == 0 ? 1 : 12)").reserved
          )
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 16)
    for (index, reserved) in together { #expect(reserved == alone[index % 2]) }
  }

  @Test func `zopfli's memory is not known`() throws {
    let compressor = try Setting(label: "zopfli-1").makeCompressor(originalSize: .zero)
    #expect(compressor.heapPeak == nil && compressor.reservedPeak == nil)
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

  @Test(arguments: [
    "zstd-1", "zstd-3", "zstd-9-long27", "zstd-17", "zstd-17-single", "gzip-9", "libdeflate-9",
    "xz-0", "xz-2",
  ])
  func `the peak is the same at every run`(label: String) throws {
    // Small enough for one job of zstd's: with several, a worker that is done before its last bytes are taken starts
    // the next one's output buffer, and whether it is depends on what else the machine does.
    let bytes = Material.text(300_000)
    // Room for the whole archive, as the sweep gives it: a compressor that must wait for room holds more.
    let peaks = try (0..<3).map { _ in try Whole.compress(bytes, label, buffer: 16 << 20).heap }
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

  @Test(arguments: [0, 1, (128 << 10) - 1])
  func `a small block counts in full, touched or not`(size: Int) throws {
    let meter = HeapMeter()
    for _ in 0..<2 {
      let block = try #require(HeapMeter.allocate(meter.opaque, size))
      #expect(meter.peak.bytes == size && meter.reservedPeak.bytes == size)
      HeapMeter.free(meter.opaque, block)
      #expect(meter.peak.bytes == size && meter.reservedPeak.bytes == size)
    }
    let pair = try (0..<2).map { _ in try #require(HeapMeter.allocate(meter.opaque, size)) }
    #expect(meter.peak.bytes == 2 * size && meter.reservedPeak.bytes == 2 * size)
    for block in pair { HeapMeter.free(meter.opaque, block) }
  }

  @Test(arguments: [128 << 10, (256 << 10) - 64, (256 << 10) - 63, 1_000_000])
  func `a large block is asked for in whole pages`(size: Int) throws {
    let meter = HeapMeter()
    for _ in 0..<2 {
      let block = try #require(HeapMeter.allocate(meter.opaque, size))
      memset(block, 1, size)
      #expect(meter.peak.bytes == mapped(size) && meter.reservedPeak.bytes == mapped(size))
      HeapMeter.free(meter.opaque, block)
    }
    #expect(meter.peak.bytes == mapped(size) && meter.reservedPeak.bytes == mapped(size))
  }

  @Test func `what a codec holds beside its own counts as long as it lives`() throws {
    let meter = HeapMeter()
    meter.hold(1000)
    let block = try #require(HeapMeter.allocate(meter.opaque, 500))
    HeapMeter.free(meter.opaque, block)
    meter.hold(100)
    #expect(meter.peak.bytes == 1500 && meter.reservedPeak.bytes == 1500)
    #expect(HeapMeter.allocate(nil, 1) == nil && HeapMeter.allocate(meter.opaque, -1) == nil)
    for size in [Int.max, Int.max - 64, Int.max / 2] {
      #expect(HeapMeter.allocate(meter.opaque, size) == nil)
    }
    #expect(meter.peak.bytes == 1500 && meter.reservedPeak.bytes == 1500)
  }
}
