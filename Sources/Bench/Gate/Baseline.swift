package import BenchCore
package import Pipeline
package import BenchResults
import FoundationEssentials
import SystemPackage

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

  /// Whether it is of a sweep.
  var isSweep: Bool {
    if case .sweep = self { true } else { false }
  }

  /// Whether a path names a file that is neither empty nor begins as the JSON of a manifest does, broken or not.
  static func isForeign(_ path: String) throws(Failure) -> Bool {
    guard FileManager.default.fileExists(atPath: path), !isSweep(path) else { return false }
    let head: [UInt8]
    do throws(Errno) {
      head = try IO.contents(of: path)
    } catch {
      throw Failure("read baseline", path, because: error)
    }
    let first = head.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return first != nil && first != UInt8(ascii: "{")
  }

  /// Whether a path names what a sweep wrote: a table, or the folder it is in.
  static func isSweep(_ path: String) -> Bool {
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && isFolder || path.hasSuffix(".csv")
  }
}
