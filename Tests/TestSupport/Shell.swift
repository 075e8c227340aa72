import Foundation
import Glibc

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
  ) throws -> Running {
    try Running(command, folder, environment)
  }

  /// Whether a command is on PATH.
  package static func has(_ name: String) -> Bool {
    (try? run("command -v \(name)").status) == 0
  }

  /// A command under way, told by waiting for its process alone: Foundation's `Process` wants a run loop.
  package final class Running {
    private let process: pid_t
    private let output: CInt
    private let errors: CInt

    fileprivate init(_ command: String, _ folder: String?, _ environment: [String: String]) throws {
      // Files, unlike pipes, never fill up.
      output = try Self.scratch()
      errors = try Self.scratch()
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
      posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
      let variables = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
      let script = #"cd "$1" || exit 125; eval "$2""#
      var arguments = Self.strings(["sh", "-c", script, "sh", folder ?? ".", command])
      var strings = Self.strings(variables.map { "\($0.key)=\($0.value)" })
      defer { for string in arguments + strings { free(string) } }
      var number: pid_t = 0
      let code = posix_spawn(&number, "/bin/sh", &actions, nil, &arguments, &strings)
      guard code == 0 else {
        errno = code
        throw SystemError("posix_spawn")
      }
      process = number
    }

    deinit {
      close(output)
      close(errors)
    }

    /// Sends a signal to the process; what the command started with `exec` gets it directly.
    package func send(_ signal: CInt) { kill(process, signal) }

    /// What it wrote to standard error so far.
    package var errorsSoFar: String { Self.text(errors) }

    /// Waits for its end.
    package func finish() throws -> Outcome {
      var status: CInt = 0
      while waitpid(process, &status, 0) < 0 {
        guard errno == EINTR else { throw SystemError("waitpid") }
      }
      // The low seven bits are the signal that ended it, the next byte is its exit code (wait(2)).
      let signal = status & 0x7F
      return Outcome(
        status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: Self.text(output),
        errors: Self.text(errors))
    }

    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
      texts.map { strdup($0) } + [nil]
    }

    private static func scratch() throws -> CInt {
      var template = Array((NSTemporaryDirectory() + "pybench-test-XXXXXX").utf8CString)
      let descriptor = mkstemp(&template)
      guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw SystemError("mkstemp") }
      unlink(template)
      return descriptor
    }

    private static func text(_ file: CInt) -> String {
      // The child shares the file's position, so reading must not move it.
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = pread(file, &piece, piece.count, off_t(bytes.count))
        guard count > 0 else { break }
        bytes += piece[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
