import Foundation
import Glibc
import Pipeline
import Testing
import TestSupport

@testable import BenchResults

/// What is left of a sweep that is ended from outside.
@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct InterruptTests: SweepSuite {
  let folders: SweepFolders

  init() throws { folders = try SweepFolders() }

  /// The shell's words for a sweep of the tree.
  private func words(_ options: String) throws -> String {
    try BuiltCommand.line(
      "compress --tree '\(tree.path)' --name t --min-time 0 \(options)",
      environment: ["TMPDIR": work.at("tmp")])
  }

  private func start(_ options: String, before: String = "") throws -> RunningCommand {
    try Shell.start("\(before) exec \(words(options))", in: work.path)
  }

  /// Whole lines of a table, its header among them.
  private func lines(_ name: String) -> [String] {
    guard let text = try? text(name) else { return [] }
    return text.split(separator: "\r\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Moments at which a sweep is killed: after how many more runs, and how many microseconds later.
  private static let moments: [(runs: Int, pause: UInt32)] = {
    var state: UInt64 = 2026
    return (0..<8).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (runs: Int(state >> 60), pause: UInt32(state >> 33 & 0x3FFF))
    }
  }()

  @Test func `a kill at any moment leaves complete rows, and resume continues`() throws {
    // Far more runs than the kills let pass.
    let settings = "--settings zstd-1..6,gzip-1..6,xz-0..2 --rounds 12 --jobs 2 --resume"
    var kept = 0
    for moment in Self.moments {
      let running = try start(settings)
      try running.wait(for: "\(moment.runs) more runs") { lines("samples.csv").count > kept + moment.runs }
      usleep(moment.pause)
      running.send(SIGKILL)
      #expect(try running.finish().status == 128 + SIGKILL)
      let rows = try text("sweep.csv")
      #expect(rows.hasSuffix("\r\n"))
      if lines("sweep.csv").count > 1 {
        let results = try Results(reading: work.at("results/t"))
        #expect(results.rows.allSatisfy { $0.status == .ok && $0.roundTrip == true })
      }
      // What was on record stays.
      let now = lines("samples.csv").count
      #expect(now > kept)
      kept = now
    }
    let done = try start(settings).finish()
    #expect(done.status == 0, "\(done.errors)")
    let results = try Results(reading: work.at("results/t"))
    #expect(results.rows.count == 15)
    // Every run has a number of its own, and a row sums up the runs that are on record.
    let table = lines("samples.csv").map { $0.split(separator: ",").map(String.init) }
    let setting = try #require(table.first?.firstIndex(of: "setting"))
    // The setting, the operation and the number of the run.
    let samples = table.dropFirst().map { Array($0[setting..<setting + 3]) }
    #expect(samples.count >= kept - 1)
    #expect(Set(samples).count == samples.count)
    for row in results.rows {
      for (operation, rounds) in [("compress", row.compress?.rounds), ("decompress", row.decompress?.rounds)]
      {
        #expect(
          samples.count { $0.starts(with: [row.setting.label, operation]) } == rounds, "\(row.setting)")
      }
    }
    #expect(try !work.names("results/t").contains { $0.hasSuffix(".tmp") })
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupted sweep keeps its rows and nothing else`(signal: CInt) throws {
    let running = try start("--settings zstd-1,gzip-1 --min-time 60s --rounds 100000")
    try running.wait(for: "a row of each setting") { lines("sweep.csv").count >= 3 }
    running.send(signal)
    let done = try running.finish()
    #expect(done.status == 128 + signal)
    // A row is on disk before its line is written: no such line may follow, or come between these two.
    let last = done.errors.split(separator: "\n").suffix(2).map(String.init)
    #expect(
      last.first
        == "pybench: interrupted; 2 of 2 settings were measured at least once and are kept in results/t; continue with:",
      "\(done.errors)")
    #expect(done.errors.components(separatedBy: "interrupted").count == 2)
    #expect(
      last.last?.hasPrefix("  ") == true
        && last.last?.hasSuffix(" --min-time 60s --rounds 100000 --resume") == true,
      "\(done.errors)")
    #expect(try Results(reading: work.at("results/t")).rows.count == 2)
    try expectTidy()
  }

  @Test(arguments: ["reading the tree", "stripping", "writing the tar", "zstd-1"])
  func `an interrupt in any step leaves nothing of it`(step: String) throws {
    for pause in stride(from: UInt32(0), to: 12_000, by: 3000) {
      let running = try start("--settings zstd-1,zstd-19,xz-9 --overwrite --rounds 100000")
      try running.wait(for: step) { running.errorsSoFar.contains(step) }
      // The step is under way, or over already: an interrupt is due at any moment.
      usleep(pause)
      running.send(SIGINT)
      #expect(try running.finish().status == 130)
      try expectTidy()
    }
  }

  @Test func `an interrupt before anything is done leaves nothing`() throws {
    let running = try start("--settings zstd-1")
    // Before the handlers are there, the signal itself ends it.
    running.send(SIGINT)
    #expect(try running.finish().status == 130)
    #expect(try work.names() == ["tmp"])
    try expectTidy()
  }

  @Test func `an interrupt reaches what a script started in the background`() throws {
    let sweep = try words("--settings zstd-1,gzip-1 --min-time 60s --rounds 100000")
    let run = try Shell.run(
      """
      \(sweep) &
      until [ "$(wc -l < results/t/samples.csv)" -gt 2 ] || ! kill -0 $!; do :; done 2>/dev/null
      kill -INT $!; wait $!
      """, in: work.path)
    #expect(run.status == 130, "\(run.errors)")
  }

  @Test func `what nohup protects lives on`() throws {
    let running = try start("--settings zstd-1..3,gzip-1..3 --rounds 40", before: "trap '' HUP;")
    try running.wait(for: "its first run") { lines("samples.csv").count > 1 }
    running.send(SIGHUP)
    #expect(try running.finish().status == 0)
  }
}
