import BenchCore
import BenchDecide
import BenchResults
import Pipeline

/// The end of a sweep's output: three settings, and the next commands.
enum SweepAnswer {
  /// The lines; empty if nothing was measured.
  ///
  /// - Parameters:
  ///   - results: The sweep.
  ///   - command: The command as typed by the user.
  static func text(_ results: Results, command: String) -> String {
    if let shard = results.provenance?.shard { return merging(results.folder, shard, command) }
    let answer = Answer(from: results)
    guard let smallest = answer.smallest else { return "" }
    var lines = ["Smallest: \(archive(smallest)); \(build(smallest))\(decode(smallest))."]
    if let soonest = answer.soonest {
      lines.append(
        "Fastest to users at \(Format.bandwidth(Answer.bandwidth)): \(archive(soonest));"
          + " \(Format.time(soonest.cost.seconds)) to download and decode\(equals(soonest)).")
    }
    if let cheapest = answer.cheapest {
      lines.append(
        "Cheapest build within \(Objective.written(Answer.share)) of the smallest:"
          + " \(archive(cheapest)); \(build(cheapest))\(equals(cheapest)).")
    }
    let (pybench, folder) = (Escape.shell(command), Escape.shell(results.folder))
    lines.append(
      "Next: \(pybench) pick \(folder)\(nextChoice(results, timed: answer.soonest != nil))"
        + "\n      \(pybench) report \(folder) --output report.html")
    return lines.joined(separator: "\n")
  }

  /// Options of a choice that these results allow: no objective of time without times, no limit that excludes all.
  private static func nextChoice(_ results: Results, timed: Bool) -> String {
    let objective: Objective = timed ? .delivery(bandwidth: Answer.bandwidth) : .smallest
    let limits = Limits(decompressMemory: ByteCount(64 << 20))
    let isPossible = (try? Pick(from: [results], within: limits, by: objective)) != nil
    return (timed ? " --bandwidth 100Mbit/s" : "") + (isPossible ? " --max-decompress-memory 64MiB" : "")
  }

  /// One shard has no answer; the merge of all has.
  private static func merging(_ folder: String, _ shard: Shard, _ command: String) -> String {
    let name =
      folder.hasSuffix(".\(shard.index)-of-\(shard.count)")
      ? String(folder.dropLast(".\(shard.index)-of-\(shard.count)".count)) : folder
    return
      "This is shard \(shard) of the sweep.\nNext, when all shards are measured: \(Escape.shell(command)) merge"
      + " \(Escape.shell(name)).*-of-\(shard.count) --output merged"
  }

  private static func archive(_ pick: Pick) -> String {
    "\(pick.choice.setting), \(Format.size(pick.choice.archiveBytes))"
  }

  private static func build(_ pick: Pick) -> String {
    let costs = [
      pick.choice.compressTime.map { Format.time($0.seconds) }, pick.choice.compressHeap.map(Format.memory),
    ].compactMap { $0 }
    return "\(costs.joined(separator: " and ")) to build"
  }

  private static func decode(_ pick: Pick) -> String {
    pick.choice.decompressTime.map { ", \(Format.time($0.seconds)) to decode" } ?? ""
  }

  private static func equals(_ pick: Pick) -> String {
    let equals = pick.certainty.equals.map(\.name)
    return equals.isEmpty ? "" : " (equal within the error: \(Format.some(equals, atMost: 2)))"
  }
}
