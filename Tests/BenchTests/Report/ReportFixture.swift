import Foundation

@testable import BenchCore
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline

/// Results for tests: a `sweep.csv` of a few cells a row, written and read back.
enum ReportFixture {
  /// A row: setting, bytes, seconds to compress and to decompress. No bytes: it failed. No seconds: not timed.
  struct Row {
    var setting: String
    var bytes: Int?
    var compress: Double?
    var decompress: Double?
    var rounds = 3
  }

  static let usual = [
    Row(setting: "zstd-1", bytes: 400_000, compress: 0.01, decompress: 0.002),
    Row(setting: "zstd-19", bytes: 300_000, compress: 1, decompress: 0.003),
    Row(setting: "zstd-19-long27", bytes: 290_000, compress: 1.1, decompress: 0.004),
    Row(setting: "gzip-9", bytes: 410_000, compress: 0.2, decompress: 0.01),
    Row(setting: "xz-6", bytes: 280_000, compress: 0.9, decompress: 0.05),
  ]

  /// Reads results that hold `rows` for a tree of that name.
  static func results(_ tree: String = "cpython", _ rows: [Row] = usual) throws -> Results {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    var text =
      "tree,setting,status,error,original_bytes,compressed_bytes,compress_s,compress_s_mad,compress_cpu_s,"
      + "compress_rounds,decompress_s,decompress_s_mad,decompress_cpu_s,decompress_rounds,library_version\r\n"
    let name = "\"" + tree.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    for row in rows {
      text += "\(name),\(row.setting),\(row.bytes == nil ? "failed,out | of <memory>" : "ok,"),1000000,"
      text += row.bytes.map(String.init) ?? ""
      for time in [row.compress, row.decompress] {
        if let time {
          text += ",\(time),\(row.rounds > 1 ? String(time / 20) : ""),\(time),\(row.rounds)"
        } else {
          text += ",,,,"
        }
      }
      text += ",libtest 1.0\r\n"
    }
    try text.write(to: file, atomically: true, encoding: .utf8)
    return try Results(reading: file.path)
  }

  /// A row in memory. Errors are shares of the times; without bytes it failed.
  static func row(
    _ label: String, _ bytes: Int?, compress: Double? = nil, decompress: Double? = nil, error: Double = 0,
    rounds: Int = 3, heap: Int? = nil, original: Int = 40_000_000, order: EntryOrder = .path
  ) throws -> SweepRow {
    func timing(_ seconds: Double) -> SweepRow.Timing {
      SweepRow.Timing(
        time: .seconds(seconds), error: error, mad: nil, wall: .seconds(seconds), cpu: .seconds(seconds),
        rounds: rounds)
    }
    var row = SweepRow(
      tree: "x", setting: try Setting(label: label).ordered(by: order),
      status: bytes == nil ? .failed("out of memory") : .ok, originalBytes: ByteCount(original),
      libraryVersion: "libtest 1.0")
    row.compressedBytes = bytes.map { ByteCount($0) }
    row.compress = compress.map(timing)
    row.decompress = decompress.map(timing)
    row.compressHeap = heap.map { ByteCount($0) }
    return row
  }

  /// The same with both times.
  static func row(
    _ label: String, _ bytes: Double, _ compress: Double, _ decompress: Double, error: Double = 0,
    rounds: Int = 3, order: EntryOrder = .path
  ) throws -> SweepRow {
    try row(
      label, Int(bytes), compress: compress, decompress: decompress, error: error, rounds: rounds,
      order: order)
  }

  /// Results in memory.
  static func results(
    _ name: String = "x", rows: [SweepRow], stages: [Stage] = [], provenance: Provenance? = nil
  ) -> Results {
    Results(name: name, folder: "results/" + name, rows: rows, stages: stages, provenance: provenance)
  }

  /// A report of one result.
  static func report(_ rows: [SweepRow], stages: [Stage] = []) -> Report {
    Report(of: [results(rows: rows, stages: stages)])
  }

  /// The texts of a drawing with a class and an anchor.
  static func texts(_ drawing: Drawing, _ kind: String = "faint", anchor: String) -> [String] {
    drawing.body.matches(of: /<text class="([a-z]*)" x="[^"]*" y="[^"]*" text-anchor="([a-z]*)">([^<]*)</)
      .filter { $0.output.1 == kind && $0.output.2 == anchor }.map { String($0.output.3) }
  }
}
