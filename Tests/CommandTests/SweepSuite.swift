import TestSupport
import Testing

/// A suite that sweeps a small tree. Results and scratch files go to `work`.
protocol SweepSuite {
  var work: TestFolder { get }
}

extension SweepSuite {
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
