package import BenchCore
package import BenchResults
import Pipeline

/// One or more results for a page, a comment, a picture or a table.
package struct Report: Sendable {
  let subjects: [ReportSubject]
  let legend: [ReportLegend.Entry]
  let answers: Answers

  /// Maximum number of results to show separately; more are shown as a corpus.
  static let mostSubjects = 10

  /// Prepares a report of results in this order. The others are compared with the first.
  package init(of results: [Results]) {
    subjects = ReportSubject.list(results)
    legend = ReportLegend.entries(of: subjects)
    answers = Answers(for: subjects)
  }

  /// The only result; nil if there are several.
  var single: ReportSubject? { subjects.count == 1 ? subjects[0] : nil }

  /// Why no setting can be recommended.
  var reasonForNoAnswer: String {
    single == nil ? "The results have no measured setting in common." : "No setting was measured."
  }

  /// How many rows they have together.
  package var rowCount: Int { subjects.reduce(0) { $0 + $1.results.rows.count } }

  /// The names or the number of the results, after the Python versions if the names lack them.
  var title: String {
    if isCorpus { return "\(Format.grouped(subjects.count)) trees" }
    let names = subjects.map(\.title).joined(separator: ", ")
    return python.map { "\($0): \(names)" } ?? names
  }

  /// The Python versions in names or folders: `Python 3.12 and 3.13`; nil without any.
  var python: String? {
    let versions = Set(subjects.compactMap(\.pythonVersion)).sorted {
      $0.split(separator: ".").compactMap { Int($0) }
        .lexicographicallyPrecedes($1.split(separator: ".").compactMap { Int($0) })
    }
    return versions.isEmpty ? nil : "Python " + Format.list(versions)
  }

  /// Whether there are too many results to show one by one.
  var isCorpus: Bool { subjects.count > Self.mostSubjects }

  /// The page.
  package func html() throws(Failure) -> String { try ReportPage(report: self).html() }

  /// A comment for a pull request, in GitHub's Markdown, shorter than its limit.
  package func markdown() -> String { ReportMarkdown(report: self).text() }

  /// A table with a row for each result.
  package func csv() -> String { Corpus(self).csv() }

  /// A picture of one chart or of all; for a corpus the chart of sizes.
  package func svg(_ chart: ReportChart? = nil) -> String {
    let drawings =
      isCorpus
      ? [Corpus(self).picture()]
      : (chart.map { [$0] } ?? ReportChart.allCases).map { chart in subjects.map { drawing(chart, of: $0) } }
    // More than two per row are too small to read if the picture is as wide as a page.
    let rows = drawings.flatMap { drawings in
      stride(from: 0, to: drawings.count, by: 2).map { Array(drawings.dropFirst($0).prefix(2)) }
    }
    let findings = drawings.flatMap { $0.map(\.description) }
    return Drawing.sheet(rows, description: findings.joined(separator: " ")).standalone
  }

  /// A chart of a result.
  func drawing(_ chart: ReportChart, of subject: ReportSubject, width: ChartWidth = .wide) -> Drawing {
    let finding = ChartCaptions.text(chart, of: subject)
    let heading = subjects.count > 1 ? "\(chart.title): \(subject.title)" : chart.title
    let frame = ChartFrame(width: width, heading: heading, finding: finding)
    guard hasData(chart, of: subject) else { return frame.note() }
    return switch chart {
    case .compress: SpeedChart(.compress, for: subjects).drawing(of: subject, legend, frame)
    case .decompress: SpeedChart(.decompress, for: subjects).drawing(of: subject, legend, frame)
    case .crossover: CrossoverChart().drawing(of: subject, legend, frame)
    case .stages: StagesChart(for: subjects).drawing(of: subject, frame)
    case .sizes: SizesChart(for: subjects).drawing(of: subject, legend, frame)
    }
  }

  /// Whether there is anything to draw.
  func hasData(_ chart: ReportChart, of subject: ReportSubject) -> Bool {
    switch chart {
    case .compress: subject.measured.contains { $0.compress != nil }
    case .decompress, .crossover: subject.measured.contains { $0.decompress != nil }
    case .stages: true
    case .sizes: !subject.measured.isEmpty
    }
  }
}
