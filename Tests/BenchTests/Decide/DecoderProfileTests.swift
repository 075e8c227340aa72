import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline

@Suite struct DecoderProfileTests {
  /// A row with a window of this many bytes.
  private func row(_ label: String, window: ByteCount?, default verdict: Bool? = true) throws -> SweepRow {
    var row = try PickFixture.row(label, bytes: 1000, heap: nil)
    (row.window, row.defaultDecoder) = (window, verdict)
    return row
  }

  private func accepts(_ profile: DecoderProfile, _ row: SweepRow) -> Bool {
    Limit.decoder(profile).standing(of: row) == .met
  }

  private func pick(_ decoders: [DecoderProfile], _ rows: [SweepRow]) throws -> Pick {
    try Pick(from: [PickFixture.results(rows)], within: Limits(decoders: decoders), by: .smallest)
  }

  @Test(arguments: [(DecoderProfile.ruzstd, 100), (.bits32, 1024)])
  func `a window is accepted up to the decoder's limit and not a byte beyond`(
    profile: DecoderProfile, mebibytes: Int
  ) throws {
    let most = ByteCount.mebibytes(mebibytes)
    #expect(accepts(profile, try row("zstd-19-long31", window: most)))
    let larger = try row("zstd-19-long31", window: most + ByteCount(1))
    #expect(
      Limit.decoder(profile).standing(of: larger) == .broken(needed: .window(most + ByteCount(1))))
  }

  @Test func `the default decoder's verdict is the measured one`() throws {
    #expect(accepts(.default, try row("zstd-19", window: .mebibytes(256), default: true)))
    #expect(!accepts(.default, try row("zstd-19", window: .mebibytes(1), default: false)))
    let unknown = try row("zstd-19", window: .mebibytes(1), default: nil)
    #expect(Limit.decoder(.default).standing(of: unknown) == .unmeasured)
  }

  @Test func `xz within 64 MiB counts what liblzma needs beside the dictionary`() throws {
    let beside = try #require(Codec.xz.decoderMemory(window: .mebibytes(1))) - .mebibytes(1)
    #expect(beside > .zero)
    let most = .mebibytes(64) - beside
    #expect(accepts(.xz64MiB, try row("xz-9", window: most)))
    #expect(!accepts(.xz64MiB, try row("xz-9", window: most + ByteCount(1))))
    #expect(!accepts(.xz64MiB, try row("xz-9", window: .mebibytes(64))))
  }

  @Test(arguments: [
    (DecoderProfile.default, ["zstd-3", "gzip-6", "libdeflate-12", "xz-6"]), (.ruzstd, ["zstd-3"]),
    (.bits32, ["zstd-3", "gzip-6", "libdeflate-12", "xz-6"]), (.xz64MiB, ["xz-6"]),
  ])
  func `a decoder reads the formats that it knows`(profile: DecoderProfile, labels: [String]) throws {
    let all = try ["zstd-3", "gzip-6", "libdeflate-12", "xz-6"].map { try row($0, window: ByteCount(32_768)) }
    #expect(all.filter { accepts(profile, $0) }.map(\.setting.label) == labels)
  }

  @Test func `an archive must suit every decoder that is named`() throws {
    let rows = [
      try row("zstd-20-long27", window: .mebibytes(101)), try row("zstd-19", window: .mebibytes(8)),
      try row("zstd-22-long31", window: .mebibytes(2048), default: false),
      try row("xz-6", window: .mebibytes(8)),
    ]
    #expect(try pick([.bits32], rows).admitted == 3)
    #expect(try pick([.ruzstd], rows).admitted == 1)
    let both = try pick([.bits32, .ruzstd, .bits32], rows)
    #expect(both.admitted == 1)
    #expect(both.limits.all == [.decoder(.bits32), .decoder(.ruzstd)])
  }

  @Test func `the reasons name what the decoder allows`() throws {
    let rows = [
      try row("zstd-3", window: .mebibytes(2)), try row("zstd-22-long27", window: .mebibytes(128)),
      try row("gzip-6", window: ByteCount(32_768)),
    ]
    let reasons = try pick([.ruzstd], rows).excluded.flatMap { $0.reasons.map(\.reason) }
    #expect(
      reasons == [
        "needs a window of 128MiB, decoder ruzstd allows 100MiB",
        "is not zstd, all that decoder ruzstd reads",
      ])
    let large = try row("xz-9", window: .mebibytes(64))
    let xz = try pick([.xz64MiB], [try row("xz-6", window: .mebibytes(8)), large]).excluded.flatMap {
      $0.reasons.map(\.reason)
    }
    #expect(xz == ["needs 64.1MiB to decode, decoder xz-64MiB allows 64MiB"])
  }

  @Test func `if a decoder accepts nothing, the advice drops it`() throws {
    let rows = [try row("zstd-22-long27", window: .mebibytes(128))]
    let failure = #expect(throws: Failure.self) { try pick([.ruzstd], rows) }
    let text = try #require(failure).description
    #expect(text.contains("none of 1 setting is within decoder ruzstd"), "\(text)")
    #expect(text.contains("drop decoder ruzstd to admit zstd-22-long27"), "\(text)")
  }

  @Test func `with two decoders in the way, both are named`() throws {
    let rows = [
      try row("zstd-22-long27", window: .mebibytes(128)),
      try row("zstd-19-long31", window: ByteCount(1000), default: false),
    ]
    let failure = #expect(throws: Failure.self) { try pick([.ruzstd, .default], rows) }
    let text = try #require(failure).description
    #expect(
      text.contains(
        "drop decoder default to admit zstd-19-long31, or drop decoder ruzstd to admit zstd-22-long27"),
      "\(text)")
  }
}
