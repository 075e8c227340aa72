import Foundation
import Synchronization
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults

/// Every figure in the documents is one of a committed result.
///
/// A figure in prose is followed by a comment that says where it is from: `10.58 MB<!--cpython-3.12-release
/// zstd-22-long27 compressed_bytes-->`; `… vs gzip-9` makes it the percentage by which the first is smaller, `… of
/// gzip-9` how many times as much it is. The order of entries is `path`, or what follows `@` after the result or the
/// setting. A table is preceded by a comment that names its columns.
@Suite struct DocumentedFiguresTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  @Test(arguments: ["README.md", "results/README.md"])
  func `each figure in prose is in the result that it names`(document: String) throws {
    let pattern = /([0-9][0-9,]*(?:\.[0-9]+)?)(?: ?(%|MB\/s|MB|MiB|s|times))?<!--([^>]*)-->/
    let figures = try Self.text(document).matches(of: pattern)
    #expect(document == "README.md" || figures.count >= 30)
    for figure in figures {
      let words = figure.output.3.split(separator: " ").map(String.init)
      let value = try #require(try Self.value(words), "\(figure.output.0)")
      Self.expect(
        String(figure.output.1), unit: figure.output.2.map(String.init), is: value, String(figure.output.0))
    }
  }

  @Test(arguments: [
    "cpython-3.9-static", "cpython-3.10-shared", "cpython-3.12-release", "cpython-3.13-release",
  ])
  func `recorded times and their errors are those of the recorded runs`(result: String) throws {
    let results = try Results(reading: Self.root.appending(path: "results/\(result)").path, withRuns: true)
    let spread = SweepSpread(results.samples)
    let runs = Dictionary(grouping: results.samples, by: \.setting)
    for row in results.rows {
      let again = row.timed(by: runs[row.setting] ?? [], spread)
      for operation in [Operation.compress, .decompress] {
        let recorded = try #require(row.timing(operation))
        let computed = try #require(again.timing(operation))
        #expect(recorded.rounds == computed.rounds, "\(row.setting) \(operation)")
        // Times have six decimals, errors five.
        #expect(abs(recorded.time.inSeconds - computed.time.inSeconds) < 2e-6, "\(row.setting) \(operation)")
        #expect(abs(recorded.error - computed.error) < 1e-5, "\(row.setting) \(operation)")
      }
    }
  }

  @Test(arguments: ["README.md", "results/README.md"])
  func `every figure with a unit has a source`(document: String) throws {
    var inCode = false
    var inTable = false
    for line in try Self.text(document).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { inCode.toggle() }
      if line.hasPrefix("<!--table ") { inTable = true }
      if inTable, !line.hasPrefix("|"), !line.hasPrefix("<!--table ") { inTable = false }
      guard !inCode, !inTable, !line.contains("<!--given-->") else { continue }
      let prose = line.replacing(/`[^`]*`/, with: "")
      let bare = prose.matches(of: /[0-9] ?(?:%|MB\/s|MB|MiB|s)(?!<!--)(?![A-Za-z\/])/)
      #expect(bare.isEmpty, "\(document): \(line)")
    }
  }

  @Test(arguments: ["README.md", "results/README.md"])
  func `each cell of a table is in the result that it names`(document: String) throws {
    let lines = try Self.text(document).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let match = line.wholeMatch(of: /<!--table (.*)-->/) else { continue }
      let columns = match.1.split(separator: ", ").map { $0.split(separator: " ").map(String.init) }
      for row in lines[(index + 3)...].prefix(while: { $0.hasPrefix("|") }) {
        let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(cells.count == columns.count + 1)
        for (cell, column) in zip(cells.dropFirst(), columns) {
          // A column is a result, a column of it and a unit; the row's first cell is the setting or the stage.
          let key = cells[0].replacing("`", with: "")
          let words =
            column[1] == "stages" ? [column[0], "stages", key, column[2]] : [column[0], key, column[1]]
          let value = try #require(try Self.value(words), "\(row)")
          let unit = column.count > words.count - 1 ? column.last : nil
          Self.expect(cell, unit: unit, is: value, String(row))
        }
      }
    }
  }

  @Test func `the first example in README is the output of its command`() throws {
    let block = try #require(
      try Self.text("README.md").firstMatch(of: /```text\n\$ pybench (pick [^\n]*)\n([^`]*)```/))
    let run = try Shell.run(try BuiltCommand.line(String(block.output.1)), in: Self.root.path)
    // The next command in the output starts with the command that was run.
    let output = run.output.replacing("Next: \(Escape.shell(try BuiltCommand.path)) ", with: "Next: pybench ")
    #expect(run.status == 0 && output == String(block.output.2), "run scripts/refresh-figures")
  }

  private static let tables = Mutex<[String: [[String: String]]]>([:])

  private static func rows(of name: String, _ file: String) throws -> [[String: String]] {
    let path = "results/\(name)/\(file)"
    return try tables.withLock { tables in
      if let rows = tables[path] { return rows }
      let rows = try CSV.rows(of: Array(try text(path).utf8)).map(\.cells)
      tables[path] = rows
      return rows
    }
  }

  /// The value that a comment's words name.
  private static func value(_ words: [String]) throws -> Double? {
    func cell(_ result: String, _ file: String, _ key: String, _ column: String) throws -> Double? {
      let result = result.split(separator: "@")
      let key = key.split(separator: "@")
      let order = (key.dropFirst().first ?? result.dropFirst().first).map(String.init) ?? "path"
      let name = file == "stages.csv" ? "stage" : "setting"
      return try rows(of: String(result[0]), file)
        .first { $0[name] == String(key[0]) && $0["order", default: "path"] == order }?[column]
        .flatMap(Double.init)
    }
    switch words.count {
    case 3: return try cell(words[0], "sweep.csv", words[1], words[2])
    case 4 where words[1] == "stages": return try cell(words[0], "stages.csv", words[2], words[3])
    case 5:
      guard let first = try cell(words[0], "sweep.csv", words[1], words[2]),
        let other = try cell(words[0], "sweep.csv", words[4], words[2])
      else { return nil }
      return words[3] == "of" ? first / other : 100 * (1 - first / other)
    default: return nil
    }
  }

  /// Expects a figure as it is printed to be `value`, rounded to the digits printed.
  private static func expect(_ printed: String, unit: String?, is value: Double, _ context: String) {
    let digits = printed.replacing(",", with: "")
    let places = digits.split(separator: ".").dropFirst().first?.count ?? 0
    let scale: [String: Double] = ["MB": 1e6, "MiB": 1_048_576]
    let number = Double(digits) ?? .nan
    let scaled = value / (scale[unit ?? ""] ?? 1)
    let half = 0.5 * pow(10, -Double(places)) * 1.0001
    #expect(abs(number - scaled) <= half, "\(context): the result says \(scaled)")
  }
}
