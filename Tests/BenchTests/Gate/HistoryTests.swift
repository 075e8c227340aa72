import Foundation
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchGate
@testable import BenchReport
@testable import pybench

@Suite struct HistoryTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func record(_ release: String, day: Int, _ bytes: Int, setting: String? = "zstd-19")
    -> HistoryRecord
  {
    var record = HistoryRecord(ManifestTests.sample, release: release, date: Int64(day) * 86_400)
    record.compressedBytes = ByteCount(bytes)
    record.setting = setting
    return record
  }

  private func write(_ records: [HistoryRecord], _ name: String = "history.jsonl") throws -> String {
    for record in records { try History.append(record, to: folder.at(name)) }
    return folder.at(name)
  }

  @Test func `a release is a line and reads back as it was written`() throws {
    let records = [record("3.12.3", day: 19_800, 1000), record("3.12.4", day: 19_860, 1010, setting: nil)]
    let path = try write(records)
    let history = try History(reading: path)
    #expect(history.records == records)
    #expect(history.problems.isEmpty)
    #expect(records.map(\.date) == ["2024-03-18T00:00:00Z", "2024-05-17T00:00:00Z"])
    #expect(try folder.bytes("history.jsonl").count { $0 == UInt8(ascii: "\n") } == 2)
  }

  @Test func `two branches are merged by concatenation`() throws {
    let (a, b, c) = (record("1", day: 1, 10), record("2", day: 2, 20), record("3", day: 3, 30))
    _ = try write([a, c], "ours")
    _ = try write([a, b], "theirs")
    #expect(try Shell.run("cat ours theirs > history.jsonl", in: folder.path).status == 0)
    #expect(try History(reading: folder.at("history.jsonl")).records == [a, b, c])
  }

  @Test func `lines that are no releases are left out and reported with their numbers`() throws {
    let path = try write([record("1", day: 1, 10), record("2", day: 2, 20)])
    let edited = try Shell.run(
      #"""
      { echo '<<<<<<< HEAD'; echo; head -1 history.jsonl; sed -n 's/"tar_bytes":[0-9]*/"tar_bytes":-1/p' history.jsonl | tail -1
        sed -n 's/2[0-9-]*T/never/p;s/19[0-9-]*T/never/p' history.jsonl | head -1; head -c 60 history.jsonl; } > x && mv x history.jsonl
      """#, in: folder.path)
    #expect(edited.status == 0, "\(edited.errors)")
    let history = try History(reading: path)
    #expect(history.records.map(\.release) == ["1"])
    #expect(history.problems.map(\.line) == [1, 4, 5, 6])
    #expect(history.problems[0].reason == "it is not JSON")
    #expect(history.problems[1].reason == "key tar_bytes: it is not a size between 1 byte and 1 PiB")
    #expect(history.problems[2].reason.hasPrefix("key date: it is not a time such as "))
    #expect(history.problems[3].reason == "it ends early")
  }

  @Test func `a line is not appended to one without its end`() throws {
    try folder.file("history.jsonl", text: #"{"schema_version": 1, "cut"#)
    let path = try write([record("2", day: 2, 20)])
    #expect(try History(reading: path).records.map(\.release) == ["2"])
  }

  @Test func `a file without any release is an error that names the line`() throws {
    try folder.file("history.jsonl", text: "\nno\n")
    let failure = #expect(throws: Failure.self) { try History(reading: folder.at("history.jsonl")) }
    #expect(failure?.reason == "line 2: it is not JSON")
    #expect(throws: Failure.self) { try History(reading: folder.at("none")) }
  }

  @Test func `drift is against the smallest of the last ten releases with the same setting`() throws {
    var records = [record("old", day: 1, 500)]
    for index in 1...10 { records.append(record("r\(index)", day: 1 + index, 1000 + index)) }
    records.append(record("other", day: 20, 10, setting: "xz-9"))
    let history = try History(reading: try write(records))
    let drift = try #require(Drift(ByteCount(1101), "zstd-19", after: history))
    #expect(drift.smallest == ByteCount(1001))
    #expect(drift.release == "r1")
    #expect(drift.growth == ByteCount(100))
    #expect(Drift(ByteCount(1), "gzip-9", after: history) == nil)
  }

  @Test func `dashboards get the latest release under names that stay`() throws {
    let metrics = HistoryMetrics(record("3.12.4", day: 1, 1000))
    let github = try JSONSerialization.jsonObject(with: Data(try JSONText.document(metrics.github).utf8))
    let list = try #require(github as? [[String: Any]])
    #expect(list.first?["name"] as? String == "archive (zstd-19)")
    #expect(list.first?["unit"] as? String == "bytes")
    #expect(list.first?["value"] as? Int == 1000)
    let bencher = try JSONSerialization.jsonObject(with: Data(try JSONText.document(metrics.bencher).utf8))
    let measures = try #require(bencher as? [String: [String: [String: Int]]])
    #expect(measures["archive (zstd-19)"] == ["file-size": ["value": 1000]])
    #expect(measures["tar"] == ["file-size": ["value": 10_240]])
  }

  @Test func `a chart names its releases and escapes what they are called`() throws {
    let history = try History(
      reading: try write([record("<b>&", day: 1, 1_000_000), record("2", day: 2, 1_100_000)]))
    let chart = HistoryText.chart(history, of: "ci/history.jsonl")
    #expect(chart.standalone.contains("&lt;b&gt;&amp;"))
    #expect(!chart.standalone.contains("<b>"))
    #expect(!chart.page.contains("<b>"))
    #expect(
      chart.standalone.contains("from 1.00 MB (&lt;b&gt;&amp;) to 1.10 MB (2), +10.0%"), "\(chart.standalone)"
    )
    #expect(HistoryText.text(history).contains("+100,000 (+10.000%)"))
  }

  @Test func `one release is a chart too`() throws {
    let history = try History(reading: try write([record("1", day: 1, 1_000_000)]))
    #expect(HistoryText.chart(history, of: "h").standalone.contains("<circle"))
  }

  @Test func `what is not a history is reported with a remedy`() throws {
    let folder = try TestFolder()
    func advice(_ path: String) -> String? {
      do {
        _ = try History(reading: path)
        return nil
      } catch { return error.advice }
    }
    #expect(advice(folder.at("none")) == "'pybench check --update --history FILE' writes one")
    #expect(advice(folder.path) == "name the file in it")
    #expect(
      advice(try folder.file("a.json", text: "hello")) == "name a file that 'pybench check --history' wrote")
  }
}
