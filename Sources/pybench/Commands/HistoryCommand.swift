import ArgumentParser
import BenchCore
import BenchGate
import BenchReport

/// `pybench history`: sizes over releases.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show how the archive's size changed over the releases.",
    discussion: """
      'pybench check --update --history FILE' appends to the file. Unreadable lines are reported by number and skipped. \
      Format github is the custom benchmark of github-action-benchmark, bencher is Bencher's metric format; both show \
      the latest release.

      Example:
        pybench history ci/history.jsonl --format svg > sizes.svg
      """)

  @Argument(help: "The history file.", completion: .file())
  var file: String

  @Option(help: "Output format.")
  var format = Format.text

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, svg, html, json, github, bencher
  }

  mutating func run() throws {
    let history = try History(reading: file)
    for problem in history.problems {
      Console.warn("\(file), line \(problem.line) is skipped: \(CheckWording.foreign(problem.reason))")
    }
    guard let latest = history.records.last else {
      throw Failure(
        "show", file, because: "it holds no release",
        advice: "append one with 'pybench check --update --history \(file)'")
    }
    switch format {
    case .text: Console.print(HistoryText.text(history))
    case .svg: Console.print(document: HistoryText.chart(history, of: file).standalone, terminator: "")
    case .html: Console.print(document: HistoryText.chart(history, of: file).page, terminator: "")
    case .json: Console.print(document: try HistoryJSON.text(history), terminator: "")
    case .github:
      Console.print(document: try JSONText.document(HistoryMetrics(latest).github), terminator: "")
    case .bencher:
      Console.print(document: try JSONText.document(HistoryMetrics(latest).bencher), terminator: "")
    }
  }
}
