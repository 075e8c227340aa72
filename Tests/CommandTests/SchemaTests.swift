import Foundation
import Testing
import TestSupport

private enum JSONSchema {
  /// A Python that has jsonschema; the system's need not be the first on PATH.
  static let python = ["python3", "/usr/bin/python3"].first {
    (try? Shell.run("\($0) -c 'import jsonschema'").status) == 0
  }
}

/// Documents as commands write them, validated by Python's jsonschema (Debian's python3-jsonschema).
@Suite(
  .enabled(if: JSONSchema.python != nil, "no Python with jsonschema"),
  .enabled(if: Shell.has("gcc"), "no gcc to make binaries"))
struct SchemaTests {
  let folder: TestFolder
  let tree: TestFolder

  init() throws {
    folder = try TestFolder()
    tree = try BinaryTree.copy()
  }

  private func run(_ arguments: String) throws {
    let run = try BuiltCommand.run(arguments, in: folder)
    #expect(run.status <= 1, "\(run.errors)")
  }

  private func validate(_ files: String..., with schema: String) throws {
    let python = try #require(JSONSchema.python)
    let schemas = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/schemas/\(schema).schema.json").path
    for file in files {
      let script = """
        import json, sys, jsonschema
        schema = json.load(open(sys.argv[1]))
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        for error in kind(schema).iter_errors(json.load(open(sys.argv[2]))):
          sys.exit(f'{list(error.absolute_path)}: {error.message[:300]}')
        """
      let run = try Shell.run("\(python) -W ignore -c \"\(script)\" '\(schemas)' \(file)", in: folder.path)
      #expect(run.status == 0, "\(file): \(run.errors)")
    }
  }

  @Test func `manifests, checks, inspections and histories match their schemas`() throws {
    let options = "--quiet --tree '\(tree.path)'"
    try run("archive \(options) --setting zstd-1 --output a.tar.zst")
    try run(
      "check \(options) --setting zstd-1 --baseline b.json --update --history h.jsonl --release 1 --format json > first.json"
    )
    try run("inspect \(options) --format json > inspect.json")
    #expect(
      try Shell.run(
        "rm share/plugin && mv lib/python/tool.py share/ && chmod 4777 bin/hello && echo x >> lib/python/os.py",
        in: tree.path
      ).status == 0)
    let rules = "--fail-on growth,vanished,shrink,findings,modes --require x --max-size 1 --budget lib/=1"
    try run(
      "check \(options) --baseline b.json \(rules) --history h.jsonl --max-drift 0.01% --format json > check.json"
    )
    #expect(
      try Shell.run("cp a.tar.zst alone.tar.zst && head -1 h.jsonl > line.json", in: folder.path).status == 0)
    try run("inspect --quiet --archive alone.tar.zst --format json > alone.json")
    try run("check --quiet --archive alone.tar.zst --baseline b.json --update --format json > updated.json")
    try run("history h.jsonl --format json > history.json")
    try validate("a.tar.zst.json", "b.json", with: "manifest")
    try validate("first.json", "check.json", "updated.json", with: "check")
    try validate("inspect.json", "alone.json", with: "inspect")
    try validate("line.json", with: "history-line")
    try validate("history.json", with: "history")
  }

  @Test func `a choice matches its schema`() throws {
    try run("compress --quiet --tree '\(tree.path)' --settings zstd-1..3,gzip-6 --min-time 0.05 --name r")
    try run("pick results/r --max-compress-time 60s --bandwidth 50MB/s --format json > pick.json")
    try validate("pick.json", with: "pick")
  }
}
