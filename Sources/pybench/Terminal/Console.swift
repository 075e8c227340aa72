import FoundationEssentials
import Glibc
import Synchronization

/// Standard output for results, standard error for progress and warnings.
enum Console {
  /// Whether a progress line can be rewritten in place.
  static let isTerminal =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  private static let progress = Mutex(false)

  /// A reader that went away is not our failure: `pybench … | head` ends as it does without `head`. A file
  /// that may not grow is one, with a message.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes results.
  static func print(_ text: String, terminator: String = "\n") {
    endProgress()
    write(text + terminator, to: STDOUT_FILENO)
  }

  /// Writes what a user should know.
  static func warn(_ text: String) { note("pybench: warning: " + text) }

  /// Writes why it could not be done.
  static func error(_ text: String) { note("pybench: error: " + text) }

  /// Writes a line that stays.
  static func note(_ text: String) {
    endProgress()
    write(text + "\n", to: STDERR_FILENO)
  }

  /// Replaces the progress line.
  static func showProgress(_ text: String) {
    progress.withLock { shown in
      shown = true
      let line = text.count > columns ? String(text.prefix(columns - 1)) + "…" : text
      write("\r" + line + "\u{1B}[K", to: STDERR_FILENO)
    }
  }

  /// Takes the progress line away.
  static func endProgress() {
    progress.withLock { shown in
      if shown { write("\r\u{1B}[K", to: STDERR_FILENO) }
      shown = false
    }
  }

  private static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) - 1 : 79
  }

  private static func write(_ text: String, to descriptor: CInt) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        if descriptor == STDOUT_FILENO, errno != EPIPE {
          let reason = String(cString: strerror(errno))
          error("cannot write to standard output: \(reason)")
          Exit.end(.error)
        }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
