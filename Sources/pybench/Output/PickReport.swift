import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline

/// A choice as the terminal shows it: what, at what cost, instead of what, and how sure.
struct PickReport {
  private let pick: Pick

  init(_ pick: Pick) { self.pick = pick }

  /// The text, in lines of at most 80 columns save for long names.
  var text: String {
    [headline, figures, trees, scope, alternatives, unconstrained, certainty]
      .compactMap { $0 }.joined(separator: "\n\n")
  }

  private var headline: String {
    let subject =
      pick.trees.count > 1 ? " for \(Format.list(pick.trees)) together" : " for \(pick.trees[0])"
    let limits = pick.limits.all.isEmpty ? "" : " within the limits"
    return Paragraph.wrapped("\(pick.choice.setting): \(pick.objective.aim)\(limits)\(subject).")
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
    if pick.objective.isTime {
      lines.append("cost        \(Format.time(pick.cost)) = \(pick.objective.formula)")
    }
    if choice.defaultDecoder == false {
      lines.append("Decoders with default limits refuse it: its window is too large for them.")
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

  /// What each tree gets of a shared choice, by the total and by the worst.
  private var trees: String? {
    guard let fairness = pick.fairness else { return nil }
    let table = TextTable(
      [
        .left("  tree"), .right("archive"), .right("compress"), .right("decode"), .left("its own best"),
        .right("loss"),
      ],
      fairness.losses.map { loss in
        let row = pick.choice.rows[loss.tree]
        return [
          "  " + pick.trees[loss.tree], row.compressedBytes.map { Format.grouped($0.bytes) } ?? "",
          row.compress.map { Format.time($0.time) } ?? "-",
          row.decompress.map { Format.time($0.time) } ?? "-",
          loss.best.label, Format.signedPercent(loss.share),
        ]
      }
    ).text
    let verdict: String
    if let worst = fairness.worst, fairness.fairest != pick.choice.setting {
      verdict =
        "By the total it is \(pick.choice.setting); by the worst it would be \(fairness.fairest),"
        + " which costs no tree more than \(Format.signedPercent(fairness.fairestLoss)) over its own best"
        + " (\(pick.choice.setting): \(Format.signedPercent(worst.share)) for \(pick.trees[worst.tree]))."
        + " The pick goes by the total."
    } else {
      verdict = "By the total and by the worst it is \(pick.choice.setting)."
    }
    return table + "\n" + Paragraph.wrapped(verdict, indent: 2)
  }

  private var scope: String {
    var sentences: [String] = []
    let measured = Format.count(pick.measured, "setting")
    if pick.limits.all.isEmpty {
      sentences.append("No limits were set for the \(measured) measured.")
    } else {
      sentences.append(
        "Within \(Format.list(pick.limits.all.map(limitWithCut))):"
          + " \(Format.grouped(pick.admitted)) of \(measured).")
    }
    sentences.append(
      "On the frontier of size, compression time, decompression throughput and decompression memory:"
        + " \(pick.frontier.count).")
    let others = pick.excluded.filter { !$0.reasons.contains { $0.isBreach } }
    if !others.isEmpty {
      let reasons = others.map { "\($0.setting) (\($0.reasons.map(\.reason).joined(separator: ", ")))" }
      sentences.append("Left out: \(Format.some(reasons, atMost: 3)).")
    }
    if pick.results.contains(where: { $0.provenance?.ended == nil && $0.provenance != nil }) {
      sentences.append("A sweep is unfinished; what it has not measured yet was not considered.")
    }
    let libraries = Set(pick.choice.rows.map(\.libraryVersion)).sorted()
    if libraries.count > 1 {
      sentences.append("The results come of different libraries: \(Format.list(libraries)).")
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
    return "\(written(limit)) (cuts \(count))"
  }

  private var alternatives: String {
    guard !pick.alternatives.isEmpty else {
      return Paragraph.wrapped(
        "Next best: none; \(pick.choice.setting) is the only setting"
          + " that no other is better than.")
    }
    let isTime = pick.objective.isTime
    let cost: [TextTable.Column] = isTime ? [.right("cost")] : []
    return TextTable(
      [.left("next best")] + cost
        + [.right("archive"), .right("compress"), .right("decode"), .right("decoder RAM")],
      pick.alternatives.map { other in
        [other.setting.label]
          + (isTime ? [Format.change(from: pick.cost, to: pick.objective.cost(of: other))] : [])
          + [
            Format.change(from: pick.choice.archiveBytes, to: other.archiveBytes),
            Format.change(from: pick.choice.compressTime, to: other.compressTime),
            Format.change(from: pick.choice.decompressTime, to: other.decompressTime),
            other.decoderMemory.map(Format.memory) ?? "-",
          ]
      }
    ).text
  }

  private var unconstrained: String? {
    guard !pick.limits.all.isEmpty else { return nil }
    guard let best = pick.unconstrained else {
      return Paragraph.wrapped("The limits cost nothing: without them it is \(pick.choice.setting) too.")
    }
    let cost = pick.objective.cost(of: best.candidate)
    let bytes = best.candidate.archiveBytes
    let size = "\(Format.grouped(bytes.bytes)) bytes"
    let saving =
      pick.objective.isTime
      ? cost.map { "cost \(Format.time($0)), \(Format.change(from: pick.cost, to: $0))" } ?? size
      : "\(size), \(Format.change(from: pick.choice.archiveBytes, to: bytes))"
    return Paragraph.wrapped("Without the limits it would be \(best.candidate.setting): \(saving). But it:")
      + best.reasons.map { "\n  " + $0.reason }.joined()
  }

  private var certainty: String {
    let certainty = pick.certainty
    var sentences: [String] = []
    if pick.objective.isTime {
      sentences.append(
        certainty.equals.isEmpty
          ? "No other setting within the limits costs the same within the spread of the times."
          : "As good, for their costs overlap within the spread: \(names(certainty.equals)).")
    } else {
      sentences.append("Sizes are exact, and so is the order by size.")
      if !certainty.equals.isEmpty {
        sentences.append("Of the same size to the byte: \(names(certainty.equals)).")
      }
    }
    if pick.choice.compressTime == nil, pick.choice.decompressTime == nil {
      sentences.append("Nothing was timed, so nothing can be ruled out as slower.")
    } else {
      sentences.append("Times are called equal where they differ by less than twice their standard error.")
    }
    sentences += certainty.closeCalls.map { call in
      let tree = pick.trees.count > 1 ? " for \(call.tree)" : ""
      return "\(call.setting) \(call.met ? "meets" : "misses") \(written(call.limit))\(tree)"
        + " by less than the spread of its time, \(Format.time(call.time))."
    }
    sentences += noise
    return "how sure\n" + Paragraph.wrapped(sentences.joined(separator: " "), indent: 2)
  }

  private var noise: [String] {
    guard !pick.certainty.noisy.isEmpty else { return [] }
    let noisy = pick.certainty.noisy.map { noise in
      let tree = pick.trees.count > 1 ? " for \(noise.tree)" : ""
      return "\(noise.setting)\(tree) (\(noise.reasons.joined(separator: ", ")))"
    }
    return ["Known to no better than within 10 %: \(Format.some(noisy, atMost: 4))."]
  }

  private func names(_ settings: [Setting]) -> String { Format.some(settings.map(\.label), atMost: 6) }

  private func written(_ limit: Limit) -> String {
    limit.value.isEmpty ? limit.name : "\(limit.name) \(limit.value)"
  }
}
