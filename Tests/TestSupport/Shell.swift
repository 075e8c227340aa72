import Foundation
import Glibc

/// Runs commands in `sh`.
public enum Shell {
  /// What a command left.
  public struct Outcome: Sendable {
    /// Its exit code; 128 and the signal's number where one ended it, as shells report.
    public let status: Int32
    public let output: String
    public let errors: String
  }

  /// Runs a command to its end.
  ///
  /// - Parameters:
  ///   - command: A line of `sh`.
  ///   - folder: Where it runs.
  ///   - environment: Variables beside the inherited ones.
  public static func run(
    _ command: String, in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(command, in: folder, environment: environment).finish()
  }

  /// Starts a command.
  public static func start(
    _ command: String, in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Running {
    try Running(command, folder, environment)
  }

  /// Whether a command is on PATH.
  public static func has(_ name: String) -> Bool {
    (try? run("command -v \(name)").status) == 0
  }

  /// A command under way.
  public final class Running {
    private let process = Process()
    private let output: FileHandle
    private let errors: FileHandle

    fileprivate init(_ command: String, _ folder: String?, _ environment: [String: String]) throws {
      // Files, unlike pipes, never fill up.
      output = try Self.scratch()
      errors = try Self.scratch()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", command]
      if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = errors
      try process.run()
    }

    /// Sends a signal to the process; what the command started with `exec` gets it directly.
    public func send(_ signal: CInt) { kill(process.processIdentifier, signal) }

    /// Whether it has not ended.
    public var isRunning: Bool { process.isRunning }

    /// What it wrote to standard error so far.
    public var errorsSoFar: String { (try? Self.text(errors)) ?? "" }

    /// Waits for its end.
    public func finish() throws -> Outcome {
      process.waitUntilExit()
      let signalled = process.terminationReason == .uncaughtSignal
      return Outcome(
        status: process.terminationStatus + (signalled ? 128 : 0), output: try Self.text(output),
        errors: try Self.text(errors))
    }

    private static func scratch() throws -> FileHandle {
      var template = Array((NSTemporaryDirectory() + "/pybench-test-XXXXXX").utf8CString)
      let descriptor = mkstemp(&template)
      guard descriptor >= 0 else { throw SystemError("mkstemp") }
      unlink(template)
      return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static func text(_ file: FileHandle) throws -> String {
      // The child shares the file's position, so reading must not move it.
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = pread(file.fileDescriptor, &piece, piece.count, off_t(bytes.count))
        guard count > 0 else { break }
        bytes += piece[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
