import ArgumentParser
import BenchGate
import Pipeline

/// `pybench inspect`: contents and their sizes.
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "List the contents of a tree or an archive with their sizes, and report what should not be there.",
    discussion: """
      For a tree, inspect compresses with --setting to find the share of each entry. The default, \
      \(Self.quickSetting), takes seconds. Like the settings of releases, it has a window that is long enough to find \
      copies.

      Example:
        pybench inspect --archive python-3.12.tar.zst
      """)

  /// Fast, and with a window that holds a whole tree.
  static let quickSetting = "zstd-9-long27"

  @OptionGroup var source: SourceOptions
  @OptionGroup var pipeline: PipelineArguments

  @Option(
    help: ArgumentHelp(
      "With --tree: the setting to compress with. (default: \(Self.quickSetting))",
      valueName: "label|file"),
    completion: .file(), transform: encoding)
  var setting: ArchiveEncoding?

  @Option(help: "Output format.")
  var format = OutputFormat.text

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    try source.check(pipeline)
    if source.archive != nil, setting != nil { throw ValidationError("--setting goes with --tree.") }
  }

  mutating func run() async throws {
    let display = ProgressDisplay(quiet: quiet)
    let subject = try source.subject(for: setting, pipeline)
    let manifest = try await display.timingSteps {
      switch subject {
      case .tree(let source):
        try await Manifest(making: source, setting ?? encoding(Self.quickSetting)) { display.show(step: $0) }
      case .archive(let path):
        try Manifest(of: path, maxUnpacked: source.maxUnpacked) { display.show(step: $0) }
      }
    }
    switch format {
    case .text: Console.print(InspectText.text(manifest, of: subject.name))
    case .markdown: Console.print(InspectMarkdown.text(manifest, of: subject.name))
    case .json: Console.print(document: try InspectJSON.text(manifest, of: subject.name), terminator: "")
    }
  }
}
