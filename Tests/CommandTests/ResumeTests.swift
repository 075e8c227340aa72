import Testing
import TestSupport

@testable import BenchResults

/// What a sweep does with the record of an earlier one.
@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct ResumeTests {
  let tree: TestFolder
  let work: TestFolder

  init() throws {
    tree = try BinaryTree.copy()
    work = try TestFolder()
  }

  private func compress(_ options: String) throws -> Shell.Outcome {
    try BuiltCommand.run(
      "compress --quiet --tree '\(tree.path)' --name t --min-time 0 \(options)", in: work,
      environment: ["TMPDIR": work.path, "NO_COLOR": "1"])
  }

  private func lines(_ name: String) throws -> [String] {
    String(decoding: try work.bytes("results/t/" + name), as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `an archive that is not the one on record fails its setting, and no other`() throws {
    #expect(try compress("--settings zstd-1,gzip-1").status == 0)
    let row = try #require(try Results(reading: work.at("results/t")).rows.first)
    let digest = try #require(row.compressedSHA256)
    let forged = try lines("sweep.csv").joined(separator: "\r\n")
      .replacing(digest, with: String(repeating: "0", count: 64))
    try work.file("results/t/sweep.csv", text: forged)
    let done = try compress("--settings zstd-1,gzip-1 --rounds 2 --resume")
    #expect(done.status == 2)
    let rows = try Results(reading: work.at("results/t")).rows
    #expect(
      rows.map(\.status) == [
        .failed("cannot measure zstd-1: compressing twice gave different bytes"), .ok,
      ])
  }

  @Test func `a partial last run is dropped, and the sweep continues`() throws {
    #expect(try compress("--settings zstd-1 --rounds 2").status == 0)
    let whole = try lines("samples.csv")
    #expect(whole.count == 1 + 4 + 1 && whole.last == "")
    // Cut in its last cell, so that it would read as a run of its own.
    let half = "t,0123456789ab,path,zstd-1,compress,9,0.123456789,0.123456789,0.000000000,1,1,fal"
    try work.file("results/t/samples.csv", text: whole.joined(separator: "\r\n") + half)
    let done = try compress("--settings zstd-1 --rounds 3 --resume")
    #expect(done.status == 0, "\(done.errors)")
    let after = try lines("samples.csv")
    #expect(Array(after.prefix(5)) == Array(whole.dropLast()))
    #expect(after.count == 1 + 6 + 1 && !after.contains { $0.contains("zstd-1,compress,9,") })
    #expect(try Results(reading: work.at("results/t")).rows.first?.compress?.rounds == 3)
  }

  @Test func `a sweep that was measured but not ended writes its description`() throws {
    #expect(try compress("--settings zstd-1").status == 0)
    let table = try lines("sweep.csv")
    let ended = String(decoding: try work.bytes("results/t/datapackage.json"), as: UTF8.self)
    try work.file(
      "results/t/datapackage.json", text: ended.replacing(/"end": "[^"]*"/, with: "\"end\": null"))
    let done = try BuiltCommand.run(
      "compress --tree '\(tree.path)' --name t --min-time 0 --settings zstd-1 --resume", in: work,
      environment: ["TMPDIR": work.path, "NO_COLOR": "1"])
    #expect(
      done.errors.hasSuffix(
        """
        found 1 of 1 setting and 2 timed runs in results/t; continuing
        every setting is measured already; only the description of the results is written

        """), "\(done.errors)")
    #expect(try lines("sweep.csv") == table)
    #expect(try Results(reading: work.at("results/t")).provenance?.ended != nil)
  }

  @Test func `an option that was left out is named, and how to repeat it`() throws {
    #expect(try compress("--settings zstd-1 --sizes-only --prune tests,static-libs").status == 0)
    let done = try compress("--settings zstd-1 --sizes-only --resume")
    #expect(done.status == 2)
    #expect(
      done.errors
        == "pybench: error: cannot resume results/t: --prune was static-libs,tests, is none; repeat --prune"
        + " tests,static-libs to continue, use --overwrite to start over, or --name for another folder\n")
  }

  @Test func `further runs are numbered after those on record`() throws {
    #expect(try compress("--settings zstd-1 --rounds 2").status == 0)
    #expect(try compress("--settings zstd-1 --rounds 4 --resume").status == 0)
    for operation in ["compress", "decompress"] {
      let rounds = try lines("samples.csv").filter { $0.contains(",\(operation),") }
        .map { String($0.split(separator: ",")[5]) }
      #expect(rounds == ["1", "2", "3", "4"])
    }
  }

  @Test(.enabled(if: Shell.has("prlimit"), "no prlimit to limit files"))
  func `a disk that is full in the middle of a run leaves whole lines`() throws {
    try work.file("small/a", text: "a")
    let words = "compress --quiet --tree small --strip none --name t --settings zstd-1 --min-time 0"
    #expect(try BuiltCommand.run(words, in: work).status == 0)
    let whole = try lines("samples.csv")
    let run = whole[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let known = (2...400).map { round in
      (run.prefix(5) + [String(round)] + run.dropFirst(6)).joined(separator: ",")
    }
    let text = (whole.dropLast() + known + [""]).joined(separator: "\r\n")
    try work.file("results/t/samples.csv", text: text)
    // The next run begins, and does not fit.
    let command = try BuiltCommand.line("\(words) --rounds 2 --resume")
    let done = try Shell.run(
      "trap '' XFSZ; prlimit --fsize=\(text.utf8.count + 40) \(command)", in: work.path)
    #expect(done.status == 2)
    #expect(
      done.errors == "pybench: error: cannot write results/t/samples.csv: File too large\n", "\(done.errors)")
    #expect(String(decoding: try work.bytes("results/t/samples.csv"), as: UTF8.self) == text)
  }
}
