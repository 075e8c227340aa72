import ArgumentParser
import BenchCore
import BenchResults
import BenchSweep
import FoundationEssentials
import Pipeline
import Synchronization

/// `pybench compress`: sweeps settings over a tree.
struct CompressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Measure compression settings on a tree, and record sizes, times and memory.",
    discussion: """
      pybench runs the release pipeline on the tree (select, strip, deterministic tar). Every setting then compresses the \
      tar, decompresses the archive and compares every byte. Results go to OUTPUT/NAME/: sweep.csv, samples.csv, \
      stages.csv and datapackage.json. The output ends with an answer and the next command.

      Labels of settings: zstd-19, zstd-19-long27 (same as -long), zstd-19-T4, zstd-19-single, gzip-9, libdeflate-12, \
      zopfli-15, xz-6, xz-9e. 'quick' means eleven settings that take a minute or two.

      Examples:
        pybench compress --tree build/ --prune tests,static-libs --settings quick
        pybench compress --tree build/ --settings zstd-19..22-long,xz-6 --dry-run
        pybench compress --tree build/ --prune tests,static-libs --settings quick \\
          --resume
      """)

  @OptionGroup var subject: SweepSubject
  @OptionGroup var pipeline: PipelineArguments

  @Option(
    help: ArgumentHelp(
      "Labels of the settings, separated by commas. N..M is a range of levels, quick means eleven settings."
        + " (default: \(Grid.defaultList))", valueName: "list"),
    completion: .list(SettingLabel.usual), transform: SettingLabel.grid)
  var settings: Grid?

  @Option(
    help: ArgumentHelp(
      "Measure shard K of N of the settings, balanced by expected cost. Results go to NAME.K-of-N, for 'pybench"
        + " merge'. Each shard also times the cheapest setting of each codec. auto reads K and N from GitLab or AWS"
        + " Batch, auto/N reads K from Kubernetes.", valueName: "k/n"),
    transform: share)
  var shard: Shard?

  @OptionGroup var destination: DestinationOptions
  @OptionGroup var method: MethodOptions

  @Flag(help: "Print the settings and their expected times; measure and write nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws { try subject.check(pipeline) }

  mutating func run() async throws {
    let source = try subject.checked(pipeline)
    let name = try destination.name(for: subject.path)
    let display = ProgressDisplay(quiet: quiet)
    let grid = try settings ?? Grid(Grid.defaultList)
    var plan = SweepPlan(
      grid: grid,
      budget: Budget(rounds: method.rounds, minTime: method.minTime ?? Budget().minTime),
      jobs: method.jobs ?? SweepPlan.defaultJobs,
      seed: method.seed ?? UInt64.random(in: 0...UInt64(UInt32.max)),
      sizesOnly: method.sizesOnly, extract: method.extract)
    // A dry run reads existing results and creates nothing.
    let folder =
      dryRun && !destination.resume ? nil : try destination.open(name, shard, outside: source?.path)
    let prepared = try await subject.prepare(source, pipeline.order ?? []) { display.show(stage: $0) }
    for warning in prepared.warnings { Console.warn(warning) }
    if !quiet, let source, let hint = TreeHints.text(prepared.tar, pruned: source.options.selection.prune) {
      Console.note(hint)
    }
    let tar = prepared.tar.bytes.size
    plan.grid = grid.ordered(by: pipeline.order ?? Array(prepared.tars.keys))
    plan.whole = plan.grid
    if let shard { try plan.take(shard, originalBytes: tar) }
    if method.jobs == nil, let earlier = try folder?.recorded, !earlier.sizesOnly {
      // A resumed sweep keeps its number of jobs: times of concurrent and of single runs must not be mixed.
      plan.jobs = earlier.method.jobs
    }
    let forecast = SweepForecast(
      plan, originalBytes: tar, rows: folder?.rows ?? [], samples: folder?.samples ?? [])
    guard !dryRun, let folder else { return Console.print(ForecastText.text(forecast, plan, tar: tar)) }

    let provenance = Provenance(
      name: name, prepared, plan, argv: CommandLine.arguments,
      engine: Engine.job(ProcessInfo.processInfo.environment))
    let earlier = try folder.earlier(of: provenance)
    let sweep = Sweep(prepared, plan: plan, into: folder) { display.show($0, $1) }
    if let earlier, !quiet { Console.note(Self.found(folder, sweep.progress, earlier)) }
    let rows: [SweepRow]
    if earlier?.ended != nil, sweep.isFinished {
      // Nothing is written, so the results do not change.
      rows = sweep.rows
    } else {
      if !quiet { Console.note(ForecastText.sentence(forecast, plan, tar: tar)) }
      rows = try run(sweep, into: folder, provenance, prepared, display)
    }

    Console.print(SweepReport.text(prepared.stages, rows, plan, sweep.quality))
    let answer = SweepAnswer.text(
      Results(name: name, folder: folder.path, rows: rows, provenance: provenance),
      command: CommandLine.arguments[0])
    if !answer.isEmpty { Console.print("\n" + answer) }
    guard rows.allSatisfy({ $0.status == .ok }) else { throw Exit.error }
  }

  /// Measures the remaining settings; a signal prints how to continue.
  private func run(
    _ sweep: Sweep, into folder: ResultsFolder, _ provenance: Provenance, _ prepared: PreparedTar,
    _ display: ProgressDisplay
  ) throws(Failure) -> [SweepRow] {
    var provenance = try folder.begin(prepared.stages, provenance)
    let path = folder.path
    Interrupt.farewell.withLock {
      $0 = {
        let progress = sweep.progress
        return [
          "pybench: interrupted; \(progress.measured) of \(Format.count(progress.total, "setting")) were measured"
            + " at least once and are kept in \(path); continue with:",
          "  " + ResumeLine.text(CommandLine.arguments),
        ]
      }
    }
    let rows = try display.following(sweep) { () throws(Failure) in try sweep.run() }
    // Before the end is recorded, after which nothing is left to continue.
    Interrupt.farewell.withLock { $0 = nil }
    provenance.ended = Provenance.now
    try folder.write(provenance)
    return rows
  }

  /// A summary of the results to resume.
  private static func found(
    _ folder: ResultsFolder, _ progress: SweepProgress, _ earlier: Provenance
  ) -> String {
    let settings = "\(progress.measured) of \(Format.count(progress.total, "setting"))"
    let runs = Format.count(folder.samples.count, "timed run")
    let rest = progress.remaining == .zero && earlier.ended != nil ? "the sweep is finished" : "continuing"
    return "found \(settings) and \(runs) in \(folder.path); \(rest)"
  }
}
