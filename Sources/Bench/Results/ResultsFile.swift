package import BenchCore
import Glibc
import Pipeline

/// The files of a results folder, which only a sweep or a merge writes.
package enum ResultsFile {
  static let names = ["sweep.csv", "samples.csv", "stages.csv", "datapackage.json"]

  /// Rejects an output that would replace results.
  ///
  /// - Parameters:
  ///   - output: The file to write, which need not exist.
  ///   - results: Results folders and CSV files that are read.
  ///   - advice: What to do instead.
  /// - Throws: `Failure` if the output is one of the results' files, or a file of another results folder.
  package static func check(
    _ output: String, isNotIn results: [String] = [], advice: String = "name another file with --output"
  ) throws(Failure) {
    let slash = output.lastIndex(of: "/")
    let folder = slash.map { String(output[...$0]) } ?? ""
    let name = slash.map { output[output.index(after: $0)...] } ?? output[...]
    let isOfResults = names.contains { $0 == name } && access(folder + "datapackage.json", F_OK) == 0
    let isInput = results.contains { path in
      ([path] + names.map { path + "/" + $0 }).contains { OutputPath.areSame($0, output) }
    }
    guard isOfResults || isInput else { return }
    throw Failure(
      "write", output, because: "it is a file of results, which only a sweep writes", advice: advice)
  }
}
