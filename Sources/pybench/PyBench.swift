import ArgumentParser
import BenchCore
import Glibc
import Pipeline

/// Measures compression settings on a Python build, and checks release archives.
///
/// Each command has its own file. It parses, calls one function of a Bench target, and prints.
@main
struct PyBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pybench",
    abstract: "Measure how a Python build compresses, choose a setting, and check each release archive.",
    discussion: """
      In the order of use:
        pybench compress --tree build/        # measure settings on the build
        pybench merge results/build.*-of-8 --output merged
                                              # join results of many machines
        pybench pick results/build            # choose a setting
        pybench report results/build -o page.html
                                              # show the results to others
        pybench archive --tree build/ --output python.tar.zst --setting zstd-19
                                              # make the release archive
        pybench check --archive python.tar.zst --baseline baseline.json
                                              # fail if the archive grew
        pybench inspect --archive python.tar.zst
                                              # list contents and their sizes
        pybench history ci/history.jsonl      # show sizes over releases
      """,
    version: versions.joined(separator: "\n"),
    subcommands: [
      CompressCommand.self,
      MergeCommand.self,
      PickCommand.self,
      ReportCommand.self,
      ArchiveCommand.self,
      CheckCommand.self,
      InspectCommand.self,
      HistoryCommand.self,
    ])

  /// pybench and the libraries that affect its output, each with its version.
  private static var versions: [String] {
    let libraries = EncoderLibrary.allCases.map(\.libraryVersion) + [Tar.libraryVersion]
    return libraries.reduce(into: ["pybench \(PyBenchVersion.current)"]) { lines, library in
      if !lines.contains(library) { lines.append(library) }
    }
  }

  static func main() async {
    Console.prepare()
    Exit.unlessRoom()
    Interrupt.install()
    Exit.unlessReadable(CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    do {
      try UsageError.checkCommand(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      TemporaryFiles.removeAll()
    } catch let failure as Failure {
      Console.error(failure.description)
      Exit.end(.error)
    } catch let verdict as Exit {
      Exit.end(verdict)
    } catch {
      // --help and --version also arrive here.
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Console.error(UsageError.text(error, Array(CommandLine.arguments.dropFirst())))
      Exit.end(.usage)
    }
  }
}
