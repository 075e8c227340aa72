import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline

@Suite struct CandidateTests {
  private func candidate(_ rows: [SweepRow]) throws -> Candidate {
    Candidate(setting: try Setting(label: "zstd-3"), rows: rows)
  }

  private func row(_ mebibytes: Int?) throws -> SweepRow {
    try PickFixture.row("zstd-3", bytes: 10, compress: 1, decompress: 2, heap: mebibytes)
  }

  @Test(arguments: [[5, 9], [9, 5], [9, 5, 7]])
  func `the memory of several trees is that of the most demanding one`(heaps: [Int]) throws {
    let candidate = try candidate(heaps.map(row))
    #expect(candidate.decompressHeap == .mebibytes(9))
    #expect(candidate.decoderMemory == .mebibytes(9))
    #expect(candidate.compressHeap == .mebibytes(18))
    #expect(Codec.zstd.decoderMemory(window: candidate.window) == .mebibytes(9))
  }

  @Test func `what is not known of one tree is not known of all`() throws {
    let candidate = try candidate([try row(5), try row(nil)])
    #expect(candidate.decompressHeap == nil && candidate.decoderMemory == nil)
    #expect(candidate.compressHeap == nil && candidate.window == nil)
  }

  @Test func `sizes and times of several trees are sums`() throws {
    let candidate = try candidate([try row(5), try row(9)])
    #expect(candidate.archiveBytes == ByteCount(20))
    #expect(candidate.compressTime?.seconds == 2 && candidate.decompressTime?.seconds == 4)
  }

  @Test func `one archive that default decoders reject decides; an unknown one leaves it open`() throws {
    func taken(_ verdicts: [Bool?]) throws -> Bool? {
      try candidate(
        verdicts.map {
          var row = try row(5)
          row.defaultDecoder = $0
          return row
        }
      ).defaultDecoder
    }
    #expect(try taken([true, true]) == true)
    #expect(try taken([true, false]) == false)
    #expect(try taken([nil, false]) == false)
    #expect(try taken([true, nil]) == nil)
  }

  @Test func `a setting is measured if it has an archive that was verified`() throws {
    func reasons(_ edit: (inout SweepRow) -> Void) throws -> [Exclusion] {
      var row = try row(5)
      edit(&row)
      return MeasuredCandidates([PickFixture.results([row])]).excluded.flatMap(\.reasons)
    }
    #expect(try reasons { _ in } == [])
    #expect(try reasons { $0.compressedBytes = nil } == [.unverified(tree: "py")])
    #expect(try reasons { $0.roundTrip = nil } == [.unverified(tree: "py")])
    #expect(try reasons { $0.status = .failed("x") } == [.failed(tree: "py", reason: "x")])
  }

  @Test func `a time that is missing in one tree is missing in all`() throws {
    var untimed = try row(5)
    untimed.decompress = nil
    let candidate = try candidate([try row(5), untimed])
    #expect(candidate.decompressTime == nil && candidate.compressTime?.seconds == 2)
    #expect(candidate.extractTime == nil && candidate.decompressThroughput == nil)
    #expect(candidate.compressThroughput == Throughput(bytesPerSecond: 1e8))
  }

  @Test func `another setting is held against a choice figure by figure`() throws {
    func candidate(
      _ bytes: Int, compress: Double?, decompress: Double = 1, heap: Int = 4, extract: Bool = false
    ) throws -> Candidate {
      var row = try PickFixture.row(
        "zstd-3", bytes: bytes, compress: compress, decompress: decompress, heap: heap)
      if extract { row.extract = row.decompress }
      return try self.candidate([row])
    }
    let rival = try candidate(1000, compress: 2, extract: true)
    func verdicts(_ choice: Candidate) -> [String] {
      Tradeoff(of: choice, against: rival).items.map { "\($0.name) \($0.verdict.rawValue)" }
    }
    #expect(
      verdicts(try candidate(999, compress: 2, decompress: 1.5, heap: 5, extract: true)) == [
        "archive gain", "compress time equal", "compress memory loss", "decode time loss", "unpack time loss",
        "decoder memory loss",
      ])
    #expect(
      verdicts(try candidate(1001, compress: nil, decompress: 0.5, heap: 4)) == [
        "archive loss", "compress memory equal", "decode time gain", "decoder memory equal",
      ])
    let same = Tradeoff(of: rival, against: rival)
    #expect(same.items.map(\.change) == Array(repeating: "equal", count: 6) && same.items(.equal).count == 6)
  }
}
