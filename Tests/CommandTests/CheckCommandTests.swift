import Foundation
import Testing
import TestSupport

@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct CheckCommandTests {
  let folder: TestFolder
  let tree: TestFolder

  init() throws {
    folder = try TestFolder()
    tree = try BinaryTree.copy()
  }

  private func check(_ arguments: String, environment: [String: String] = [:]) throws -> Shell.Outcome {
    try BuiltCommand.run("check --quiet \(arguments)", in: folder, environment: environment)
  }

  private func checkTree(_ arguments: String = "") throws -> Shell.Outcome {
    try check("--tree '\(tree.path)' --baseline base.json \(arguments)")
  }

  /// Writes the baseline of the tree as it is.
  private func baseline(_ setting: String = "zstd-9") throws {
    #expect(try checkTree("--update --setting \(setting)").status == 0)
  }

  /// Text that compresses to about a third.
  private func text(_ count: Int, seed: Int = 1) -> String {
    var state = UInt64(seed)
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "name_\(state >> 50) = value_\(state >> 44 & 0xFFF)\n"
    }.joined()
  }

  @Test func `an untouched rebuild with other times and inodes passes with no byte more`() throws {
    try baseline()
    let rebuilt = try Shell.run(
      """
      cd '\(tree.path)' && mkdir again && for f in $(ls -r lib/python share); do :; done
      for f in share/plugin lib/python/tool.py lib/python/os.py; do cp -p $f again/x && rm $f && cp -p again/x $f; rm again/x; done
      rmdir again; find . -exec touch -h -d '2031-01-01' {} +
      """)
    #expect(rebuilt.status == 0, "\(rebuilt.errors)")
    let run = try checkTree()
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("passed: zstd-9 stayed at "), "\(run.output)")
    #expect(run.output.hasSuffix(" bytes, +0 (+0.000%)\n"), "\(run.output)")
  }

  @Test func `a folder of tests that was left in is named`() throws {
    try baseline()
    for index in 0..<5 {
      try tree.file("lib/python/test/test_\(index).py", text: text(2000, seed: index + 1))
    }
    let run = try checkTree()
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("regression: zstd-9 went from "), "\(run.output)")
    #expect(run.output.contains("appeared  lib/python/test/ (6 entries)\n"), "\(run.output)")
    #expect(run.output.contains("  folder of tests, 5 files, "), "\(run.output)")
  }

  @Test func `a file that grew is named before files that only moved`() throws {
    try baseline()
    try tree.file(
      "lib/python/os.py", text: String(repeating: "import sys  # a line\n", count: 4000) + text(4000))
    let run = try checkTree()
    #expect(run.status == 1)
    let rows = run.output.split(separator: "\n")
    #expect(rows.first { $0.hasSuffix("lib/python/os.py") }?.contains("grew") == true, "\(run.output)")
    #expect(!run.output.contains("tool.py"))
  }

  @Test func `a copy and an unstripped binary are found though the limits hold`() throws {
    try tree.file("share/data", Array(text(30_000).utf8))
    let setting = "--strip none --setting zstd-9-long27"
    _ = try Shell.run("strip '\(tree.path)/share/plugin'")
    #expect(try checkTree("--update \(setting)").status == 0)
    let again = try Shell.run(
      "cd '\(tree.path)' && cp share/data bin/data2 && cp lib/libgreet.so.1.0 share/plugin")
    #expect(again.status == 0)
    let run = try checkTree("\(setting) --max-growth 50%")
    #expect(run.status == 0)
    #expect(
      run.output.contains("  copy of a large file, the same as share/data, "), "\(run.output)")
    #expect(run.output.contains(" bytes in the tar: share/plugin\n"), "\(run.output)")
  }

  @Test func `a smaller tree passes with a note, and fails with --fail-on shrink`() throws {
    try tree.file("lib/python/large.py", text: text(8000))
    try baseline()
    try tree.file("lib/python/large.py", text: "")
    let run = try checkTree()
    #expect(run.status == 0)
    #expect(run.output.contains("; --update makes it the baseline\n"), "\(run.output)")
    #expect(run.output.contains("shrank  lib/python/large.py"), "\(run.output)")
    let kept = try checkTree("--fail-on-improvement")
    #expect(kept.status == 1)
    #expect(kept.output.hasPrefix("failed: zstd-9 went from "), "\(kept.output)")
    let updated = try checkTree("--update --fail-on-improvement")
    #expect(updated.status == 0)
    #expect(updated.output.hasPrefix("updated base.json: zstd-9 went from "), "\(updated.output)")
    #expect(try checkTree("--fail-on-improvement").status == 0)
  }

  @Test func `growth within either limit passes`() throws {
    try baseline()
    try tree.file("lib/python/new.py", text: text(1500))
    #expect(try checkTree().status == 1)
    #expect(try checkTree("--max-growth 1000%").status == 0)
    #expect(try checkTree("--min-bytes 1MB").status == 0)
    #expect(try checkTree("--max-growth 1").status == 64)
  }

  @Test func `an archive is checked with its manifest or without`() throws {
    let made = "archive --quiet --tree '\(tree.path)' --setting zstd-5 --output"
    #expect(try BuiltCommand.run("\(made) a.tar.zst --manifest base.json", in: folder).status == 0)
    try tree.file("lib/python/new.py", text: text(4000))
    #expect(try BuiltCommand.run("\(made) b.tar.zst", in: folder).status == 0)
    let with = try check("--archive b.tar.zst --baseline base.json")
    try FileManager.default.removeItem(atPath: folder.at("b.tar.zst.json"))
    let without = try check("--archive b.tar.zst --baseline base.json")
    #expect(with.status == 1)
    #expect(without.status == 1)
    let caveat = "unknown for the archive: setting, library and tree options\n\n"
    #expect(without.output.hasPrefix(caveat), "\(without.output)")
    #expect(
      with.output.replacing("zstd-5 went", with: "the archive went") == without.output.dropFirst(caveat.count)
    )
    #expect(try check("--archive b.tar.zst --baseline base.json --strict").status == 2)
    #expect(with.output.contains("appeared  lib/python/new.py"), "\(with.output)")
    _ = try Shell.run("cp base.json b.tar.zst.json", in: folder.path)
    let other = try check("--archive b.tar.zst --baseline base.json")
    #expect(other.status == 1)
    #expect(
      other.errors
        == "pybench: warning: b.tar.zst.json belongs to another archive; reading the archive itself\n")
  }

  @Test func `an archive of another format is not taken for one of the baseline's setting`() throws {
    try baseline("zstd-5")
    let made = try Shell.run("tar -czf a.tar.gz -C '\(tree.path)' .", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    func run(_ arguments: String) throws -> Shell.Outcome {
      try check("--archive a.tar.gz --baseline base.json --max-growth 900% \(arguments)")
    }
    let plain = try run("")
    #expect(plain.status == 0)
    #expect(
      plain.output.hasPrefix(
        """
        unknown for the archive: setting, library and tree options
        not made as the baseline was: format was zstd, is gzip

        passed: the archive went from \u{20}
        """.dropLast()), "\(plain.output)")
    let strict = try run("--strict")
    #expect(strict.status == 2)
    #expect(
      strict.errors
        == "pybench: error: cannot compare a.tar.gz: it was not made as base.json was: it does not record"
        + " its setting; format was zstd, is gzip; it does not record its library; it does not record its tree"
        + " options; make it the same way, rewrite the baseline with --update, or remove --strict\n",
      "\(strict.errors)")
    let named = try run("--setting zstd-5")
    #expect(named.status == 2)
    #expect(
      named.errors == """
        pybench: error: cannot check a.tar.gz: it is gzip, but --setting zstd-5 makes zstd; \
        remove --setting, or name the setting of the archive

        """)
    let right = try run("--setting gzip-6")
    #expect(right.output.contains("\nnot made as the baseline was: setting was zstd-5, is gzip-6\n"))
  }

  @Test func `an archive whose manifest has its setting is not taken for one of another`() throws {
    try baseline("zstd-5")
    let made = try BuiltCommand.run(
      "archive --quiet --tree '\(tree.path)' --output a.tar.zst --setting zstd-5", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    func run(_ setting: String) throws -> Shell.Outcome {
      try check("--archive a.tar.zst --baseline base.json --setting \(setting)")
    }
    #expect(try run("zstd-5").status == 0)
    let other = try run("zstd-6")
    #expect(other.status == 2)
    #expect(
      other.errors.contains(
        "cannot check a.tar.zst: it was made with zstd-5, not with zstd-6; remove --setting; an archive does not"
      ), "\(other.errors)")
  }

  @Test(arguments: ["tar -cf", "tar -I 'xz -T2' -cf", "tar -I gzip -cf", "tar --format=pax -I 'zstd -q' -cf"])
  func `archives of other tools are checked too`(_ tar: String) throws {
    let made = try Shell.run("\(tar) a -C '\(tree.path)' .", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    #expect(try check("--archive a --baseline base.json --update").status == 0)
    let run = try check("--archive a --baseline base.json")
    #expect(run.status == 0)
    #expect(run.output.contains("passed: the archive stayed at "), "\(run.output)")
  }

  @Test func `what is no archive is an error`() throws {
    try baseline()
    try folder.file("a.tar.zst", text: "not an archive")
    #expect(try check("--archive a.tar.zst --baseline base.json").status == 2)
    #expect(try check("--archive none.tar.zst --baseline base.json").status == 2)
    let cut = try Shell.run("tar -cf - base.json | zstd -q | head -c 300 > c.tar.zst", in: folder.path)
    #expect(cut.status == 0)
    let run = try check("--archive c.tar.zst --baseline base.json")
    #expect(run.status == 2)
    #expect(
      run.errors.hasPrefix("pybench: error: cannot read archive c.tar.zst: it ends early"), "\(run.errors)")
  }

  @Test(arguments: [
    ("rm base.json", "no such file; add --update to write the first one"),
    (": > base.json", "it is empty"),
    ("head -c 700 base.json > b && mv b base.json", "it ends early, in line "),
    ("sed -i 's/\"schema_version\": 2/\"schema_version\": 3/' base.json", "key schema_version: it is 3"),
    ("sed -i 's/\"kind\": \"py\"/\"kind\": \"pie\"/' base.json", "].kind: "),
    (
      "sed -i '0,/\"compressed_bytes\": /s//\"compressed_bytes\": 1/' base.json",
      "but the entries' shares add up to "
    ),
    ("sed -i 's/\"tar_bytes\": /\"tar_bytes\": -/' base.json", "key tar_bytes: "),
    ("printf '<<<<<<< HEAD\\n' >> base.json", ": it is not JSON"),
    ("rm base.json; mkdir base.json", "base.json"),
  ])
  func `a baseline that is missing or broken is an error, never a verdict`(_ harm: String, _ reason: String)
    throws
  {
    try baseline("zstd-1")
    #expect(try Shell.run(harm, in: folder.path).status == 0)
    let run = try checkTree()
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("pybench: error: cannot read "), "\(run.errors)")
    #expect(run.errors.contains(reason), "\(run.errors)")
  }

  @Test(arguments: [
    (": > base.json", "it is empty"), ("echo '{no' > base.json", "line 1: it is not JSON"),
    (
      #"echo '{"schema_version": 7}' > base.json"#,
      "key schema_version: it is 7, and this pybench reads 1 to 2"
    ),
  ])
  func `a baseline that cannot be read is written again where that is wanted`(
    _ harm: String, _ reason: String
  )
    throws
  {
    #expect(try Shell.run(harm, in: folder.path).status == 0)
    #expect(try checkTree().status == 2)
    let run = try checkTree("--update --setting zstd-1")
    #expect(run.status == 0)
    #expect(
      run.errors == """
        pybench: warning: base.json is replaced, because it cannot be read: \(reason)
        wrote the first baseline, base.json; put it under version control

        """)
    #expect(try checkTree("--strict").output.hasPrefix("passed: zstd-1 "))
  }

  @Test func `a sweep is never written over`() throws {
    try folder.file("sweep.csv", text: "no,sweep\n")
    #expect(try check("--tree '\(tree.path)' --baseline sweep.csv --update").status == 2)
    #expect(try folder.bytes("sweep.csv") == Array("no,sweep\n".utf8))
  }

  @Test func `a baseline is not written into the tree it is of`() throws {
    let before = try tree.names("share")
    try folder.link("ci", to: tree.at("share"))
    let run = try check("--tree '\(tree.path)' --baseline ci/base.json --update --setting zstd-1")
    #expect(run.status == 2)
    #expect(
      run.errors == """
        pybench: error: cannot write ci/base.json: it lies in the tree \(tree.path), which is only read; \
        name a file outside of the tree

        """)
    #expect(try tree.names("share") == before)
  }

  @Test func `a broken manifest beside an archive is reported without advice for a baseline`() throws {
    try baseline("zstd-1")
    let made = try Shell.run(
      "tar -I 'zstd -q -1' -cf a.tar.zst -C '\(tree.path)' . && : > a.tar.zst.json", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let run = try check("--archive a.tar.zst --baseline base.json --max-growth 900%")
    #expect(run.status == 0)
    #expect(
      run.errors
        == "pybench: warning: cannot read manifest a.tar.zst.json: it is empty; reading the archive itself\n")
  }

  @Test func `differences in the making are named first, and errors when strict`() throws {
    try baseline("zstd-3")
    let run = try checkTree("--setting zstd-4 --strip debug --exclude '*.a'")
    #expect(
      run.output.hasPrefix(
        """
        not made as the baseline was: setting was zstd-3, is zstd-4
        not made as the baseline was: --exclude was none, is *.a
        not made as the baseline was: --strip was all, is debug


        """), "\(run.output)")
    let strict = try checkTree("--setting zstd-4 --strict")
    #expect(strict.status == 2)
    #expect(strict.errors.contains("setting was zstd-3, is zstd-4; make it the same way"), "\(strict.errors)")
    #expect(try checkTree("--strict").status == 0)
  }

  @Test func `the same tar from another compressor is not reported as a grown tree`() throws {
    try baseline("zstd-9")
    let run = try checkTree("--setting zstd-1 --min-bytes 0 --max-growth 0%")
    #expect(run.status == 1)
    #expect(run.output.contains("the change comes from the compressor, not from the tree"), "\(run.output)")
  }

  @Test func `a sweep is a baseline too`() throws {
    let swept = try BuiltCommand.run(
      "compress --quiet --sizes-only --tree '\(tree.path)' --settings zstd-1..2,gzip-1 --name sweep",
      in: folder)
    #expect(swept.status == 0, "\(swept.errors)")
    func run(_ arguments: String) throws -> Shell.Outcome {
      try check("--baseline results/sweep/sweep.csv \(arguments)")
    }
    let all = try run("--tree '\(tree.path)'")
    #expect(all.status == 0)
    #expect(all.output.split(separator: "\n").count { $0.hasSuffix("unchanged") } == 3, "\(all.output)")
    try tree.file("lib/python/new.py", text: text(4000))
    #expect(try run("--tree '\(tree.path)'").status == 1)
    let one = try run("--tree '\(tree.path)' --setting gzip-1")
    #expect(one.status == 1)
    #expect(one.output.contains("\nregression: gzip-1 went from "), "\(one.output)")
    #expect(try run("--tree '\(tree.path)' --setting gzip-2").status == 2)
    #expect(try run("--tree '\(tree.path)' --update").status == 2)
    _ = try BuiltCommand.run(
      "archive --quiet --tree '\(tree.path)' --setting gzip-1 --output a.tar.gz", in: folder)
    #expect(try run("--archive a.tar.gz").status == 1)
    _ = try Shell.run("rm a.tar.gz.json", in: folder.path)
    #expect(try run("--archive a.tar.gz").status == 2)
    #expect(try run("--archive a.tar.gz --setting gzip-1").status == 1)
  }

  @Test func `in GitHub Actions it appends to the summary and annotates once`() throws {
    try baseline()
    try folder.file("summary.md", text: "before\n")
    try tree.file("lib/python/a`b|c%,:\n::warning::d.py", text: text(4000))
    let run = try check(
      "--tree '\(tree.path)' --baseline base.json --format markdown",
      environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": folder.at("summary.md")])
    #expect(run.status == 1)
    let summary = String(decoding: try folder.bytes("summary.md"), as: UTF8.self)
    #expect(summary == "before\n" + run.output + "\n")
    #expect(summary.contains("| ``lib/python/a`b\\|c%,:\\x0a::warning::d.py`` | appeared |"), "\(summary)")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("::error title=Archive size%3A ") == true, "\(run.errors)")
    #expect(
      lines.first?.contains("%0Alib/python/a`b|c%25,:\\x0a::warning::d.py appeared: +") == true,
      "\(run.errors)")
    let passing = try check(
      "--tree '\(tree.path)' --baseline base.json --max-growth 900%", environment: ["GITHUB_ACTIONS": "true"])
    #expect(passing.status == 0)
    #expect(passing.errors.hasPrefix("::notice title="), "\(passing.errors)")
  }

  /// Runs a check whose reader has gone before it says a word.
  private func checkUnread(environment: [String: String]) throws -> String {
    let check = "'\(try BuiltCommand.path)' check --quiet --tree '\(tree.path)' --baseline base.json"
    let run = try Shell.run(
      """
      mkfifo gone
      { read x < gone; \(check); echo $? > status; } | { exec <&-; echo > gone; }
      cat status; rm gone
      """, in: folder.path, environment: environment)
    #expect(run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("::") }, "\(run.errors)")
    return run.output
  }

  @Test func `a closed output pipe does not change the verdict`() throws {
    try baseline()
    #expect(try checkUnread(environment: ["GITHUB_ACTIONS": ""]) == "0\n")
    try tree.file("lib/python/new.py", text: text(4000))
    let actions = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": folder.at("summary.md")]
    #expect(try checkUnread(environment: actions) == "1\n")
    let summary = String(decoding: try folder.bytes("summary.md"), as: UTF8.self)
    #expect(summary.hasPrefix("<!-- pybench check: "), "\(summary)")
  }

  @Test func `a first baseline is a result for programs too`() throws {
    let run = try checkTree("--update --setting zstd-1 --format json")
    #expect(run.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let result = try #require(object as? [String: Any])
    #expect(result["outcome"] as? String == "passed")
    #expect(result["updated"] as? Bool == true)
    #expect(result["baseline"] as? String == "base.json")
    #expect((result["sizes"] as? [Any])?.isEmpty == true)
    #expect(result["changes"] is NSNull)
  }

  @Test func `JSON adds up`() throws {
    try baseline()
    try tree.file("lib/python/new.py", text: text(4000))
    let run = try checkTree("--format json")
    #expect(run.status == 1)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let result = try #require(object as? [String: Any])
    #expect(result["outcome"] as? String == "regression")
    #expect(result["failed"] as? Bool == true)
    let sizes = try #require(result["sizes"] as? [[String: Any]])
    let changes = try #require(result["changes"] as? [[String: Any]])
    let same = try #require(result["unchanged"] as? [String: Int])
    let blame = changes.reduce(same["shifted_bytes"] ?? 0) { $0 + ($1["blame_bytes"] as? Int ?? 0) }
    #expect(blame == sizes.first?["growth_bytes"] as? Int)
    func growth(_ object: [String: Any]) -> Int {
      (object["compressed_bytes"] as? Int ?? 0) - (object["baseline_compressed_bytes"] as? Int ?? 0)
    }
    #expect(changes.map(growth).reduce(growth(same), +) == sizes.first?["growth_bytes"] as? Int)
    #expect(changes.first?["path"] as? String == "lib/python/new.py")
  }

  @Test(arguments: [
    "--baseline b", "--tree . --archive a --baseline b", "--archive a --prune tests --baseline b", "--tree .",
    "--tree . --baseline b --setting nope",
  ])
  func `what does not fit together is a usage error`(_ arguments: String) throws {
    #expect(try check(arguments).status == 64)
  }
}
