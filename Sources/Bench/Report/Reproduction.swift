import Pipeline

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
    let epoch = provenance.tar.sourceDateEpoch.map { ["SOURCE_DATE_EPOCH=\($0)"] }
    let arguments = RecordedArguments(provenance.argv)
    head =
      (epoch ?? ["env", "-u", "SOURCE_DATE_EPOCH"])
      + ["pybench", "compress", "--tree", arguments.value(of: "--tree") ?? "TREE"]
    var tail: [String] = []
    for glob in provenance.tree.exclude { tail += ["--exclude", glob] }
    if !provenance.tree.prune.isEmpty { tail += ["--prune", provenance.tree.prune.joined(separator: ",")] }
    tail += ["--strip", provenance.tree.strip]
    if let tool = arguments.value(of: "--strip-tool") { tail += ["--strip-tool", tool] }
    self.tail = tail
  }

  /// The command for a setting, in a shell's words.
  ///
  /// It resumes, for another row's command may have written to the folder before.
  func command(for setting: Setting) -> String {
    (head + tail + ["--settings", setting.label, "--output", "again", "--resume"]).map(ShellWord.quoted)
      .joined(separator: " ")
  }
}
