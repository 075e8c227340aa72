import BenchCore
import Pipeline
import BenchResults

/// The command that measures one row again.
struct Reproduction {
  private let head: [String]
  private let tail: [String]

  /// - Parameter provenance: What is known of the run; without it the command names a tree to fill in.
  init(_ provenance: Provenance?) {
    guard let provenance else {
      head = ["pybench", "compress", "--tree", "TREE"]
      tail = []
      return
    }
    // The tar, and so every size, depends on the time stamp; the environment is where pybench takes it from.
    let epoch = provenance.pipeline.sourceDateEpoch.map { ["SOURCE_DATE_EPOCH=\($0)"] }
    head =
      (epoch ?? ["env", "-u", "SOURCE_DATE_EPOCH"])
      + ["pybench", "compress", "--tree", provenance.tree.path ?? "TREE"]
    tail = provenance.pipeline.options.arguments
  }

  /// The command for a setting, in a shell's words.
  ///
  /// It resumes, for another row's command may have written to the folder before.
  func command(for setting: Setting) -> String {
    (head + tail + ["--settings", setting.label, "--output", "again", "--resume"]).map(Escape.shell)
      .joined(separator: " ")
  }
}
