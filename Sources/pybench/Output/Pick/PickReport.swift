import BenchCore
import BenchDecide
import BenchResults
import Pipeline

/// A choice as text: the setting, its costs, the alternatives and the certainty.
struct PickReport {
  private let pick: Pick
  private let command: String

  /// - Parameter command: How pybench is called, for the next command.
  init(_ pick: Pick, command: String = "pybench") {
    self.pick = pick
    self.command = command
  }

  /// The text, in lines of at most 80 columns except for long names.
  var text: String {
    [
      Paragraph.wrapped(PickHeadline(pick).text), figures, trees, scope, alternatives, against, unconstrained,
      certainty, next,
    ].compactMap { $0 }.joined(separator: "\n\n")
  }

  private var figures: String {
    let choice = pick.choice
    var lines = [
      "archive     \(Format.grouped(choice.archiveBytes.bytes)) bytes"
        + " of \(Format.grouped(choice.originalBytes.bytes)), ratio \(ratio(choice))",
      line("compress  ", choice.compressTime, choice.compressThroughput, choice.compressHeap),
      line("decompress", choice.decompressTime, choice.decompressThroughput, choice.decompressHeap)
        + (choice.window.map { ", window \(Format.memory($0))" } ?? ""),
    ]
    if let extract = choice.extractTime { lines.append("unpack      \(Format.time(extract))") }
    switch pick.objective.unit {
    case .bytes: break
    case .seconds: lines.append("cost        \(Format.time(pick.cost)) = \(pick.objective.formula)")
    case .money: lines.append("cost        \(Format.money(pick.cost.seconds)) = \(pick.objective.formula)")
    }
    if choice.defaultDecoder == false {
      lines.append("Decoders with default limits reject it, because its window is too large.")
    }
    return lines.map { "  " + $0 }.joined(separator: "\n")
  }

  private func line(
    _ name: String, _ time: MeasuredTime?, _ throughput: Throughput?, _ heap: ByteCount?
  ) -> String {
    let speed = throughput.map { ", \(Format.speed($0))" } ?? ""
    let memory = heap.map { ", heap \(Format.memory($0))" } ?? ""
    return "\(name)  \(time.map(Format.time) ?? "not timed")\(speed)\(memory)"
  }

  private func ratio(_ candidate: Candidate) -> String {
    guard candidate.archiveBytes > .zero else { return "-" }
    let ratio = Double(candidate.originalBytes.bytes) / Double(candidate.archiveBytes.bytes)
    return Format.significant(ratio)
  }

  /// The loss of each tree with a shared setting.
  private var trees: String? {
    guard let fairness = pick.fairness else { return nil }
    // With many trees, those with the largest losses.
    let most = 10
    let shown =
      fairness.losses.count <= most
      ? fairness.losses : Array(fairness.losses.sorted { $0.share > $1.share }.prefix(most))
    let rest = fairness.losses.count - shown.count
    let table = TextTable(
      [
        .left("  tree"), .right("archive"), .right("compress"), .right("decode"), .left("its own best"),
        .right("loss"),
      ],
      shown.map { loss in
        let row = pick.choice.rows[loss.tree]
        return [
          "  " + pick.trees[loss.tree], row.compressedBytes.map { Format.grouped($0.bytes) } ?? "",
          row.compress.map { Format.time($0.time) } ?? "-",
          row.decompress.map { Format.time($0.time) } ?? "-",
          loss.best.name, Format.signedPercent(loss.share),
        ]
      }
    ).text
    let verdict: String
    if let worst = fairness.worst, fairness.fairest != pick.choice.setting {
      verdict =
        "\(pick.choice.setting) has the lowest total cost. \(fairness.fairest) has the lowest worst loss:"
        + " no tree costs more than \(Format.signedPercent(fairness.fairestLoss)) over its own best"
        + " (\(pick.choice.setting): \(Format.signedPercent(worst.share)) for \(pick.trees[worst.tree]))."
        + " pick uses the total."
    } else {
      verdict = "\(pick.choice.setting) has the lowest total cost and the lowest worst loss."
    }
    let more = rest > 0 ? "\n  and \(Format.count(rest, "tree")) more with smaller losses" : ""
    return table + more + "\n" + Paragraph.wrapped(verdict, indent: 2)
  }

