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

  /// The line of `sh` that runs it; GitHub's and the pipeline's variables are unset first.
  ///
  /// - Parameters:
  ///   - arguments: As they would be typed.
  ///   - environment: Variables that it alone gets.
  package static func line(_ arguments: String, environment: [String: String] = [:]) throws -> String {
    let unset = "env -u GITHUB_ACTIONS -u GITHUB_STEP_SUMMARY -u SOURCE_DATE_EPOCH"
    let set = Shell.quoted(environment.map { "\($0.key)=\($0.value)" })
    return "\(unset) \(set) \(Shell.quoted([try path])) \(arguments)"
  }

  /// Runs it with arguments as they would be typed.
  package static func run(
    _ arguments: String, in folder: TestFolder, environment: [String: String] = [:]
  ) throws -> Shell.Outcome {
    try Shell.run(line(arguments, environment: environment), in: folder.path)
  }

  /// Runs it with arguments that no shell reads.
  package static func run(
    _ arguments: [String], in folder: TestFolder, environment: [String: String] = [:]
  ) throws -> Shell.Outcome {
    try run(Shell.quoted(arguments), in: folder, environment: environment)
  }
}
