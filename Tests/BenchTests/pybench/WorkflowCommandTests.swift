import Testing

@testable import pybench

@Suite struct WorkflowCommandTests {
  @Test func `what the syntax needs is escaped`() {
    #expect(
      WorkflowCommand.line("error", title: "a: b, c%\n", "50% more\r\n::warning::no: really, no")
        == "::error title=a%3A b%2C c%25%0A::50%25 more%0D%0A::warning::no: really, no")
  }
}
