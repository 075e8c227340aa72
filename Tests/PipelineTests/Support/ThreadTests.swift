import Glibc
import Testing

@testable import BenchCore
@testable import Pipeline

/// Threads of codecs, and work that several threads do.
@Suite struct ThreadTests {
  private func name(of thread: ThreadID) -> String? {
    SystemFile.text("/proc/self/task/\(thread.number)/comm")?.split(separator: "\n").first.map(String.init)
  }

  @Test(arguments: [("zstd-1", 1), ("zstd-1-T3", 3), ("zstd-1-single", 0), ("gzip-1", 0), ("xz-1", 0)])
  func `a codec's threads are those that it started, and no others`(label: String, count: Int) throws {
    let own = ThreadID.current
    let before = name(of: own)
    let compressor = try Setting(label: label).makeCompressor(originalSize: ByteCount(1))
    #expect(compressor.threads.count == count && Set(compressor.threads).count == count)
    #expect(compressor.threads.allSatisfy { $0 != own && name(of: $0) == "codec" })
    #expect(name(of: own) == before)
  }

  @Test func `a codec's threads end with it`() throws {
    var compressor: (any Compressor)? = try Setting(label: "zstd-1-T2").makeCompressor(originalSize: .zero)
    let threads = try #require(compressor?.threads)
    #expect(threads.allSatisfy { name(of: $0) == "codec" })
    compressor = nil
    // The kernel forgets a thread a moment after it was joined.
    let deadline = ContinuousClock.now + .seconds(20)
    while threads.contains(where: { name(of: $0) == "codec" }), .now < deadline { sched_yield() }
    #expect(threads.allSatisfy { name(of: $0) != "codec" })
  }

  @Test(arguments: [(0, 4), (1, 4), (9, 2), (3, 1)])
  func `results come in the order of the items, however many run at once`(count: Int, width: Int) async throws
  {
    let results = try await concurrentMap(Array(0..<count), width: width) { item throws(Failure) in
      item * item
    }
    #expect(results == (0..<count).map { $0 * $0 })
  }

  @Test func `the first failure ends the others`() async {
    let failure = await #expect(throws: Failure.self) {
      try await concurrentMap([1, 2, 3], width: 1) { item throws(Failure) in
        if item == 2 { throw Failure("do", "it", because: "no") }
        return item
      }
    }
    #expect(failure?.reason == "no")
  }
}
