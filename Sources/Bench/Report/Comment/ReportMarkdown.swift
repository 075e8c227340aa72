import BenchCore
import BenchResults
import Pipeline

/// The report as a comment for a pull request: the answer first, the figures folded.
struct ReportMarkdown {
  let report: Report

  func text() -> String {
    var parts = CommentParts()
    parts.add("## pybench: \(Self.name(report.title, most: 400))")
    add(report.answers, to: &parts)
    parts.add(Escape.markdown(Precision(of: report.subjects).text))
    let failed = report.subjects.flatMap(\.results.rows).count { $0.status != .ok }
    if failed > 0 {
      parts.add("**\(failed) of \(report.rowCount) settings failed.**")
    }
    if report.isCorpus {
      Corpus(report).add(to: &parts)
      return parts.text()
    }
    for subject in report.subjects {
      if report.subjects.count > 1 { parts.add("### \(Self.name(subject.title))") }
      parts.add(Escape.markdown(ChartCaptions.text(.sizes, of: subject)))
      addSummary(subject, to: &parts)
      addWaterfall(subject, to: &parts)
    }
    if let comparison = Comparison(report.subjects) { add(comparison, to: &parts) }
    parts.add(
      "rows of all settings", .all,
      ReportTable(subjects: report.subjects).table.markdown(cutAt: 200),
      foldedAs: "All \(Format.count(report.rowCount, "row"))")
    parts.add("lines of provenance", .provenance, lines: provenance(), foldedAs: "Provenance")
    return parts.text()
  }

  /// A shortened name from outside.
  static func name(_ text: String, most: Int = 60) -> String { Escape.markdown(text.clipped(to: most)) }

  /// A table's head: names, and for each column whether it holds numbers.
  static func head(_ columns: [(name: String, numeric: Bool)]) -> String {
    row(columns.map(\.name)) + "\n|" + columns.map { $0.numeric ? " ---: |" : " :--- |" }.joined() + "\n"
  }

  static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// The settings of the cards, with the command that makes the smallest.
  private func add(_ answers: Answers, to parts: inout CommentParts) {
    guard let first = answers.choices.first else {
      parts.add(report.reasonForNoAnswer)
      return
    }
    if let scope = answers.scope(of: report.subjects) { parts.add("For \(Self.name(scope, most: 400)):") }
    let names = answers.costs(of: first.contender).map(\.name)
    let rows = answers.choices.map { aim, contender in
      Self.row(
        [aim.title, "**\(contender.setting.name)**"]
          + answers.costs(of: contender).map { cost in
            Escape.markdown(cost.text + (cost.comparison.map { " (\($0))" } ?? ""))
          })
    }
    parts.add(
      Self.head([("For", false), ("Setting", false)] + names.map { ($0, true) })
        + rows.joined(separator: "\n"))
    if let subject = report.single {
      let command = ArchiveCommandLine(for: subject).command(for: first.contender.setting)
      if command.utf8.count < 2000, !command.contains("`") { parts.add("```sh\n\(command)\n```") }
    }
  }

  /// Other candidates: each codec's smallest, the fastest to compress and to decompress.
  private func addSummary(_ subject: ReportSubject, to parts: inout CommentParts) {
    var roles = subject.smallest(butOf: nil).map { ("smallest \($0.setting.codec.rawValue)", $0) }
    if let row = subject.fastest(.compress) { roles.append(("fastest to compress", row)) }
    if let row = subject.fastest(.decompress) { roles.append(("fastest to decompress", row)) }
    let head: [(name: String, numeric: Bool)] = [
      ("Also", false), ("Setting", false), ("Size", true), ("vs gzip", true), ("Ratio", true),
      ("Compress", true),
      ("Decompress", true),
    ]
    let rows = roles.map { role, row in
      Self.row([
        role, "**\(row.setting.name)**", row.compressedBytes.map(Format.size) ?? "",
        subject.changeFromReference(row) ?? "–", row.ratio.map(Format.ratio) ?? "",
        Self.speed(row, .compress),
        Self.speed(row, .decompress),
      ])
    }
    parts.add("rows of summaries", .summary, head: Self.head(head), lines: rows)
  }

  private static func speed(_ row: SweepRow, _ operation: Operation) -> String {
    guard let timing = row.timing(operation), let speed = row.throughput(operation) else { return "–" }
    return "\(Format.time(timing.measured)), \(Format.speed(speed))"
  }

  private func addWaterfall(_ subject: ReportSubject, to parts: inout CommentParts) {
    let head: [(name: String, numeric: Bool)] = [
      ("Stage", false), ("Files", true), ("Size", true), ("Change", true), ("Share of the first", false),
    ]
    let rows = WaterfallStep.list(subject).map { step in
      let share = step.share ?? 0
      let bar = String(repeating: "█", count: max(Int((min(share, 2) * 20).rounded()), 1))
      return Self.row([
        Escape.markdown(step.name), step.files.map(Format.grouped) ?? "–", Format.size(step.bytes),
        step.change ?? "–", "\(bar) \(Format.percent(share))",
      ])
    }
    parts.add("rows of stages", .details, head: Self.head(head), lines: rows)
  }

  private func add(_ comparison: Comparison, to parts: inout CommentParts) {
    parts.add("### Same settings compared")
    for index in comparison.titles.indices.dropFirst() {
      parts.add(Escape.markdown(comparison.finding(index)))
    }
    parts.add(
      "settings compared", .comparison, comparison.table.markdown(),
      foldedAs: "Sizes in bytes of \(comparison.lines.count) settings")
  }

  private func provenance() -> [String] {
    report.subjects.flatMap { subject in
      (report.subjects.count > 1 ? ["- **\(Self.name(subject.title))**"] : [])
        + ProvenanceFacts.list(subject).map { "- \($0.name): \(Self.name($0.value, most: 1000))" }
    }
  }
}
