import ArgumentParser
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline
@testable import pybench

/// What is reported for a wrong command line.
@Suite struct UsageErrorTests {
  private func text(_ arguments: String...) -> String { text(arguments) }

  private func text(_ arguments: [String]) -> String {
    do {
      try UsageError.checkCommand(arguments)
      _ = try PyBench.parseAsRoot(arguments)
      return ""
    } catch { return UsageError.text(error, arguments) }
  }

  @Test func `a command that there is not is named with all that there are`() {
    let all = "commands are compress, merge, pick, report, archive, check, inspect, history"
    #expect(text("compres") == "there is no command 'compres' (did you mean 'compress'?); \(all)")
    #expect(text("xyzzy", "--tree", "x") == "there is no command 'xyzzy'; \(all)")
    #expect(text("help", "pock") == "there is no command 'pock' (did you mean 'pick'?); \(all)")
    for words in [[], [""], ["help"], ["help", "help"], ["--version"], ["pick"], ["help", "--x"]]
      as [[String]]
    {
      #expect(throws: Never.self) { try UsageError.checkCommand(words) }
    }
  }

  @Test func `many values are listed in one line`() {
    #expect(
      text("history", "--format", "csv", "x")
        == "The value 'csv' is invalid for '--format <format>'. Please provide one of the following:"
        + " text, svg, html, json, github, bencher")
    #expect(
      text("check", "--format", "csv", "x")
        == "The value 'csv' is invalid for '--format <format>'. Please provide one of 'text', 'markdown' or 'json'."
    )
  }

  @Test func `what is missing is shown in an example`() {
    #expect(
      text("archive", "--tree", "check")
        == "missing expected argument '--output <file>'; for example: pybench archive --tree build/"
        + " --prune tests,static-libs -o python.tar.zst")
    // What follows -- is no option, nor is a number.
    for words in [
      ["archive", "--tree", "x", "--", "-z"], ["archive", "--tree", "x", "-1"], ["archive", "-"],
    ] {
      #expect(text(words).hasPrefix("missing expected argument '"), "\(text(words))")
    }
  }

  @Test(arguments: [
    (["archive", "--tree", "x", "--outptu", "y"], "'--outptu' (did you mean '--output'?)"),
    (["archive", "--tree", "x", "--outptu=y"], "'--outptu' (did you mean '--output'?)"),
    (["archive", "--tree", "x", "-z", "y"], "'-z'; see 'pybench help archive'"),
    (["archive", "--tree", "x", "-q", "-zy"], "'-z'; see 'pybench help archive'"),
    (["archive", "--no-verify", "--tree", "x", "--xyzzy"], "'--xyzzy'; see 'pybench help archive'"),
    (["check", "--tree", "archive", "--baselin", "b"], "'--baselin' (did you mean '--baseline'?)"),
    (["check", "--tree", "t", "--fail-on-improvement", "--updat"], "'--updat' (did you mean '--update'?)"),
    // The options that a command is left with do not fit together.
    (["compress", "--tre", "x"], "'--tre' (did you mean '--tree'?)"),
    (["inspect", "--archiv", "x"], "'--archiv' (did you mean '--archive'?)"),
    (["check", "--archiv", "x", "--baseline", "b"], "'--archiv' (did you mean '--archive'?)"),
    (["pick", "r", "--max-siz", "1MB", "--downloads", "3"], "'--max-siz' (did you mean '--max-size'?)"),
  ])
  func `an option that is not known is reported before what is missing`(words: [String], message: String) {
    #expect(text(words) == "unknown option " + message)
  }

  @Test func `a number below zero is told from an option`() {
    let words = ["check", "--archive", "a", "--baseline", "b", "--max-growth"]
    #expect(
      text(words + ["-1%"])
        == "missing value for '--max-growth <percent>'; a value that starts with '-' needs an equals sign:"
        + " --max-growth=-1%")
    for next in [["--quiet"], ["-q"], []] {
      #expect(
        text(words + next) == "missing value for '--max-growth <percent>'; see 'pybench help check'",
        "\(next)")
    }
  }

  @Test(arguments: [
    ["archive", "--tree", "x", "-o", "a.tar"], ["compress", "--tree", "x", "-o", "out"],
    ["merge", "a", "b", "-o", "out"], ["report", "a", "-o", "a.html"],
  ])
  func `-o is short for --output in every command that has it`(words: [String]) throws {
    #expect(text(words) == "")
    #expect(text(words.map { $0 == "-o" ? "--output" : $0 }) == "")
    let having = PyBench.configuration.subcommands.filter {
      PyBench.helpMessage(for: $0).contains("--output <")
    }
    #expect(having.count == 4)
  }

  @Test func `every example of the help is a line to copy, or ends in a backslash`() throws {
    var examples = 0
    for command in PyBench.configuration.subcommands {
      let help = PyBench.helpMessage(for: command, columns: 80).split(separator: "\n").map(String.init)
      let discussion = command.configuration.discussion.split(separator: "\n").map(String.init)
      for line in discussion where line.hasPrefix("  ") {
        examples += 1
        #expect(help.contains(line), "\(line)")
      }
      for (line, next) in zip(discussion, discussion.dropFirst()) where line.hasPrefix("  ") {
        #expect(line.hasSuffix("\\") == next.hasPrefix("    "), "\(line)")
      }
      // A sentence does not hold an example, because its lines are broken anywhere.
      #expect(!command.configuration.discussion.contains("Example: "))
    }
    #expect(examples == 16)
  }

  @Test func `an option that nothing is like leads to the help of its command`() {
    #expect(text("pick", "results", "--xyzzy") == "unknown option '--xyzzy'; see 'pybench help pick'")
    #expect(text("--xyzzy") == "unknown option '--xyzzy'; see 'pybench help'")
    #expect(
      text("pick", "results", "--bandwith", "1MB/s")
        == "unknown option '--bandwith'. Did you mean '--bandwidth'?")
    #expect(text("history", "a", "b") == "unexpected argument 'b'; see 'pybench help history'")
    #expect(text("history", "a", "b", "c") == "2 unexpected arguments: 'b', 'c'; see 'pybench help history'")
    // A message about one value has its own remedy.
    #expect(
      text("pick", "r", "--within", "1")
        == "The value '1' is invalid for '--within <percent>': the percent sign is missing: write 1%")
  }

  @Test(arguments: [
    ("zstd19", "did you mean 'zstd-19'? "), ("ZSTD-3", "did you mean 'zstd-3'? "),
    ("zstd-1-9", "did you mean 'zstd-1..9'? "),
    ("quik", "did you mean 'quick'? "), ("lz4-1", ""), ("zstd-99", ""), ("quick", ""),
  ])
  func `a label that is nearly one leads to it`(label: String, suggestion: String) {
    #expect(SettingLabel.suggestion(for: label) == suggestion)
  }

  @Test(arguments: [
    ("pock", "pick"), ("kcip", nil), ("PICK", "pick"), ("hist", "history"), ("h", nil), ("", nil),
    ("hi", "history"), ("pikc", "pick"),
    ("chceck", "check"), ("inspct", "inspect"), ("ch", "check"),
  ])
  func `a word leads to the nearest, or to one that it begins`(word: String, nearest: String?) {
    #expect(
      Suggestion.nearest(to: word, among: ["compress", "pick", "check", "inspect", "history"]) == nearest)
  }

  @Test func `prices, counts and seeds say what they take`() throws {
    #expect(try Quantity.price("0.08") == 0.08 && Quantity.count("-3") == -3 && Quantity.seed("0") == 0)
    #expect(try Quantity.price("0.9") == 0.9 && Quantity.price("19.5") == 19.5)
    for text in ["0", "-1", "1e3", "$1", "", "1.2.3", String(repeating: "9", count: 400)] {
      #expect(throws: (any Error).self) { try Quantity.price(text) }
    }
    #expect(throws: (any Error).self) { try Quantity.count("1,000") }
    #expect(throws: (any Error).self) { try Quantity.seed("-1") }
  }

  @Test(arguments: ["3/8", "8/8", "1/1"])
  func `a share is written K of N`(text: String) throws {
    #expect(try share(text).description == text)
  }

  @Test(arguments: [
    "0/8", "9/8", "3", "3/", "/8", "3/8/9", "auto/1/2", "", "3/8/", "1/2/auto", "3//8", "3/0", "1/10001",
    "x/2", "8",
  ])
  func `what is not a shard is rejected`(text: String) {
    let error = #expect(throws: ValidationError.self) { try share(text) }
    #expect(error?.message == "write a shard as K/N with K from 1 to N, such as 2/8, or auto")
  }

  @Test(arguments: ["auto/0", "auto/x", "auto/", "auto/10001"])
  func `auto takes a number of shards`(text: String) {
    let error = #expect(throws: ValidationError.self) { try share(text) }
    #expect(error?.message == "auto/N takes a number of shards, as in auto/8")
  }

  @Test func `a cluster's variables name the share and the job`() throws {
    #expect(try Engine.shard(["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "5"], count: nil).description == "2/5")
    #expect(
      try Engine.shard(["AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "4"], count: 4)
        .description == "1/4")
    #expect(try Engine.shard(["JOB_COMPLETION_INDEX": "3"], count: 8).description == "4/8")
    #expect(try Engine.shard(["CI_NODE_INDEX": "5", "CI_NODE_TOTAL": "5"], count: 5).description == "5/5")
    #expect(try Engine.shard(["CI_NODE_INDEX": "1"], count: 2).description == "1/2")
    for (environment, count, message) in [
      (["CI_NODE_INDEX": "6", "CI_NODE_TOTAL": "5"], nil, "CI_NODE_INDEX names shard 6 of 5"),
      (
        ["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "5"], 6,
        "auto/6 differs from the number of shards in the environment, 5"
      ),
      (["JOB_COMPLETION_INDEX": "3"], nil, "JOB_COMPLETION_INDEX has no number of shards; write auto/N"),
      (["JOB_COMPLETION_INDEX": "8"], 8, "JOB_COMPLETION_INDEX names shard 9 of 8"),
      (
        ["SLURM_JOB_ID": "1"], 8,
        "Slurm does not pass the number of tasks if one task is submitted again; write the number,"
          + " as in --shard $SLURM_ARRAY_TASK_ID/8"
      ),
      (
        [:], 8,
        "no environment variable names the shard (GitLab, AWS Batch and Kubernetes set one); write it as K/N"
      ),
    ] as [([String: String], Int?, String)] {
      let error = #expect(throws: ValidationError.self) { try Engine.shard(environment, count: count) }
      #expect(error?.message == message)
    }
    #expect(Engine.job(["SLURM_JOB_ID": "7", "SLURM_RESTART_COUNT": "1"]) == "Slurm job 7 restart 1")
    #expect(
      Engine.job(["SLURM_JOB_ID": "7", "SLURM_ARRAY_JOB_ID": "5", "SLURM_ARRAY_TASK_ID": "2"])
        == "Slurm job 5 task 2")
    #expect(
      Engine.job(["AWS_BATCH_JOB_ID": "a", "AWS_BATCH_JOB_ATTEMPT": "2"]) == "AWS Batch job a attempt 2")
    #expect(Engine.job(["CI_JOB_ID": "3"]) == "GitLab job 3" && Engine.job([:]) == nil)
    #expect(
      Engine.job(["GITHUB_RUN_ID": "9", "GITHUB_RUN_ATTEMPT": "1"]) == "GitHub Actions run 9 attempt 1")
    #expect(Engine.job(["JOB_COMPLETION_INDEX": "0"]) == "Kubernetes index 0")
  }

  // MARK: Lines

  @Test func `a paragraph's lines have eighty columns at most`() {
    let word = String(repeating: "x", count: 9)
    let lines = Paragraph.wrapped(Array(repeating: word, count: 17).joined(separator: " ")).split(
      separator: "\n")
    #expect(lines.map(\.count) == [79, 79, 9])
    let exact = Paragraph.wrapped(String(repeating: "y", count: 40) + " " + String(repeating: "z", count: 39))
    #expect(exact.count == 80 && !exact.contains("\n"))
    #expect(
      Paragraph.wrapped(String(repeating: "y", count: 40) + " " + String(repeating: "z", count: 40)).contains(
        "\n"))
    let indented = Paragraph.wrapped(
      String(repeating: "y", count: 40) + " " + String(repeating: "z", count: 37), indent: 2)
    #expect(indented.count == 80 && indented.hasPrefix("  y"))
    #expect(
      Paragraph.wrapped(
        String(repeating: "y", count: 40) + " " + String(repeating: "z", count: 38), indent: 2
      ).contains("\n  z"))
    #expect(Paragraph.wrapped("") == "")
  }

  @Test func `a table has no blanks at the ends of its lines`() {
    let table = TextTable([.left("a"), .right("long"), .left("c")], [["xx", "1", ""], ["", "", "d\n"]])
    #expect(table.text == "a   long  c\nxx     1\n          d\\n")
  }

  @Test func `a finding of a workflow is escaped`() {
    #expect("::warning::x".withoutWorkflowCommands == "\\x3a:warning::x")
    #expect(
      "  ::warning".withoutWorkflowCommands == "  \\x3a:warning" && "a ::b".withoutWorkflowCommands == "a ::b"
    )
    #expect(
      "x##[group]".withoutWorkflowCommands == "x\\x23#[group]"
        && "##vso[x".withoutWorkflowCommands == "\\x23#vso[x")
    #expect("a\n::b\n\n".withoutWorkflowCommands == "a\n\\x3a:b\n\n")
    #expect("a ##b\r\n\n b:: c\r\n\t::d".withoutWorkflowCommands == "a ##b\r\n\n b:: c\r\n\t\\x3a:d")
  }

  @Test func `a clock has hours where there are some`() throws {
    func line(_ elapsed: Duration) -> String {
      ProgressDisplay.line(
        SweepProgress(measured: 1, total: 2, underWay: [], elapsed: elapsed, remaining: .zero))
    }
    #expect(line(.seconds(59.4)) == "ETA 0:00 · 1/2 settings · 0:59 elapsed · ")
    #expect(
      line(.seconds(3599)).contains("59:59 elapsed") && line(.seconds(3600)).contains("1:00:00 elapsed"))
    #expect(line(.seconds(36_070)) == "ETA 0:00 · 1/2 settings · 10:01:10 elapsed · ")
    #expect(line(.seconds(7_209)) == "ETA 0:00 · 1/2 settings · 2:00:09 elapsed · ")
    #expect(line(.seconds(599.5)) == "ETA 0:00 · 1/2 settings · 10:00 elapsed · ")
  }

  // MARK: Hints

  @Test func `the shares of a tar are those of tests, libraries and stale bytecode`() throws {
    func entry(_ path: String, _ bytes: Int, _ kind: Entry.Kind = .file) -> (String, Int, Entry.Kind) {
      (path, bytes, kind)
    }
    var start = 0
    let entries = [
      entry("lib/test", 1, .folder), entry("lib/test/a.py", 19), entry("lib/test/b.a", 10),
      entry("libx.a", 10), entry("c.pyc", 10),
      entry("d.pyc", 10), entry("e.a", 5, .folder), entry("test", 35),
    ].map { path, bytes, kind in
      defer { start += bytes }
      return TarEntry(
        path: EntryPath(Array(path.utf8)), kind: kind, mode: 0, originalSize: .zero, size: .zero,
        originalDigest: nil,
        range: start..<start + bytes)
    }
    let file = try ScratchFile()
    let contents = [UInt8](repeating: 0, count: 100)
    try file.append(contents.span.bytes)
    let bytes = try MappedFile(file.descriptor, name: "tar")
    func hint(_ stale: [String]) throws -> String? {
      TreeHints.text(
        Tar(
          bytes: bytes, digest: try Digest(of: contents.span.bytes), treeDigest: nil, entries: entries,
          diskUsage: .zero,
          mtimes: MtimePolicy(epoch: 0, keepsEarlier: false),
          staleBytecode: stale.map { EntryPath(Array($0.utf8)) }),
        pruned: [])
    }
    #expect(
      try hint(["c.pyc"])
        == "hint: in the tar, tests are 30%, static libraries are 10% and .pyc files that Python recompiles at every start"
        + " are 10%; to exclude them, use --prune tests,static-libs,bytecode")
    #expect(try hint([])?.contains("pyc") == false)
    #expect(
      TreeHints.text(shares: [(.tests, 0.05)], pruned: []) != nil
        && TreeHints.text(shares: [(.tests, 0.0499)], pruned: []) == nil)
  }
}
