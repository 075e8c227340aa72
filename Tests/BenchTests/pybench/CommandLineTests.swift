import ArgumentParser
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline
@testable import pybench

/// What a command line means, and what is wrong with one.
@Suite struct CommandLineTests {
  private func parse<Command: ParsableCommand>(_ type: Command.Type, _ words: String...) throws -> Command {
    try #require(try PyBench.parseAsRoot(words) as? Command)
  }

  /// The message for a command line; nil if it is right.
  private func message(_ words: [String]) -> String? {
    do {
      _ = try PyBench.parseAsRoot(words)
      return nil
    } catch { return UsageError.text(error, words) }
  }

  // MARK: defaults

  @Test func `a sweep without options measures the default grid of a tree, once each`() throws {
    let command = try parse(CompressCommand.self, "compress", "--tree", "builds/py")
    #expect(command.subject.path == "builds/py" && command.subject.tar == nil)
    #expect(command.pipeline.isDefault && command.pipeline.options == TreeOptions())
    #expect(command.settings == nil && command.shard == nil && !command.dryRun && !command.quiet)
    let (destination, method) = (command.destination, command.method)
    #expect(destination.output == "results" && destination.name == nil)
    #expect(!destination.resume && !destination.overwrite)
    #expect(method.rounds == 1 && method.minTime == nil && method.jobs == nil && method.seed == nil)
    #expect(!method.sizesOnly && !method.extract)
  }

