import Foundation
import Testing
import TestSupport

/// What others prepared: paths, archives, baselines and results that no pybench would have written.
@Suite(.enabled(if: Shell.has("python3"), "no python3 to make them")) struct HostileInputTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try folder.file("tree/lib/a.py", text: "print('a')\n")
    try folder.file("tree/::add-mask::x", text: "x")
  }

  private func python(_ program: String) throws {
    try folder.file("make.py", text: program)
    let done = try Shell.run("python3 make.py", in: folder.path)
    #expect(done.status == 0, "\(done.errors)")
  }

  private func pybench(_ arguments: String, _ environment: [String: String] = [:]) throws -> Shell.Outcome {
    try BuiltCommand.run(arguments, in: folder, environment: environment)
  }

  private func archive(_ options: String = "") throws {
    let run = try pybench(
      "archive --quiet --strip none --tree tree --setting zstd-1 --output a.tar.zst \(options)")
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `a path of 20,000 parts is rejected`() throws {
    try python(
      """
      import tarfile
      with tarfile.open("deep.tar", "w", format=tarfile.GNU_FORMAT) as tar:
          tar.addfile(tarfile.TarInfo("d/" * 20000 + "f"))
      """)
    for command in ["inspect --archive deep.tar", "check --archive deep.tar --baseline b.json --update"] {
      let run = try pybench(command)
      #expect(run.status == 2)
      #expect(run.errors.contains("its path has more than 1000 parts"), "\(run.errors)")
    }
  }

  @Test func `impossible sizes are rejected when they are read`() throws {
    try python(
      """
      import tarfile
      with tarfile.open("huge.tar", "w", format=tarfile.PAX_FORMAT) as tar:
          for name in ("a", "b"):
              entry = tarfile.TarInfo(name)
              entry.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,0",
                                   "GNU.sparse.name": name, "GNU.sparse.size": str(2**63 - 1)}
              tar.addfile(entry)
      """)
    #expect(try pybench("inspect --archive huge.tar").status == 2)
    try archive()
    for key in ["bytes", "unstripped_bytes"] {
      _ = try Shell.run(
        "sed 's/\"\(key)\": [0-9]*, \"compressed/\"\(key)\": 9223372036854775807, \"compressed/' a.tar.zst.json > base.json",
        in: folder.path)
      let run = try pybench("check --archive a.tar.zst --baseline base.json")
      #expect(run.status == (key == "bytes" ? 2 : 0), "\(run.errors)")
    }
    _ = try Shell.run(
      "sed -i 's/\"unstripped_bytes\": [0-9]*/\"unstripped_bytes\": 9223372036854775807/' a.tar.zst.json",
      in: folder.path)
    let run = try pybench("inspect --archive a.tar.zst")
    #expect(run.status == 0)
    #expect(
      run.errors.contains("is more than 1125899906842624 bytes; reading the archive itself"), "\(run.errors)")
  }

  @Test(arguments: [(0, 0), (1, 1 << 40)])
  func `a share of a sweep that cannot be is not merged`(_ index: Int, _ count: Int) throws {
    let sweep = "compress --quiet --sizes-only --strip none --tree tree --settings zstd-1 --name t"
    #expect(try pybench(sweep).status == 0)
    try python(
      """
      import json
      package = json.load(open("results/t/datapackage.json"))
      package["provenance"]["runs"][0]["shard"] = {"index": \(index), "count": \(count)}
      json.dump(package, open("results/t/datapackage.json", "w"))
      """)
    let run = try pybench("merge results/t --output merged")
    #expect(run.status == 2)
    #expect(run.errors.contains("there is no shard \(index)/\(count)"), "\(run.errors)")
  }

  @Test func `counts that add up beyond all numbers are rejected where they are read`() throws {
    try archive()
    try python(
      """
      import json
      manifest = json.load(open("a.tar.zst.json"))
      finding = {"kind": "test-folder", "path": "a", "files": 2**63 - 1, "bytes": 0, "compressed_bytes": 0}
      manifest["findings"] = [finding, dict(finding, path="b")]
      json.dump(manifest, open("base.json", "w"))
      """)
    let check = try pybench("check --archive a.tar.zst --baseline base.json")
    #expect(check.status == 2)
    #expect(check.errors.contains("key findings[0]: a number is below 0 or too large"), "\(check.errors)")
    let update = "check --archive a.tar.zst --baseline new.json --update --history history.jsonl"
    #expect(try pybench(update).status == 0)
    try python(
      """
      import json
      release = json.load(open("history.jsonl"))
      release["findings"] = {"a": 2**63 - 1, "b": 1}
      json.dump(release, open("history.jsonl", "w"))
      """)
    let history = try pybench("history history.jsonl")
    #expect(history.status == 2)
    #expect(history.errors.contains("key findings: a number is below 0 or too large"), "\(history.errors)")
  }

  @Test func `a manifest with a forged size is not believed`() throws {
    try archive()
    let size = try folder.bytes("a.tar.zst").count
    try python(
      """
      import json
      manifest = json.load(open("a.tar.zst.json"))
      json.dump(manifest, open("base.json", "w"))
      manifest["compressed_bytes"] -= 1
      entry = max(manifest["entries"], key=lambda entry: entry["compressed_bytes"])
      entry["compressed_bytes"] -= 1
      json.dump(manifest, open("a.tar.zst.json", "w"))
      """)
    let run = try pybench("check --archive a.tar.zst --baseline base.json --format json")
    #expect(run.output.contains("\"bytes\": \(size)"), "\(run.output)")
    #expect(run.errors.contains("belongs to another archive"), "\(run.errors)")
  }

  @Test(arguments: [
    ("path", "'lib/b.py'", "has another entry lib/a.py"), ("mode", "'0777'", "has another entry lib/a.py"),
    ("digest", "'0' * 16", "has another entry lib/a.py"), ("tar_bytes", "1536", "is of another tar"),
    ("setting", "'gzip-9'", "names a setting of another format"),
  ])
  func `a manifest that contradicts its archive is not believed`(
    _ key: String, _ value: String, _ warning: String
  ) throws {
    try archive()
    let truth = try pybench("inspect --archive a.tar.zst --format json").output
    try python(
      """
      import json
      manifest = json.load(open("a.tar.zst.json"))
      entry = next(entry for entry in manifest["entries"] if entry["path"] == "lib/a.py")
      (manifest if "\(key)" in manifest else entry)["\(key)"] = \(value)
      json.dump(manifest, open("a.tar.zst.json", "w"))
      """)
    let run = try pybench("inspect --archive a.tar.zst --format json")
    #expect(run.errors.contains("a.tar.zst.json \(warning)"), "\(run.errors)")
    #expect(!run.output.contains("lib/b.py") && truth.contains("lib/a.py"))
  }

  @Test func `an archive that unpacks to more than the limit is left`() throws {
    _ = try Shell.run(
      "truncate -s 30M zeros && tar -cf - zeros | gzip > bomb.tar.gz && rm zeros", in: folder.path)
    let run = try pybench("inspect --archive bomb.tar.gz --max-unpacked 1MiB")
    #expect(run.status == 2)
    #expect(
      run.errors.contains("it unpacks to more than 1048576 bytes, the limit of --max-unpacked; raise"),
      "\(run.errors)")
    #expect(try pybench("inspect --archive bomb.tar.gz --max-unpacked 40MiB").status == 0)
    #expect(try pybench("inspect --tree tree --max-unpacked 40MiB").status == 64)
  }

  @Test func `no line of output is a command to a workflow's runner`() throws {
    try archive()
    for run in [
      try pybench("inspect --archive a.tar.zst"), try pybench("inspect --strip none --tree tree"),
      try pybench("check --archive none --baseline $'\\n::error::x'"),
    ] {
      for line in (run.output + "\n" + run.errors).split(separator: "\n") {
        #expect(!line.drop { $0 == " " }.hasPrefix("::"), "\(line)")
      }
    }
  }

  @Test func `a path that is not UTF-8 is rejected, not changed`() throws {
    let run = try pybench("archive --strip none --tree tree --output \"$(printf 'b\\377.tar.zst')\"")
    #expect(run.status == 64)
    #expect(run.errors.contains("'b\\xff.tar.zst': it is not UTF-8"), "\(run.errors)")
    #expect(try folder.names() == ["tree"])
  }

  @Test(arguments: ["./a.tar.zst", "sub/../a.tar.zst", "link"])
  func `a manifest over its archive is a usage error`(_ manifest: String) throws {
    try folder.folder("sub")
    try folder.file("a.tar.zst", text: "old")
    try folder.link("link", to: "a.tar.zst")
    let run = try pybench(
      "archive --strip none --tree tree --setting zstd-1 --manifest \(manifest) --output a.tar.zst")
    #expect(run.status == 64)
    #expect(try folder.bytes("a.tar.zst") == Array("old".utf8))
  }

  @Test func `a baseline is never written over the archive, nor over what is no JSON`() throws {
    try archive()
    let before = try folder.bytes("a.tar.zst")
    try folder.hardLink("same", to: folder.at("a.tar.zst").replacing(folder.path + "/", with: ""))
    try folder.file("notes.txt", text: "mine\n")
    try folder.file("pick.json", text: "{\"schema_version\": 2, \"objective\": {}}\n")
    for baseline in ["a.tar.zst", "./a.tar.zst", "same", "notes.txt", "pick.json"] {
      let run = try pybench("check --archive a.tar.zst --baseline \(baseline) --update")
      #expect(run.status == 2, "\(baseline)")
    }
    #expect(try folder.bytes("a.tar.zst") == before)
    #expect(try folder.bytes("notes.txt") == Array("mine\n".utf8))
  }

  @Test func `a baseline that cannot be written is reported before the long work`() throws {
    let run = try pybench("check --tree tree --strip none --baseline none/base.json --update")
    #expect(run.status == 2)
    #expect(!run.errors.contains("reading the tree"), "\(run.errors)")
  }

  @Test func `scratch space in the tree is rejected`() throws {
    let run = try pybench(
      "archive --strip none --tree tree --setting zstd-1 --output a.tar.zst",
      ["TMPDIR": folder.at("tree")])
    #expect(run.status == 2)
    #expect(run.errors.contains("set TMPDIR to a folder outside of the tree"), "\(run.errors)")
    #expect(try folder.names() == ["tree"])
  }

  @Test func `results and a report never go into the tree that they are of`() throws {
    let sweep = "compress --quiet --sizes-only --strip none --tree tree --settings zstd-1"
    let run = try pybench("\(sweep) --output none/../tree")
    #expect(run.status == 2)
    #expect(try pybench("\(sweep) --name t").status == 0)
    #expect(try pybench("report results/t --output tree/r.html").status == 2)
    #expect(try folder.names() == ["results", "tree"])
    #expect(try folder.names("tree") == ["::add-mask::x", "lib"])
  }

  private static let mounts = (try? Shell.run("unshare -m true").status) == 0

  @Test(.enabled(if: Self.mounts, "mounting is not allowed"))
  func `a folder of the tree is recognized where it is mounted elsewhere`() throws {
    try folder.folder("out")
    try folder.folder("tree/wheels")
    try folder.folder("wheels")
    let archive = try BuiltCommand.line("archive --quiet --strip none --tree tree --setting zstd-1 --output")
    for output in ["out/a.tar.zst", "wheels/a.tar.zst"] {
      let run = try Shell.run(
        "unshare -m sh -c 'mount --bind tree/lib out && mount --bind wheels tree/wheels && exec \"$@\"' sh "
          + "\(archive) \(output)", in: folder.path)
      #expect(run.status == 2)
      #expect(run.errors.contains("it lies in the tree tree"), "\(run.errors)")
    }
    #expect(try folder.names("tree/lib") == ["a.py"] && folder.names("wheels").isEmpty)
  }

  @Test func `repeated rows are not resumed`() throws {
    let sweep = "compress --quiet --strip none --tree tree --settings zstd-1 --min-time 0 --name t"
    #expect(try pybench(sweep).status == 0)
    for table in ["sweep.csv", "samples.csv"] {
      _ = try Shell.run("cp \(table) saved && tail -n 1 \(table) >> \(table)", in: folder.at("results/t"))
      let run = try pybench("\(sweep) --resume")
      #expect(run.status == 2)
      #expect(run.errors.contains("of \(table) repeats zstd-1"), "\(run.errors)")
      _ = try Shell.run("mv saved \(table)", in: folder.at("results/t"))
    }
    #expect(try pybench("\(sweep) --resume").status == 0)
  }

  @Test(arguments: ["=x", "+x", "-x", "@x"])
  func `a name that a spreadsheet would run is a usage error`(_ name: String) throws {
    #expect(try pybench("compress --tree tree --name='\(name)'").status == 64)
    _ = try Shell.run("mv tree './\(name)'", in: folder.path)
    #expect(try pybench("compress '--tree=./\(name)'").status == 64)
  }

  @Test func `a setting that fails is reported however quiet the run`() throws {
    // Stacks for two hundred threads do not fit.
    let run = try Shell.run(
      "ulimit -v 1200000; '\(BuiltCommand.path)' compress --quiet --jobs 1 --strip none --tree tree "
        + "--settings zstd-1-T200 --sizes-only", in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("pybench: warning: zstd-1-T200: "), "\(run.errors)")
  }

  @Test func `a new file gets what the mask leaves, and another the permissions of its predecessor`() throws {
    try folder.file("a.tar.json", text: "old", mode: 0o604)
    let run = try Shell.run(
      "umask 027; '\(BuiltCommand.path)' archive --quiet --strip none --tree tree --output a.tar; "
        + "stat -c '%a %n' a.tar a.tar.json", in: folder.path)
    #expect(run.output.hasSuffix("640 a.tar\n604 a.tar.json\n"), "\(run.output)\(run.errors)")
  }

  @Test(arguments: [20, 22, 24, 28, 40])
  func `too few open files are reported, and nothing waits for ever`(_ limit: Int) throws {
    let run = try Shell.run(
      "ulimit -n \(limit); '\(BuiltCommand.path)' archive --tree tree --output a.tar.zst", in: folder.path)
    #expect(run.status == 2)
    #expect(
      run.errors.contains("more files can be opened; raise the limit of open files")
        || run.errors.contains("Too many open files"), "\(run.errors)")
    #expect(try folder.names() == ["tree"])
  }
}
