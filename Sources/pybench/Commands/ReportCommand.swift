import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser
import FoundationEssentials

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show results to people: a page, a comment for a pull request, or a picture.",
    discussion: """
      The page is one file that works offline and without JavaScript.

      Example: pybench report results/cpython-3.12 --output report.html
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
    let read = try results.map { path throws(Failure) in try Results(reading: path) }
    if output != "-" {
      for tree in read.compactMap(\.recordedTree) { try OutputPath.check(output, outside: tree) }
    }
    let report = Report(of: read)
    let text =
      switch chosenFormat {
      case .html: try report.html()
      case .markdown: report.markdown()
      case .svg: report.svg(chart)
      }
    if output == "-" {
      Console.print(document: text.last?.isNewline == true ? String(text.dropLast()) : text)
    } else {
      try AtomicFile.write(text, to: output)
    }
  }
}

extension ReportFormat: ExpressibleByArgument {}
extension ReportChart: ExpressibleByArgument {}
