import Foundation
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import Pipeline
@testable import pybench

@Suite struct PickDocumentTests {
  private func document(_ limits: Limits = Limits(), _ objective: Objective = .smallest) throws -> [String:
    Any]
  {
    let pick = try Pick(from: [PickFixture.results(try PickFixture.rows())], within: limits, by: objective)
    let object = try JSONSerialization.jsonObject(with: Data(try PickDocument(pick).text.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func `the keys are those that were promised`() throws {
    let document = try document(Limits(compressTime: .seconds(50), codecs: [.zstd, .xz]))
    #expect(
      document.keys.sorted() == [
        "admitted_settings", "alternatives", "certainty", "choice", "excluded", "frontier", "limits",
        "measured_settings", "objective", "order", "results", "schema_version", "setting",
      ])
    #expect(document["schema_version"] as? Int == 2)
    #expect(document["setting"] as? String == "xz-6")
    let limits = try #require(document["limits"] as? [String: Any])
    #expect(limits["max_compress_s"] as? Double == 50)
    #expect(limits["codecs"] as? [String] == ["zstd", "xz"])
    let choice = try #require(document["choice"] as? [String: Any])
    #expect(choice["compressed_bytes"] as? Int == 23_000_000)
    #expect((choice["compress"] as? [String: Double]) == ["time_s": 40, "error_s": 0])
    let excluded = try #require(document["excluded"] as? [[String: Any]])
    #expect(excluded.compactMap { $0["setting"] as? String } == ["zstd-19", "zstd-22-long27", "gzip-6"])
  }

  @Test func `the decoders are among the limits`() throws {
    let limits = try document(Limits(decoders: [.bits32, .default]))["limits"] as? [String: Any]
    #expect(limits?["decoders"] as? [String] == ["32bit", "default"])
    #expect(limits?["default_decoder"] as? Bool == true)
    let other = try document(Limits(decoders: [.bits32]))["limits"] as? [String: Any]
    #expect(other?.keys.sorted() == ["decoders"])
  }

  @Test func `a decoder's memory is listed with its touched heap`() throws {
    let row = try PickFixture.row("zstd-19-long27", bytes: 1, heap: 1, window: 128)
    let pick = try Pick(from: [PickFixture.results([row])], within: Limits(), by: .smallest)
    let object = try JSONSerialization.jsonObject(with: Data(try PickDocument(pick).text.utf8))
    let choice = try #require((object as? [String: Any])?["choice"] as? [String: Any])
    #expect(choice["decompress_heap_bytes"] as? Int == 1 << 20)
    #expect(choice["window_bytes"] as? Int == 128 << 20)
    let memory = Codec.zstd.decoderMemory(window: .mebibytes(128))
    #expect(choice["decoder_memory_bytes"] as? Int == memory?.bytes)
  }

  @Test func `the objective has its formula and its unit`() throws {
    let bandwidth = Throughput(bytesPerSecond: 5e7)
    let objective = try #require(
      try document(Limits(), .lifetime(bandwidth: bandwidth, downloads: 9, builds: 2))["objective"]
        as? [String: Any])
    #expect(objective["kind"] as? String == "lifetime")
    #expect(objective["cost_unit"] as? String == "s")
    #expect(
      objective["formula"] as? String
        == "9 * (compressed bytes / 50MB/s + decode time) + 2 * compress time")
    #expect(objective["bandwidth_bytes_per_s"] as? Double == 5e7)
  }

  @Test func `how sure it is comes with the rule and what that assumes`() throws {
    let certainty = try #require(try document()["certainty"] as? [String: Any])
    #expect(
      certainty["rule"] as? String
        == "costs a and b are equal where |a - b| <= 2 * sqrt(error of a ^ 2 + error of b ^ 2); of the settings equal to "
        + "the least cost the one with the smallest archive is chosen, then with the least memory and then with the "
        + "least time to compress")
    #expect(certainty["single_rounds"] as? Bool == false)
  }

  @Test func `a comparison lists gains and losses`() throws {
    let pick = try Pick(
      from: [PickFixture.results(try PickFixture.rows())], within: Limits(), by: .smallest,
      against: try Setting(label: "zstd-19"))
    let object = try JSONSerialization.jsonObject(with: Data(try PickDocument(pick).text.utf8))
    let against = try #require((object as? [String: Any])?["against"] as? [String: Any])
    #expect((against["setting"] as? [String: Any])?["setting"] as? String == "zstd-19")
    let figures = try #require(against["figures"] as? [[String: String]])
    #expect(figures.first == ["figure": "archive", "verdict": "gain", "change": "-2,000,000 (-8%)"])
    #expect(figures.map { $0["verdict"] } == ["gain", "gain", "loss", "loss", "loss"])
  }

  @Test func `a choice that an earlier version wrote is read`() throws {
    let json = #"{"schema_version": 1, "setting": "xz-6"}"#
    #expect(try PickedSetting.read(json, from: "pick.json").label == "xz-6")
  }

  @Test func `the setting is read back`() throws {
    let pick = try Pick(from: [PickFixture.results(try PickFixture.rows())], within: Limits(), by: .smallest)
    #expect(try PickedSetting.read(try PickDocument(pick).text, from: "pick.json").label == "xz-6")
  }

  @Test(arguments: [
    (
      "[]",
      "it is not what 'pybench pick --format json' writes; name a setting such as zstd-19-long27, or such a file"
    ),
    (
      #"{"schema_version": 3, "setting": "xz-6"}"#,
      "its schema_version is 3, and this pybench knows 1 to 2; write it again with 'pybench pick --format json'"
    ),
    (
      #"{"schema_version": 1, "setting": "xz-66"}"#,
      "setting 'xz-66': xz levels are 0 to 9, each also with e (xz-9e)"
    ),
  ])
  func `an invalid choice is an error with the reason`(json: String, reason: String) {
    let error = #expect(throws: Failure.self) { try PickedSetting.read(json, from: "pick.json") }
    #expect(error?.description == "cannot read a setting from pick.json: \(reason)")
  }
}
