import ArgumentParser
import BenchCore
import BenchResults
import Pipeline

/// `pybench merge`: one result of many machines.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge shards of one sweep, or repeated sweeps of one tree, into one result.",
    discussion: """
      Sizes, hashes and windows of a setting must be the same in all of them. Times are merged only of machines of one \
      model whose times of the same settings agree within their errors: a time is the median of the machines' times, \
      and the difference between machines is a part of its error. Nothing is rescaled. What is missing, unfinished or \
      failed is named, and ends it.

      Example: pybench merge results/cpython.*-of-8 --output merged
      """)

  @Argument(help: ArgumentHelp("Folders that 'pybench compress' wrote.", valueName: "dir"))
  var results: [String]

  @Option(help: ArgumentHelp("Folder of all results; the merged ones go to DIR/NAME/.", valueName: "dir"))
  var output: String

  @Option(help: "Name of the merged results. (default: the name that all have)")
  var name: String?

  @Flag(
    help: "Go on without shards that are missing, and with what is unfinished or failed; the result says so.")
  var partial = false

  @Flag(help: "Leave times out, which lets machines of different models take part.")
  var sizesOnly = false

  @Flag(help: "Replace results that are there.")
  var overwrite = false

  func validate() throws {
    if let name { try DestinationOptions.check(name) }
  }

  mutating func run() throws {
    let merge = try Merge(results, Merge.Options(name: name, partial: partial, sizesOnly: sizesOnly))
    let folder = try ResultsFolder(
      merge.name, in: output, outside: nil, existing: overwrite ? .replace : .refuse)
    try folder.write(merge)
    for problem in merge.provenance.incomplete ?? [] { Console.warn(problem) }
    Console.print(MergeText.text(merge, in: folder.path))
  }
}
