/// Which entries of a tree a release holds.
package struct Selection: Sendable, Hashable {
  /// Classes of entries that releases exclude.
  package enum Prune: String, CaseIterable, Sendable, Codable {
    /// Folders named `test`, `tests` or `idle_test`.
    case tests
    /// Compiled Python files, `*.pyc`.
    case bytecode
    /// Static libraries, `*.a`.
    case staticLibs = "static-libs"
    /// Folders named `site-packages`: packages installed in addition to the standard library.
    case sitePackages = "site-packages"
  }

  /// Patterns of entries to exclude.
  package var exclude: [Glob]
  /// Classes of entries to exclude.
  package var prune: [Prune]

  /// Creates a selection. Without patterns and classes it selects everything.
  package init(exclude: [Glob] = [], prune: [Prune] = []) {
    self.exclude = exclude
    self.prune = prune
  }

  /// The rule that excludes an entry; nil if it is selected.
  func rule(against path: EntryPath, isFolder: Bool) -> Rule? {
    if let index = exclude.firstIndex(where: { $0.matches(path, isFolder: isFolder) }) {
      return .exclude(index)
    }
    let name = Array(path.name)
    let left = prune.contains { prune in
      switch prune {
      case .tests: isFolder && Self.testFolders.contains(name)
      case .bytecode: !isFolder && name.hasSuffix(".pyc")
      case .staticLibs: !isFolder && name.hasSuffix(".a")
      case .sitePackages: isFolder && name == Array("site-packages".utf8)
      }
    }
    return left ? .prune : nil
  }

  /// The rule that excluded an entry.
  enum Rule: Hashable {
    case exclude(Int)
    case prune
  }

  /// Whether a folder of this name holds tests.
  package static func isTestFolder(_ name: ArraySlice<UInt8>) -> Bool { testFolders.contains(Array(name)) }

  /// Folders that hold tests.
  static let testFolders: Set<[UInt8]> = Set(["test", "tests", "idle_test"].map { Array($0.utf8) })
}

extension [UInt8] {
  /// Whether a name ends in `suffix` and has something before it.
  func hasSuffix(_ suffix: String) -> Bool {
    count > suffix.utf8.count && self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}
