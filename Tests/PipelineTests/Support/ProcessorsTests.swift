import Foundation
import Testing

@testable import BenchCore
@testable import Pipeline

@Suite struct ProcessorsTests {
  @Test func `the processors are those that the kernel lists`() throws {
    let line = try #require(
      SystemFile.lines("/proc/self/status").first { $0.hasPrefix("Cpus_allowed_list:") })
    let listed = try #require(line.split(whereSeparator: \.isWhitespace).last).split(separator: ",").flatMap {
      part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      return Array((ends.first ?? 0)...(ends.last ?? 0))
    }
    #expect(Processors.available == listed)
    #expect(Processors.byCore.sorted() == listed)
    #expect((1...listed.count).contains(Processors.wholeCores))
  }

  @Test func `a thread that is pinned uses no other processor`() async throws {
    let last = try #require(Processors.available.last)
    let used = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        Processors.pin(to: [last])
        continuation.resume(returning: Processors.ofThread)
      }
    }
    #expect(used == [last])
    #expect(Processors.ofThread.count == Processors.available.count)
  }

  @Test func `a mask has a bit for each processor`() {
    #expect(Processors.mask(of: []) == [UInt64](repeating: 0, count: 128))
    let numbers = [0, 5, 63, 64, 130, 8191]
    let mask = Processors.mask(of: numbers)
    #expect(mask[0] == 1 | 1 << 5 | 1 << 63 && mask[1] == 1 && mask[2] == 4 && mask[127] == 1 << 63)
    #expect(Processors.numbers(in: mask) == numbers)
    #expect(Processors.numbers(in: [.max, 0, 2]) == Array(0..<64) + [129])
    #expect(Processors.numbers(in: []) == [])
  }

  @Test func `the first processor of each core comes first`() {
    #expect(Processors.spread([0, 1, 2, 3]) { String($0 / 2) } == [0, 2, 1, 3])
    #expect(Processors.spread([4, 2, 7]) { String($0) } == [4, 2, 7])
    #expect(Processors.spread([]) { String($0) } == [])
  }

  @Test(
    arguments: [(4, nil, 4), (4, 0.5, 1), (4, 1, 1), (4, 2.9, 2), (2, 8, 2), (1, nil, 1)]
      as [(Int, Double?, Int)])
  func `a container's limit counts in whole cores, one at least`(cores: Int, limit: Double?, whole: Int) {
    #expect(Processors.wholeCores(of: cores, within: limit) == whole)
  }

  @Test(
    arguments: [
      (["MemTotal:  9 kB", "MemAvailable:   2048 kB", "MemAvailable: 1 kB"], nil, 2 << 20),
      (["MemAvailable: 2048 kB"], 5, 5), (["MemAvailable: 2 kB"], 5 << 20, 2048), ([], 7, 7),
      ([], nil, Int.max),
      (["MemAvailable: odd"], nil, Int.max),
    ] as [([String], Int?, Int)])
  func `free memory is what is available, and no more than a container may have`(
    lines: [String], limit: Int?, bytes: Int
  ) {
    #expect(Processors.freeMemory(lines.map { $0[...] }, within: limit) == bytes)
  }
}

@Suite struct DescriptorsTests {
  private static let advice = "raise the limit of open files, for example with 'ulimit -n 1024'"

  private func failure(_ body: () throws(Failure) -> Void) -> Failure? {
    do throws(Failure) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [(nil, nil), (20, nil), (1000, nil), (19, "19"), (0, "0"), (-5, "0")] as [(Int?, String?)])
  func `a command needs room for twenty files`(free: Int?, text: String?) {
    let expected = text.map {
      Failure("start", "pybench", because: "only \($0) more files can be opened", advice: Self.advice)
    }
    #expect(failure { () throws(Failure) in try Descriptors.checkRoom(free: free) } == expected)
  }

  @Test(
    arguments: [
      (nil, 7, nil), (32, 1, nil), (47, 1, nil), (48, 2, nil), (1000, 7, nil), (31, 0, "31"), (0, 0, "0"),
      (-5, 0, "0"),
    ] as [(Int?, Int, String?)])
  func `tools run at once as far as files can be opened, one at least`(free: Int?, count: Int, text: String?)
  {
    let expected = text.map {
      Failure(
        "run", "the strip tool", because: "only \($0) more files can be opened",
        advice: Self.advice + ", or use --strip none")
    }
    var processes = 0
    #expect(
      failure { () throws(Failure) in processes = try Descriptors.processes(upTo: 7, free: free) } == expected
    )
    #expect(processes == count)
  }

  @Test func `open files count`() throws {
    let before = try #require(Descriptors.free())
    #expect(before > 0 && before < 1 << 30)
  }
}
