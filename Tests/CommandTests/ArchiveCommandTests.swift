import BenchCore
import Foundation
import Testing
import TestSupport

@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries"), .timeLimit(.minutes(30)))
struct ArchiveCommandTests {
  let folder: TestFolder
  let tree: TestFolder

  init() throws {
    folder = try TestFolder()
    tree = try BinaryTree.copy()
  }

  private func archive(_ arguments: String) throws -> Shell.Outcome {
    try BuiltCommand.run("archive --tree '\(tree.path)' \(arguments)", in: folder)
  }

  private func manifest(_ name: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(folder.bytes(name)))
    return try #require(object as? [String: Any])
  }

  @Test(arguments: [
    ("a.tar.zst", "", "zstd-22-long27"), ("a.tzst", "--setting zstd-3-T2", "zstd-3-T2"),
    ("a.tar.gz", "--setting gzip-9", "gzip-9"), ("a.tgz", "--setting gzip-1", "gzip-1"),
    ("a.txz", "--setting xz-1", "xz-1"), ("a.tar", "", "tar"),
  ])
  func `the archive unpacks and its manifest adds up`(_ name: String, _ option: String, _ label: String)
    throws
  {
    let run = try archive("--output \(name) \(option)")
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.errors == """
        reading the tree
        stripping
        writing the tar
        compressing with \(label)
        verifying
        wrote the manifest \(name).json

        """)
    #expect(try folder.names() == [name, "\(name).json"])
    let manifest = try manifest("\(name).json")
    let (size, tar) = (try folder.bytes(name).count, try #require(manifest["tar_bytes"] as? Int))
    let digest = try #require(manifest["archive_sha256"] as? String)
    #expect(
      run.output
        == "\(name): \(size) bytes, \(label), ratio \(Format.ratio(Double(tar) / Double(size))), sha256 \(digest)\n"
    )
    #expect(manifest["setting"] as? String == label)
    #expect(manifest["compressed_bytes"] as? Int == (try folder.bytes(name).count))
    let entries = try #require(manifest["entries"] as? [[String: Any]])
    let shares = entries.compactMap { $0["compressed_bytes"] as? Int }
    #expect(shares.count == entries.count)
    #expect(shares.reduce(0, +) == (try folder.bytes(name).count))
    let paths = entries.compactMap { $0["path"] as? String }
    #expect(paths == paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    try folder.folder("out")
    let unpacked = try Shell.run(
      "tar -xf \(name) -C out && out/bin/hello && sha256sum < \(name)", in: folder.path)
    #expect(unpacked.output.hasPrefix("hello 6\n"), "\(unpacked.errors)")
    #expect(unpacked.output.contains(try #require(manifest["archive_sha256"] as? String)))
  }

  @Test func `two runs over a copy give the same archive and manifest`() throws {
    let first = try archive("--output a.tar.zst --setting zstd-3 --reproducible --no-verify")
    #expect(first.status == 0)
    #expect(first.errors.contains("\nbuilding a second time\nreading the tree\n"))
    let copy = try BinaryTree.copy()
    _ = try Shell.run(
      "cp -r --no-preserve=timestamps '\(copy.path)/share' '\(copy.path)/x'; rm -r '\(copy.path)/x'")
    let run = try BuiltCommand.run(
      "archive --tree '\(copy.path)' --output b.tar.zst --setting zstd-3", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try folder.bytes("a.tar.zst") == folder.bytes("b.tar.zst"))
    #expect(try folder.bytes("a.tar.zst.json") == folder.bytes("b.tar.zst.json"))
  }

  @Test(arguments: [
    ("--output a.zip", "--output takes a name that ends in .tar.zst, .tar.gz, .tar.xz or .tar, not 'a.zip'."),
    ("--output a.tar.gz", "--output a.tar.gz asks for gzip; name a setting too, such as --setting gzip-9."),
    (
      "--output a.tar.xz --setting zstd-3",
      "--output a.tar.xz is named as xz, but --setting zstd-3 makes zstd."
    ),
    (
      "--output a.tar.zst --setting tar",
      "--output a.tar.zst is named as zstd, but --setting tar makes an uncompressed tar."
    ),
    ("--output a.tar.zst --setting zstd-99", "zstd levels are 1 to 22; there is no file of that name either"),
    ("--output a.tar.zst --manifest a.tar.zst", "--manifest and --output name the same file."),
  ])
  func `a name that contradicts the setting is a usage error`(_ arguments: String, _ message: String) throws {
    let run = try archive(arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(try folder.names().isEmpty)
  }

  @Test func `the setting may come from what pick wrote`() throws {
    try folder.file("pick.json", text: #"{"schema_version": 1, "setting": "gzip-2"}"#)
    #expect(try archive("--output a.tar.gz --setting pick.json").status == 0)
    #expect(try manifest("a.tar.gz.json")["setting"] as? String == "gzip-2")
    try folder.file("none.json", text: "{}")
    let none = try archive("--output b.tar.gz --setting none.json")
    #expect(none.status == 64)
    #expect(
      none.errors
        == "pybench: error: The value 'none.json' is invalid for '--setting <label|file>': cannot read a setting from"
        + " none.json: it is not what 'pybench pick --format json' writes; name a setting such as zstd-19-long27,"
        + " or such a file\n")
    let folder = try archive("--output b.tar.gz --setting .")
    #expect(folder.status == 64)
    #expect(
      folder.errors
        == "pybench: error: The value '.' is invalid for '--setting <label|file>': '.' cannot be read: Is a directory\n"
    )
  }

  @Test func `an archive is not written into the tree it is of`() throws {
    let before = try tree.names()
    let run = try archive("--output '\(tree.path)/a.tar.zst'")
    #expect(run.status == 2)
    #expect(run.errors.contains("it lies in the tree"))
    #expect(try tree.names() == before)
  }

  @Test func `a failure leaves nothing and keeps what was there`() throws {
    try folder.file("a.tar.zst", text: "old")
    try folder.folder("a.tar.zst.json")
    let run = try archive("--output a.tar.zst --setting zstd-1")
    #expect(run.status == 2)
    #expect(try folder.bytes("a.tar.zst") == Array("old".utf8))
    #expect(try folder.names() == ["a.tar.zst", "a.tar.zst.json"])
  }

  @Test(arguments: [("none/a.json", "No such file or directory"), ("pipe", "it is not a regular file")])
  func `an unwritable manifest is reported before the long work`(_ manifest: String, _ reason: String)
    throws
  {
    #expect(try Shell.run("mkfifo pipe", in: folder.path).status == 0)
    let run = try archive("--output a.tar.zst --manifest \(manifest)")
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("pybench: error: cannot write \(manifest): \(reason)"), "\(run.errors)")
    #expect(try folder.names() == ["pipe"])
  }

  @Test func `a manifest behind a link is replaced in its folder`() throws {
    try folder.file("ci/base.json", text: "old")
    try folder.link("a.json", to: "ci/base.json")
    #expect(try archive("--output a.tar.zst --setting zstd-1 --manifest a.json").status == 0)
    #expect(try manifest("ci/base.json")["setting"] as? String == "zstd-1")
    #expect(try folder.names() == ["a.json", "a.tar.zst", "ci"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.at("a.json")) == "ci/base.json")
  }

  @Test func `scratch files of a killed run are removed by the next`() throws {
    try folder.file("tmp/pybench-0123456789abcdef/1", text: "a copy")
    let run = try Shell.run(
      "'\(BuiltCommand.path)' archive --tree '\(tree.path)' --output a.tar --strip none", in: folder.path,
      environment: ["TMPDIR": folder.at("tmp")])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try folder.names("tmp").isEmpty)
  }

  @Test func `an interrupted run leaves nothing`() throws {
    let noise = (0..<3_000_000).map { UInt8(truncatingIfNeeded: ($0 &* $0 &* 2_654_435_761) >> 11) }
    for index in 0..<6 { try tree.file("noise\(index)", noise + [UInt8(index)]) }
    let running = try Shell.start(
      "exec '\(BuiltCommand.path)' archive --tree '\(tree.path)' --output a.tar.zst", in: folder.path,
      environment: ["TMPDIR": folder.path])
    try running.wait(for: "compressing") { running.errorsSoFar.contains("compressing") }
    running.send(SIGINT)
    #expect(try running.finish().status == 130)
    #expect(try folder.names().isEmpty)
  }
}
