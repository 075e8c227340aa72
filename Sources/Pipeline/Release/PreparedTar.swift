package import BenchCore

/// A tree taken through the pipeline up to its tar, with the time and the size of each stage.
package struct PreparedTar: Sendable {
  /// The tar that every setting compresses.
  package let tar: Tar
  /// What each stage left.
  package let stages: [Stage]
  /// What a user should know of the tree.
  package let warnings: [String]
  /// The tree, and how it was taken.
  package let source: SourceTree
  /// What makes the tar comparable with others.
  package let record: PipelineRecord
  /// Binaries that were not stripped, and why.
  package let kept: [KeptFile]

  /// Runs the pipeline.
  ///
  /// - Parameters:
  ///   - source: The tree, and how it is taken.
  ///   - now: The time since some fixed moment; times the stages.
  ///   - entering: Called with each stage before it starts.
  /// - Throws: `Failure`.
  package init(
    _ source: SourceTree, now: () -> Duration = PreparedTar.uptime,
    entering: (Stage.Name) -> Void = { _ in }
  ) async throws(Failure) {
    let mtimes = try MtimePolicy()
    let options = source.options
    let tool = options.strip == .none ? nil : try await StripTool(named: options.stripTool)
    entering(.selected)
    let start = now()
    let tree = try Tree(at: source.path, selecting: options.selection)
    let walked = now()
    entering(.stripped)
    let stripped = try await Stripper(mode: options.strip, tool: tool).strip(tree)
    let strippedAt = now()
    entering(.tar)
    tar = try stripped.pack(mtimes: mtimes, order: options.order)
    let packed = now()

    self.source = source
    kept = stripped.kept
    record = PipelineRecord(
      options: options, stripToolVersion: tool?.version, sourceDateEpoch: mtimes.variable)
    // One walk finds the tree and what is selected of it.
    stages = [
      Stage(.tree, tree.total, .zero), Stage(.selected, tree.selected, walked - start),
      Stage(.stripped, stripped.footprint, strippedAt - walked),
      Stage(
        name: .tar, files: 1, bytes: tar.bytes.size, diskUsage: tar.diskUsage, time: packed - strippedAt),
    ]
    warnings = tree.warnings + Self.warnings(stripped) + Self.warnings(tar)
  }

  /// Time since the first call, in the monotonic clock.
  package static func uptime() -> Duration { ContinuousClock.Instant.now.sinceFirst }

  /// How many files get a warning of their own.
  private static let shownAtMost = 20

  private static func warnings(_ stripped: StrippedTree) -> [String] {
    let rest = stripped.kept.count - shownAtMost
    return stripped.kept.prefix(shownAtMost).map { "not stripped: \($0)" }
      + (rest > 0 ? ["\(rest) more files are not stripped; the manifest lists them"] : [])
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

extension ContinuousClock.Instant {
  private static let first = ContinuousClock.Instant.now

  /// Time since this was first asked.
  fileprivate var sinceFirst: Duration { self - Self.first }
}
