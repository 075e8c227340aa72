import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser
import Glibc

/// Which compression setting should a Python release use? pybench measures on the real thing.
///
/// A command per file: each parses, calls one function of Bench, and prints.
@main
struct PyBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pybench",
    abstract: "Measure how a Python build compresses, choose a setting, and gate the archive's size.",
    version: PyBenchVersion.current,
    subcommands: [
      CompressCommand.self,
      ArchiveCommand.self,
      CheckCommand.self,
      PickCommand.self,
      ReportCommand.self,
      InspectCommand.self,
    ])

  static func main() async {
    Console.prepare()
    Interrupt.install()
    Exit.unlessReadable(CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      Console.error(failure.description)
      Exit.end(.error)
    } catch let verdict as Exit {
      Exit.end(verdict)
    } catch {
      // Usage errors (64), --help and --version, in ArgumentParser's words.
      exit(withError: error)
    }
  }
}
