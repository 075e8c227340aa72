import Testing
import TestSupport

/// A small tree, and a folder for results and scratch files of its sweeps.
struct SweepFolders {
  let tree: TestFolder
  let work: TestFolder

  init() throws {
    tree = try BinaryTree.copy()
    work = try TestFolder()
    try work.folder("tmp")
  }
}

/// A suite that sweeps a small tree.
protocol SweepSuite {
  var folders: SweepFolders { get }
}

extension SweepSuite {
  var tree: TestFolder { folders.tree }
  var work: TestFolder { folders.work }

  /// A file of the results.
  func text(_ name: String) throws -> String {
    String(decoding: try work.bytes("results/t/" + name), as: UTF8.self)
  }

  /// Expects that no scratch files and no incomplete outputs remain.
  func expectTidy() throws {
    #expect(try work.names("tmp").isEmpty)
    if let left = try? work.names("results/t") { #expect(!left.contains { $0.hasSuffix(".tmp") }) }
  }
}
