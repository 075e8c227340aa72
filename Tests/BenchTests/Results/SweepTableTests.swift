import Foundation
import Testing

@testable import BenchCore
@testable import BenchResults
@testable import Pipeline

@Suite struct SweepTableTests {
  static func full() throws -> SweepRow {
    var row = SweepRow(
      tree: "a tree, \"quoted\"\nin lines", setting: try Setting(label: "zstd-19-long27-T4"), status: .ok,
      originalBytes: ByteCount(123_456_789), libraryVersion: "libzstd 1.5.4")
    row.compressedBytes = ByteCount(23_456_789)
    row.compress = .init(
      time: .microseconds(1_234_567), error: 0.01, mad: .microseconds(89), wall: .microseconds(1_234_567),
      cpu: .microseconds(4_800_000), rounds: 3)
    row.decompress = .init(
      time: .microseconds(230_000), error: 0.08, mad: nil, wall: .microseconds(234_567),
      cpu: .microseconds(230_000), rounds: 1)
    row.extract = .init(
      time: .seconds(7), error: 0.02, mad: .milliseconds(10), wall: .seconds(7), cpu: .seconds(5), rounds: 2)
    row.compressHeap = ByteCount(700_000_000)
    row.compressReserved = ByteCount(3_300_000_000)
    row.decompressHeap = ByteCount(134_217_728)
    row.window = .mebibytes(128)
    row.defaultDecoder = true
    row.roundTrip = true
    row.compressedSHA256 = String(repeating: "0f", count: 32)
    return row
  }

  private func roundTrip(_ row: SweepRow) throws -> SweepRow {
    let text = CSV.header(SweepTable.columns) + CSV.record(row, SweepTable.columns)
    let row = try #require(try CSV.rows(of: Array(text.utf8)).first)
    return try SweepTable.row(from: row.cells)
  }

  @Test func `a full row reads back as it was`() throws {
    let row = try Self.full()
    let again = try roundTrip(row)
    // Times are written to the microsecond, so it is what is written that stays.
    #expect(CSV.record(again, SweepTable.columns) == CSV.record(row, SweepTable.columns))
    #expect(again.tree == row.tree && again.setting == row.setting && again.grade == row.grade)
    #expect(again.window == row.window && again.compress?.rounds == 3 && again.decompress?.mad == nil)
  }

  @Test func `a row of sizes only reads back without times`() throws {
    var row = try Self.full()
    (row.compress, row.decompress, row.extract) = (nil, nil, nil)
    #expect(try roundTrip(row) == row)
  }

  @Test func `a failed row keeps its reason`() throws {
    for reason in ["cannot compress with zstd-22: not enough memory", "a, \"b\"\r\nc", ""] {
      let row = SweepRow(
        tree: "t", setting: try Setting(label: "xz-9e"), status: .failed(reason),
        originalBytes: ByteCount(10),
        libraryVersion: "liblzma 5.4.1")
      #expect(try roundTrip(row) == row)
    }
  }

  @Test func `a row without counted memory reads back so`() throws {
    var row = try Self.full()
    row.setting = try Setting(label: "zopfli-15")
    (row.compressHeap, row.compressReserved) = (nil, nil)
    (row.compress, row.decompress, row.extract) = (nil, nil, nil)
    #expect(try roundTrip(row) == row)
    #expect(SweepTable.columns.first { $0.name == "encoder" }?.cell(row) == "zopfli")
    #expect(SweepTable.columns.first { $0.name == "codec" }?.cell(row) == "gzip")
  }

  @Test func `a decoder's memory is its library's figure, and what it held where no window is known`() throws
  {
    var row = try Self.full()
    #expect((row.decoderMemory ?? .zero) > .mebibytes(128))
    row.window = nil
    #expect(row.decoderMemory == row.decompressHeap)
    row.setting = try Setting(label: "libdeflate-1")
    #expect(row.decoderMemory == ByteCount(39_936))
    row.setting = try Setting(label: "xz-9")
    row.window = .mebibytes(64)
    // What "xz -vv -9" prints as needed for decompression is 65 MiB.
    #expect((row.decoderMemory ?? .zero) > .mebibytes(64) + ByteCount(64 << 10))
  }

