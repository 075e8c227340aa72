import Foundation
import Pipeline
import Testing
import TestSupport

/// What a terminal shows while a sweep runs.
@Suite(
  .enabled(if: Shell.has("script") && Shell.has("stty") && Shell.has("gcc"), "no script, stty or gcc"),
  .timeLimit(.minutes(30)))
struct TerminalTests {
  let tree: TestFolder
  let work: TestFolder

  init() throws {
    tree = try BinaryTree.copy()
    work = try TestFolder()
  }

  /// The lines that were shown one over the other on a terminal of so many columns, and all that it got.
  private func sweep(columns: Int, terminal: String = "xterm") throws -> (shown: [String], all: String) {
    let line = try BuiltCommand.line(
      "compress --tree '\(tree.path)' --name t --overwrite --min-time 0 --jobs 2 --settings zstd-1..9-long27,xz-0..6",
      environment: ["TMPDIR": work.path, "TERM": terminal])
    let run = try Shell.run(
      "script -qec \(Shell.quoted(["stty cols \(columns); " + line])) /dev/null", in: work.path)
    #expect(run.status == 0, "\(run.output)")
    let pieces = run.output.components(separatedBy: "\u{1B}[K").dropLast()
    return (pieces.map { $0.components(separatedBy: "\r").last ?? "" }.filter { !$0.isEmpty }, run.output)
  }

  @Test(arguments: [(50, 49), (21, 20), (20, 79)])
  func `a line of progress is cut to the terminal's width`(columns: Int, most: Int) throws {
    let shown = try sweep(columns: columns).shown
    #expect(shown.contains { $0.hasPrefix("ETA ") })
    #expect(shown.allSatisfy { $0.count <= most })
    // Every line of progress is longer than twenty columns.
    if most == 20 { #expect(shown.contains { $0.count == most && $0.hasSuffix("…") }) }
  }

  @Test func `a terminal that cannot move its cursor gets plain lines`() throws {
    let (shown, all) = try sweep(columns: 80, terminal: "dumb")
    #expect(shown.isEmpty && all.contains("stripping") && all.contains("zstd-1-long27 "))
  }
}
