import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser
import FoundationEssentials
import Glibc
import SystemPackage

/// `pybench check`: the gate.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Fail when the archive grew, and name the files that did it.",
    discussion: """
      The baseline is a manifest that --update (or 'pybench archive') wrote, or a sweep.csv. Exit codes: 0 passed, \
      1 the archive grew beyond both limits (or, with --fail-on-improvement, shrank beyond them), \
      2 it could not be told (a missing or broken baseline included), 64 usage.

      In GitHub Actions the result is also appended to the step summary, and shown as an annotation.

      Example: pybench check --archive python-3.12.tar.zst --baseline ci/python-3.12.json
      """)

  @OptionGroup var source: SourceOptions

  @Option(help: ArgumentHelp("The manifest or sweep.csv to compare with.", valueName: "file"))
  var baseline: String

  @Option(
    help: ArgumentHelp(
      "The setting, if not the baseline's; with a sweep.csv all of its settings are checked.",
      valueName: "label|file"),
    transform: encoding)
  var setting: ArchiveEncoding?

  @Option(
    help: ArgumentHelp("Growth up to this share of the baseline passes.", valueName: "percent"),
    transform: Quantity.percentage)
  var maxGrowth = Percentage(0.5)

  @Option(
    help: ArgumentHelp("Growth up to this many bytes passes.", valueName: "bytes"), transform: Quantity.bytes)
  var minBytes = ByteCount(4096)

  @Flag(help: "Write the baseline anew, and tell what changed; one that cannot be read is replaced.")
  var update = false

  @Flag(
    help: "Fail too (exit code 1) when the archive shrank beyond the limits, so that its baseline is renewed."
  )
  var failOnImprovement = false

  @Flag(help: "A setting, format, library or pipeline option that is not the baseline's is an error.")
  var strict = false

  @Option(help: "How the result is written.")
  var format = Format.text

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, json
  }

  mutating func run() async throws {
    var check = Check(
      subject: try source.subject, baseline: baseline, encoding: setting,
      limits: GateLimits(maxGrowth: maxGrowth, minBytes: minBytes, failOnImprovement: failOnImprovement),
      update: update, strict: strict)
    check.maxUnpacked = source.maxUnpacked
    let display = ProgressDisplay(quiet: quiet)
    let result = try await display.timingSteps { try await check.run { display.show(step: $0) } }
    guard !result.isFirst else {
      if format == .json { Console.print(document: try JSONText.document(CheckJSON(result)), terminator: "") }
      Console.note("wrote the first baseline, \(baseline); put it under version control")
      return
    }
    switch format {
    case .text: Console.print(CheckText.text(result))
    case .markdown: Console.print(CheckMarkdown.text(result))
    case .json: Console.print(document: try JSONText.document(CheckJSON(result)), terminator: "")
    }
    try GitHubActions.show(result)
    guard !result.failed else { throw Exit.regression }
  }
}

/// A tree or an archive.
struct SourceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that holds the build; it is only read.", valueName: "dir"))
  var tree: String?

  @Option(help: ArgumentHelp("An archive, which is not compressed again.", valueName: "file"))
  var archive: String?

  @Option(
    help: ArgumentHelp(
      "Read an archive only if it unpacks to no more than this; what TMPDIR has room for unless given.",
      valueName: "size"), transform: Quantity.bytes)
  var maxUnpacked: ByteCount?

  @OptionGroup var pipeline: PipelineArguments

  func validate() throws {
    if tree != nil, maxUnpacked != nil { throw ValidationError("--max-unpacked goes with --archive.") }
    guard (tree == nil) != (archive == nil) else {
      throw ValidationError("Name either --tree or --archive.")
    }
    guard archive == nil || pipeline.isDefault else {
      throw ValidationError("--exclude, --prune, --strip and --strip-tool go with --tree.")
    }
  }

  var subject: Check.Subject {
    get throws {
      if let tree { return .tree(SourceTree(path: tree, options: pipeline.options)) }
      if let archive { return .archive(archive) }
      throw ValidationError("Name either --tree or --archive.")
    }
  }
}

/// What GitHub Actions is told beside the result itself.
enum GitHubActions {
  private static let environment = ProcessInfo.processInfo.environment

  /// Appends to the step summary and prints an annotation, where there is somebody to read them.
  static func show(_ result: CheckResult) throws(Failure) {
    guard environment["GITHUB_ACTIONS"] == "true" else { return }
    // The runner reads commands from both outputs; standard output may be redirected, and may be JSON.
    Console.send(WorkflowCommand.annotation(result))
    guard let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
    do throws(Errno) {
      let file = try IO.retrying { open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666) }
      defer { close(file) }
      try IO.write(file, Array((CheckMarkdown.text(result) + "\n\n").utf8).span.bytes)
    } catch {
      throw Failure("append to", path, because: error)
    }
  }
}
