package import Pipeline

/// How a tree becomes a tar: what a user chooses of the pipeline.
package struct TreeChoice: Sendable {
  /// The folder.
  package var tree: String
  /// Which of its entries are taken.
  package var selection: Selection
  /// What is taken out of binaries.
  package var strip: StripMode
  /// The strip tool, a path or a name; nil for the platform's.
  package var stripTool: String?

  /// Creates a choice.
  package init(tree: String, selection: Selection, strip: StripMode, stripTool: String?) {
    self.tree = tree
    self.selection = selection
    self.strip = strip
    self.stripTool = stripTool
  }
}

/// A tree taken through the pipeline up to its tar, with the time and the size of each stage.
package struct Staging: Sendable {
  /// The tar that every setting compresses.
  package let tar: Tar
  /// The waterfall.
  package let stages: [StageRow]
  /// What a user should know of the tree.
  package let warnings: [String]
  /// What was chosen.
  package let choice: TreeChoice
  /// The strip tool's own words for its version; nil when nothing was to be stripped.
  package let stripTool: String?

  /// Runs the pipeline.
  ///
  /// - Parameters:
  ///   - choice: The tree and what is taken of it.
  ///   - clock: Times the stages.
  ///   - entering: Called with each stage before it starts.
  /// - Throws: `Failure`.
  package init(
    _ choice: TreeChoice, clock: any Clock = SystemClock(), entering: (StageRow.Stage) -> Void = { _ in }
  ) async throws(Failure) {
    let epoch = try EntryClock()
    let tool = choice.strip == .none ? nil : try await StripTool(named: choice.stripTool)
    entering(.selected)
    let start = clock.wall()
    let tree = try Tree(at: choice.tree, selecting: choice.selection)
    let walked = clock.wall()
    entering(.stripped)
    let stripped = try await Stripper(mode: choice.strip, tool: tool).strip(tree)
    let strippedAt = clock.wall()
    entering(.tar)
    tar = try stripped.pack(clock: epoch)
    let packed = clock.wall()

    self.choice = choice
    stripTool = tool?.version
    // One walk finds the tree and what is selected of it.
    stages = [
      StageRow(.tree, tree.total, .zero), StageRow(.selected, tree.selected, walked - start),
      StageRow(.stripped, stripped.footprint, strippedAt - walked),
      StageRow(
        stage: .tar, files: 1, bytes: tar.bytes.size, diskUsage: tar.diskUsage, time: packed - strippedAt),
    ]
    warnings = tree.warnings + Self.warnings(stripped) + Self.warnings(tar)
  }

  private static func warnings(_ stripped: StrippedTree) -> [String] {
    guard let example = stripped.kept.first else { return [] }
    let count = stripped.kept.count
    return [
      "\(count) \(count == 1 ? "file" : "files") could not be stripped and \(count == 1 ? "is" : "are") kept as "
        + "\(count == 1 ? "it is" : "they are"), such as \(example.path): \(example.reason)"
    ]
  }

  private static func warnings(_ tar: Tar) -> [String] {
    guard let example = tar.staleBytecode.first else { return [] }
    let count = tar.staleBytecode.count
    return [
      "\(count) .pyc \(count == 1 ? "file records" : "files record") the time of a source whose time the tar "
        + "changes, such as \(example): Python will compile \(count == 1 ? "it" : "them") again at every start; "
        + "make hash-based ones with 'python3 -m compileall --invalidation-mode unchecked-hash', or leave them "
        + "out with --prune bytecode"
    ]
  }
}

extension StageRow {
  fileprivate init(_ stage: Stage, _ footprint: Tree.Footprint, _ time: Duration) {
    self.init(
      stage: stage, files: footprint.files, bytes: footprint.bytes, diskUsage: footprint.diskUsage, time: time
    )
  }
}
