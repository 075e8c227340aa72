import ArgumentParser
import BenchResults

/// `pybench merge`: one result from many machines.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge shards of one sweep, or repeated sweeps of one tree, into one result.",
    discussion: """
      Sizes, hashes and windows of a setting must be equal in all results. Times are merged only if the machines are of \
      one model and their times of the same settings are equal within the errors. A merged time is the median of the \
      machines' times, and the difference between machines is a part of its error. Times are never rescaled. If a \
      result is missing, unfinished or failed, merge lists it and fails.

      Example:
        pybench merge results/cpython.*-of-8 --output merged
      """)

  @Argument(
    help: ArgumentHelp("Folders that 'pybench compress' wrote.", valueName: "dir"), completion: .directory)
  var results: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Folder of all results. The merged result goes to DIR/NAME/.", valueName: "dir"),
    completion: .directory)
  var output: String

  @Option(help: "Name of the merged results. (default: their common name)")
  var name: String?

  @Flag(
    help: "Merge although shards are missing, unfinished or failed; the result lists them.")
  var partial = false

  @Flag(help: "Omit times; then machines of different models can be merged.")
  var sizesOnly = false

  @Flag(help: "Replace existing results.")
  var overwrite = false

  func validate() throws {
    if let name { try DestinationOptions.check(name) }
  }

  mutating func run() throws {
    let merge = try Merge(results, Merge.Options(name: name, partial: partial, sizesOnly: sizesOnly))
    let folder = try ResultsFolder(
      merge.name, in: output, outside: nil,
      existing: overwrite
        ? .replace : .refuse(advice: "use --overwrite to replace it, or --name for another folder"))
    try folder.write(merge)
    for problem in merge.provenance.incomplete ?? [] { Console.warn(problem) }
    Console.print(MergeText.text(merge, in: folder.path))
  }
}
