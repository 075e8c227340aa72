@testable import BenchCore
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
import Foundation
import TestSupport
import Testing

/// The built command writes reports, and a browser opens them.
@Suite(.timeLimit(.minutes(30))) struct ReportCommandTests {
  @Test func `the output's name chooses the format, and - is standard output`() throws {
    let fixture = try ReportFolder()
    for (name, start) in [
      ("r.html", "<!doctype html>"), ("r.md", "## pybench: "), ("r.svg", "<svg "), ("r", "<!doctype"),
    ] {
      let run = try fixture.report("old", "--output", name)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try fixture.text(name).hasPrefix(start))
    }
    let run = try fixture.report("old", "--output", "-", "--format", "markdown")
    #expect(run.output == (try fixture.text("r.md")))
    #expect(try fixture.names().filter { $0.contains("tmp") }.isEmpty)
  }

  @Test func `one chart of an svg can be had alone`() throws {
    let fixture = try ReportFolder()
    #expect(try fixture.report("old", "--output", "c.svg", "--chart", "stages").status == 0)
    let text = try fixture.text("c.svg")
    #expect(text.contains("From tree to archive") && !text.contains("compression speed"))
    #expect(try fixture.report("old", "--output", "c.html", "--chart", "stages").status == 64)
  }

  @Test func `results that are not there, or a place that cannot be written, are errors`() throws {
    let fixture = try ReportFolder()
    let missing = try fixture.report("none", "--output", "r.html")
    #expect(missing.status == 2)
    #expect(missing.errors.contains("cannot read results none: no such file or folder"))
    #expect(try fixture.report("old", "--output", "no/such/folder/r.html").status == 2)
    #expect(!(try fixture.names().contains("r.html")))
  }

  @Test func `without results it is a usage error`() throws {
    let run = try ReportFolder().report("--output", "r.html")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: Missing expected argument '<results> ...'\n"))
  }

  @Test(.enabled(if: Browser.path != nil, "chromium is not installed"))
  func `the static page opens without a complaint and its slider answers`() throws {
    let fixture = try ReportFolder()
    #expect(try fixture.report("old", "--output", "r.html").status == 0)
    let found = try fixture.open("r.html")
    #expect(found.problems.isEmpty && found.requests.isEmpty)
    #expect(found.points.isEmpty)
    #expect(found.pictures == 5)
    #expect(found.answers.first == ["xz-6"] && found.answers.last == ["zstd-1"])
  }

  @Test(
    .enabled(if: Browser.path != nil, "chromium is not installed"))
  func `the page sorts, answers, and asks the network for nothing`() throws {
    let fixture = try ReportFolder()
    #expect(try fixture.report("old", "new", "--output", "r.html").status == 0)
    let found = try fixture.open("r.html")
    #expect(found.problems.isEmpty, "\(found.problems)")
    #expect(found.requests.isEmpty)
    // By hand: at 1 Mbit/s xz-6 needs 2.24 + 0.05 s, less than any; at 10 Gbit/s zstd-1 needs 2.3 ms.
    #expect(found.answers.first == ["xz-6", "xz-6"])
    #expect(found.answers.last == ["zstd-1", "zstd-1"])
    #expect(found.sorted == ["xz-6", "gzip-1"])
    #expect(found.sortStates == ["ascending", "descending"])
    #expect(found.command.contains("--settings zstd-19 "))
    #expect(!found.sideways)
  }
}
