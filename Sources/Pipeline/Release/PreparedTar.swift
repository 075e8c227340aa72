package import BenchCore
import Glibc

/// The tar of a tree, with the time and the size of each stage of the pipeline.
package struct PreparedTar: Sendable {
  /// The tar in the order that was chosen, or the first of the orders.
  package let tar: Tar
  package let tars: [EntryOrder: Tar]
  /// Size after each stage.
  package let stages: [Stage]
  /// Warnings about the tree.
  package let warnings: [String]
  /// The tree and its options; nil for an existing tar.
  package let source: SourceTree?
  /// The options that made the tar; nil for an existing tar without a record.
  package let record: PipelineRecord?
  /// SHA-256 of the tree, hexadecimal; nil like `record`.
  package let treeDigest: String?
  /// The file of an existing tar; nil for a tar made from a tree.
  package let file: String?
  /// Binaries that were not stripped, and why.
  package let kept: [KeptFile]

  /// Runs the pipeline.
  ///
  /// - Parameters:
  ///   - source: The tree and its options.
  ///   - orders: The orders of the tars to make, the first one for `tar`. Default: the source's own.
  ///   - now: Returns the time since a fixed moment; times the stages.
  ///   - entering: Called with each stage before it starts.
  /// - Throws: `Failure`.
  package init(
    _ source: SourceTree, orders: [EntryOrder] = [], now: () -> Duration = PreparedTar.uptime,
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
    let orders = orders.isEmpty ? [options.order] : orders
    let packed = try orders.map { order throws(Failure) in
      (tar: try stripped.pack(mtimes: mtimes, order: order, keepsStripped: order != orders.last), end: now())
    }
    tar = packed[0].tar
    tars = Dictionary(uniqueKeysWithValues: zip(orders, packed.map(\.tar)))

    self.source = source
    treeDigest = tar.treeDigest?.description
    file = nil
    kept = stripped.kept
    record = PipelineRecord(
      options: options, stripToolVersion: tool?.version, sourceDateEpoch: mtimes.variable)
    // One walk finds the tree and its selected entries.
    stages = [
      Stage(.tree, tree.total, .zero), Stage(.selected, tree.selected, walked - start),
      Stage(.stripped, stripped.footprint, strippedAt - walked),
      Stage(
        name: .tar, files: 1, bytes: tar.bytes.size, diskUsage: tar.diskUsage,
        time: packed[0].end - strippedAt),
    ]
    warnings =
      tree.warnings + Self.warnings(kept: kept)
      + Self.warnings(stale: tar.staleBytecode, in: source.path)
  }

  /// Reads an existing tar. Its options come from the manifest beside it, if that manifest belongs to the tar.
  ///
  /// - Parameters:
  ///   - file: The tar.
  ///   - now: Returns the time since a fixed moment.
  /// - Throws: `Failure` if it is not a tar.
  package init(file: String, now: () -> Duration = PreparedTar.uptime) throws(Failure) {
    let start = now()
    tar = try Tar(reading: file)
    stages = [
      Stage(name: .tar, files: 1, bytes: tar.bytes.size, diskUsage: tar.diskUsage, time: now() - start)
    ]
    let beside = file + ".json"
    var manifest: Manifest?
    var warnings: [String] = []
    if access(beside, F_OK) == 0 {
      do throws(Failure) {
        manifest = try Manifest(reading: beside, as: .manifest)
        if manifest?.tarSHA256 != tar.digest.description {
          manifest = nil
          warnings.append("\(beside) belongs to another tar; the options that made this tar are unknown")
        }
      } catch {
        warnings.append("\(error); the options that made the tar are unknown")
      }
    }
    self.warnings = warnings
    self.file = file
    source = nil
    kept = []
    record = manifest?.pipeline
    treeDigest = manifest?.treeSHA256
    tars = [record?.options.order ?? .path: tar]
  }

  /// Time since the first call, in the monotonic clock.
  package static func uptime() -> Duration { ContinuousClock.Instant.now.sinceFirst }

  /// Maximum number of warnings about single files.
  private static let shownAtMost = 20

  static func warnings(kept: [KeptFile]) -> [String] {
    let rest = kept.count - shownAtMost
    return kept.prefix(shownAtMost).map { "not stripped: \($0)" }
      + (rest > 0
        ? ["\(rest) more \(rest == 1 ? "file is" : "files are") not stripped; the manifest lists them"] : [])
  }

  static func warnings(stale: [EntryPath], in tree: String) -> [String] {
    guard let example = stale.first else { return [] }
    let count = stale.count
    let folder = Escape.shell(tree.hasPrefix("-") ? "./" + tree : tree)
    return [
      "\(count) .pyc \(count == 1 ? "file records" : "files record") the time of a source file, and the tar "
        + "changes that time, such as \(example): Python will recompile \(count == 1 ? "it" : "them") at every "
        + "start; make hash-based ones with the tree's Python version (python3 -m compileall -f "
        + "--invalidation-mode unchecked-hash \(folder)), or exclude them with --prune bytecode"
    ]
  }
}

extension ContinuousClock.Instant {
  private static let first = ContinuousClock.Instant.now

  /// Time since the first call.
  fileprivate var sinceFirst: Duration { self - Self.first }
}
