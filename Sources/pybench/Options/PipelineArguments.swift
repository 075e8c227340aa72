import ArgumentParser
import Pipeline

/// Options of the pipeline.
struct PipelineArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Exclude what matches an rsync pattern; a leading / anchors it at the root. Repeatable.",
      valueName: "glob"),
    transform: WordList.glob)
  var exclude: [Glob] = []

  @Option(
    help: ArgumentHelp(
      "Exclude classes of files, separated by commas: tests, bytecode, static-libs, site-packages. (default: none)",
      valueName: "list"),
    completion: .list(Selection.Prune.allCases.map(\.rawValue)),
    transform: { try WordList.read($0, "class", plural: "classes") })
  var prune: [[Selection.Prune]] = []

  @Option(
    help: ArgumentHelp(
      "What to remove from binaries: everything that loading does not need, debug sections, or nothing.",
      valueName: "all|debug|none"))
  var strip: StripMode = .all

  @Option(
    help: ArgumentHelp("The strip tool. (default: binutils' strip or llvm-strip on PATH)", valueName: "tool"),
    completion: .file())
  var stripTool: String?

  @Option(
    help: ArgumentHelp(
      "Order of the tar's entries: by path, or by kind of file, which helps long windows. 'compress' also takes"
        + " path,kind and measures both. (default: path)", valueName: "path|kind"),
    completion: .list(EntryOrder.allCases.map(\.rawValue)), transform: orders)
  var order: [EntryOrder]?

  /// Whether all options have their defaults.
  var isDefault: Bool { options == TreeOptions() && order == nil }

  /// The options as the pipeline takes them.
  var options: TreeOptions {
    TreeOptions(
      selection: Selection(exclude: exclude, prune: prune.flatMap { $0 }), strip: strip, stripTool: stripTool,
      order: order?.first ?? .path)
  }

  /// The options of a tree for an encoding. A setting that was picked from several orders has its order.
  func treeOptions(for encoding: ArchiveEncoding?) -> TreeOptions {
    var chosen = options
    if order == nil, case .compressed(let setting)? = encoding { chosen.order = setting.order }
    return chosen
  }

  /// Rejects a list of orders for commands that make one tar.
  func checkSingleOrder() throws {
    guard order?.count ?? 1 == 1 else {
      throw ValidationError("--order takes one order here: path or kind.")
    }
  }
}

extension StripMode: ExpressibleByArgument {}

@Sendable private func orders(_ text: String) throws -> [EntryOrder] {
  let orders: [EntryOrder] = try WordList.read(text, "order", plural: "orders")
  guard Set(orders).count == orders.count else { throw ValidationError("an order is repeated") }
  return orders
}
