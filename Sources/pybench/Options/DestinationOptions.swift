import ArgumentParser
import BenchCore
import BenchResults
import FoundationEssentials

/// Where results go.
struct DestinationOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Folder of all results. This sweep writes to DIR/NAME/.", valueName: "dir"),
    completion: .directory)
  var output = "results"

  @Option(help: "Name of the results. (default: the tree's folder name)")
  var name: String?

  @Flag(
    help: "Continue existing results of the same tree, tar, libraries and processor.")
  var resume = false

  @Flag(help: "Replace existing results.")
  var overwrite = false

  func validate() throws {
    if resume, overwrite { throw ValidationError("--resume and --overwrite exclude each other.") }
    if let name { try Self.check(name) }
  }

  /// The name of the results of a tree.
  func name(for tree: String) throws -> String {
    if let name { return name }
    let last = URL(fileURLWithPath: tree).standardized.lastPathComponent
    guard !["", "/", ".", ".."].contains(last) else {
      throw ValidationError("The tree '\(tree)' has no folder name; name the results with --name.")
    }
    guard !Self.isFormula(last) else {
      throw ValidationError(
        "A spreadsheet would run the tree's name '\(last)'; name the results with --name.")
    }
    return last
  }

  func open(_ name: String, _ shard: Shard? = nil, outside tree: String?) throws(Failure) -> ResultsFolder {
    try ResultsFolder(
      name, in: output, share: shard, outside: tree,
      existing: resume
        ? .resume
        : overwrite
          ? .replace
          : .refuse(
            advice: "use --resume to continue, --overwrite to start over, or --name for another folder"))
  }

  static func check(_ name: String) throws {
    guard !name.isEmpty, name != ".", name != "..", !name.contains("/"), !name.contains("\0") else {
      throw ValidationError("--name takes a folder name such as cpython-3.12, not '\(name)'.")
    }
    guard !isFormula(name) else {
      throw ValidationError("A spreadsheet would run the name '\(name)'; begin it with a letter or a digit.")
    }
  }

  /// Whether spreadsheets would evaluate a cell with this text as a formula.
  private static func isFormula(_ name: String) -> Bool {
    name.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
  }
}