  @Test func `ratio and throughput follow from what was measured`() throws {
    let cells = Dictionary(
      uniqueKeysWithValues: try SweepTable.columns.map { ($0.name, $0.cell(try Self.full()) ?? "") })
    #expect(cells["ratio"] == "5.26316")
    #expect(cells["compress_mb_per_s"] == "100.000")
    #expect(cells["window_log_requested"] == "27")
    #expect(cells["threads"] == "4")
    #expect(cells["codec"] == "zstd" && cells["encoder"] == "libzstd")
    #expect(cells["compress_reserved_bytes"] == "3300000000")
    #expect(cells["decompress_s_mad"] == "")
  }

  @Test(arguments: [
    ("setting", "zstd-23", "column setting: zstd levels are 1 to 22"),
    ("setting", "", "column setting: it is empty"),
    ("status", "fine", "column status: 'fine' is neither ok nor failed"),
    ("original_bytes", "-1", "column original_bytes: '-1' is not a whole number of 0 or more"),
    ("original_bytes", "1.5", "column original_bytes: '1.5' is not a whole number of 0 or more"),
    ("original_bytes", "", "column original_bytes: it is empty"),
    ("compressed_bytes", "", "column compressed_bytes: it is empty"),
    (
      "compressed_bytes", "99999999999999999999",
      "column compressed_bytes: '99999999999999999999' is not a whole number of 0 or more"
    ),
    ("compress_s", "fast", "column compress_s: 'fast' is not a number of 0 or more"),
    ("compress_s", "nan", "column compress_s: 'nan' is not a number of 0 or more"),
    ("compress_s", "1e300", "column compress_s: '1e+300' is too long a time"),
    ("compress_cpu_s", "", "column compress_cpu_s: it is empty"),
    ("decompress_rounds", "", "column decompress_rounds: it is empty"),
    ("default_decoder", "yes", "column default_decoder: 'yes' is neither true nor false"),
    ("library_version", "", "column library_version: it is empty"),
    ("tree", "", "column tree: it is empty"),
  ])
  func `a malformed cell is named with what is wrong`(column: String, value: String, message: String) throws {
    var cells = Dictionary(
      uniqueKeysWithValues: try SweepTable.columns.map { ($0.name, $0.cell(try Self.full()) ?? "") })
    cells[column] = value
    let error = #expect(throws: CellError.self) { try SweepTable.row(from: cells) }
    #expect(error?.description == message)
  }

