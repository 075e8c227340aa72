import Pipeline
import Testing
import TestSupport

/// What the built command does with its arguments and its outputs, whatever the subcommand.
@Suite struct ConsoleTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func pybench(_ arguments: String, _ environment: [String: String] = [:]) throws -> Shell.Outcome {
    try BuiltCommand.run(arguments, in: folder, environment: environment)
  }

  @Test(arguments: ["--help", "help", "", "help pick", "pick --help", "pick -h"])
  func `help is no error`(arguments: String) throws {
    let run = try pybench(arguments)
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.hasPrefix("OVERVIEW: ") && run.output.contains("\nUSAGE: pybench "))
  }

  @Test func `the version has each library once`() throws {
    let run = try pybench("--version")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(run.status == 0 && run.errors == "" && lines.first?.hasPrefix("pybench 0.") == true)
    #expect(
      lines.dropFirst().map { $0.split(separator: " ").first }
        == ["libzstd", "zlib", "libdeflate", "zopfli", "liblzma", "libarchive"])
    #expect(try pybench("pick --version").output == run.output)
  }

  @Test func `an unknown command and a wrong option have exit code 64`() throws {
    let command = try pybench("pock")
    #expect(command.status == 64 && command.output == "")
    #expect(
      command.errors
        == "pybench: error: there is no command 'pock' (did you mean 'pick'?); commands are compress, merge, pick,"
        + " report, archive, check, inspect, history\n")
    let option = try pybench("history a b")
    #expect(option.status == 64 && option.output == "")
    #expect(option.errors == "pybench: error: unexpected argument 'b'; see 'pybench help history'\n")
  }

  @Test func `an output that cannot be written is an error`() throws {
    try folder.file("tree/a", text: "a")
    for command in ["inspect --strip none --tree tree", "inspect --strip none --tree tree --format json"] {
      let run = try pybench(command + " --quiet >/dev/full")
      #expect(run.status == 2)
      #expect(run.errors == "pybench: error: cannot write to standard output: No space left on device\n")
    }
    // Nothing is left to report on.
    let run = try pybench("inspect --strip none --tree tree 2>/dev/full")
    #expect(run.status == 0 && run.output.hasPrefix("tree: "))
  }

  @Test(arguments: [
    ("history \"$(printf 'b\\377')\"", [:], "argument 2, 'b\\xff'"),
    ("\"$(printf 'b\\377')\" a", [:], "argument 1, 'b\\xff'"),
    ("history a", ["TMPDIR": "x"], "TMPDIR, 'b\\xff'"),
    ("history a", ["GITHUB_STEP_SUMMARY": "x"], "GITHUB_STEP_SUMMARY, 'b\\xff'"),
  ])
  func `what is not UTF-8 is rejected`(arguments: String, variables: [String: String], name: String) throws {
    let set = variables.keys.map { "\($0)=\"$(printf 'b\\377')\" " }.joined()
    let run = try Shell.run("\(set)'\(BuiltCommand.path)' \(arguments)", in: folder.path)
    #expect(run.status == 64)
    #expect(
      run.errors
        == "pybench: error: cannot use \(name): it is not UTF-8; rename the file or use a link to it\n")
  }
}
