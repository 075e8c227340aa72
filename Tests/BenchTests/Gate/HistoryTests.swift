import Foundation
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchGate
@testable import BenchReport
@testable import Pipeline
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
    #expect(try History(reading: folder.at("history.jsonl")).records == [a, c, b])
  }

  @Test func `releases are in the order of their lines, not of their dates`() throws {
    let path = try write([record("1", day: 9, 10), record("2", day: 3, 20), record("3", day: 5, 30)])
    let history = try History(reading: path)
    #expect(history.records.map(\.release) == ["1", "2", "3"])
    #expect(Drift(ByteCount(1), "zstd-19", after: history)?.release == "1")
  }

  @Test func `only a history is appended to`() throws {
    func check(_ text: String) throws { try History.check(try folder.file("h", text: text)) }
    let line = try JSONText.line(record("1", day: 1, 10))
    for text in ["", " \n\n", line, "\n" + line, line + "\n<<<<<<< HEAD\n"] { try check(text) }
    try History.check(folder.at("none"))
    for text in ["# Notes\n" + line, "{}\n", "{", "\n\nx"] {
      #expect(throws: Failure.self, "\(text)") { try check(text) }
    }
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

  @Test func `a line is that of the documented format`() throws {
    var made = record("3.12.4", day: 19_800, 1000)
    made.kinds = ["elf": HistoryRecord.Sum(entries: 2, bytes: ByteCount(30), compressedBytes: ByteCount(10))]
    made.findings = ["setuid": 1]
    (made.archiveSHA256, made.tarSHA256) = ("aa", "bb")
    made.versions = ["pybench": "0.1.0"]
    let path = try write([made], "h")
    let line =
      #"{"archive_sha256":"aa","compressed_bytes":1000,"date":"2024-03-18T00:00:00Z","findings":{"setuid":1},"#
      + #""kinds":{"elf":{"bytes":30,"compressed_bytes":10,"entries":2}},"release":"3.12.4","schema_version":1,"#
      + #""setting":"zstd-19","tar_bytes":10240,"tar_sha256":"bb","versions":{"pybench":"0.1.0"}}"# + "\n"
    #expect(String(decoding: try folder.bytes("h"), as: UTF8.self) == line)
    // Blanks between lines are none, and so is the line end of another system.
    try folder.file("h", text: " \n\t\n\r\n" + line.dropLast() + "\r\n" + line)
    let history = try History(reading: path)
    #expect(history.records == [made] && history.problems.isEmpty)
  }

  @Test(arguments: [
    ("\"schema_version\":1", "\"schema_version\":2", "key schema_version: it is 2, and this pybench reads 1"),
    (
      "2024-03-18T00:00:00Z", "2024-03-18T00:00:00+00:00",
      "key date: it is not a time such as 2026-03-01T12:00:00Z"
    ),
    (
      "2024-03-18T00:00:00Z", "2024-99-18T00:00:00Z",
      "key date: it is not a time such as 2026-03-01T12:00:00Z"
    ),
    (
      "\"compressed_bytes\":1000,", "\"compressed_bytes\":0,",
      "key compressed_bytes: it is not a size between 1 byte and 1 PiB"
    ),
    (
      "\"compressed_bytes\":1000,", "\"compressed_bytes\":1125899906842625,",
      "key compressed_bytes: 1125899906842625 is more than 1125899906842624 bytes"
    ),
    ("\"tar_bytes\":10240", "\"tar_bytes\":0", "key tar_bytes: it is not a size between 1 byte and 1 PiB"),
    (
      "\"tar_bytes\":10240", "\"tar_bytes\":1125899906842625",
      "key tar_bytes: 1125899906842625 is more than 1125899906842624 bytes"
    ),
    ("\"entries\":2", "\"entries\":-1", "key kinds: a number is below 0 or too large"),
    ("\"entries\":2", "\"entries\":2147483648", "key kinds: a number is below 0 or too large"),
    ("\"bytes\":30", "\"bytes\":-1", "key kinds: a number is below 0 or too large"),
    ("\"compressed_bytes\":10,", "\"compressed_bytes\":-1,", "key kinds: a number is below 0 or too large"),
    ("\"setuid\":1", "\"setuid\":-1", "key findings: a number is below 0 or too large"),
    ("\"setuid\":1", "\"setuid\":2147483648", "key findings: a number is below 0 or too large"),
  ])
  func `a figure beyond its limits is named, and one on them is read`(
    old: String, new: String, reason: String
  ) throws {
    var made = record("3.12.4", day: 19_800, 1000)
    made.kinds = ["elf": HistoryRecord.Sum(entries: 2, bytes: ByteCount(30), compressedBytes: ByteCount(10))]
    made.findings = ["setuid": 1]
    let line = try JSONText.line(made)
    let wrong = line.replacing(old, with: new)
    #expect(wrong != line)
    let problems = History(Data((wrong + "\n\n" + line).utf8)).problems
    #expect(problems == [History.Problem(line: 1, reason: reason)])
    (made.compressedBytes, made.tarBytes) = (ByteCount(1), ByteCount(1 << 50))
    made.kinds = ["elf": HistoryRecord.Sum(entries: 0, bytes: .zero, compressedBytes: .zero)]
    made.findings = ["setuid": Int(Int32.max), "setgid": 0]
    #expect(History(Data(try JSONText.line(made).utf8)).records == [made])
    made.kinds = [
      "elf": HistoryRecord.Sum(entries: Int(Int32.max), bytes: ByteCount(1), compressedBytes: .zero)
    ]
    (made.compressedBytes, made.tarBytes) = (ByteCount(1 << 50), ByteCount(1))
    #expect(History(Data(try JSONText.line(made).utf8)).records == [made])
  }

  @Test func `a release is described by the sums of its manifest`() throws {
    var manifest = ManifestTests.sample
    manifest.entries.append(manifest.entries[0])
    manifest.findings.append(manifest.findings[0])
    manifest.findings[0].files = 3
    manifest.findings.append(
      Finding(kind: .worldWritable, path: EntryPath([0x61]), files: 0, bytes: .zero, compressedBytes: .zero))
    let record = HistoryRecord(manifest, release: nil, date: 86_400)
    #expect(
      record.kinds == [
        "data": .init(entries: 2, bytes: ByteCount(14), compressedBytes: ByteCount(800)),
        "symlink": .init(entries: 1, bytes: .zero, compressedBytes: ByteCount(600)),
      ])
    #expect(record.findings == ["duplicate-file": 4, "world-writable": 1])
    #expect(
      record.name == "1970-01-02" && record.versions == ["pybench": "0.1.0", "library": "libzstd 1.5.4"])
  }

  @Test func `of the smallest releases the last one is named`() throws {
    let records = [record("1", day: 1, 900), record("2", day: 2, 900), record("3", day: 3, 1000)]
    let history = try History(reading: try write(records))
    let drift = try #require(Drift(ByteCount(899), "zstd-19", after: history))
    #expect(drift.release == "2" && drift.smallest == ByteCount(900) && drift.growth == ByteCount(-1))
  }

  @Test func `a line that was cut after its first character is not continued`() throws {
    try folder.file("history.jsonl", text: "{")
    let path = try write([record("2", day: 2, 20)])
    #expect(try History(reading: path).records.map(\.release) == ["2"])
    let failure = #expect(throws: Failure.self) {
      try History.append(record("3", day: 3, 1), to: folder.path)
    }
    #expect(failure?.action == "append to history")
  }
}
