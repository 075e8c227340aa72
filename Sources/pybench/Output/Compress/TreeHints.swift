import BenchCore
import Pipeline

/// Hints about files that take a large share of a tar but are rarely shipped.
enum TreeHints {
  /// Minimum share of the tar's bytes for a hint.
  static let largeShare = 0.05

  /// One sentence with the option that excludes the files; nil if no share is large.
  static func text(_ tar: Tar, pruned: [Selection.Prune]) -> String? {
    text(shares: shares(of: tar), pruned: pruned)
  }

  /// - Parameter shares: Shares of the tar by class, from 0 to 1.
  static func text(shares: [(Selection.Prune, Double)], pruned: [Selection.Prune]) -> String? {
    let large = shares.filter { $0.1 >= largeShare }
    guard !large.isEmpty else { return nil }
    let words = large.map { prune, share in
      "\(name(prune)) are \(Format.decimal(share * 100, places: 0))%"
    }
    let option = (pruned + large.map(\.0)).map(\.rawValue).joined(separator: ",")
    return "hint: in the tar, \(Format.list(words)); to exclude them, use --prune \(option)"
  }

  private static func name(_ prune: Selection.Prune) -> String {
    switch prune {
    case .tests: "tests"
    case .staticLibs: "static libraries"
    case .bytecode: ".pyc files that Python recompiles at every start"
    case .sitePackages: "installed packages"
    }
  }

  /// The shares. Files in a folder of tests count only as tests.
  private static func shares(of tar: Tar) -> [(Selection.Prune, Double)] {
    let stale = Set(tar.staleBytecode)
    var bytes: [Selection.Prune: Int] = [:]
    for entry in tar.entries {
      let path = entry.path.bytes
      let folders = entry.kind == .folder ? path[...] : entry.path.parent.bytes[...]
      if folders.split(separator: UInt8(ascii: "/")).contains(where: Selection.isTestFolder) {
        bytes[.tests, default: 0] += entry.range.count
      } else if entry.kind != .folder, path.suffix(2).elementsEqual(".a".utf8) {
        bytes[.staticLibs, default: 0] += entry.range.count
      } else if stale.contains(entry.path) {
        bytes[.bytecode, default: 0] += entry.range.count
      }
    }
    let total = Double(tar.bytes.size.bytes)
    return [.tests, .staticLibs, .bytecode].map { ($0, Double(bytes[$0] ?? 0) / total) }
  }
}
