import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser
import FoundationEssentials

/// Options of every command that needs a tree.
struct TreeArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that holds the build. It is only read.", valueName: "dir"))
  var tree: String

  @OptionGroup var pipeline: PipelineArguments

  func validate() throws { try pipeline.checkSingleOrder() }

  /// The tree as the pipeline takes it.
  var source: SourceTree { SourceTree(path: tree, options: pipeline.options) }
}

/// Options of the pipeline.
struct PipelineArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Exclude what matches an rsync pattern; a leading / anchors it at the root. Repeatable.",
      valueName: "glob"),
    transform: pattern)
  var exclude: [Glob] = []

  @Option(
    help: ArgumentHelp(
      "Exclude classes of files, separated by commas: tests, bytecode, static-libs, site-packages. (default: none)",
      valueName: "list"),
    transform: classes)
  var prune: [[Selection.Prune]] = []

  @Option(
    help: ArgumentHelp(
      "What to remove from binaries: everything that loading does not need, debug sections, or nothing.",
      valueName: "all|debug|none"))
  var strip: StripMode = .all

  @Option(
    help: ArgumentHelp("The strip tool. (default: binutils' strip or llvm-strip on PATH)", valueName: "tool"))
  var stripTool: String?

  @Option(
    help: ArgumentHelp(
      "Order of the tar's entries: by path, or by kind of file, which helps long windows. 'compress' also takes"
        + " path,kind and measures both. (default: path)", valueName: "path|kind"),
    transform: orders)
  var order: [EntryOrder]?

  /// Whether all options have their defaults.
  var isDefault: Bool { options == TreeOptions() }

  /// The options as the pipeline takes them.
  var options: TreeOptions {
    TreeOptions(
      selection: Selection(exclude: exclude, prune: prune.flatMap { $0 }), strip: strip, stripTool: stripTool,
      order: order?.first ?? .path)
  }

  /// Refuses a list of orders where one tar is made.
  func checkSingleOrder() throws {
    guard order?.count ?? 1 == 1 else {
      throw ValidationError("--order takes path or kind here, one of them.")
    }
  }
}

extension StripMode: ExpressibleByArgument {}

@Sendable private func orders(_ text: String) throws -> [EntryOrder] {
  let orders = try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
    guard let order = EntryOrder(rawValue: name.trimmed) else {
      let all = EntryOrder.allCases.map(\.rawValue).joined(separator: " and ")
      throw ValidationError("there is no order '\(name)'; orders are \(all)")
    }
    return order
  }
  guard Set(orders).count == orders.count else { throw ValidationError("it names an order twice") }
  return orders
}

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