  private var scope: String {
    var sentences: [String] = []
    let measured = Format.count(pick.measured, "setting")
    if pick.limits.all.isEmpty {
      sentences.append("No limits were set for the \(measured) measured.")
    } else {
      let admitted =
        pick.admitted == pick.measured
        ? (pick.measured == 1 ? "the only setting" : "all \(measured)")
        : "\(Format.grouped(pick.admitted)) of \(measured)"
      sentences.append("Within \(Format.list(pick.limits.all.map(limitWithCut))): \(admitted).")
    }
    if case .cheapestBuild(let share) = pick.objective {
      let outgrown = pick.excluded.count { $0.reasons.contains { $0.isOutgrown } }
      sentences.append(
        "At most \(Objective.written(share)) larger than the smallest of them:"
          + " \(Format.grouped(pick.admitted - outgrown)).")
    }
    let others = pick.excluded.filter { !$0.reasons.contains { $0.isBreach || $0.isOutgrown } }
    if !others.isEmpty {
      let reasons = others.map { "\($0.setting) (\($0.reasons.map(\.reason).joined(separator: ", ")))" }
      sentences.append("Left out: \(Format.some(reasons, atMost: 3)).")
    }
    if pick.results.contains(where: { $0.provenance?.ended == nil && $0.provenance != nil }) {
      sentences.append("A sweep is unfinished; pick considered only the settings measured so far.")
    }
    let libraries = Set(pick.choice.rows.map(\.libraryVersion)).sorted()
    if libraries.count > 1 {
      sentences.append("The results come from different library versions: \(Format.list(libraries)).")
    }
    return Paragraph.wrapped(sentences.joined(separator: " "))
  }

  /// A limit, and how many settings break it.
  private func limitWithCut(_ limit: Limit) -> String {
    let count = pick.excluded.count { excluded in
      excluded.reasons.contains { reason in
        if case .broken(let breach) = reason { breach.limit == limit } else { false }
      }
    }
    return "\(limit.text) (excludes \(count == 0 ? "none" : Format.grouped(count)))"
  }

  private var alternatives: String {
    guard !pick.alternatives.isEmpty else {
      return Paragraph.wrapped("Next best: none; \(reasonForNone).")
    }
    let hasCost = pick.objective.unit != .bytes
    let cost: [TextTable.Column] = hasCost ? [.right("cost")] : []
    return TextTable(
      [.left("next best")] + cost
        + [.right("archive"), .right("compress"), .right("decode"), .right("decoder RAM")],
      pick.alternatives.map { other in
        [other.setting.name]
          + (hasCost ? [costChange(to: pick.objective.cost(of: other))] : [])
          + [
            Format.change(from: pick.choice.archiveBytes, to: other.archiveBytes),
            Format.change(from: pick.choice.compressTime, to: other.compressTime),
            Format.change(from: pick.choice.decompressTime, to: other.decompressTime),
            other.decoderMemory.map(Format.memory) ?? "-",
          ]
      }
    ).text
  }

  /// Why there is no alternative.
  private var reasonForNone: String {
    let breach = pick.excluded.contains { $0.reasons.contains { $0.isBreach } }
    let outgrown = pick.excluded.count { $0.reasons.contains { $0.isOutgrown } }
    guard pick.admitted - outgrown > 1 else {
      if breach || outgrown > 0 { return "no other setting is within the limits" }
      return pick.measured == 1 ? "no other setting was measured" : "no other setting has times to compare"
    }
    return "\(pick.choice.setting) is at least as good as every other setting"
      + (breach || outgrown > 0 ? " within the limits" : "") + " in every figure"
  }

  private func costChange(to cost: MeasuredTime?) -> String {
    guard pick.objective.unit == .money, let cost else { return Format.change(from: pick.cost, to: cost) }
    let difference = cost.seconds - pick.cost.seconds
    guard difference != 0 else { return "same" }
    return (difference > 0 ? "+" : "") + Format.money(difference)
  }

