@testable import Pipeline
import Testing

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import BenchSweep
@testable import pybench

@Suite struct CheckMarkdownTests {
  @Test(arguments: [
    ("plain", "`plain`"), ("__init__.py", "`__init__.py`"), ("a|b", "`a\\|b`"), ("a`b", "``a`b``"),
    ("`a", "`` `a ``"), ("a``b`", "``` a``b` ```"), ("<img>", "`<img>`"),
  ])
  func `names stand in code spans whatever they hold`(_ name: String, _ expected: String) {
    #expect(MarkdownCells.code(name) == expected)
  }
}
