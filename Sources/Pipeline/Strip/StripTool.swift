package import BenchCore
import Subprocess
import SystemPackage

/// What to remove from binaries.
package enum StripMode: String, CaseIterable, Sendable, Codable {
  /// Everything that loading does not need in executables and shared objects; debug symbols in static libraries
  /// and relocatable objects, because linking needs the rest.
  case all
  /// Debug symbols.
  case debug
  /// Nothing.
  case none
}

/// The platform's `strip`, or one that takes its options.
package struct StripTool: Sendable {
  /// The first line that the tool prints of its version.
  package let version: String
  private let executable: FilePath
  private let limit: Duration

  /// How long a run may take. A binary of 1 GB takes less than a minute.
  package static let patience = Duration.seconds(1800)

  /// Names to look for on PATH, in this order.
  private static let names = ["strip", "llvm-strip"]

  /// Finds a tool and asks its version.
  ///
  /// - Parameters:
  ///   - named: A path or a name on PATH; nil looks for `strip`, then `llvm-strip`.
  ///   - limit: How long a run may take.
  /// - Throws: `Failure` if there is none, or it does not run.
  package init(named: String? = nil, limit: Duration = StripTool.patience) async throws(Failure) {
    var found: FilePath?
    for name in named.map({ [$0] }) ?? Self.names where found == nil {
      let candidate: Executable = name.contains("/") ? .path(FilePath(name)) : .name(name)
      found = try? await candidate.resolveExecutablePath(in: .inherit)
    }
    guard let found else {
      throw Failure(
        "strip with", named ?? Self.names.joined(separator: " or "), because: "it is not on PATH",
        advice: "install binutils, name another tool with --strip-tool, or use --strip none")
    }
    executable = found
    self.limit = limit
    _ = try Descriptors.processes(upTo: .max)
    let said = try await Self.run(found, ["--version"], within: limit)
    guard said.succeeded, let line = said.output.split(separator: "\n").first else {
      throw Failure(
        "strip with", found.string, because: said.message ?? "it does not print its version")
    }
    version = String(line)
  }

  /// Strips one file into another.
  ///
  /// - Parameter silently: Whether any message of the tool counts as a failure, even with exit code 0.
  /// - Returns: nil on success, otherwise the tool's reason.
  func strip(
    _ input: String, into output: String, _ options: [String], silently: Bool
  ) async throws(Failure) -> String? {
    let said = try await Self.run(executable, options + ["-o", output, input], within: limit)
    guard !said.succeeded || (silently && !said.error.isEmpty) else { return nil }
    let line = said.message ?? "it failed without a message"
    // The message starts with the name that the tool was given; the reason follows.
    guard let name = line.firstRange(of: input) else { return line }
    let rest = line[name.upperBound...]
    return rest.contains(": ") ? String(rest.drop { "': ".contains($0) }) : line.replacing(input, with: "…")
  }

  /// Strips files in place, with one run of the tool.
  ///
  /// - Returns: Whether all of them were stripped. If not, it is unknown which were.
  func strip(_ files: [String], _ options: [String]) async throws(Failure) -> Bool {
    try await Self.run(executable, options + files, within: limit).succeeded
  }

  /// Maximum length of the tool's messages. A tool that warns about each member of a large library exceeds it.
  private static let outputLimit = 1 << 16

  private struct Said {
    var succeeded: Bool
    var output: String
    var error: String

    /// The first line of the tool's errors; nil without errors.
    var message: String? {
      error.split(separator: "\n").first.map { EntryPath(Array($0.utf8)).description }
    }
  }

  /// Runs the tool, and ends it after a time.
  private static func run(
    _ executable: FilePath, _ arguments: [String], within limit: Duration
  ) async throws(Failure) -> Said {
    do {
      return try await withThrowingTaskGroup(of: Said?.self) { group in
        group.addTask { try await run(executable, arguments) }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        // A cancelled run kills the tool.
        defer { group.cancelAll() }
        guard let said = try await group.next() ?? nil else {
          throw Failure(
            "run", executable.string, because: "it did not end within \(Format.time(limit))",
            advice: "name another tool with --strip-tool, or use --strip none")
        }
        return said
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("run", executable.string, because: String(describing: error))
    }
  }

  private static func run(_ executable: FilePath, _ arguments: [String]) async throws -> Said {
    do {
      let result = try await Subprocess.run(
        .path(executable), arguments: Arguments(arguments),
        // Messages are parsed and shown, so they must be in one language.
        environment: .inherit.updating(["LC_ALL": "C"]), output: .string(limit: outputLimit),
        error: .string(limit: outputLimit))
      return Said(
        succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
        error: result.standardError)
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      return Said(succeeded: false, output: "", error: "it printed more than \(outputLimit) bytes")
    }
  }
}