  /// Gains and losses of the choice against the setting of `--against`.
  private var against: String? {
    guard let rival = pick.against else { return nil }
    guard rival.setting != pick.choice.setting else {
      return Paragraph.wrapped("The choice is \(rival.setting) itself, so there is nothing to compare.")
    }
    let tradeoff = Tradeoff(of: pick.choice, against: rival)
    let lines = [("gains", Tradeoff.Verdict.gain), ("loses", .loss), ("equal", .equal)].compactMap {
      (name, verdict) -> String? in
      let items = tradeoff.items(verdict)
      guard !items.isEmpty else { return nil }
      let words = items.map { verdict == .equal ? $0.name : "\($0.name) \($0.change)" }
      return "  \(name)  " + words.joined(separator: "; ")
    }
    return "\(pick.choice.setting) against \(rival.setting)\n" + lines.joined(separator: "\n")
  }

  private var unconstrained: String? {
    guard !pick.limits.all.isEmpty else { return nil }
    guard let best = pick.unconstrained else {
      return Paragraph.wrapped(
        "The limits cost nothing: without them the choice is the same, \(pick.choice.setting).")
    }
    let cost = pick.objective.cost(of: best.candidate)
    let bytes = best.candidate.archiveBytes
    let size = "\(Format.grouped(bytes.bytes)) bytes"
    let saving =
      pick.objective.unit == .money
      ? cost.map { "cost \(Format.money($0.seconds)), \(costChange(to: $0))" } ?? size
      : pick.objective.isTime
        ? cost.map { "cost \(Format.time($0)), \(Format.change(from: pick.cost, to: $0))" } ?? size
        : "\(size), \(Format.change(from: pick.choice.archiveBytes, to: bytes))"
    guard !best.reasons.isEmpty else {
      return Paragraph.wrapped(
        "Without the limits the choice would be \(best.candidate.setting): \(saving). It is within the limits, but"
          + " they exclude settings that it is compared with.")
    }
    return Paragraph.wrapped(
      "Without the limits the choice would be \(best.candidate.setting): \(saving). The limits exclude it:")
      + best.reasons.map { "\n  " + $0.reason }.joined()
  }

  private var certainty: String {
    let certainty = pick.certainty
    var sentences = pick.results.compactMap { results -> String? in
      guard let gaps = results.provenance?.gaps, !gaps.isEmpty else { return nil }
      return "\(results.folder) is not a whole sweep, so settings may be missing from the comparison:"
        + " \(gaps.joined(separator: "; "))."
    }
    if pick.objective.isTime {
      sentences.append(
        certainty.equals.isEmpty
          ? "No other setting has an equal cost within the errors of the times."
          : "Equal, because their costs differ from the lowest by less than the error: \(names(certainty.equals))."
            + " Among equals the smallest archive wins, then the build with the least memory, then the fastest"
            + " build.")
    } else {
      sentences.append("Sizes are exact, and so is the order.")
      if !certainty.equals.isEmpty {
        sentences.append("Of the same size to the byte: \(names(certainty.equals)).")
      }
    }
    if pick.choice.compressTime == nil, pick.choice.decompressTime == nil {
      sentences.append("The sweep has no times, so the choice ignores speed.")
    } else {
      sentences.append(
        "± is the standard error of a time. Two times are equal if they differ by less than twice the standard"
          + " error of their difference.")
    }
    sentences += certainty.closeCalls.map { call in
      let tree = pick.trees.count > 1 ? " for \(call.tree)" : ""
      return "\(call.setting) \(call.met ? "meets" : "misses") \(call.limit.text)\(tree)"
        + " by less than the error of its time, \(Format.time(call.time))."
    }
    sentences += noise
    return "how sure\n" + Paragraph.wrapped(sentences.joined(separator: " "), indent: 2)
  }

  private var noise: [String] {
    guard !pick.certainty.noisy.isEmpty else { return [] }
    let noisy = pick.certainty.noisy.map { noise in
      noise.setting.name + (pick.trees.count > 1 ? " for \(noise.tree)" : "")
    }
    return ["Times known \(TimeGrade.worse.phrase): \(Format.some(noisy, atMost: 4))."]
  }

  private var next: String? {
    PickScript(pick).release(command, indent: 6).map { "Next: " + $0 }
  }

  private func names(_ settings: [Setting]) -> String { Format.some(settings.map(\.name), atMost: 6) }
}
