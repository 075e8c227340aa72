import Foundation
package import Pipeline

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
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && isFolder.boolValue || path.hasSuffix(".csv")
  }
}

/// Something other than the tree that tells two archives apart.
package struct Difference: Sendable, Equatable, CustomStringConvertible {
  /// What differs: setting, library version, a pipeline option.
  package var what: String
  /// The baseline's.
  package var base: String
  /// The one now.
  package var now: String

  package var description: String { "\(what) was \(base), is \(now)" }

  /// What differs between two ways to make an archive; what is not known of either is not compared.
  static func between(
    _ base: (libraryVersion: String?, pipeline: PipelineRecord?),
    _ now: (libraryVersion: String?, pipeline: PipelineRecord?)
  ) -> [Difference] {
    var found: [Difference] = []
    func compare(_ what: String, _ base: String?, _ now: String?) {
      guard let base, let now, base != now else { return }
      found.append(Difference(what: what, base: base, now: now))
    }
    compare("library", base.libraryVersion, now.libraryVersion)
    guard let old = base.pipeline, let new = now.pipeline else { return found }
    func list(_ items: [String]) -> String { items.isEmpty ? "none" : items.joined(separator: ",") }
    compare("--exclude", list(old.exclude), list(new.exclude))
    // The order of classes means nothing.
    compare("--prune", list(old.prune.sorted()), list(new.prune.sorted()))
    compare("--strip", old.strip, new.strip)
    if old.strip == new.strip { compare("strip tool", old.stripTool ?? "none", new.stripTool ?? "none") }
    // Its value moves with every commit and means nothing; whether there is one decides whether times are kept.
    func epoch(_ record: PipelineRecord) -> String { record.sourceDateEpoch == nil ? "not set" : "set" }
    compare("SOURCE_DATE_EPOCH", epoch(old), epoch(new))
    return found
  }
}
