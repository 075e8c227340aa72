import BenchCore
import Pipeline
import BenchResults

/// The report as a comment for a pull request: the answer first, the figures folded away.
struct ReportMarkdown {
  let report: Report

  func text() -> String {
    var parts = ["## pybench: \(Escape.markdown(report.title))"]
    for subject in report.subjects {
      if report.subjects.count > 1 { parts.append("### \(Escape.markdown(subject.title))") }
      parts.append(Escape.markdown(ChartCaptions.text(.sizes, of: subject)))
      parts.append(summary(subject))
      parts.append(waterfall(subject))
    }
    if let comparison = Comparison(report.subjects) { parts += self.comparison(comparison) }
    let failed = report.subjects.flatMap(\.results.rows).filter { $0.status != .ok }.count
    if failed > 0 {
      parts.append("**\(failed) of \(report.rowCount) settings failed**; the table below says why.")
    }
    let table = ReportTable(subjects: report.subjects).markdown()
    parts.append(fold("All \(report.rowCount) rows", table))
    parts.append(fold("Provenance", provenance()))
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The settings that somebody would choose: the smallest, each codec's smallest, the fastest either way.
  private func summary(_ subject: ReportSubject) -> String {
    var roles: [(role: String, row: SweepRow)] = []
    if let row = subject.smallest { roles.append(("smallest", row)) }
    for codec in Codec.allCases where codec != subject.smallest?.setting.codec {
      let row = subject.measured.filter { $0.setting.codec == codec }
        .least { ($0.compressedBytes?.bytes).map(Double.init) }
      if let row { roles.append(("smallest \(codec.rawValue)", row)) }
    }
    if let row = subject.fastestToCompress { roles.append(("fastest to compress", row)) }
    if let row = subject.fastestToDecompress { roles.append(("fastest to decompress", row)) }
    guard !roles.isEmpty else { return "No setting was measured." }
    var text = "| | Setting | Size | vs gzip | Ratio | Compress | Decompress |\n"
    text += "| :--- | :--- | ---: | ---: | ---: | ---: | ---: |\n"
    for (role, row) in roles {
      let cells: [String] = [
        role, "**\(row.setting.label)**", row.compressedBytes.map(Format.size) ?? "",
        subject.changeFromReference(row) ?? "–", row.ratio.map(Format.ratio) ?? "",
        Self.speed(row, .compress), Self.speed(row, .decompress),
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    return text.trimmingLineEnd
  }

  private static func speed(_ row: SweepRow, _ operation: Operation) -> String {
    guard let timing = row.timing(operation), let speed = row.throughput(operation) else { return "–" }
    return "\(Format.time(timing.time)), \(Format.speed(speed))"
  }

  private func waterfall(_ subject: ReportSubject) -> String {
    var text =
      "| Stage | Files | Size | Change | Share of the first |\n| :--- | ---: | ---: | ---: | :--- |\n"
    for step in WaterfallStep.list(subject) {
      let share = step.share ?? 0
      let bar = String(repeating: "█", count: max(Int((min(share, 2) * 20).rounded()), 1))
      let cells = [
        Escape.markdown(step.name), step.files.map(Format.grouped) ?? "", Format.size(step.bytes),
        step.change ?? "", "\(bar) \(Format.percent(share))",
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    return text.trimmingLineEnd
  }

  private func comparison(_ comparison: Comparison) -> [String] {
    var parts = ["### Same settings compared"]
    for index in comparison.titles.indices.dropFirst() {
      parts.append(Escape.markdown(comparison.finding(index)))
    }
    let later = comparison.titles.indices.dropFirst()
    var table = "| Setting | \(Escape.markdown(comparison.titles[0])) |"
    for index in later { table += " \(Escape.markdown(comparison.titles[index])) | Change | |" }
    table += "\n| :--- | ---: |" + String(repeating: " ---: | ---: | ---: |", count: later.count) + "\n"
    for line in comparison.lines {
      table += "| \(line.setting.label) | \(Format.grouped(line.sizes[0].bytes)) |"
      for index in later {
        table +=
          " \(Format.grouped(line.sizes[index].bytes)) | \(line.difference(index)) | \(line.change(index)) |"
      }
      table += "\n"
    }
    parts.append(fold("Sizes in bytes of \(comparison.lines.count) settings", table))
    return parts
  }

  private func provenance() -> String {
    var text = ""
    for subject in report.subjects {
      if report.subjects.count > 1 { text += "**\(Escape.markdown(subject.title))**\n\n" }
      for fact in ProvenanceFacts.list(subject) {
        text += "- \(fact.name): \(Escape.markdown(fact.value))\n"
      }
      text += "\n"
    }
    return text
  }

  private func fold(_ summary: String, _ body: String) -> String {
    "<details><summary>\(summary)</summary>\n\n\(body.trimmingLineEnd)\n\n</details>"
  }
}

extension String {
  /// The text without the line ends that close it.
  var trimmingLineEnd: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