  @Test func `a sweep has the options that are given`() throws {
    let command = try parse(
      CompressCommand.self, "compress", "--tar", "a/b.tar", "--settings", "zstd-1..2", "--shard", "2/3", "-o",
      "out",
      "--name", "n", "--resume", "--rounds", "3", "--min-time", "2m", "--jobs", "1024", "--seed", "0",
      "--extract",
      "--dry-run", "-q")
    #expect(command.subject.path == "a/b" && command.subject.tree == nil)
    #expect(command.settings?.settings.map(\.label) == ["zstd-1", "zstd-2"])
    #expect(command.shard == Shard(2, of: 3) && command.dryRun && command.quiet)
    #expect(
      command.destination.output == "out" && command.destination.name == "n" && command.destination.resume)
    let method = command.method
    #expect(method.rounds == 3 && method.minTime == .seconds(120) && method.jobs == 1024 && method.seed == 0)
    #expect(method.extract && !method.sizesOnly)
    #expect(try parse(CompressCommand.self, "compress", "--tar", "tar").subject.path == "tar")
    #expect(try parse(CompressCommand.self, "compress", "--tree", "t", "--jobs", "1").method.jobs == 1)
  }

  @Test func `an archive is verified, made once, and has a label by its name`() throws {
    let plain = try parse(ArchiveCommand.self, "archive", "--tree", "t", "--output", "a.tar")
    #expect(
      plain.verify && !plain.reproducible && !plain.quiet && plain.manifest == nil && plain.setting == nil)
    let other = try parse(
      ArchiveCommand.self, "archive", "--tree", "t", "-o", "a.tgz", "--setting", "gzip-1", "--no-verify",
      "--reproducible", "-q", "--manifest", "m", "--exclude", "*.a", "--exclude", "/b", "--prune", "tests",
      "--prune", "bytecode,static-libs", "--strip", "debug", "--strip-tool", "s", "--order", "kind")
    #expect(!other.verify && other.reproducible && other.quiet && other.manifest == "m")
    #expect(other.setting?.label == "gzip-1")
    let options = TreeOptions(
      selection: Selection(
        exclude: [try Glob("*.a"), try Glob("/b")], prune: [.tests, .bytecode, .staticLibs]),
      strip: .debug, stripTool: "s", order: .kind)
    #expect(other.pipeline.options == options && !other.pipeline.isDefault)
    #expect(other.tree == "t" && other.pipeline.treeOptions(for: .plain) == options)
    // A setting that was picked from several orders has its own, unless --order names another.
    let picked = ArchiveEncoding.compressed(try Setting(label: "zstd-3").ordered(by: .kind))
    #expect(plain.pipeline.treeOptions(for: picked) == TreeOptions(order: .kind))
    #expect(plain.pipeline.treeOptions(for: .plain) == TreeOptions())
    let path = try parse(ArchiveCommand.self, "archive", "--tree", "t", "-o", "a.tar", "--order", "path")
    #expect(path.pipeline.treeOptions(for: picked).order == .path && !path.pipeline.isDefault)
  }

  @Test func `a check allows half a percent and 4096 bytes of growth, and no vanished binary`() throws {
    let command = try parse(CheckCommand.self, "check", "--archive", "a", "--baseline", "b")
    #expect(command.maxGrowth == Percentage(0.5) && command.minBytes == ByteCount(4096))
    #expect(!command.update && !command.strict && !command.quiet && command.format == .text)
    #expect(command.history == nil && command.release == nil && command.setting == nil)
    let rules = command.rules.rules
    #expect(rules.failOn == [.growth, .vanished] && rules.require.isEmpty && rules.budgets.isEmpty)
    #expect(rules.maxSize == nil && rules.maxDrift == nil)
    guard case .archive("a") = try command.source.subject(for: nil, command.pipeline) else {
      Issue.record("it is no archive")
      return
    }
  }

  @Test func `a check has the rules that are given`() throws {
    let command = try parse(
      CheckCommand.self, "check", "--tree", "t", "--baseline", "b", "--fail-on", "shrink,modes", "--require",
      "/a",
      "--require", "b", "--max-size", "12MB", "--budget", "a=b=1kB", "--budget", "c=2", "--max-drift", "2%",
      "--history", "h", "--update", "--release", "3", "--strict", "--max-growth", "1%", "--min-bytes", "0")
    let rules = command.rules.rules
    #expect(rules.failOn == [.shrink, .modes] && rules.require.map(\.description) == ["/a", "b"])
    #expect(rules.maxSize == ByteCount(12_000_000) && rules.maxDrift == Percentage(2))
    #expect(
      rules.budgets == [
        .init(glob: try Glob("a=b"), limit: ByteCount(1000)), .init(glob: try Glob("c"), limit: ByteCount(2)),
      ])
    #expect(
      command.update && command.strict && command.maxGrowth == Percentage(1) && command.minBytes == .zero)
    guard
      case .tree(SourceTree(path: "t", options: TreeOptions())) = try command.source.subject(
        for: nil, command.pipeline)
    else {
      Issue.record("it is no tree")
      return
    }
    let failing = try parse(
      CheckCommand.self, "check", "--tree", "t", "--baseline", "b", "--fail-on", "none",
      "--fail-on-improvement")
    #expect(failing.rules.rules.failOn == [.shrink])
    let none = try parse(CheckCommand.self, "check", "--tree", "t", "--baseline", "b", "--fail-on", "none")
    #expect(none.rules.rules.failOn == [])
    for words in [["--history", "h", "--update"], ["--history", "h", "--max-drift", "1%"]] {
      #expect(message(["check", "--tree", "t", "--baseline", "b"] + words) == nil)
    }
  }

  @Test func `the other commands take little without options`() throws {
    let inspect = try parse(InspectCommand.self, "inspect", "--archive", "a")
    #expect(inspect.format == .text && !inspect.quiet && inspect.setting == nil)
    #expect(
      try parse(InspectCommand.self, "inspect", "--tree", "t", "--setting", "xz-1").setting?.label == "xz-1")
    let merge = try parse(MergeCommand.self, "merge", "a", "b", "-o", "out")
    #expect(merge.results == ["a", "b"] && merge.name == nil)
    #expect(!merge.partial && !merge.sizesOnly && !merge.overwrite)
    let report = try parse(
      ReportCommand.self, "report", "a", "-o", "-", "--format", "svg", "--chart", "sizes")
    #expect(report.format == .svg && report.chart == .sizes && report.output == "-")
    let pick = try parse(PickCommand.self, "pick", "a")
    #expect(pick.limits.limits == Limits() && pick.objective.objective == .smallest && pick.against == nil)
    #expect(pick.format == .text && !pick.limits.defaultDecoder)
    #expect(try parse(HistoryCommand.self, "history", "h").format == .text)
  }

  // MARK: limits and objectives

  @Test func `limits are those that are given`() throws {
    let pick = try parse(
      PickCommand.self, "pick", "a", "--max-size", "1", "--max-compress-time", "2",
      "--min-decompress-throughput",
      "3B/s", "--max-compress-memory", "4", "--max-decompress-memory", "5", "--max-window", "6", "--codecs",
      "gzip, xz", "--default-decoder", "--decoder", "xz-64MiB", "--against", "xz-1")
    #expect(
      pick.limits.limits
        == Limits(
          archiveSize: ByteCount(1), compressTime: .seconds(2),
          decompressThroughput: Throughput(bytesPerSecond: 3), compressMemory: ByteCount(4),
          decompressMemory: ByteCount(5), window: ByteCount(64), codecs: [.gzip, .xz],
          decoders: [.default, .xz64MiB]))
    #expect(pick.against?.label == "xz-1")
  }

  @Test(
    arguments: [
      ([], Objective.smallest), (["--fastest", "extract"], .fastest(.extract)),
      (["--within", "1%"], .cheapestBuild(within: Percentage(1))),
      (["--price", "0.5", "--downloads", "1"], .egress(price: 0.5, downloads: 1)),
      (["--bandwidth", "8B/s"], .delivery(bandwidth: Throughput(bytesPerSecond: 8))),
      (
        ["--bandwidth", "8B/s", "--until", "unpacked"],
        .delivery(bandwidth: Throughput(bytesPerSecond: 8), until: .unpacked)
      ),
      (
        ["--bandwidth", "8B/s", "--downloads", "1000000000000"],
        .lifetime(bandwidth: Throughput(bytesPerSecond: 8), downloads: 1_000_000_000_000, builds: 1)
      ),
      (
        ["--bandwidth", "8B/s", "--builds", "0"],
        .lifetime(bandwidth: Throughput(bytesPerSecond: 8), downloads: 1, builds: 0)
      ),
      (
        ["--bandwidth", "8B/s", "--builds", "7", "--downloads", "0", "--until", "decoded"],
        .lifetime(bandwidth: Throughput(bytesPerSecond: 8), downloads: 0, builds: 7)
      ),
      (
        ["--bandwidth", "8B/s", "--builds", "1", "--downloads", "1"],
        .lifetime(bandwidth: Throughput(bytesPerSecond: 8), downloads: 1, builds: 1)
      ),
    ] as [([String], Objective)])
  func `an objective is what its options mean`(options: [String], objective: Objective) throws {
    let pick = try #require(try PyBench.parseAsRoot(["pick", "a"] + options) as? PickCommand)
    #expect(pick.objective.objective == objective)
  }

  private static let bandwidth = "needs --bandwidth, the users' download speed: --bandwidth 100Mbit/s"

  @Test(
    arguments: [
      (
        ["--fastest", "compress", "--within", "1%"],
        "--fastest and --within exclude each other; give one of them."
      ),
      (
        ["--bandwidth", "8B/s", "--price", "1", "--downloads", "1", "--within", "1%"],
        "--bandwidth, --within and --price exclude each other; give one of them."
      ),
      (["--downloads", "3"], "--downloads \(bandwidth), or --price, the price of a GB: --price 0.08."),
      (["--builds", "3"], "--builds \(bandwidth)."),
      (["--builds", "3", "--downloads", "3", "--price", "1"], "--builds \(bandwidth)."),
      (
        ["--downloads", "3", "--fastest", "extract"],
        "--downloads \(bandwidth), or --price, the price of a GB: --price 0.08."
      ),
      (["--bandwidth", "8B/s", "--builds", "-1"], "--builds takes a number of 0 to 10^12, not -1."),
      (
        ["--bandwidth", "8B/s", "--downloads", "1000000000001"],
        "--downloads takes a number of 0 to 10^12, not 1000000000001."
      ),
      (["--price", "1"], "--price needs --downloads: --downloads 1000000."),
      (["--price", "1", "--downloads", "0"], "--price with --downloads 0 leaves nothing to weigh."),
      (["--until", "decoded"], "--until \(bandwidth)."),
      (["--until", "decoded", "--within", "1%"], "--until \(bandwidth)."),
      (
        ["--bandwidth", "8B/s", "--builds", "0", "--downloads", "0"],
        "--downloads 0 with --builds 0 leaves nothing to weigh."
      ),
      (
        ["--decoder", "ruzstd", "--codecs", "gzip,xz"],
        "--decoder ruzstd reads only zstd, which --codecs gzip,xz excludes."
      ),
      (
        ["--decoder", "32bit", "--decoder", "ruzstd", "--decoder", "xz-64MiB"],
        "--decoder xz-64MiB reads only xz, which --decoder ruzstd excludes."
      ),
    ] as [([String], String)])
  func `objectives and limits that contradict are named`(options: [String], says: String) {
    #expect(message(["pick", "a"] + options) == says)
  }

  // MARK: what is wrong

  @Test(
    arguments: [
      (["check", "--max-drift", "1%"], "--max-drift needs a --history to compare with."),
      (
        ["check", "--history", "h"], "--history goes with --update, which appends to it, or with --max-drift."
      ),
      (["check", "--release", "1", "--update"], "--release goes with --update --history FILE."),
      (
        ["check", "--release", "1", "--history", "h", "--max-drift", "1%"],
        "--release goes with --update --history FILE."
      ),
      (["check", "--history", "b", "--update"], "--history and --baseline name the same file."),
      (
        ["check", "--fail-on", "x"],
        "The value 'x' is invalid for '--fail-on <list>': there is no cause 'x'; causes are growth, vanished, shrink, findings, modes, or none alone"
      ),
      (
        ["check", "--fail-on", "growth,none"],
        "The value 'growth,none' is invalid for '--fail-on <list>': there is no cause 'none'; causes are growth, vanished, shrink, findings, modes, or none alone"
      ),
      (
        ["check", "--budget", "x"],
        "The value 'x' is invalid for '--budget <glob=size>': write a pattern and a size, such as 'lib/**.so=4MB'"
      ),
      (
        ["check", "--require", "["],
        "The value '[' is invalid for '--require <glob>': '[' has no ']'; write '\\[' for the character itself"
      ),
      (["check", "--max-unpacked", "1"], "--max-unpacked goes with --archive."),
      (["check", "--order", "path,kind"], "--order takes one order here: path or kind."),
      (
        ["check", "--order", "path,path"],
        "The value 'path,path' is invalid for '--order <path|kind>': an order is repeated"
      ),
      (["check", "--archive", "a"], "Name either a tree (--tree DIR) or an archive (--archive FILE)."),
    ] as [([String], String)])
  func `options of a check that do not fit together are named`(options: [String], says: String) {
    #expect(message(options + ["--tree", "t", "--baseline", "b"]) == says)
  }

  private static let onlyTree = "--exclude, --prune, --strip, --strip-tool and --order go with --tree."

  @Test(
    arguments: [
      (["check", "--baseline", "b"], "Name either a tree (--tree DIR) or an archive (--archive FILE)."),
      (["check", "--baseline", "b", "--archive", "a", "--prune", "tests"], onlyTree),
      (["inspect", "--archive", "a", "--order", "path"], onlyTree),
      (["inspect", "--archive", "a", "--setting", "xz-1"], "--setting goes with --tree."),
      (["compress"], "Name either a tree (--tree DIR) or a tar (--tar FILE)."),
      (["compress", "--tar", "a", "--tree", "t"], "Name either a tree (--tree DIR) or a tar (--tar FILE)."),
      (["compress", "--tar", "a", "--strip", "none"], onlyTree),
      (["compress", "--tar", "a", "--order", "path"], onlyTree),
      (
        ["compress", "--tree", "t", "--resume", "--overwrite"], "--resume and --overwrite exclude each other."
      ),
      (
        ["compress", "--tree", "t", "--sizes-only", "--extract"],
        "--sizes-only and --extract exclude each other."
      ),
      (["compress", "--tree", "t", "--rounds", "0"], "--rounds takes a number of 1 or more, not 0."),
      (["compress", "--tree", "t", "--jobs", "0"], "--jobs takes a number of 1 to 1024, not 0."),
      (["compress", "--tree", "t", "--jobs", "1025"], "--jobs takes a number of 1 to 1024, not 1025."),
      (
        ["archive", "--tree", "t", "-o", "a.tar", "--order", "kind,path"],
        "--order takes one order here: path or kind."
      ),
      (
        ["archive", "--tree", "t", "-o", "a.tar", "--setting", "none"],
        "The value 'none' is invalid for '--setting <label|file>': encoders are zstd, gzip, libdeflate, zopfli and xz; a setting looks like zstd-19-long27;"
          + " there is no file of that name either"
      ),
      (
        ["archive", "--tree", "t", "-o", "a.tar", "--manifest", "./a.tar"],
        "--manifest and --output name the same file."
      ),
      (
        ["report", "a", "-o", "b"],
        "--output b names no format of a report; name the file by its format, or add --format:"
          + " html (.html), markdown (.md), svg (.svg) or csv (.csv)."
      ),
      (
        ["report", "a", "-o", "-", "--chart", "sizes"],
        "--chart chooses from an svg; add --format svg, or leave --chart out."
      ),
      (
        ["pick", "a", "--max-size", "1,5MB"],
        "The value '1,5MB' is invalid for '--max-size <size>': write a decimal point instead of commas; write a size such as 128MiB, 50MB or a number of bytes such as 4096"
      ),
      (
        ["compress", "--tree", "t", "--rounds", "1,000"],
        "The value '1,000' is invalid for '--rounds <n>': write a whole number without commas, such as 1000000"
      ),
      (
        ["compress", "--tree", "t", "--rounds", "x"],
        "The value 'x' is invalid for '--rounds <n>': write a whole number such as 3 or 1000000"
      ),
      (
        ["compress", "--tree", "t", "--seed", "-1"],
        "The value '-1' is invalid for '--seed <n>': write a whole number of 0 or more, such as 42"
      ),
      (
        ["compress", "--tree", "t", "--prune", "test"],
        "The value 'test' is invalid for '--prune <list>': there is no class 'test' (did you mean 'tests'?); classes are tests, bytecode, static-libs, site-packages"
      ),
      (
        ["compress", "--tree", "t", "--prune", "tests,"],
        "The value 'tests,' is invalid for '--prune <list>': there is no class ''; classes are tests, bytecode, static-libs, site-packages"
      ),
    ] as [([String], String)])
  func `what is wrong with a command line is named`(words: [String], says: String) {
    #expect(message(words) == says)
  }

  // MARK: names of results

  @Test(arguments: ["", ".", "..", "a/b", "a\0"])
  func `what is no name of a folder is rejected`(name: String) {
    let error = #expect(throws: ValidationError.self) { try DestinationOptions.check(name) }
    #expect(error?.message == "--name takes a folder name such as cpython-3.12, not '\(name)'.")
  }

  @Test(arguments: ["=a", "+a", "-a", "@a", "\ta", "\ra", "\r\na"])
  func `a name that a spreadsheet would run is rejected`(name: String) throws {
    let error = #expect(throws: ValidationError.self) { try DestinationOptions.check(name) }
    #expect(
      error?.message == "A spreadsheet would run the name '\(name)'; begin it with a letter or a digit.")
    let destination = try DestinationOptions.parse([])
    let other = #expect(throws: ValidationError.self) { try destination.name(for: "builds/" + name) }
    #expect(
      other?.message == "A spreadsheet would run the tree's name '\(name)'; name the results with --name.")
  }

  @Test func `a name is the last part of the tree's path, unless it is given`() throws {
    for name in ["a", "a=", "...", "a.b-c"] { try DestinationOptions.check(name) }
    let destination = try DestinationOptions.parse([])
    #expect(try destination.name(for: "builds/cpython-3.12/") == "cpython-3.12")
    #expect(try destination.name(for: "/a/b/../c") == "c")
    #expect(try DestinationOptions.parse(["--name", "n"]).name(for: "/") == "n")
    let error = #expect(throws: ValidationError.self) { try destination.name(for: "/") }
    #expect(error?.message == "The tree '/' has no folder name; name the results with --name.")
  }
}
