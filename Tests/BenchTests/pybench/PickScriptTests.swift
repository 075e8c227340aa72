import Testing

@testable import BenchDecide
@testable import BenchResults
@testable import Pipeline
@testable import pybench

@Suite struct PickScriptTests {
  private func script(_ label: String, _ provenance: Provenance?, name: String = "py") throws -> [String] {
    let row = try PickFixture.row(label, bytes: 10, compress: 1, decompress: 1)
    let results = PickFixture.results([row], name: name, provenance: provenance)
    let pick = try Pick(from: [results], within: Limits(), by: .smallest)
    return PickScript(pick).text.split(separator: "\n").map(String.init)
  }

  @Test func `trees whose names would make one file name are numbered`() throws {
    func outputs(_ trees: String...) throws -> [Substring] {
      let results = try trees.map { tree in
        PickFixture.results(
          [try PickFixture.row("zstd-3", bytes: 10, compress: 1, decompress: 1, tree: tree)], name: tree)
      }
      let text = PickScript(try Pick(from: results, within: Limits(), by: .smallest)).text
      return text.matches(of: /--output ([^ \n]+)/).map(\.output.1)
    }
    #expect(try outputs("a b", "a_b") == ["1-a_b.tar.zst", "2-a_b.tar.zst"])
    #expect(try outputs("a", "b") == ["a.tar.zst", "b.tar.zst"])
  }

  @Test func `of several results each has its own variables`() throws {
    let results = try ["a", "b"].map { tree in
      PickFixture.results(
        [try PickFixture.row("xz-6", bytes: 10, compress: 1, decompress: 1, tree: tree)], name: tree)
    }
    let text = PickScript(try Pick(from: results, within: Limits(), by: .smallest)).text
    #expect(text.contains("# STRIPPED_1=folder STRIPPED_2=folder sh this-script"))
    for number in [1, 2] {
      #expect(text.contains("if [ -n \"${STRIPPED_\(number):-}\" ]; then"))
      #expect(text.contains("tar --directory=\"$STRIPPED_\(number)\" "))
      #expect(text.contains("--tree \"${TREE_\(number):?"))
    }
    #expect(!text.contains("${STRIPPED:") && !text.contains("${TREE:"))
  }

  @Test(arguments: [
    ("zstd-19", "zstd zstd"), ("libdeflate-12", "libdeflate-gzip libdeflate-tools"),
    ("zopfli-15", "zopfli zopfli"), ("xz-6", "xz xz-utils"), ("gzip-9", "python3 python3"),
  ])
  func `commands are checked before anything is made, and pass files instead of pipes`(
    label: String, needed: String
  ) throws {
    let lines = try script(label, nil)
    let release = try #require(lines.firstIndex { $0.hasPrefix("pybench ") })
    for need in [needed, "bsdtar libarchive-tools"] {
      let line = try #require(lines.firstIndex(of: "  need " + need))
      #expect(line < release)
    }
    #expect(!lines.contains { $0.contains(" | ") || $0.hasSuffix(" |") })
  }

  @Test func `the archive line repeats what was selected and stripped`() throws {
    let lines = try script(
      "zstd-19-long27",
      PickFixture.provenance(
        tree: "my build",
        options: TreeOptions(
          selection: Selection(
            exclude: [try Glob("*.a"), try Glob("/it's")], prune: [.tests, .bytecode]), strip: .debug,
          stripTool: "llvm-strip"), epoch: 1_700_000_000))
    #expect(lines.contains("export SOURCE_DATE_EPOCH=1700000000"))
    #expect(
      lines.contains(
        "pybench archive --tree 'my build' --exclude '*.a' --exclude '/it'\\''s' --prune tests,bytecode "
          + "--strip debug --strip-tool llvm-strip --output py.tar.zst --setting zstd-19-long27"))
    #expect(lines.contains { $0.contains("--mtime=@1700000000 --clamp-mtime ") })
  }

  @Test func `without SOURCE_DATE_EPOCH the fixed date is used`() throws {
    let lines = try script("xz-9e", PickFixture.provenance())
    #expect(lines.contains("unset SOURCE_DATE_EPOCH"))
    #expect(lines.contains("pybench archive --tree build --output py.tar.xz --setting xz-9e"))
    #expect(lines.contains { $0.contains("--mtime=@315532800 --create") })
  }

  @Test func `without provenance the script asks for the tree`() throws {
    let lines = try script("gzip-9", nil)
    #expect(
      lines.contains(
        "pybench archive --tree \"${TREE:?set it to the folder that holds the build}\" "
          + "--output py.tar.gz --setting gzip-9"))
  }

  @Test func `the script asks for a tree without a recorded path, and keeps its options`() throws {
    var provenance = PickFixture.provenance(options: TreeOptions(strip: .debug))
    provenance.tree.path = nil
    #expect(
      try script("gzip-9", provenance).contains(
        "pybench archive --tree \"${TREE:?set it to the folder that holds the build}\" --strip debug "
          + "--output py.tar.gz --setting gzip-9"))
  }

  @Test func `a name with a line break or a dash stays a comment and a file`() throws {
    let lines = try script("gzip-9", nil, name: "-a\nrm b")
    #expect(lines.contains("# -a rm b: the release step"))
    #expect(!lines.contains { $0.hasPrefix("rm") })
    #expect(lines.contains { $0.contains("--output ./-a_rm_b.tar.gz ") })
    let other = try script("gzip-9", nil, name: "a\0é1.b_c+d-e/f")
    #expect(other.contains("# a é1.b_c+d-e/f: the release step"))
    #expect(
      other.contains {
        $0.contains("--output a_é1.b_c+d-e_f.tar.gz ") || $0.contains("--output 'a_é1.b_c+d-e_f.tar.gz' ")
      })
  }

  @Test(arguments: [
    ("zstd-19", "zstd -19 -T1 -c"), ("zstd-19-long27", "zstd -19 --long=27 -T1 -c"),
    ("zstd-22-long", "zstd --ultra -22 --long=27 -T1 -c"), ("zstd-3-T4", "zstd -3 -T4 -c"),
    ("zstd-20-long-single", "zstd --ultra -20 --long=27 --single-thread -c"),
    ("libdeflate-12", "libdeflate-gzip -12 -c"), ("zopfli-15", "zopfli --i15 -c"),
    ("xz-6", "xz -6 -T1 -c"), ("xz-9e", "xz -9e -T1 -c"),
  ])
  func `stock programs get the options of the setting`(label: String, command: String) throws {
    #expect(StockCompressor(try Setting(label: label)).command == command)
  }
}
