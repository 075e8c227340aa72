import Bench
import Foundation
import Pipeline

/// The table that a sweep ends with.
enum SweepReport {
  static func text(_ staging: Staging, _ rows: [SweepRow], _ plan: SweepPlan) -> String {
    var parts = [waterfall(staging.stages), table(rows)]
    if !plan.sizesOnly { parts.append(SweepNoise.sentence(rows, plan)) }
    return parts.joined(separator: "\n\n")
  }

  private static func waterfall(_ stages: [StageRow]) -> String {
    TextTable(
      [.left("stage"), .right("files"), .right("MB"), .right("on disk MB"), .right("seconds")],
      stages.map { stage in
        [
          stage.stage.rawValue, String(stage.files), decimal(stage.bytes.megabytes, 2),
          decimal(stage.diskUsage.megabytes, 2), stage.stage == .tree ? "" : decimal(stage.time.inSeconds, 2),
        ]
      }
    ).text
  }

  private static func table(_ rows: [SweepRow]) -> String {
    let measured = rows.filter { $0.status == .ok }
    let ratio = measured.compactMap(\.ratio).max()
    let compress = measured.compactMap(\.compressThroughput).max()
    let decompress = measured.compactMap(\.decompressThroughput).max()
    func mark<Value: Equatable>(_ value: Value?, _ best: Value?) -> String {
      value != nil && value == best ? " *" : "  "
    }
    let table = TextTable(
      [
        .left("setting"), .right("bytes"), .right("ratio  "), .right("compress MB/s  "),
        .right("decompress MB/s  "),
        .right("heap MiB"), .right("decode MiB"), .left("notes"),
      ],
      rows.map { row in
        if case .failed(let reason) = row.status {
          return [row.setting.label, "", "", "", "", "", "", "failed: \(reason)"]
        }
        var notes: [String] = []
        if row.defaultDecoder == false { notes.append("needs a decoder told to take its window") }
        if case .noisy = row.noise { notes.append("noisy") }
        return [
          row.setting.label, row.compressedBytes.map { String($0.bytes) } ?? "",
          row.ratio.map { decimal($0, 3) + mark($0, ratio) } ?? "",
          row.compressThroughput.map { decimal($0.megabytesPerSecond, 2) + mark($0, compress) } ?? "",
          row.decompressThroughput.map { decimal($0.megabytesPerSecond, 1) + mark($0, decompress) } ?? "",
          row.compressHeap.map(mebibytes) ?? "", row.decompressHeap.map(mebibytes) ?? "",
          notes.joined(separator: "; "),
        ]
      }
    ).text
    return table + "\n* best ratio, fastest compression, fastest decompression"
  }

  private static func mebibytes(_ count: ByteCount) -> String { decimal(Double(count.bytes) / 1_048_576, 1) }

  private static func decimal(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}

/// The sentence about the machine that a timed sweep ends with.
enum SweepNoise {
  static func sentence(_ rows: [SweepRow], _ plan: SweepPlan) -> String {
    let timed = rows.filter { $0.noise != nil }
    let noisy = timed.filter { $0.noise != .quiet }
    guard let example = noisy.first, let verdict = example.noise else {
      return "The machine was quiet: no setting of \(timed.count) was disturbed."
    }
    var advice: [String] = ["sizes and memory are exact all the same"]
    if plan.jobs > 1 { advice.append("--jobs 1 keeps settings from disturbing each other") }
    advice.append(
      plan.budget.minTime < .seconds(10)
        ? "--min-time 10s takes more runs" : "leave the machine alone meanwhile, or take another")
    return "The machine was noisy for \(noisy.count) of \(timed.count) settings "
      + "(\(example.setting): \(verdict)): \(advice.joined(separator: "; "))."
  }
}
