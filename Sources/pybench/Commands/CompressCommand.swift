import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser
import FoundationEssentials

/// `pybench compress`: sweeps settings over a tree.
struct CompressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Sweep compression settings over a tree, and record sizes, times and memory.",
    discussion: """
      The tree is taken through the pipeline of a release (select, strip, deterministic tar); then every setting \
      compresses the tar, decompresses it and compares every byte. Results go to OUTPUT/NAME/: sweep.csv, \
      samples.csv, stages.csv and datapackage.json.

      Example: pybench compress --tree build/ --prune tests --settings zstd-19..22-long,xz-6
      """)

  @OptionGroup var tree: TreeArguments

  @Option(
    help: ArgumentHelp(
      "Labels of the settings, separated by commas; N..M stands for a range of levels, quick for eleven settings.",
      valueName: "list"),
    transform: grid)
  var settings: Grid?

  @OptionGroup var destination: DestinationOptions
  @OptionGroup var method: MethodOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  mutating func run() async throws {
    let source = tree.source
    let name = try destination.name(for: source.path)
    let folder = try destination.open(name, outside: source.path)
    let display = ProgressDisplay(quiet: quiet)
    let prepared = try await PreparedTar(source, entering: { display.show(stage: $0) })
    for warning in prepared.warnings { Console.warn(warning) }

    let plan = SweepPlan(
      grid: try settings ?? Grid(Grid.defaultList),
      budget: Budget(rounds: method.rounds, minTime: method.minTime),
      jobs: method.jobs, seed: method.seed ?? UInt64.random(in: 0...UInt64(UInt32.max)),
      sizesOnly: method.sizesOnly, extract: method.extract)
    var provenance = try folder.begin(
      prepared.stages, Provenance(name: name, prepared, plan, argv: CommandLine.arguments))

    let sweep = Sweep(prepared, plan: plan, into: folder) { display.show($0, $1) }
    let rows = try display.following(sweep) { () throws(Failure) in try sweep.run() }
    provenance.ended = Provenance.now
    try folder.write(provenance)

    Console.print(SweepReport.text(prepared, rows, plan, sweep.quality))
    if !quiet { Console.note("results are in \(folder.path)") }
    guard rows.allSatisfy({ $0.status == .ok }) else { throw Exit.error }
  }
}

@Sendable private func grid(_ text: String) throws -> Grid {
  do throws(SettingError) {
    return try Grid(text)
  } catch {
    // ArgumentParser shows the whole list; which of it is meant must be said.
    throw ValidationError(error.label == text ? error.problem : error.description)
  }
}

/// Where results go.
struct DestinationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of all results.", valueName: "dir"))
  var output = "results"

  @Option(help: "Name of the results; the tree's folder name unless given.")
  var name: String?

  @Flag(
    help: "Go on with results that are there, if they are of the same tree, tar, libraries and processor.")
  var resume = false

  @Flag(help: "Replace results that are there.")
  var overwrite = false

  func validate() throws {
    if resume, overwrite { throw ValidationError("--resume and --overwrite exclude each other.") }
    if let name { try Self.check(name) }
  }

  /// The name of the results of a tree.
  func name(for tree: String) throws -> String {
    if let name { return name }
    let last = URL(fileURLWithPath: tree).standardized.lastPathComponent
    guard !["", "/", ".", ".."].contains(last) else {
      throw ValidationError("The tree '\(tree)' has no folder name; name the results with --name.")
    }
    guard !Self.isFormula(last) else {
      throw ValidationError("A spreadsheet would run the tree's name '\(last)'; name the results with --name.")
    }
    return last
  }

  func open(_ name: String, outside tree: String) throws(Failure) -> ResultsFolder {
    try ResultsFolder(
      name, in: output, outside: tree, existing: resume ? .resume : overwrite ? .replace : .refuse)
  }

  private static func check(_ name: String) throws {
    guard !name.isEmpty, name != ".", name != "..", !name.contains("/"), !name.contains("\0") else {
      throw ValidationError("--name takes a folder name such as cpython-3.12, not '\(name)'.")
    }
    guard !isFormula(name) else {
      throw ValidationError("A spreadsheet would run the name '\(name)'; begin it with a letter or a digit.")
    }
  }

  /// Whether spreadsheets take a cell of this text for something to compute.
  private static func isFormula(_ name: String) -> Bool {
    name.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
  }
}

/// How a sweep measures.
struct MethodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Time every setting at least N times, whatever it takes.", valueName: "n"))
  var rounds = 1

  @Option(
    help: ArgumentHelp(
      "Time a setting in each operation until this much is spent, less where its median is known well before.",
      valueName: "time"),
    transform: Quantity.duration)
  var minTime = Duration.seconds(3)

  @Option(
    help: ArgumentHelp(
      "Settings measured side by side, each on a processor of its own; those with -T, and all with --extract, have"
        + " the machine to themselves.", valueName: "n"))
  var jobs = SweepPlan.defaultJobs

  @Option(help: ArgumentHelp("Seed of the order in which settings are visited.", valueName: "n"))
  var seed: UInt64?

  @Flag(help: "Record sizes and memory only; nothing is timed.")
  var sizesOnly = false

  @Flag(help: "Time unpacking into a folder too, which is what an install costs.")
  var extract = false

  func validate() throws {
    guard rounds >= 1 else { throw ValidationError("--rounds takes a number of 1 or more, not \(rounds).") }
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs takes a number of 1 to 1024, not \(jobs).")
    }
    if sizesOnly, extract { throw ValidationError("--sizes-only and --extract exclude each other.") }
  }
}
