import ArgumentParser
import BenchCore
import BenchReport
import BenchResults
import Glibc
import Pipeline

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show results as a page, a pull-request comment, a picture or a table.",
    discussion: """
      The page is one file that works offline and without JavaScript. More than ten results appear as a corpus: \
      distributions over all trees, and one row per tree.

      Example:
        pybench report results/cpython-3.12 --output report.html
      """)

  @Argument(
    help: ArgumentHelp(
      "Results folders of 'pybench compress', or their sweep.csv. The others are compared with the first. Other files "
        + "are skipped.", valueName: "results"),
    completion: .file())
  var results: [String]

  @Option(name: .shortAndLong, help: "The output file; - is standard output.", completion: .file())
  var output: String

  @Option(help: "Output format. (default: by the name of the output file; html for -)")
  var format: ReportFormat?

  @Option(help: "Draw only this chart. For svg only.")
  var chart: ReportChart?

  private static let formats = "html (.html), markdown (.md), svg (.svg) or csv (.csv)"

  private func chosenFormat() throws -> ReportFormat {
    if let chosen = format ?? ReportFormat(fileName: output) { return chosen }
    guard output == "-" else {
      throw ValidationError(
        "--output \(output) names no format of a report; name the file by its format, or add --format: "
          + "\(Self.formats).")
    }
    return .html
  }

  func validate() throws {
    if try chosenFormat() != .svg, chart != nil {
      throw ValidationError("--chart chooses from an svg; add --format svg, or leave --chart out.")
    }
  }

  func run() throws {
    if output != "-" { try ResultsFile.check(output, isNotIn: results) }
    let read = try Self.read(results)
    if output != "-" {
      for tree in read.compactMap(\.recordedTree) { try OutputPath.check(output, outside: tree) }
    }
    let report = Report(of: read)
    let text =
      switch try chosenFormat() {
      case .html: try report.html()
      case .markdown: report.markdown()
      case .svg: report.svg(chart)
      case .csv: report.csv()
      }
    if output == "-" {
      Console.print(document: text.last?.isNewline == true ? String(text.dropLast()) : text)
    } else {
      try AtomicFile.write(text, to: output)
    }
  }

  /// Reads the results among `paths`. Of several paths, other files are skipped with a warning.
  ///
  /// - Throws: `Failure` if a result cannot be read, or there is none.
  private static func read(_ paths: [String]) throws(Failure) -> [Results] {
    let found = paths.count > 1 ? paths.filter(isResult) : paths
    guard !found.isEmpty else {
      throw Failure(
        "report", Format.some(paths, atMost: 3), because: "none of them is a results folder",
        advice: "name folders that 'pybench compress' wrote, such as results/NAME")
    }
    let skipped = paths.filter { !isResult($0) }
    if paths.count > 1, !skipped.isEmpty {
      Console.warn("skipped files that are not results: \(Format.some(skipped))")
    }
    var results: [Results] = []
    for path in found { results.append(try Results(reading: path, withRuns: false)) }
    return results
  }

  /// Whether a path can be a result: a folder with a `sweep.csv`, or a CSV file. A missing path counts, so that
  /// reading it reports the error, and so does one that the system does not show.
  private static func isResult(_ path: String) -> Bool {
    guard let status = try? IO.status(of: path) else { return true }
    guard status.st_mode & S_IFMT == S_IFDIR else { return path.hasSuffix(".csv") }
    return access(path + "/sweep.csv", F_OK) == 0 || errno != ENOENT
  }
}

extension ReportFormat: ExpressibleByArgument {}
extension ReportChart: ExpressibleByArgument {}
