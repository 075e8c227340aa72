import Testing

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

@Suite struct CostModelTests {
  private let model = CostModel(originalBytes: ByteCount(42_000_000))

  @Test func `every encoder has a cost, higher levels the higher`() throws {
    for encoder in EncoderLibrary.allCases {
      let times = try encoder.levels.prefix(30).map {
        model.time(of: try Setting(label: "\(encoder.labelName)-\($0)"), .compress)
      }
      #expect(times == times.sorted())
      #expect(times.allSatisfy { $0 > .zero })
    }
  }

  @Test func `what is measured of an encoder corrects the rest of it and nothing else`() throws {
    var model = model
    let (measured, other) = (try Setting(label: "zstd-3"), try Setting(label: "zstd-19"))
    let before = model.time(of: other, .compress).inSeconds
    let gzip = model.time(of: try Setting(label: "gzip-9"), .compress)
    let libdeflate = model.time(of: try Setting(label: "libdeflate-9"), .compress)
    let decode = model.time(of: other, .decompress)
    let wall = model.time(of: measured, .compress).inSeconds * 3
    model.learn(try Fake.sample("zstd-3", .compress, wall: wall))
    #expect(abs(model.time(of: other, .compress).inSeconds - 3 * before) < 1e-6 * before)
    #expect(model.time(of: try Setting(label: "gzip-9"), .compress) == gzip)
    #expect(model.time(of: other, .decompress) == decode)
    model.learn(try Fake.sample("gzip-9", .compress, wall: 100))
    #expect(model.time(of: try Setting(label: "libdeflate-9"), .compress) == libdeflate)
  }

  @Test func `an empty tar costs something`() throws {
    #expect(CostModel(originalBytes: .zero).time(of: try Setting(label: "zstd-1"), .compress) > .zero)
  }

  @Test func `a run that takes less than a second corrects too, and all runs count`() throws {
    var model = model
    let setting = try Setting(label: "zstd-1")
    let before = model.time(of: setting, .compress).inSeconds
    model.learn(try Fake.sample("zstd-1", .compress, wall: before / 2))
    #expect(abs(model.time(of: setting, .compress).inSeconds - before / 2) < 1e-9)
    model.learn(try Fake.sample("zstd-1", .compress, wall: before * 1.5))
    #expect(abs(model.time(of: setting, .compress).inSeconds - before) < 1e-9)
  }
}