  @Test func `rows of earlier versions have the time of one thread and an error`() throws {
    let text = """
      tree,setting,status,original_bytes,compressed_bytes,compress_s,compress_s_mad,compress_cpu_s,compress_rounds,\
      decompress_s,decompress_s_mad,decompress_cpu_s,decompress_rounds,noise,library_version
      py,zstd-3,ok,1000,300,2,0.001,1,9,0.5,,0.25,1,"noisy: compress lost 50.0% to others",libzstd 1.5.4
      py,zstd-3-T2,ok,1000,300,2,0.001,3,9,0.5,,0.25,1,quiet,libzstd 1.5.4
      """
    let rows = try CSV.rows(of: Array(text.utf8)).map { try SweepTable.row(from: $0.cells) }
    #expect(rows.map(\.compress?.time) == [.seconds(1), .seconds(2)])
    #expect(rows.map(\.compress?.wall) == [.seconds(2), .seconds(2)])
    #expect(rows.map(\.decompress?.time) == [.seconds(0.25), .seconds(0.25)])
    for row in rows {
      let (often, once) = (try #require(row.compress), try #require(row.decompress))
      #expect(often.error > 0.03 && once.error > SweepSpread.assumed && once.error > often.error)
      #expect(row.grade == .worse)
    }
  }

  @Test func `column names are unique and end with their units`() {
    let names = SweepTable.columns.map(\.name)
    #expect(Set(names).count == names.count)
    for column in SweepTable.columns where column.unit == "seconds" { #expect(column.name.contains("_s")) }
    for column in SweepTable.columns where column.unit == "bytes" { #expect(column.name.hasSuffix("_bytes")) }
  }

  @Test func `every cell of a row is written as documented`() throws {
    var row = try Self.full()
    (row.machine, row.setting.order) = ("0123456789ab", .kind)
    let cells = SweepTable.columns.map { "\($0.name)=\($0.cell(row) ?? "nil")" }
    #expect(
      cells == [
        "tree=\(row.tree)", "order=kind", "setting=zstd-19-long27-T4", "codec=zstd", "encoder=libzstd",
        "level=19",
        "extreme=false", "window_log_requested=27", "threads=4", "status=ok", "error=nil",
        "original_bytes=123456789", "compressed_bytes=23456789", "ratio=5.26316", "compress_s=1.234567",
        "compress_error=0.01000", "compress_s_mad=0.000089", "compress_wall_s=1.234567",
        "compress_cpu_s=4.800000",
        "compress_rounds=3", "compress_mb_per_s=100.000", "decompress_s=0.230000", "decompress_error=0.08000",
        "decompress_s_mad=nil", "decompress_wall_s=0.234567", "decompress_cpu_s=0.230000",
        "decompress_rounds=1",
        "decompress_mb_per_s=536.769", "extract_s=7.000000", "extract_error=0.02000",
        "extract_s_mad=0.010000",
        "extract_wall_s=7.000000", "extract_cpu_s=5.000000", "extract_rounds=2",
        "compress_heap_bytes=700000000",
        "compress_reserved_bytes=3300000000", "decompress_heap_bytes=134217728", "window_bytes=134217728",
        "decoder_memory_bytes=\(row.decoderMemory?.bytes ?? 0)", "default_decoder=true", "round_trip=true",
        "compressed_sha256=\(String(repeating: "0f", count: 32))", "grade=within 20%",
        "library_version=libzstd 1.5.4", "machine=0123456789ab",
      ])
    row.status = .failed("why")
    let failed = Dictionary(uniqueKeysWithValues: SweepTable.columns.map { ($0.name, $0.cell(row)) })
    #expect(failed["status"] == "failed" && failed["error"] == "why")
    #expect(SweepTable.columns.first { $0.name == "extract_s" }?.meaning.contains("--extract") == true)
    #expect(
      SweepTable.columns.first { $0.name == "compress_s" }?.meaning == "time on an idle core to compress")
  }

  @Test func `an archive of no bytes has no ratio`() throws {
    var row = try Self.full()
    for (bytes, ratio) in [(0, nil), (1, 123_456_789)] as [(Int, Double?)] {
      row.compressedBytes = ByteCount(bytes)
      #expect(row.ratio == ratio)
    }
  }

  @Test(arguments: [
    ("0.001", "9", 2.0, 0.08, 9), ("1", "9", 2.0, 1.4826 * 1 / 2, 9), ("", "1", 2.0, 0.08, 1),
    ("", "0", 2.0, 0.08, 1),
    ("0", "9", 0.0, 0.08, 9),
  ])
  func `the error of a row of an earlier version is that of its runs, at least as far apart as is usual`(
    mad: String, rounds: String, time: Double, spread: Double, count: Int
  ) throws {
    let cells = [
      "tree": "py", "setting": "zstd-3", "status": "ok", "original_bytes": "1000", "compressed_bytes": "300",
      "compress_s": "\(time)", "compress_s_mad": mad, "compress_cpu_s": "1", "compress_rounds": rounds,
      "library_version": "libzstd 1.5.4",
    ]
    let error = try #require(try SweepTable.row(from: cells).compress?.error)
    let expected = SweepSpread.error(
      ofMedian: Statistics.errorOfMedian(spread: spread, count: count), spread: 0.08, lost: 0,
      of: try Setting(label: "zstd-3"), .compress)
    #expect(abs(error - expected) < 1e-9)
  }

  @Test func `grades are ordered from the most precise one`() {
    #expect(TimeGrade.allCases.map(\.place) == [0, 1, 2, 3, 4])
    for (one, other) in zip(TimeGrade.allCases, TimeGrade.allCases.dropFirst()) {
      #expect(one < other && !(other < one) && !(one < one))
    }
    #expect(TimeGrade.worse.phrase == "to no better than 20%" && TimeGrade.within20.phrase == "within 20%")
  }
}
