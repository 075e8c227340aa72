package import ArgumentParser
package import Bench
import Foundation
import Pipeline

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show results to people: a page, a comment for a pull request, or a picture.",
    discussion: """
      The page is one file that works offline. Its interactive charts are drawn by Chart.js, which Debian and \
      Ubuntu have as libjs-chart.js; PYBENCH_CHARTJS names another copy of chart.min.js, or none if it is empty. \
      Without Chart.js the page shows static charts.
      """)

  @Argument(
    help:
      "Folders that 'pybench compress' wrote, or their sweep.csv; the first is what others are compared with."
  )
  var results: [String]

  @Option(name: .shortAndLong, help: "The file to write; - is standard output.")
  var output: String

  @Option(help: "html, markdown or svg; what the output's name says if it is left out, else html.")
  var format: ReportFormat?

  @Option(help: "The only chart of an svg: compress, decompress, sizes, stages or crossover.")
  var chart: ReportChart?

  private var chosenFormat: ReportFormat { format ?? ReportFormat(fileName: output) ?? .html }

  func validate() throws {
    if chart != nil, chosenFormat != .svg {
      throw ValidationError("--chart chooses from an svg; add --format svg, or leave --chart out")
    }
  }

  func run() throws {
    let report = Report(of: try results.map { path throws(Failure) in try Results(reading: path) })
    let text =
      switch chosenFormat {
      case .html: try report.html(chartLibrary: try chartLibrary())
      case .markdown: report.markdown()
      case .svg: report.svg(chart)
      }
    if output == "-" {
      Console.print(text.last?.isNewline == true ? String(text.dropLast()) : text)
    } else {
      try AtomicFile.write(text, to: output)
    }
  }

  /// Chart.js as the environment names it or the system has it; a missing one is a warning.
  private func chartLibrary() throws -> ChartLibrary? {
    if let path = ProcessInfo.processInfo.environment["PYBENCH_CHARTJS"] {
      return path.isEmpty ? nil : try ChartLibrary(readingFrom: path)
    }
    if let installed = ChartLibrary.installed() { return installed }
    Console.warn(
      "Chart.js is not installed, so the page shows static charts; install the package libjs-chart.js, or name"
        + " chart.min.js in PYBENCH_CHARTJS")
    return nil
  }
}

extension ReportFormat: ExpressibleByArgument {}
extension ReportChart: ExpressibleByArgument {}
