import Foundation
import Glibc
import Pipeline
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults

@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct CompressCommandTests: SweepSuite {
  let folders: SweepFolders

  init() throws { folders = try SweepFolders() }

  /// The shell's words for a sweep of the tree that takes little time.
  private func words(_ options: String) throws -> String {
    try BuiltCommand.line("compress --tree '\(tree.path)' --name t --min-time 0 \(options)")
  }

  private func compress(_ options: String = "--settings zstd-1,gzip-1", before: String = "") throws
    -> Shell.Outcome
  {
    try Shell.run(
      "\(before) \(words(options))", in: work.path, environment: ["TMPDIR": work.at("tmp"), "NO_COLOR": "1"])
  }

  private func pybench(_ words: String) throws -> Shell.Outcome {
    try BuiltCommand.run(words, in: work, environment: ["TMPDIR": work.at("tmp")])
  }

  // MARK: a sweep

  @Test func `a sweep prints a table and records every setting`() throws {
    let done = try compress("--settings zstd-3,gzip-6,xz-1,zstd-19-long27")
    #expect(done.status == 0, "\(done.errors)")
    for text in ["zstd-3", "gzip-6", "xz-1", "zstd-19-long27", " *", "stripped", "tar"] {
      #expect(done.output.contains(text))
    }
    let results = try Results(reading: work.at("results/t"))
    #expect(results.rows.map(\.setting.label) == ["zstd-3", "gzip-6", "xz-1", "zstd-19-long27"])
    #expect(results.rows.allSatisfy { $0.status == .ok && $0.roundTrip == true && $0.defaultDecoder == true })
    #expect(results.rows.allSatisfy { ($0.compress?.rounds ?? 0) >= 1 && ($0.decompress?.rounds ?? 0) >= 1 })
    #expect(results.stages.map(\.name) == [.tree, .selected, .stripped, .tar])
    #expect(results.stages[2].bytes < results.stages[1].bytes)
    #expect(results.provenance?.ended != nil)
    #expect(results.provenance?.tar.bytes == results.rows[0].originalBytes.bytes)
    #expect(try work.names("results/t") == ["datapackage.json", "samples.csv", "stages.csv", "sweep.csv"])
    try expectTidy()
  }

  @Test func `the public columns exist`() throws {
    #expect(try compress("--settings zstd-1").status == 0)
    let header = try text("sweep.csv").components(separatedBy: "\r\n")[0].components(separatedBy: ",")
    let promised = """
      tree order setting codec encoder level window_log_requested threads status original_bytes compressed_bytes ratio compress_s \
      compress_s_mad compress_cpu_s compress_rounds compress_mb_per_s decompress_s decompress_s_mad decompress_cpu_s \
      decompress_rounds decompress_mb_per_s compress_heap_bytes compress_reserved_bytes decompress_heap_bytes \
      window_bytes decoder_memory_bytes default_decoder round_trip compressed_sha256 grade library_version machine
      """
    for column in promised.split(separator: " ") { #expect(header.contains(String(column)), "\(column)") }
    #expect(Set(header).count == header.count)
    #expect(
      try text("samples.csv").hasPrefix("tree,machine,order,setting,direction,round,wall_s,cpu_s,"))
    #expect(try text("stages.csv").hasPrefix("tree,stage,"))
  }

  @Test func `sizes only leaves times empty`() throws {
    #expect(try compress("--sizes-only --settings zstd-1,xz-0").status == 0)
    let results = try Results(reading: work.at("results/t"))
    #expect(results.rows.count == 2)
    for row in results.rows {
      #expect(row.compress == nil && row.decompress == nil && row.grade == nil)
      #expect(row.compressedBytes != nil && row.compressHeap != nil && row.roundTrip == true)
    }
    #expect(try text("samples.csv").components(separatedBy: "\r\n").count == 2)
  }

  @Test func `quiet prints nothing to standard error`() throws {
    let done = try compress("--quiet --settings zstd-1")
    #expect(done.status == 0)
    #expect(done.errors == "")
    #expect(!done.output.isEmpty)
  }

  @Test func `a reader that goes away is no failure`() throws {
    let done = try Shell.run(
      "{ \(words("--settings zstd-1 --quiet")); echo \"code $?\" >&2; } | head -c 1", in: work.path,
      environment: ["TMPDIR": work.at("tmp")])
    #expect(done.errors == "code 0\n")
  }

  @Test func `a name is the tree's folder name unless given`() throws {
    #expect(
      try pybench("compress --tree '\(tree.path)/' --settings zstd-1 --min-time 0 --output out").status == 0)
    #expect(try work.names("out") == [URL(fileURLWithPath: tree.path).lastPathComponent])
  }

  @Test func `the tree is not touched by a sweep`() throws {
    let look = "find . -printf '%p %i %m %s %T@ %n %l\\n' | sort; find . -type f -exec sha256sum {} + | sort"
    let before = try Shell.run(look, in: tree.path).output
    #expect(try compress().status == 0)
    #expect(try Shell.run(look, in: tree.path).output == before)
  }

  @Test func `results inside the tree are rejected, because the next tar would contain them`() throws {
    let done = try BuiltCommand.run(
      "compress --tree . --settings zstd-1 --min-time 0", in: tree, environment: ["TMPDIR": work.at("tmp")])
    #expect(done.status == 2)
    #expect(done.errors.contains("it lies in the tree"))
    #expect(try !tree.names().contains("results"))
  }

  @Test(.enabled(if: Shell.has("frictionless"), "no frictionless to validate with"))
  func `results pass frictionless`() throws {
    #expect(try compress().status == 0)
    let said = try Shell.run("frictionless validate datapackage.json", in: work.at("results/t"))
    #expect(said.status == 0, "\(said.output)")
  }

  // MARK: usage errors

  @Test(arguments: [
    ("--settings zstd-23", "zstd levels are 1 to 22"), ("--settings xz-10", "xz levels are 0 to 9"),
    ("--settings gzip-0", "gzip levels are 1 to 9"), ("--settings zstd-3-long40", "10 to 31"),
    ("--settings gzip-1,zstd-20..23", "'zstd-23'"),
    ("--settings zstd-9..3", "from the lower level to the higher"),
    ("--settings 'zstd-1 9'", "zstd levels are 1 to 22"),
    ("--settings zstd-1,", "encoders are zstd, gzip, libdeflate, zopfli and xz"),
    (
      "--settings ''",
      "encoders are zstd, gzip, libdeflate, zopfli and xz"
    ), ("--min-time 3parsecs", "60s, 2m, 500ms"),
    ("--min-time=-1", "60s, 2m, 500ms"), ("--rounds 0", "1 or more"), ("--rounds x", "rounds"),
    ("--jobs 0", "1 to 1024"),
    ("--resume --overwrite", "exclude each other"), ("--sizes-only --extract", "exclude each other"),
    ("--name a/b", "--name takes a folder name"), ("--name ''", "--name takes a folder name"),
    ("--exclude '['", "'[' has no ']'"), ("--prune test", "classes are tests"), ("--strip some", "strip"),
    ("--seed -1", "seed"), ("--colour", "colour"),
  ])
  func `a usage error exits with 64, lists what is allowed and creates nothing`(options: String, says: String)
    throws
  {
    let done = try pybench("compress --tree '\(tree.path)' \(options)")
    #expect(done.status == 64)
    #expect(done.errors.contains(says), "\(done.errors)")
    #expect(done.output == "")
    #expect(try work.names() == ["tmp"])
  }

  @Test func `a missing tree option is a usage error`() throws {
    #expect(try pybench("compress").status == 64)
  }

  // MARK: what cannot be done

  @Test(arguments: [
    ("--tree nowhere", "cannot read tree nowhere: no such folder"),
    ("--tree ''", "no such folder"),
    ("--tree tree/bin/hello", "it is not a folder"), ("--tree empty", "the tree holds no files"),
    ("--tree tree --exclude '*'", "every file in it is excluded"),
    ("--tree tree --strip-tool no-such-strip", "it is not on PATH"),
    ("--tree tree --output file", "Not a directory"),
    ("--tree tree --output /proc/pybench", "No such file or directory"),
  ])
  func `what cannot be done exits with 2, one message and nothing left behind`(options: String, says: String)
    throws
  {
    try work.link("tree", to: tree.path)
    try work.folder("empty")
    try work.file("file", text: "x")
    let before = try work.names()
    let done = try pybench("compress \(options) --settings zstd-1 --quiet")
    #expect(done.status == 2)
    #expect(done.errors.contains(says), "\(done.errors)")
    #expect(done.errors.split(separator: "\n").count == 1)
    #expect(done.output == "")
    #expect(try work.names() == before)
    try expectTidy()
  }

  /// Takes from root what lets it read any file.
  private static let asUser =
    geteuid() == 0 ? "exec setpriv --bounding-set=-dac_override,-dac_read_search" : ""

  @Test(.enabled(if: asUser.isEmpty || Shell.has("setpriv"), "root reads every file"))
  func `an unreadable file is named`() throws {
    #expect(chmod(tree.at("lib/python/os.py"), 0) == 0)
    let done = try compress(before: Self.asUser)
    #expect(done.status == 2)
    #expect(done.errors.contains("lib/python/os.py: Permission denied"))
  }

  @Test func `a file system that is full is a message, not a crash`() throws {
    // A limit on file sizes stands for a full disk: the kernel sends SIGXFSZ and refuses the write.
    let done = try compress(before: "ulimit -f 40;")
    #expect(done.status == 2, "\(done.status) \(done.errors)")
    #expect(done.errors.contains("File too large"))
    #expect(done.errors.contains("set TMPDIR to a folder with more space"))
    try expectTidy()
  }

  @Test func `a setting that fails is a row, the others are measured, and the exit code is 2`() throws {
    // Stacks for two hundred threads do not fit.
    let done = try compress("--jobs 1 --settings zstd-1-T200,gzip-1", before: "ulimit -v 1200000;")
    #expect(done.status == 2)
    #expect(done.errors.contains("zstd-1-T200"))
    let results = try Results(reading: work.at("results/t"))
    #expect(results.rows.map(\.status.isFailure) == [true, false])
    #expect(results.rows[0].compressedBytes == nil)
    #expect(done.output.contains("failed: cannot compress with zstd-1-T200"))
    // What failed is tried again.
    #expect(try compress("--settings zstd-1-T200,gzip-1 --resume").status == 0)
    #expect(try Results(reading: work.at("results/t")).rows.map(\.status.isFailure) == [false, false])
  }

  // MARK: results that are there

  @Test func `existing results are not changed without an option`() throws {
    #expect(try compress("--settings zstd-1").status == 0)
    let before = try text("sweep.csv")
    let done = try compress("--settings gzip-1")
    #expect(done.status == 2)
    #expect(done.errors.contains("use --resume to continue, --overwrite to start over, or --name"))
    #expect(try text("sweep.csv") == before)
    try work.file("results/u/notes.txt", text: "mine")
    #expect(try pybench("compress --tree '\(tree.path)' --name u --settings zstd-1").status == 2)
    #expect(try work.names("results/u") == ["notes.txt"])
  }

  @Test func `overwrite starts over`() throws {
    #expect(try compress("--settings zstd-1").status == 0)
    #expect(try compress("--settings gzip-1 --overwrite").status == 0)
    #expect(try Results(reading: work.at("results/t")).rows.map(\.setting.label) == ["gzip-1"])
    #expect(try !text("samples.csv").contains("zstd-1"))
  }

  @Test func `resume adds to existing results and repeats nothing`() throws {
    #expect(try compress("--settings zstd-1,xz-0").status == 0)
    let before = try text("sweep.csv")
    #expect(try compress("--settings zstd-1,xz-0 --resume").status == 0)
    #expect(try text("sweep.csv") == before)
    #expect(try compress("--settings gzip-1,zstd-1 --resume").status == 0)
    let labels = try Results(reading: work.at("results/t")).rows.map(\.setting.label)
    #expect(labels == ["gzip-1", "zstd-1", "xz-0"])
  }

  @Test func `resume reports what it found, and changes nothing if the sweep is finished`() throws {
    #expect(try compress("--settings zstd-1,gzip-1 --rounds 2").status == 0)
    let look = "sha256sum results/t/*; stat -c '%n %i %y' results/t/*"
    let before = try Shell.run(look, in: work.path).output
    let done = try compress("--settings zstd-1,gzip-1 --rounds 2 --resume")
    #expect(done.status == 0, "\(done.errors)")
    #expect(
      done.errors.contains("found 2 of 2 settings and 8 timed runs in results/t; the sweep is finished\n"))
    #expect(done.output.contains("\nSmallest: "))
    #expect(try Shell.run(look, in: work.path).output == before)
    let more = try compress("--settings zstd-1,gzip-1,xz-0 --rounds 2 --resume")
    #expect(more.errors.contains("found 2 of 3 settings and 8 timed runs in results/t; continuing\n"))
  }

  @Test func `a dry run prints settings and times, and makes nothing`() throws {
    let done = try compress("--settings zstd-1,xz-9 --dry-run")
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.output.hasPrefix("setting  expected\nzstd-1  "))
    #expect(done.output.contains("\n2 settings of a tar of "))
    #expect(try work.names() == ["tmp"])
    try expectTidy()
  }

  @Test func `a dry run with resume shows what is left, and changes nothing`() throws {
    #expect(try compress("--settings zstd-1 --sizes-only").status == 0)
    let look = "sha256sum results/t/*; stat -c '%n %i %y' results/t/*"
    let before = try Shell.run(look, in: work.path).output
    let done = try compress("--settings zstd-1 --sizes-only --resume --dry-run")
    #expect(done.status == 0 && done.output == "Every setting is measured already.\n", "\(done.output)")
    let more = try compress("--settings zstd-1,gzip-1 --sizes-only --resume --dry-run")
    #expect(more.output.hasPrefix("setting  expected\ngzip-1  "), "\(more.output)")
    // Without resume nothing is known of it.
    let all = try compress("--settings zstd-1,gzip-1 --sizes-only --dry-run")
    #expect(all.output.hasPrefix("setting  expected\nzstd-1  "), "\(all.output)")
    #expect(try Shell.run(look, in: work.path).output == before)
  }

  @Test func `a resumed sweep keeps its number of jobs, unless it has no times`() throws {
    func jobs() throws -> [Int]? {
      try Results(reading: work.at("results/t")).provenance?.runs.map(\.method.jobs)
    }
    #expect(try compress("--settings zstd-1 --jobs 9").status == 0)
    #expect(try compress("--settings zstd-1,gzip-1 --resume").status == 0)
    #expect(try jobs() == [9, 9])
    let other = try compress("--settings xz-0 --resume --jobs 8")
    #expect(other.status == 2)
    #expect(other.errors.contains(": --jobs was 9, is 8; repeat --jobs 9 to continue, use --overwrite"))
    #expect(try compress("--settings zstd-1 --jobs 9 --sizes-only --overwrite").status == 0)
    #expect(try compress("--settings zstd-1 --resume").status == 0)
    #expect(try jobs()?.count == 2 && jobs()?.last != 9)
  }

  @Test func `an interrupt after the sweep says nothing of what is left`() throws {
    let running = try Shell.start(
      // A pipe that is full, and that nobody reads.
      "mkfifo full; exec 3<>full; head -c 65536 /dev/zero >&3; exec "
        + words("--settings zstd-1 --sizes-only --quiet") + " >full", in: work.path,
      environment: ["TMPDIR": work.at("tmp")])
    try running.wait(for: "the end of the sweep") {
      (try? text("datapackage.json").contains("\"end\": \"")) == true
    }
    running.send(SIGINT)
    let done = try running.finish()
    #expect(done.status == 130 && done.errors == "")
  }

  @Test func `a sweep ends with an answer and the next command`() throws {
    let done = try compress("--settings zstd-1,xz-6")
    let lines = done.output.split(separator: "\n").suffix(5).map(String.init)
    #expect(lines.first?.hasPrefix("Smallest: xz-6, ") == true)
    #expect(lines[1].hasPrefix("Fastest to users at 100 Mbit/s: "))
    #expect(lines[2].hasPrefix("Cheapest build within 1% of the smallest: "))
    #expect(lines[3].hasPrefix("Next: ") && lines[3].contains("pybench pick results/t --bandwidth 100Mbit/s"))
    // What it names works as it stands.
    let next = try Shell.run(String(lines[3].dropFirst("Next: ".count)), in: work.path)
    #expect(next.status == 0, "\(next.errors)")
    let choice = try #require(next.output.firstMatch(of: /archive +([0-9,]+) bytes of/))
    let release = try #require(next.output.split(separator: "\nNext: ").last)
    let made = try Shell.run(String(release), in: work.path)
    #expect(made.output.contains(": \(choice.output.1.replacing(",", with: "")) bytes"), "\(made.errors)")
  }

  @Test func `tests and static libraries that make up much of the tar are named with the option`() throws {
    try tree.file("lib/python/test/test_os.py", text: String(repeating: "import os  # a test\n", count: 9000))
    let done = try compress("--settings zstd-1 --sizes-only")
    #expect(done.errors.contains("hint: in the tar, tests are "))
    #expect(done.errors.contains("use --prune tests"))
    let pruned = try compress("--settings zstd-1 --sizes-only --overwrite --prune tests,static-libs,bytecode")
    #expect(!pruned.errors.contains("hint: "))
  }

  @Test func `sizes can be followed by times`() throws {
    #expect(try compress("--settings zstd-1 --sizes-only").status == 0)
    #expect(try compress("--settings zstd-1 --resume").status == 0)
    let row = try #require(try Results(reading: work.at("results/t")).rows.first)
    #expect(row.compress?.rounds == 1)
    #expect(try compress("--settings zstd-1 --resume --sizes-only").status == 0)
    let results = try Results(reading: work.at("results/t"))
    #expect(results.rows.first?.compress == row.compress)
    let provenance = try #require(results.provenance)
    #expect(provenance.runs.count == 2 && !provenance.sizesOnly)
  }

  @Test func `each run records how many settings were measured at once`() throws {
    #expect(try compress("--settings xz-0..3 --jobs 2 --rounds 2").status == 0)
    let results = try text("samples.csv").components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
    #expect(results.contains { $0.components(separatedBy: ",")[10] == "2" })
    #expect(try compress("--settings xz-0..3 --jobs 1 --overwrite").status == 0)
    let alone = try text("samples.csv").components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
    #expect(alone.allSatisfy { $0.components(separatedBy: ",")[10] == "1" })
  }

  @Test func `resume rejects a changed tree and names the difference`() throws {
    #expect(try compress("--settings zstd-1").status == 0)
    let before = try text("sweep.csv")
    try tree.file("lib/python/new.py", text: "x = 1\n")
    let done = try compress("--settings gzip-1 --resume")
    #expect(done.status == 2)
    #expect(done.errors.contains("the tree was "))
    #expect(done.errors.contains("use --overwrite to start over, or --name for another folder"))
    #expect(try text("sweep.csv") == before)
  }

  @Test func `resume rejects another strip mode and names it`() throws {
    #expect(try compress("--settings zstd-1").status == 0)
    let done = try compress("--settings gzip-1 --resume --strip debug")
    #expect(done.status == 2)
    #expect(done.errors.contains("--strip was all, is debug"))
  }

  @Test func `resume without existing results starts a sweep`() throws {
    #expect(try compress("--settings zstd-1 --resume").status == 0)
  }

  @Test func `only one sweep at a time writes to a folder`() throws {
    let first = try Shell.start(
      "exec " + words("--settings zstd-1 --min-time 60s --rounds 100000"), in: work.path,
      environment: ["TMPDIR": work.at("tmp")])
    try first.wait(for: "its first runs") { (try? self.text("samples.csv").count) ?? 0 > 200 }
    let second = try compress("--overwrite")
    #expect(second.status == 2)
    #expect(second.errors.contains("another sweep is writing to it"))
    first.send(SIGINT)
    #expect(try first.finish().status == 130)
  }
}

extension SweepRow.Status {
  fileprivate var isFailure: Bool { self != .ok }
}
