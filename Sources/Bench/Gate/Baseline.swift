package import BenchCore
package import Pipeline
package import BenchResults
import FoundationEssentials

/// What a check compares with.
package enum Baseline: Sendable {
  /// An archive with its entries.
  case manifest(Manifest)
  /// Sizes of one tree with several settings, without entries.
  case sweep(Results)

  /// Reads a baseline: a manifest, or a `sweep.csv` or the folder it is in.
  ///
  /// - Returns: nil where there is no such file.
  /// - Throws: `Failure` that names the line, the row or the key that is wrong.
  package init?(reading path: String) throws(Failure) {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    if Self.isSweep(path) {
      self = .sweep(try Results(reading: path))
    } else {
      self = .manifest(try Manifest(reading: path, as: .baseline))
    }
  }

  /// Whether a path names what a sweep wrote: a table, or the folder it is in.
  static func isSweep(_ path: String) -> Bool {
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && isFolder || path.hasSuffix(".csv")
  }
}
