import ArgumentParser
import BenchCore
import BenchDecide
import BenchResults
import FoundationEssentials
import Pipeline

/// `pybench pick`: names the setting to ship, and why.
struct PickCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pick",
    abstract: "Choose the setting to ship from the results of sweeps, and say why.",
    discussion: """
      Limits cut; of the settings left, the best by the objective is named. Without an objective it is the smallest \
      archive. Where costs are equal within the errors of their times, the smallest archive wins, then the cheapest \
      build: the least memory, then the least time. Several results get one setting that serves them all. Exits with \
      2 where no setting is within the limits.

      Sizes are written 128MiB, 50MB or 64M (MiB), times 60s, 2min or 500ms, throughputs 100Mbit/s or 50MB/s. A bare \
      number is bytes or seconds; a throughput needs its unit.

      Examples:
        pybench pick results/cpython-3.12
        pybench pick results/cpython-3.12 --bandwidth 100Mbit/s --max-decompress-memory 64MiB
        pybench pick results/cpython-3.12 --within 1% --max-compress-time 60s
        pybench pick results/cpython-3.12 --downloads 5000000 --price 0.08 --against gzip-9
      """)

  @Argument(
    help: ArgumentHelp("Folders that pybench compress wrote, or their sweep.csv.", valueName: "results"))
  var results: [String]

  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Objective, one of them") var objective: ObjectiveOptions

  @Option(
    help: ArgumentHelp("Say what the choice gains and loses against this setting.", valueName: "label"),
    transform: SettingLabel.setting)
  var against: Setting?

  @Option(
    help: ArgumentHelp(
      "text for people, json for 'archive --setting', command for a shell script.",
      valueName: "text|json|command"))
  var format: PickFormat = .text

  func validate() throws {
    let stray = results.filter { Codec(rawValue: $0) != nil && !FileManager.default.fileExists(atPath: $0) }
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
    case .text: Console.print(PickReport(pick).text)
    case .json: Console.print(document: try PickDocument(pick).text, terminator: "")
    case .command: Console.print(document: PickScript(pick).text)
    }
  }
}

/// How a choice is written.
enum PickFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, command
}
