import Testing
import TestSupport

/// A kind of file that pybench reads and that others may have written.
enum InputKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case baseline
  /// The manifest beside an archive that is sound.
  case manifest
  case sweep = "sweep.csv"
  case samples = "samples.csv"
  case stages = "stages.csv"
  case dataPackage = "datapackage.json"
  case history
  case tar, zstd, gzip, xz

  var form: Mutator.Form {
    switch self {
    case .baseline, .manifest, .sweep, .samples, .stages, .dataPackage, .history: .text
    case .tar: .tar
    case .zstd, .gzip, .xz: .binary
    }
  }

  var testDescription: String { rawValue }
}
