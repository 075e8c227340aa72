package import BenchCore

/// Size of a tree after a step of the pipeline, and the duration of the step.
package struct Stage: Sendable, Equatable {
  /// The steps of the pipeline.
  package enum Name: String, Sendable, CaseIterable, Codable {
    /// The tree as given.
    case tree
    /// After `--exclude` and `--prune`.
    case selected
    /// After stripping.
    case stripped
    case tar
  }

  /// The step.
  package var name: Name
  /// Regular files, hard links counted by name; 1 for the tar.
  package var files: Int
  /// Their bytes, hard-linked files once.
  package var bytes: ByteCount
  /// Blocks they take on disk, as `du` counts: folders included, hard-linked files once.
  package var diskUsage: ByteCount
  /// Wall time of the step.
  package var time: Duration

  package init(name: Name, files: Int, bytes: ByteCount, diskUsage: ByteCount, time: Duration) {
    self.name = name
    self.files = files
    self.bytes = bytes
    self.diskUsage = diskUsage
    self.time = time
  }

  init(_ name: Name, _ footprint: Tree.Footprint, _ time: Duration) {
    self.init(
      name: name, files: footprint.files, bytes: footprint.bytes, diskUsage: footprint.diskUsage, time: time)
  }
}
