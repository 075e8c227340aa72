import ArgumentParser
import BenchCore
import BenchDecide
import BenchResults
import Glibc
import Pipeline

/// `pybench pick`: the setting to ship, with reasons.
struct PickCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pick",
    abstract: "Choose the setting to ship from the results of sweeps, and explain the choice.",
    discussion: """
      Limits exclude settings; pick then chooses the best of the rest by the objective. Without an objective it chooses \
      the smallest archive. If costs are equal within the errors of their times, the smallest archive wins, then the \
      build with the least memory, then the fastest build. For several results pick chooses one setting for all. If no \
      setting is within the limits, the exit code is 2.

      Examples of sizes: 128MiB, 50MB, 64M (MiB). Times: 60s, 2min, 500ms. Throughputs: 100Mbit/s, 50MB/s. A size \
      without a unit is in bytes, a time in seconds. A throughput needs a unit.

      Examples:
        pybench pick results/cpython-3.12
        pybench pick results/cpython-3.12 --bandwidth 100Mbit/s \\
          --max-decompress-memory 64MiB
        pybench pick results/cpython-3.12 --within 1% --max-compress-time 60s
        pybench pick results/cpython-3.12 --downloads 5000000 --price 0.08 \\
          --against gzip-9
      """)

  @Argument(
    help: ArgumentHelp("Results folders of 'pybench compress', or their sweep.csv.", valueName: "results"),
    completion: .file())
  var results: [String]

  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Objective, one of them") var objective: ObjectiveOptions

  @Option(
    help: ArgumentHelp("Compare the chosen setting with this one.", valueName: "label"),
    completion: .list(SettingLabel.usual), transform: SettingLabel.setting)
  var against: Setting?

  @Option(
    help: ArgumentHelp(
      "Output format: text, json (input of 'archive --setting'), or command (a shell script).",
      valueName: "text|json|command"))
  var format: PickFormat = .text

  func validate() throws {
    let stray = results.filter { Codec(rawValue: $0) != nil && access($0, F_OK) != 0 }
    if let codecs = limits.codecs, !stray.isEmpty {
      let list = (codecs.map(\.rawValue) + stray).joined(separator: ",")
      throw ValidationError("--codecs takes one list, without spaces: --codecs \(list).")
    }
  }

  func run() throws {
    let pick = try Pick(
      from: try results.map { path throws(Failure) in try Results(reading: path, withRuns: false) },
      within: limits.limits, by: objective.objective, against: against)
    switch format {
    case .text: Console.print(PickReport(pick, command: CommandLine.arguments[0]).text)
    case .json: Console.print(document: try PickDocument(pick).text, terminator: "")
    case .command: Console.print(document: PickScript(pick).text)
    }
  }
}

/// How a choice is written.
enum PickFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, command
}
