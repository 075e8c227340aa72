import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

/// What a strip tool says, and what is made of it.
@Suite struct StripToolTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func tool(version: String = "echo 'a tool 1'", _ script: String = "") throws -> String {
    try folder.file(
      "tool", text: "#!/bin/sh\nif [ \"$1\" = --version ]; then \(version); exit; fi\n\(script)\n",
      mode: 0o755)
  }

  @Test func `the version is the first line`() async throws {
    #expect(try await StripTool(named: tool(version: "printf 'one 1\\ntwo 2\\n'")).version == "one 1")
  }

  @Test(arguments: [
    ("true", "it does not print its version"), ("exit 3", "it does not print its version"),
    ("printf 'odd\\033\\nmore\\n' >&2; exit 3", "odd\\x1b"), ("echo one; echo bad >&2; exit 3", "bad"),
  ])
  func `a tool without a version is an error`(version: String, reason: String) async throws {
    let path = try tool(version: version)
    await #expect(throws: Failure("strip with", path, because: reason)) { try await StripTool(named: path) }
  }

  @Test(
    arguments: [
      ("exit 0", nil, nil), ("echo hm >&2", nil, "hm"), ("echo hm", nil, nil),
      ("exit 1", "it failed without a message", "it failed without a message"),
      ("printf 'strip: %s: odd format\\nmore\\n' \"$4\" >&2; exit 1", "odd format", "odd format"),
      ("printf \"error: '%s': odd: format\\n\" \"$4\" >&2; exit 1", "odd: format", "odd: format"),
      ("echo \"what is $4\" >&2; exit 1", "what is …", "what is …"),
      ("printf 'no name\\nmore\\n' >&2; exit 1", "no name", "no name"),
    ] as [(String, String?, String?)])
  func `a reason is what the tool says of the file`(script: String, reason: String?, silent: String?)
    async throws
  {
    let tool = try await StripTool(named: tool(script))
    let input = folder.at("input")
    #expect(try await tool.strip(input, into: "/dev/null", ["-x"], silently: false) == reason)
    #expect(try await tool.strip(input, into: "/dev/null", ["-x"], silently: true) == silent)
    #expect(try await tool.strip([input], ["-x"]) == !script.contains("exit 1"))
  }

  @Test func `options precede the output and the input`() async throws {
    let tool = try await StripTool(named: tool("echo \"$*\" >&2; exit 1"))
    #expect(
      try await tool.strip("a", into: "b", ["-x", "-y"], silently: false)
        == "-x -y -o b a".replacing("a", with: "…"))
  }
}
