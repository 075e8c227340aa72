import Foundation
import Testing
import TestSupport

/// The built command writes reports, and a browser opens them.
@Suite(.timeLimit(.minutes(30))) struct ReportCommandTests {
  @Test func `the output's name chooses the format, and - is standard output`() throws {
    let fixture = try ReportFolder()
    for (name, start) in [
      ("r.html", "<!doctype html>"), ("r.md", "## pybench: "), ("r.svg", "<svg "),
      ("r.csv", "tree,folder,python,"),
    ] {
      let run = try fixture.report("old", "--output", name)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try fixture.text(name).hasPrefix(start))
    }
    let run = try fixture.report("old", "--output", "-", "--format", "markdown")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output == (try fixture.text("r.md")))
    let page = try fixture.report("old", "-o", "-")
    #expect(page.output == (try fixture.text("r.html")))
    #expect(try fixture.names().filter { $0.contains("tmp") }.isEmpty)
  }

  @Test func `a report never replaces a file of results`() throws {
    let fixture = try ReportFolder()
    let before = try fixture.text("old/sweep.csv")
    for (input, output) in [
      ("old", "old/sweep.csv"), ("old/", "./old//sweep.csv"), ("old/sweep.csv", "old/sweep.csv"),
      ("old", "old/samples.csv"), ("new", "old/sweep.csv"),
    ] {
      let run = try fixture.report(input, "--output", output)
      #expect(run.status == 2, "\(output)")
      #expect(
        run.errors
          == "pybench: error: cannot write \(output): it is a file of results, which only a sweep writes;"
          + " name another file with --output\n")
    }
    #expect(try fixture.text("old/sweep.csv") == before)
    #expect(try fixture.report("old", "--output", "old/table.csv").status == 0)
  }

  @Test func `one chart of an svg is written alone`() throws {
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

  @Test func `an output name without a format is a usage error that lists the formats`() throws {
    let fixture = try ReportFolder()
    for name in ["r.pdf", "r"] {
      let run = try fixture.report("old", "--output", name)
      #expect(run.status == 64)
      #expect(run.errors.contains("--output \(name) names no format of a report"))
      #expect(run.errors.contains("html (.html), markdown (.md), svg (.svg) or csv (.csv)"))
    }
    #expect(try fixture.report("old", "--output", "r.pdf", "--format", "html").status == 0)
  }

  @Test func `other files are skipped with a warning; no results at all is an error`() throws {
    let fixture = try ReportFolder()
    try fixture.file("README.md", text: "about")
    try fixture.file("chart.svg", text: "<svg/>")
    let run = try fixture.report("README.md", "old", "chart.svg", "new", "--output", "r.md")
    #expect(run.status == 0)
    #expect(run.errors == "pybench: warning: skipped files that are not results: README.md and chart.svg\n")
    #expect(try fixture.text("r.md").contains("For all 2 results together:"))
    try fixture.file("empty/x", text: "")
    let none = try fixture.report("README.md", "chart.svg", "empty", "n", "empty", "--output", "n.md")
    #expect(none.status == 2 && none.errors.contains("cannot read results n: no such file or folder"))
    let only = try fixture.report("README.md", "chart.svg", "empty", "chart.svg", "--output", "n.md")
    #expect(only.status == 2)
    #expect(
      only.errors
        == "pybench: error: cannot report README.md, chart.svg, empty and 1 more: none of them is a results folder;"
        + " name folders that 'pybench compress' wrote, such as results/NAME\n")
    let alone = try fixture.report("README.md", "--output", "n.md")
    #expect(alone.status == 2 && alone.errors.hasPrefix("pybench: error: cannot read "))
    #expect(try fixture.report("old", "missing", "--output", "n.md").status == 2)
    let table = try fixture.report("old/sweep.csv", "README.md", "new", "--output", "t.md")
    #expect(table.errors == "pybench: warning: skipped files that are not results: README.md\n")
  }

  @Test func `without results it is a usage error`() throws {
    let run = try ReportFolder().report("--output", "r.html")
    #expect(run.status == 64)
    #expect(
      run.errors == "pybench: error: missing expected argument '<results> ...'; for example: pybench report"
        + " results/cpython-3.12 --output report.html\n")
  }

  @Test(.enabled(if: Browser.path != nil, "chromium is not installed"))
  func `the page answers, shows details, sorts, and asks the network for nothing`() throws {
    let fixture = try ReportFolder()
    #expect(try fixture.report("old", "--output", "r.html").status == 0)
    let found = try fixture.open("r.html")
    #expect(found.problems.isEmpty, "\(found.problems)")
    #expect(found.requests.isEmpty)
    #expect(found.pictures == 5)
    // By hand: at 1 Mbit/s xz-6 needs 2.24 + 0.05 s, less than any; at 10 Gbit/s zstd-1 needs 2.3 ms.
    #expect(found.answers.first == ["xz-6", "xz-6", "xz-6"])
    #expect(found.answers.last == ["xz-6", "zstd-1", "xz-6"])
    #expect(found.command.hasSuffix("--setting zstd-1 --output b-old--script-.tar.zst"))
    #expect(found.details.count == 3 && found.details[0] == found.details[2])
    #expect(found.details[0].hasPrefix("zstd-1\n400,000 bytes, ratio 2.500\ncompress 10.0 ms ±"))
    #expect(found.bright == ["zstd"])
    #expect(found.sorted == ["xz-6", "gzip-1"])
    #expect(found.sortStates == ["ascending", "descending"])
    #expect(!found.sideways)
  }

  @Test(.enabled(if: Browser.path != nil, "chromium is not installed"))
  func `two results have a chart each, with every point`() throws {
    let fixture = try ReportFolder()
    #expect(try fixture.report("old", "new", "--output", "r.html").status == 0)
    let found = try fixture.open("r.html")
    #expect(found.problems.isEmpty, "\(found.problems)")
    #expect(found.pictures == 10)
    // Six settings in three charts, five stages, and a bar for each band; the failed setting has none.
    #expect(found.points >= 2 * (3 * 6 + 5 + 2))
    #expect(!found.sideways)
  }
}
