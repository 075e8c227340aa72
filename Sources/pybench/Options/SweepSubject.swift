import ArgumentParser
import BenchCore
import Glibc
import Pipeline
import SystemPackage

/// The subject of `pybench compress`: a tree or an existing tar.
struct SweepSubject: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder that holds the build. It is only read.", valueName: "dir"),
    completion: .directory)
  var tree: String?

  @Option(
    help: ArgumentHelp(
      "A tar to sweep instead, such as one of 'pybench archive --setting tar'. Its manifest FILE.json, if it"
        + " exists, has the options that made it.", valueName: "file"),
    completion: .file())
  var tar: String?

  func validate() throws {
    guard (tree == nil) != (tar == nil) else {
      throw ValidationError("Name either a tree (--tree DIR) or a tar (--tar FILE).")
    }
  }

  /// Rejects options of the pipeline that do not go with a tar.
  func check(_ pipeline: PipelineArguments) throws {
    guard tar == nil || pipeline.isDefault else {
      throw ValidationError("--exclude, --prune, --strip, --strip-tool and --order go with --tree.")
    }
  }

  /// The tree; nil if a tar is swept.
  ///
  /// - Throws: `Failure` if it is not a folder. The check comes before any folder for results is created.
  func checked(_ pipeline: PipelineArguments) throws(Failure) -> SourceTree? {
    guard let tree else { return nil }
    let advice = "name the folder that holds the build"
    let known: stat?
    do throws(Errno) {
      known = try IO.status(of: tree)
    } catch {
      throw Failure("read tree", tree, because: error, advice: advice)
    }
    guard let status = known, status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(
        "read tree", tree, because: known == nil ? "no such folder" : "it is not a folder", advice: advice)
    }
    return SourceTree(path: tree, options: pipeline.options)
  }

  /// The path that names the results: the tree, or the tar without its extension.
  var path: String {
    guard let tar else { return tree ?? "" }
    return tar.hasSuffix(".tar") ? String(tar.dropLast(4)) : tar
  }

  /// Makes the tars of the tree, or reads the tar.
  func prepare(
    _ source: SourceTree?, _ orders: [EntryOrder], entering: (Stage.Name) -> Void
  ) async throws(Failure) -> PreparedTar {
    guard let source else {
      entering(.tar)
      return try PreparedTar(file: tar ?? "")
    }
    return try await PreparedTar(source, orders: orders, entering: entering)
  }
}
