import BenchCore

/// The command line that continues a stopped sweep.
enum ResumeLine {
  /// - Parameter arguments: The command line of the sweep, the command's own name first.
  static func text(_ arguments: [String]) -> String {
    (arguments.filter { $0 != "--overwrite" && $0 != "--resume" } + ["--resume"])
      .map(Escape.shell).joined(separator: " ")
  }
}
