import ArgumentParser
import BenchCore
import BenchGate
import FoundationEssentials
import Glibc
import Pipeline
import SystemPackage

/// `pybench check`: the gate.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Fail if the archive grew or lacks a binary, and list the files that caused it.",
    discussion: """
      The baseline is a manifest (written by --update or 'pybench archive'), any archive, for example the published one, \
      or a sweep.csv. Exit codes: 0 passed; 1 a rule of --fail-on, --require, --max-size, --budget or --max-drift is \
      broken; 2 the check could not run, for example because the baseline is missing; 64 usage error.

      In GitHub Actions the result also goes to the step summary and to an annotation.

      Example:
        pybench check --archive python-3.12.tar.zst --baseline ci/python-3.12.json
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var pipeline: PipelineArguments

  @Option(
    help: ArgumentHelp("The baseline: a manifest, an archive or a sweep.csv.", valueName: "file"),
    completion: .file())
  var baseline: String

  @Option(
    help: ArgumentHelp(
      "The setting. (default: the setting of the baseline; all settings of a sweep.csv)",
      valueName: "label|file"),
    completion: .file(), transform: encoding)
  var setting: ArchiveEncoding?

  @Option(
    help: ArgumentHelp(
      "Allowed growth as a share of the baseline (default: 0.5%).", valueName: "percent"),
    transform: Quantity.percentage)
  var maxGrowth = Percentage(0.5)

  @Option(
    help: ArgumentHelp(
      "Allowed growth in bytes; growth fails only beyond both limits (default: 4096).", valueName: "bytes"),
    transform: Quantity.bytes)
  var minBytes = ByteCount(4096)

  @OptionGroup var rules: RuleOptions

  @Flag(help: "Rewrite the baseline and report the changes. An unreadable baseline is replaced.")
  var update = false

  @Option(
    help: ArgumentHelp(
      "History file in JSON lines. --update appends a release, --max-drift compares with the last ten.",
      valueName: "file"), completion: .file())
  var history: String?

  @Option(help: ArgumentHelp("Name of the release in the history: 3.12.4.", valueName: "name"))
  var release: String?

  @Flag(
    help: """
      Fail with exit code 2 if the setting, format, library or a pipeline option differs from the baseline or is unknown.
      """
  )
  var strict = false

  @Option(help: "Output format.")
  var format = OutputFormat.text

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    try source.check(pipeline)
    if rules.maxDrift != nil, history == nil {
      throw ValidationError("--max-drift needs a --history to compare with.")
    }
    if history != nil, !update, rules.maxDrift == nil {
      throw ValidationError("--history goes with --update, which appends to it, or with --max-drift.")
    }
    if release != nil, history == nil || !update {
      throw ValidationError("--release goes with --update --history FILE.")
    }
    if let history, history == baseline {
      throw ValidationError("--history and --baseline name the same file.")
    }
  }

  mutating func run() async throws {
    var check = Check(
      subject: try source.subject(for: setting, pipeline), baseline: baseline, encoding: setting,
      limits: GateLimits(maxGrowth: maxGrowth, minBytes: minBytes), update: update, strict: strict)
    check.rules = rules.rules
    check.history = history
    check.release = release
    check.maxUnpacked = source.maxUnpacked
    let display = ProgressDisplay(quiet: quiet)
    let result = try await display.timingSteps { try await check.run { display.show(step: $0) } }
    if let history = result.appended { Console.note("appended a line to the history, \(history)") }
    guard !result.isFirst else {
      if format == .json { Console.print(document: try CheckJSON.text(result), terminator: "") }
      Console.note("wrote the first baseline, \(baseline); put it under version control")
      return
    }
    switch format {
    case .text: Console.print(CheckText.text(result))
    case .markdown: Console.print(CheckMarkdown.text(result))
    case .json: Console.print(document: try CheckJSON.text(result), terminator: "")
    }
    GitHubActions.show(result)
    guard !result.failed else { throw Exit.regression }
  }
}

/// A tree or an archive.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder that holds the build. It is only read.", valueName: "dir"),
    completion: .directory)
  var tree: String?

  @Option(
    help: ArgumentHelp("The archive. It is not compressed again.", valueName: "file"), completion: .file())
  var archive: String?

  @Option(
    help: ArgumentHelp(
      "Reject an archive that unpacks to more than this. (default: the free space in TMPDIR)",
      valueName: "size"), transform: Quantity.bytes)
  var maxUnpacked: ByteCount?

  func validate() throws {
    if tree != nil, maxUnpacked != nil { throw ValidationError("--max-unpacked goes with --archive.") }
    guard (tree == nil) != (archive == nil) else {
      throw ValidationError("Name either a tree (--tree DIR) or an archive (--archive FILE).")
    }
  }

  /// Rejects options of the pipeline that do not go with the source.
  ///
  /// A group in a group would make the start of a debug build several times slower: ArgumentParser checks each
  /// group again for each that it is in.
  func check(_ pipeline: PipelineArguments) throws {
    try pipeline.checkSingleOrder()
    guard archive == nil || pipeline.isDefault else {
      throw ValidationError("--exclude, --prune, --strip, --strip-tool and --order go with --tree.")
    }
  }

  /// - Parameters:
  ///   - encoding: The setting from the command line; nil without one.
  ///   - pipeline: The options of a tree.
  func subject(for encoding: ArchiveEncoding?, _ pipeline: PipelineArguments) throws -> Check.Subject {
    if let tree { return .tree(SourceTree(path: tree, options: pipeline.treeOptions(for: encoding))) }
    if let archive { return .archive(archive) }
    throw ValidationError("Name either a tree (--tree DIR) or an archive (--archive FILE).")
  }
}

/// Additional output for GitHub Actions.
enum GitHubActions {
  private static let environment = ProcessInfo.processInfo.environment

  /// In GitHub Actions, appends to the step summary and prints an annotation.
  ///
  /// A failed write is only a warning, because the verdict does not depend on it.
  static func show(_ result: CheckResult) {
    guard environment["GITHUB_ACTIONS"] == "true" else { return }
    // The runner reads commands from both outputs; standard output may be redirected, and may be JSON.
    Console.send(WorkflowCommand.annotation(result))
    guard let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
    do throws(Errno) {
      let file = try IO.retrying { open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666) }
      defer { close(file) }
      try IO.write(file, Array((CheckMarkdown.text(result) + "\n\n").utf8).span.bytes)
    } catch {
      Console.warn("cannot append to \(path), the step summary: \(error)")
    }
  }
}
