import ArgumentParser
import BenchCore

/// How a sweep measures.
struct MethodOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Time every setting at least N times. (default: 1)", valueName: "n"),
    transform: Quantity.count)
  var rounds = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Time each operation of a setting for this long, or shorter if its median is precise earlier: 1s, 500ms. "
        + "(default: 3s)",
      valueName: "time"),
    transform: Quantity.duration)
  var minTime: Duration?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Number of settings to measure at once, each on its own core. Settings with -T, and all with --extract, run alone."
        + " (default: one per core, as memory allows)", valueName: "n"),
    transform: Quantity.count)
  var jobs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of the order of the settings. (default: random)", valueName: "n"),
    transform: Quantity.seed)
  var seed: UInt64?

  @Flag(help: "Record sizes and memory only; skip timing.")
  var sizesOnly = false

  @Flag(help: "Also time unpacking into a folder, as an installation does.")
  var extract = false

  func validate() throws {
    guard rounds >= 1 else { throw ValidationError("--rounds takes a number of 1 or more, not \(rounds).") }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a number of 1 to 1024, not \(jobs).")
    }
    if sizesOnly, extract { throw ValidationError("--sizes-only and --extract exclude each other.") }
  }
}
