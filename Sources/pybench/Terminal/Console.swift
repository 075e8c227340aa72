import BenchCore
import FoundationEssentials
import Glibc
import Pipeline
import Synchronization
import SystemPackage

/// Standard output for results, standard error for progress and warnings.
enum Console {
  /// Whether a progress line can be rewritten in place.
  static let isTerminal =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  private static let progress = Mutex(false)

  /// A closed pipe is not a failure: `pybench … | head` has the same exit code as without `head`. A file that
  /// reaches its size limit is a failure with a message.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes results for people, escaped so that a workflow's runner finds no commands in them.
  static func print(_ text: String, terminator: String = "\n") {
    print(document: text.withoutWorkflowCommands, terminator: terminator)
  }

  /// Writes a document for programs as it is.
  static func print(document text: String, terminator: String = "\n") {
    endProgress()
    write(text + terminator, to: STDOUT_FILENO)
  }

  /// Writes a command to a workflow's runner.
  static func send(_ command: String) {
    endProgress()
    write(command + "\n", to: STDERR_FILENO)
  }

  static func warn(_ text: String) { note("pybench: warning: " + text) }

  static func error(_ text: String) { note("pybench: error: " + text) }

  /// Writes a line that stays.
  static func note(_ text: String) {
    progress.withLock { shown in
      clear(&shown)
      write(line(text), to: STDERR_FILENO)
    }
  }

  /// Writes the last lines and ends the process. No line of another thread comes between them or follows.
  static func end(with lines: [String], status: CInt) -> Never {
    // A thread that waits for a full pipe must not keep the process alive.
    for _ in 0..<100 {
      _ = progress.withLockIfAvailable { shown in
        clear(&shown)
        write(lines.map(line).joined(), to: STDERR_FILENO)
        _exit(status)
      }
      usleep(10_000)
    }
    _exit(status)
  }

  private static func line(_ text: String) -> String { text.printable.withoutWorkflowCommands + "\n" }

  /// Replaces the progress line.
  static func showProgress(_ text: String) {
    progress.withLock { shown in
      shown = true
      let text = text.printable
      let line = text.count > columns ? String(text.prefix(columns - 1)) + "…" : text
      write("\r" + line + "\u{1B}[K", to: STDERR_FILENO)
    }
  }

  /// Takes the progress line away.
  static func endProgress() { progress.withLock { clear(&$0) } }

  private static func clear(_ shown: inout Bool) {
    if shown { write("\r\u{1B}[K", to: STDERR_FILENO) }
    shown = false
  }

  private static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) - 1 : 79
  }

  private static func write(_ text: String, to descriptor: CInt) {
    do throws(Errno) {
      try IO.write(descriptor, Array(text.utf8).span.bytes)
    } catch {
      // A closed pipe or an unwritable standard error cannot be reported.
      guard descriptor == STDOUT_FILENO, error != .brokenPipe else { return }
      self.error("cannot write to standard output: \(error)")
      Exit.end(.error)
    }
  }
}
