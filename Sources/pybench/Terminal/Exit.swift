import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import Glibc

/// How a command ends; what scripts rely on.
enum Exit: CInt, Error {
  /// Done, or the check passed.
  case success = 0
  /// The archive grew beyond the limits or, with `check --fail-on-improvement`, shrank beyond them; nothing
  /// else ever ends so.
  case regression = 1
  /// Something could not be done.
  case error = 2

  /// Ends the process.
  static func end(_ exit: Exit) -> Never {
    TemporaryFiles.removeAll()
    Glibc.exit(exit.rawValue)
  }
}
