import BenchCore
import BenchResults
import BenchSweep
import Pipeline

/// The table that a sweep ends with.
enum SweepReport {
  static func text(_ stages: [Stage], _ rows: [SweepRow], _ plan: SweepPlan, _ quality: SweepQuality?)
    -> String
  {
    var parts = [waterfall(stages), table(rows, timed: !plan.sizesOnly)]
    if !plan.sizesOnly { parts.append(Paragraph.wrapped(QualityText.sentence(quality, plan))) }
    return parts.joined(separator: "\n\n")
  }

  private static func waterfall(_ stages: [Stage]) -> String {
    TextTable(
      [.left("stage"), .right("files"), .right("MB"), .right("on disk MB"), .right("seconds")],
      stages.map { stage in
        [
          stage.name.rawValue, String(stage.files), decimal(stage.bytes.megabytes, 2),
          decimal(stage.diskUsage.megabytes, 2), stage.name == .tree ? "" : decimal(stage.time.inSeconds, 2),
        ]
      }
    ).text
  }

  private static func table(_ rows: [SweepRow], timed: Bool) -> String {
    let measured = rows.filter { $0.status == .ok }
    let ratio = measured.compactMap(\.ratio).max()
    let compress = measured.compactMap { $0.throughput(.compress) }.max()
    let decompress = measured.compactMap { $0.throughput(.decompress) }.max()
    var columns: [(heading: TextTable.Column, cell: (SweepRow) -> String)] = [
      (.left("setting"), { $0.setting.name }),
      (.right("bytes"), { $0.compressedBytes.map { String($0.bytes) } ?? "" }),
      (.right("ratio  "), { $0.ratio.map { decimal($0, 3) + mark($0, ratio) } ?? "" }),
    ]
    if timed {
      columns += [
        (
          .right("compress MB/s  "),
          { $0.throughput(.compress).map { decimal($0.megabytesPerSecond, 2) + mark($0, compress) } ?? "" }
        ),
        (
          .right("decompress MB/s  "),
          {
            $0.throughput(.decompress).map { decimal($0.megabytesPerSecond, 1) + mark($0, decompress) } ?? ""
          }
        ),
      ]
    }
    columns += [
      (.right("heap MiB"), { $0.compressHeap.map(mebibytes) ?? "" }),
      (.right("decode MiB"), { $0.decompressHeap.map(mebibytes) ?? "" }),
      (.left("notes"), notes),
    ]
    let table = TextTable(columns.map(\.heading), rows.map { row in columns.map { $0.cell(row) } })
    return table.text + "\n* best ratio" + (timed ? ", fastest compression, fastest decompression" : "")
  }

  private static func mark<Value: Equatable>(_ value: Value, _ best: Value?) -> String {
    value == best ? " *" : "  "
  }

  private static func notes(_ row: SweepRow) -> String {
    if case .failed(let reason) = row.status { return "failed: \(reason)" }
    var notes: [String] = []
    if row.defaultDecoder == false {
      notes.append(
        row.setting.windowLog.map { "needs zstd -d --long=\($0)" }
          ?? "needs a decoder with a larger window limit")
    }
    notes += row.looseTimes
    return notes.joined(separator: "; ")
  }

  private static func mebibytes(_ count: ByteCount) -> String { decimal(Double(count.bytes) / 1_048_576, 1) }

  private static func decimal(_ value: Double, _ places: Int) -> String {
    Format.decimal(value, places: places)
  }
}
