import Testing

@testable import BenchResults
@testable import Pipeline

/// How an option of an earlier sweep is given again.
@Suite struct RemedyTests {
  private func remedy(_ change: (inout Provenance, inout Provenance) throws -> Void) throws -> String? {
    var (earlier, now) = (ProvenanceTests.one, ProvenanceTests.one)
    try change(&earlier, &now)
    return earlier.remedy(for: try #require(now.difference(from: earlier)))
  }

  @Test func `an option that differs is repeated as it was, or left out`() throws {
    #expect(
      try remedy { earlier, _ in earlier.pipeline?.options.selection.prune = [.tests, .bytecode] }
        == "repeat --prune tests,bytecode")
    #expect(try remedy { $1.pipeline?.options.selection.prune = [.tests] } == "leave --prune out")
    let globs = [try Glob("*.a"), try Glob("/it's")]
    #expect(
      try remedy { earlier, now in
        earlier.pipeline?.options.selection = Selection(exclude: globs, prune: [.tests])
        now.pipeline?.options.selection = Selection(prune: [.tests])
      } == "repeat --exclude '*.a' --exclude '/it'\\''s'")
    #expect(try remedy { $1.pipeline?.options.selection.exclude = globs } == "leave --exclude out")
    #expect(try remedy { $1.pipeline?.options.strip = .debug } == "repeat --strip all")
    #expect(try remedy { earlier, _ in earlier.pipeline?.options.strip = .none } == "repeat --strip none")
    #expect(try remedy { $1.method.jobs = 5 } == "repeat --jobs 2")
    #expect(try remedy { $1.pipeline?.sourceDateEpoch = 7 } == "unset SOURCE_DATE_EPOCH")
    #expect(
      try remedy { earlier, _ in earlier.pipeline?.sourceDateEpoch = 7 } == "set SOURCE_DATE_EPOCH=7")
  }

  @Test func `a difference that no option makes has no remedy`() throws {
    #expect(try remedy { $1.tree.sha256 = "dd" } == nil)
    #expect(try remedy { $1.pybench = "2" } == nil)
  }
}
