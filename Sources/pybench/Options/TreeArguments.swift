import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser
import FoundationEssentials

/// What every command that takes a tree asks of it.
struct TreeArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that holds the build; it is only read.", valueName: "dir"))
  var tree: String

  @OptionGroup var pipeline: PipelineArguments

  /// The tree as the pipeline takes it.
  var source: SourceTree { SourceTree(path: tree, options: pipeline.options) }

  /// The tree, once it is known to be a folder: before anything is made for what would be measured of it.
  func checked() throws(Failure) -> SourceTree {
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: tree, isDirectory: &isFolder)
    guard exists, isFolder else {
      throw Failure(
        "read tree", tree, because: exists ? "it is not a folder" : "no such folder",
        advice: "name the folder that holds the build")
    }
    return source
  }
}

/// What is taken of a tree, and how.
struct PipelineArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Leave out what matches an rsync-style pattern; / anchors it at the root. Repeatable.",
      valueName: "glob"),
    transform: pattern)
  var exclude: [Glob] = []

  @Option(
    help: ArgumentHelp(
      "Leave out classes of files, separated by commas: tests, bytecode, static-libs, site-packages. (default: none)",
      valueName: "list"),
    transform: classes)
  var prune: [[Selection.Prune]] = []

  @Option(
    help: ArgumentHelp(
      "What to take out of binaries: all that loading does not need, debug sections, or nothing.",
      valueName: "all|debug|none"))
  var strip: StripMode = .all

  @Option(
    help: ArgumentHelp("The strip tool. (default: binutils' strip or llvm-strip on PATH)", valueName: "tool"))
  var stripTool: String?

  @Option(help: "The order of the tar's entries: by path, or by kind of file, which long windows like.")
  var order: EntryOrder = .path

  /// Whether nothing was asked for.
  var isDefault: Bool { options == TreeOptions() }

  /// The options as the pipeline takes them.
  var options: TreeOptions {
    TreeOptions(
      selection: Selection(exclude: exclude, prune: prune.flatMap { $0 }), strip: strip, stripTool: stripTool,
      order: order)
  }
}

extension StripMode: ExpressibleByArgument {}
extension EntryOrder: ExpressibleByArgument {}

@Sendable private func pattern(_ text: String) throws -> Glob {
  do throws(GlobError) {
    return try Glob(text)
  } catch {
    throw ValidationError(error.problem)
  }
}

@Sendable private func classes(_ text: String) throws -> [Selection.Prune] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { item in
    let name = item.trimmed
    guard let prune = Selection.Prune(rawValue: name) else {
      let all = Selection.Prune.allCases.map(\.rawValue)
      throw ValidationError(
        "there is no class '\(name)'\(Suggestion.text(for: name, among: all));"
          + " classes are \(all.joined(separator: ", "))")
    }
    return prune
  }
}
