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
}
