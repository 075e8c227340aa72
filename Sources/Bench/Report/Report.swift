package import BenchCore
import Pipeline
package import BenchResults

/// One or more results made fit to be shown: a page, a comment or a picture.
package struct Report: Sendable {
  let subjects: [ReportSubject]
  let legend: [ReportLegend.Entry]

  /// A chart ready to be put somewhere.
  struct Figure {
    let chart: ReportChart
    /// Index of the only result shown; nil where all are.
    let subject: Int?
    let heading: String
    /// What it shows, in words.
    let finding: String
    /// Whether there is anything to draw.
    let hasData: Bool
    let drawing: Drawing
  }

  /// Prepares a report of results, shown in the order given; the first is what the others are compared with.
  package init(of results: [Results]) {
    subjects = ReportSubject.list(results)
    legend = ReportLegend.entries(of: subjects)
  }

  /// How many rows they have together.
  package var rowCount: Int { subjects.reduce(0) { $0 + $1.results.rows.count } }

  /// The names of the results.
  var title: String { subjects.map(\.title).joined(separator: ", ") }

  /// A page of its own.
  package func html() throws(Failure) -> String { try ReportPage(report: self).html() }

  /// A comment for a pull request, in GitHub's Markdown.
  package func markdown() -> String { ReportMarkdown(report: self).text() }

  /// A picture of one chart, or of all.
  package func svg(_ chart: ReportChart? = nil) -> String {
    let charts = chart.map { [$0] } ?? ReportChart.allCases
    // More than two in a row are too small to read where a picture is as wide as a page.
    let rows = charts.flatMap { chart in
      let drawings = figures(chart).map(\.drawing)
      return stride(from: 0, to: drawings.count, by: 2).map { Array(drawings.dropFirst($0).prefix(2)) }
    }
    let findings = charts.flatMap { figures($0).map(\.drawing.description) }
    return Drawing.sheet(rows, description: findings.joined(separator: " ")).standalone
  }

  /// The figures of a chart: one for all results, or one a result where lines would get in each other's way.
  func figures(_ chart: ReportChart) -> [Figure] {
    switch chart {
    case .sizes:
      let finding = subjects.map { subject in
        (subjects.count > 1 ? "\(subject.title): " : "") + ChartCaptions.text(chart, of: subject)
      }.joined(separator: " ")
      return [
        Figure(
          chart: chart, subject: nil, heading: chart.title, finding: finding,
          hasData: subjects.contains { !$0.measured.isEmpty },
          drawing: SizesChart(subjects: subjects, legend: legend)
            .drawing(heading: chart.title, finding: finding))
      ]
    case .compress, .decompress, .stages, .crossover:
      return subjects.indices.map { index in figure(chart, index) }
    }
  }

  private func figure(_ chart: ReportChart, _ index: Int) -> Figure {
    let subject = subjects[index]
    let finding = ChartCaptions.text(chart, of: subject)
    let heading = subjects.count > 1 ? "\(chart.title): \(subject.title)" : chart.title
    let drawing: Drawing
    let hasData: Bool
    switch chart {
    case .crossover:
      hasData = !subject.crossover.candidates.isEmpty
      drawing = CrossoverChart().drawing(of: subject, legend: legend, heading: heading, finding: finding)
    case .stages:
      hasData = true
      drawing = StagesChart(for: subjects).drawing(of: subject, heading: heading, finding: finding)
    case .compress, .decompress, .sizes:
      let operation = chart == .compress ? Operation.compress : .decompress
      hasData = subject.measured.contains { $0.throughput(operation) != nil }
      drawing = SpeedChart(operation, for: subjects)
        .drawing(of: subject, legend: legend, heading: heading, finding: finding)
    }
    let shown = hasData ? drawing : Drawing.note(heading, finding)
    return Figure(
      chart: chart, subject: index, heading: heading, finding: finding, hasData: hasData, drawing: shown)
  }
}

extension Drawing {
  /// What stands in place of a chart that has nothing to show.
  static func note(_ heading: String, _ text: String) -> Drawing {
    Drawing(width: 660, height: 60, description: "\(heading). \(text)") { svg in
      svg.text("head", heading, at: (0, 14))
      svg.text("faint", text, at: (0, 38))
    }
  }
}
