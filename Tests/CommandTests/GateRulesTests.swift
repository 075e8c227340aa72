import Foundation
import Testing
import TestSupport

@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries")) struct GateRulesTests {
  let folder: TestFolder
  let tree: TestFolder

  init() throws {
    folder = try TestFolder()
    tree = try BinaryTree.copy()
  }

  private func check(_ arguments: String = "", environment: [String: String] = [:]) throws -> Shell.Outcome {
    try BuiltCommand.run(
      "check --quiet --tree '\(tree.path)' --baseline base.json \(arguments)", in: folder,
      environment: environment)
  }

  private func baseline() throws { #expect(try check("--update --setting zstd-5").status == 0) }

  @Test func `a missing binary fails the check and is reported first, although the archive shrank`() throws {
    try baseline()
    #expect(try Shell.run("rm share/plugin lib/libgreet.so*", in: tree.path).status == 0)
    let run = try check()
    #expect(run.status == 1)
    #expect(
      run.output.hasPrefix(
        "regression: 2 binaries of the baseline are missing: lib/libgreet.so.1.0 and share/plugin; "
          + "if this is intended, --update accepts it\nzstd-5 went from "), "\(run.output)")
    #expect(try check("--fail-on growth").status == 0)
    #expect(try check("--fail-on none").status == 0)
    #expect(try check("--update").status == 0)
    #expect(try check().status == 0)
  }

  @Test func `a library of another version in another folder is not missing`() throws {
    try baseline()
    #expect(
      try Shell.run("mkdir lib64 && mv lib/libgreet.so.1.0 lib64/libgreet.so.2.0", in: tree.path).status == 0)
    let run = try check()
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("lib/libgreet.so.1.0 to lib64/libgreet.so.2.0"), "\(run.output)")
  }

  @Test func `required entries do not depend on the baseline`() throws {
    try baseline()
    #expect(try check("--require 'bin/hello*' --require '/lib/libgreet.so.[0-9]*'").status == 0)
    let run = try check("--require 'bin/hello*' --require '_ssl*.so'")
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("failed: nothing matches --require '_ssl*.so'\n"), "\(run.output)")
    let update = try check("--update --require '_ssl*.so'")
    #expect(update.status == 1)
    #expect(try check("--require '[x'").status == 64)
  }

  @Test func `sizes and shares have their own limits`() throws {
    try baseline()
    #expect(try check("--max-size 1GB --budget 'lib/=1MB'").status == 0)
    let run = try check("--max-size 1kB --budget 'lib/python/=100' --budget 'none*=1'")
    #expect(run.status == 1)
    #expect(run.output.contains("failed: zstd-5 has "), "\(run.output)")
    #expect(run.output.contains(" bytes; --max-size allows 1,000\n"), "\(run.output)")
    #expect(run.output.contains("failed: entries under 'lib/python/' take "), "\(run.output)")
    #expect(run.output.contains("--budget 'none*' matches no entry\n"), "\(run.output)")
    #expect(try check("--budget lib").status == 64)
    #expect(try check("--fail-on everything").status == 64)
  }

  @Test func `changed permissions are shown, and fail where that is asked for`() throws {
    try baseline()
    #expect(chmod(tree.at("bin/hello"), 0o4777) == 0 && chmod(tree.at("lib"), 0o777) == 0)
    let run = try check()
    #expect(run.status == 0)
    #expect(run.output.contains("  0755 to 4777: bin/hello\n"), "\(run.output)")
    #expect(run.output.contains("  set-user-ID file, "), "\(run.output)")
    #expect(run.output.contains("  writable by every user, "), "\(run.output)")
    #expect(run.output.contains(" bytes in the tar: bin/hello\n"), "\(run.output)")
    #expect(run.output.contains("  folder writable by every user: lib\n"), "\(run.output)")
    #expect(try check("--fail-on modes").status == 1)
    #expect(try check("--fail-on findings").status == 1)
  }

  @Test func `a baseline of version 1 has no permissions`() throws {
    try baseline()
    #expect(try !check("--fail-on modes").output.contains("unknown for the baseline"))
    let old = try Shell.run(
      #"sed -i 's/"schema_version": 2/"schema_version": 1/; s/, "mode": "[0-7]*"//' base.json"#,
      in: folder.path)
    #expect(old.status == 0)
    #expect(chmod(tree.at("bin/hello"), 0o4777) == 0)
    #expect(try check().output.hasPrefix("passed: "))
    let run = try check("--fail-on modes")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("unknown for the baseline: modes\n"), "\(run.output)")
    #expect(try check("--fail-on modes --strict").status == 2)
  }

  @Test(arguments: [
    ("tar -cf", "tar"), ("tar --format=v7 -cf", "tar"), ("tar -czf", "tgz"), ("tar -cJf", "json"),
  ])
  func `an archive that somebody else made is a baseline`(_ tar: String, _ ending: String) throws {
    let made = try Shell.run("\(tar) published.\(ending) -C '\(tree.path)' .", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    func run(_ arguments: String) throws -> Shell.Outcome {
      try BuiltCommand.run(
        "check --quiet --tree '\(tree.path)' --strip none --setting zstd-5 --baseline published.\(ending) \(arguments)",
        in: folder)
    }
    let same = try run("")
    #expect(same.status == 0, "\(same.output)\(same.errors)")
    #expect(
      same.output.hasPrefix("unknown for the baseline: setting, library and tree options\n"),
      "\(same.output)")
    #expect(try run("--strict").status == 2)
    #expect(try Shell.run("rm share/plugin", in: tree.path).status == 0)
    #expect(try run("--fail-on vanished").status == 1)
    let before = try folder.bytes("published.\(ending)")
    let update = try run("--update")
    #expect(update.status == 2)
    #expect(update.errors.contains("it is an archive, and a baseline is a manifest"), "\(update.errors)")
    #expect(try folder.bytes("published.\(ending)") == before)
  }

  @Test func `a setting that is not known is a difference`() throws {
    #expect(try check("--update --setting zstd-9-long27").status == 0)
    let made = try Shell.run(
      "tar -cf t.tar -C '\(tree.path)' . && zstd -q -19 t.tar -o a.tar.zst", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let run = "check --quiet --archive a.tar.zst --baseline base.json --max-growth 900%"
    let plain = try BuiltCommand.run(run, in: folder)
    #expect(plain.output.hasPrefix("unknown for the archive: setting, library and tree options\n"))
    #expect(!plain.output.contains("zstd-9-long27"), "\(plain.output)")
    #expect(try BuiltCommand.run(run + " --strict", in: folder).status == 2)
  }

  @Test func `slow growth fails by the history, and then nothing is written`() throws {
    for index in 0..<6 {
      try tree.file(
        "share/data\(index)", (0..<400).map { UInt8(truncatingIfNeeded: $0 * $0 * (index + 7) >> 3) })
      let run = try check(
        "--update --setting zstd-5 --history h.jsonl --release 3.12.\(index)",
        environment: ["SOURCE_DATE_EPOCH": "\(1_700_000_000 + index * 86_400)"])
      #expect(run.status == 0, "\(run.errors)")
    }
    let lines = try folder.bytes("h.jsonl").split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 6)
    let before = try folder.bytes("base.json")
    #expect(try check("--history h.jsonl --max-drift 900%").status == 0)
    let run = try check("--update --history h.jsonl --max-drift 0.001% --release 3.12.6")
    #expect(run.status == 1)
    #expect(
      run.output.contains(" against the smallest of the last 10 releases, 3.12.0; --max-drift allows 0.001%"))
    #expect(run.output.contains("base.json was not updated, because of --max-drift"), "\(run.output)")
    #expect(try folder.bytes("base.json") == before)
    #expect(try folder.bytes("h.jsonl").split(separator: UInt8(ascii: "\n")).count == 6)
    let table = try BuiltCommand.run("history h.jsonl", in: folder)
    #expect(table.status == 0)
    #expect(table.output.contains("2023-11-14  3.12.0   zstd-5"), "\(table.output)")
  }

  @Test(arguments: [
    "--max-drift 1%", "--history h", "--release 1", "--update --release 1", "--update --history base.json",
  ])
  func `options of the history that do not fit together are usage errors`(_ arguments: String) throws {
    #expect(try check(arguments).status == 64)
  }

  @Test func `a history that is missing or broken is an error, one with bad lines is not`() throws {
    try baseline()
    #expect(try check("--history none --max-drift 1%").status == 2)
    #expect(try check("--update --history h.jsonl").errors == "appended a line to the history, h.jsonl\n")
    let line = String(decoding: try folder.bytes("h.jsonl"), as: UTF8.self)
    try folder.file("h.jsonl", text: "no\n")
    #expect(try check("--history h.jsonl --max-drift 1%").status == 2)
    #expect(try check("--update --history h.jsonl").status == 2)
    try folder.file("h.jsonl", text: line + "no\n")
    #expect(try check("--update --history h.jsonl").status == 0)
    let run = try check("--history h.jsonl --max-drift 1%")
    #expect(run.status == 0)
    #expect(run.errors == "pybench: warning: h.jsonl, line 2: it is not JSON\n")
    let shown = try BuiltCommand.run("history h.jsonl --format json", in: folder)
    #expect(shown.status == 0)
    #expect(shown.errors.contains("h.jsonl, line 2 is skipped: it is not JSON"), "\(shown.errors)")
  }

  @Test func `a step summary that cannot be written changes no verdict`() throws {
    try baseline()
    let actions = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": folder.at("no/such/folder")]
    let passing = try check(environment: actions)
    #expect(passing.status == 0)
    #expect(passing.errors.contains("pybench: warning: cannot append to "), "\(passing.errors)")
    #expect(try Shell.run("rm share/plugin", in: tree.path).status == 0)
    #expect(try check(environment: actions).status == 1)
  }

  @Test func `a comment stays within GitHub's limit with any names`() throws {
    try baseline()
    let long = String(repeating: "`|<&", count: 60)
    for index in 0..<300 { try tree.file("share/\(index)/\(long)", text: "\(index) \(long)", mode: 0o666) }
    try tree.file("share/<!-- --> @someone/x", text: "x")
    let run = try check("--format markdown")
    #expect(run.output.utf8.count <= 65_536)
    #expect(run.output.hasPrefix("<!-- pybench check: "))
    #expect(run.output.contains("zstd-5 -->") || run.output.contains("-zstd-5"), "\(run.output.prefix(300))")
    #expect(run.output.contains("<details>"))
  }
}
