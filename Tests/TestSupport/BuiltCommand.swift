import Foundation

/// The `pybench` that was built along with the tests.
package enum BuiltCommand {
  /// Its path: the tests' bundle and the command are built into one folder.
  package static var path: String {
    get throws {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("pybench").path
    }
  }

  /// Runs it with arguments as they would be typed; GitHub's and the pipeline's variables are unset first.
  package static func run(
    _ arguments: String, in folder: TestFolder, environment: [String: String] = [:]
  ) throws -> Shell.Outcome {
    let unset = "env -u GITHUB_ACTIONS -u GITHUB_STEP_SUMMARY -u SOURCE_DATE_EPOCH"
    let set = environment.map { "'\($0.key)=\($0.value)'" }.joined(separator: " ")
    return try Shell.run("\(unset) \(set) '\(path)' \(arguments)", in: folder.path)
  }
}
