import ArgumentParser
import BenchCore
import BenchGate
import Pipeline

/// The rules of a check.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Causes of failure, separated by commas: growth, vanished (a binary of the baseline is missing), shrink, findings \
      (new since the baseline), modes (permissions changed), or none (default: growth,vanished).
      """, valueName: "list"),
    completion: .list(GateRules.Cause.allCases.map(\.rawValue) + ["none"]),
    transform: {
      $0 == "none" ? [] : try WordList.read($0, "cause", plural: "causes", rest: ", or none alone")
    })
  var failOn: [GateRules.Cause]?

  @Flag(help: ArgumentHelp("The same as adding shrink to --fail-on.", visibility: .hidden))
  var failOnImprovement = false

  @Option(
    help: ArgumentHelp(
      "Fail if nothing in the archive matches this rsync pattern. Repeatable.", valueName: "glob"),
    transform: WordList.glob)
  var require: [Glob] = []

  @Option(
    help: ArgumentHelp(
      "Fail if the archive is larger than this, independent of the baseline.", valueName: "size"),
    transform: Quantity.bytes)
  var maxSize: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Fail if the matching entries, folders with their contents, take more of the archive. Repeatable.",
      valueName: "glob=size"),
    transform: readBudget)
  var budget: [GateRules.Budget] = []

  @Option(
    help: ArgumentHelp(
      "Fail if the archive grew by more than this since the smallest of the last ten releases in --history.",
      valueName: "percent"),
    transform: Quantity.percentage)
  var maxDrift: Percentage?

  /// The rules as the gate takes them.
  var rules: GateRules {
    var rules = GateRules()
    if let failOn { rules.failOn = Set(failOn) }
    if failOnImprovement { rules.failOn.insert(.shrink) }
    rules.require = require
    rules.maxSize = maxSize
    rules.budgets = budget
    rules.maxDrift = maxDrift
    return rules
  }
}

@Sendable private func readBudget(_ text: String) throws -> GateRules.Budget {
  guard let sign = text.lastIndex(of: "=") else {
    throw ValidationError("write a pattern and a size, such as 'lib/**.so=4MB'")
  }
  return GateRules.Budget(
    glob: try WordList.glob(String(text[..<sign])),
    limit: try Quantity.bytes(String(text[text.index(after: sign)...])))
}
