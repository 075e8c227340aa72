import ArgumentParser
import BenchCore
import FoundationEssentials
import Pipeline

/// What `pybench compress` sweeps: a tree, or a tar that is there.
struct SweepSubject: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that holds the build; it is only read.", valueName: "dir"))
  var tree: String?

  @Option(
    help: ArgumentHelp(
      "A tar to sweep instead, such as 'pybench archive --setting tar' writes; how it was made is taken from the"
        + " manifest beside it, if that is its own.", valueName: "file"))
  var tar: String?

  @OptionGroup var pipeline: PipelineArguments

  func validate() throws {
    guard (tree == nil) != (tar == nil) else { throw ValidationError("Name either --tree or --tar.") }
    guard tar == nil || pipeline.isDefault && pipeline.order == nil else {
      throw ValidationError("--exclude, --prune, --strip, --strip-tool and --order go with --tree.")
    }
  }

  /// The tree; nil if a tar is swept.
  ///
  /// - Throws: `Failure` if it is no folder: before anything is made for what would be measured of it.
  func checked() throws(Failure) -> SourceTree? {
    guard let tree else { return nil }
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: tree, isDirectory: &isFolder)
    guard exists, isFolder else {
      throw Failure(
        "read tree", tree, because: exists ? "it is not a folder" : "no such folder",
        advice: "name the folder that holds the build")
    }
    return SourceTree(path: tree, options: pipeline.options)
  }

  /// What results are named after: the tree's folder, or the tar without its ending.
  var path: String {
    guard let tar else { return tree ?? "" }
    return tar.hasSuffix(".tar") ? String(tar.dropLast(4)) : tar
  }

  /// Takes the tree to its tars, or reads the tar.
  func prepare(_ source: SourceTree?, entering: (Stage.Name) -> Void) async throws(Failure) -> PreparedTar {
    guard let source else {
      entering(.tar)
      return try PreparedTar(file: tar ?? "")
    }
    return try await PreparedTar(source, orders: pipeline.order ?? [], entering: entering)
  }
}
