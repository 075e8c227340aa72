/// Runs commands in `sh`.
package enum Shell {
  /// What a command left.
  package struct Outcome: Sendable {
    /// Its exit code; 128 and the signal's number where one ended it, as shells report.
    package let status: Int32
    package let output: String
    package let errors: String
  }

  /// Runs a command to its end.
  ///
  /// - Parameters:
  ///   - command: A line of `sh`.
  ///   - folder: Where it runs.
  ///   - environment: Variables beside the inherited ones.
  package static func run(
    _ command: String, in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(command, in: folder, environment: environment).finish()
  }

  /// Starts a command.
  package static func start(
    _ command: String, in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> RunningCommand {
    try RunningCommand(command, folder, environment)
  }

  /// Whether a command is on PATH.
  package static func has(_ name: String) -> Bool {
    (try? run("command -v \(quoted([name]))").status) == 0
  }

  /// Words as a shell reads them back.
  package static func quoted(_ words: [String]) -> String {
    words.map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }.joined(separator: " ")
  }
}
