import Foundation
import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite(.timeLimit(.minutes(30))) struct TarTests {
  static let fixed = MtimePolicy(epoch: MtimePolicy.fixedDate, keepsEarlier: false)

  static func pack(_ path: String, mtimes: MtimePolicy = fixed) async throws -> Tar {
    try await Stripper(mode: .none, tool: nil).strip(try Tree(at: path)).pack(mtimes: mtimes)
  }

  private static func save(_ tar: Tar, to path: String) throws {
    try tar.bytes.withBytes { bytes in
      try bytes.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
    }
  }

  /// A tree with everything that a tar can hold.
  private static func sample() throws -> TestFolder {
    let folder = try TestFolder()
    try folder.file("bin/run", text: "#!/bin/sh\n", mode: 0o755)
    try folder.file("bin/setuid", text: "x", mode: 0o4711)
    try folder.hardLink("bin/again", to: "bin/run")
    try folder.link("bin/link", to: "run")
    try folder.link("dangling", to: "../" + String(repeating: "far/", count: 60) + "away")
    try folder.folder("empty folder")
    try folder.file("a/x", text: "in a folder whose neighbours sort between it and its contents")
    try folder.file("a-b", text: "neighbour")
    try folder.file("a.b")
    try folder.file(String(repeating: "long-name/", count: 14) + "file", [UInt8](repeating: 1, count: 512))
    try folder.hardLink("link-to-long", to: String(repeating: "long-name/", count: 14) + "file")
    try folder.file("big", (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try folder.file(named: Array("new\nline".utf8), [1, 2, 3])
    try folder.file(named: [0xFF, 0xE9], [4])
    try folder.file(named: [UInt8](repeating: 0xE9, count: 255), [5])
    try folder.file(named: Array("ünïcödé".utf8), [6])
    return folder
  }

  @Test func `what GNU tar extracts is the tree`() async throws { try await expectExtracted(by: "tar -xpf") }

  @Test(.enabled(if: Shell.has("bsdtar"), "no bsdtar"))
  func `what bsdtar extracts is the tree`() async throws { try await expectExtracted(by: "bsdtar -xpf") }

  private func expectExtracted(by tool: String) async throws {
    let tree = try Self.sample()
    let result = try TestFolder()
    try Self.save(try await Self.pack(tree.path), to: result.at("all.tar"))
    try result.folder("out")
    let done = try Shell.run("\(tool) all.tar -C out", in: result.path)
    #expect(done.status == 0, "\(done.errors)")
    let look = "find . -mindepth 1 -printf '%p\\0%y %m %n %l %D\\n' | LC_ALL=C sort | sed 's/ [0-9]*$//'"
    #expect(try Shell.run(look, in: result.at("out")).output == (try Shell.run(look, in: tree.path).output))
    let same = try Shell.run("diff -r --no-dereference '\(tree.path)' '\(result.at("out"))'")
    #expect(same.status == 0, "\(same.output)\(same.errors)")
    let linked =
      "test bin/run -ef bin/again && test link-to-long -ef long-name/*/*/*/*/*/*/*/*/*/*/*/*/*/file"
    #expect(try Shell.run(linked, in: result.at("out")).status == 0)
  }

  @Test func `a copy of the tree gives the same bytes`() async throws {
    let tree = try Self.sample()
    let copy = try TestFolder()
    // Backwards, so that inodes and the folders' own order differ.
    let made = try Shell.run(
      """
      cp -a . '\(copy.path)/first' && cp -a '\(copy.path)/first' '\(copy.path)/tree' && rm -r '\(copy.path)/first'
      cd '\(copy.path)/tree' && for f in z y a-b; do mv a-b tmp; touch $f.tmp; rm $f.tmp; mv tmp a-b; done
      find . -exec touch -h -d '2031-05-06 07:08:09.123' {} +
      """, in: tree.path)
    #expect(made.status == 0, "\(made.errors)")
    let first = try await Self.pack(tree.path)
    let second = try await Self.pack(copy.at("tree"))
    #expect(first.digest == second.digest)
    #expect(first.treeDigest == second.treeDigest)
  }

  @Test func `the digest of the tree sees what the tar sees`() async throws {
    let tree = try Self.sample()
    let before = try await Self.pack(tree.path).treeDigest
    #expect(chmod(tree.at("a-b"), 0o600) == 0)
    let changedMode = try await Self.pack(tree.path).treeDigest
    #expect(changedMode != before)
    #expect(chmod(tree.at("a-b"), 0o644) == 0)
    #expect(try await Self.pack(tree.path).treeDigest == before)
    try tree.file("a-b", text: "Neighbour")
    #expect(try await Self.pack(tree.path).treeDigest != before)
  }

  @Test func `the digest of the tree is that of paths, modes, kinds and contents`() async throws {
    let folder = try TestFolder()
    try folder.folder("d")
    try folder.file("d/f", text: "hello", mode: 0o4755)
    try folder.hardLink("h", to: "d/f")
    try folder.link("s", to: "../x")
    let hello = try Digest(of: Array("hello".utf8).span.bytes).bytes
    // Every field ends with a byte of zero.
    let parts: [[UInt8]] = [
      Array("d\u{0}755\u{0}folder\u{0}".utf8), Array("d/f\u{0}4755\u{0}file ".utf8) + hello + [0],
      Array("h\u{0}4755\u{0}link d/f\u{0}s\u{0}777\u{0}symlink ../x\u{0}".utf8),
    ]
    let digest = try Digest(of: Array(parts.joined()).span.bytes)
    #expect(try await Self.pack(folder.path).treeDigest == digest)
  }

  @Test(arguments: [
    (nil, MtimePolicy.fixedDate, false), ("", MtimePolicy.fixedDate, false), ("0", 0, true),
    ("1700000000", 1_700_000_000, true), ("9223372036854775807", Int64.max, true),
  ])
  func `SOURCE_DATE_EPOCH is a number of seconds`(_ text: String?, _ epoch: Int64, _ keeps: Bool) throws {
    let policy = try MtimePolicy(sourceDateEpoch: text)
    #expect(policy == MtimePolicy(epoch: epoch, keepsEarlier: keeps))
    #expect(policy.variable == (keeps ? epoch : nil))
    #expect(policy.time(for: epoch) == epoch && policy.time(for: epoch - 1) == (keeps ? epoch - 1 : epoch))
  }

  @Test(arguments: ["-1", "1.5", "x", "9223372036854775808"])
  func `another SOURCE_DATE_EPOCH is an error`(_ text: String) {
    #expect(
      throws: Failure(
        "use", "SOURCE_DATE_EPOCH", because: "'\(text)' is not a number of seconds since 1970",
        advice: "set it to a number such as 1700000000, or unset it")
    ) { try MtimePolicy(sourceDateEpoch: text) }
  }

  @Test func `a tar that is there is read as it is`() async throws {
    let folder = try TestFolder()
    let one = MadeTar.one
    let path = try folder.file("t.tar", one)
    let tar = try Tar(reading: path)
    #expect(tar.bytes.withBytes { span in span.withUnsafeBytes { $0.elementsEqual(one) } })
    let digest = try Digest(of: one.span.bytes)
    #expect(tar.digest == digest)
    #expect(tar.treeDigest == nil && tar.entries.isEmpty && tar.staleBytecode.isEmpty)
    #expect(tar.diskUsage.bytes == one.count)
    func failure(_ contents: [UInt8]) throws -> Failure? {
      try folder.file("t.tar", contents)
      return #expect(throws: Failure.self) { try Tar(reading: path) }
    }
    #expect(
      try failure(Whole.compress(one, "gzip-1").bytes)
        == Failure("read the tar", path, because: "it is compressed by gzip", advice: "decompress it first"))
    #expect(try failure([1, 2, 3]) == Failure("read the tar", path, because: "it is not a tar"))
    #expect(
      try failure([UInt8](repeating: 7, count: 1024))
        == Failure("read the tar", path, because: "Unrecognized archive format"))
  }

  @Test func `a tar is whole records and its entries lie in order`() async throws {
    let tree = try Self.sample()
    let tar = try await Self.pack(tree.path)
    #expect(tar.bytes.size.bytes % 10240 == 0)
    #expect(
      tar.bytes.size.bytes == (tar.entries.reduce(1024) { $0 + $1.range.count } + 10239) / 10240 * 10240)
    #expect(tar.entries.map(\.path) == tar.entries.map(\.path).sorted())
    var end = 0
    for entry in tar.entries {
      #expect(entry.range.lowerBound == end)
      #expect(entry.range.count % 512 == 0)
      end = entry.range.upperBound
    }
    #expect(end <= tar.bytes.size.bytes)
  }

  @Test func `SOURCE_DATE_EPOCH takes back later times and keeps earlier ones`() async throws {
    let folder = try TestFolder()
    for (name, time) in [
      ("early", "1999-12-31T00:00:00Z"), ("late", "2033-01-01T00:00:00Z"), ("odd", "1955-11-05T06:00:00Z"),
    ] {
      try folder.file("tree/" + name)
      #expect(try Shell.run("touch -d \(time) tree/\(name)", in: folder.path).status == 0)
    }
    let tar = try await Self.pack(
      folder.at("tree"), mtimes: MtimePolicy(epoch: 1_000_000_000, keepsEarlier: true))
    try Self.save(tar, to: folder.at("all.tar"))
    let listed = try Shell.run("tar --utc --full-time -tvf all.tar", in: folder.path).output
    #expect(listed.contains("1999-12-31 00:00:00 early"))
    #expect(listed.contains("2001-09-09 01:46:40 late"))
    // libarchive writes what came before 1970 as 1970.
    #expect(listed.contains("1970-01-01 00:00:00 odd"))
  }

  @Test func `without it all times are one`() async throws {
    let folder = try TestFolder()
    try folder.file("tree/early")
    try folder.file("tree/late")
    #expect(try Shell.run("touch -d 1975-01-01 tree/early", in: folder.path).status == 0)
    try Self.save(try await Self.pack(folder.at("tree")), to: folder.at("all.tar"))
    let listed = try Shell.run("tar --utc --full-time -tvf all.tar", in: folder.path).output
    #expect(listed.components(separatedBy: "1980-01-01 00:00:00").count == 3)
    #expect(listed.components(separatedBy: " 0/0 ").count == 3)
  }

  @Test func `timestamp bytecode is reported if the time of its source changes`() async throws {
    let folder = try TestFolder()
    let head: [UInt8] = [0xCB, 0x0D, 0x0D, 0x0A]
    let time: [UInt8] = [0x00, 0xF1, 0x53, 0x65]  // 1700000000
    try folder.file("timed.pyc", head + [0, 0, 0, 0] + time + [0, 0, 0, 0, 99])
    try folder.file("hashed.pyc", head + [1, 0, 0, 0] + time + [0, 0, 0, 0, 99])
    try folder.file("checked.pyc", head + [3, 0, 0, 0] + time + [0, 0, 0, 0, 99])
    try folder.file("short.pyc", [1, 2, 3])
    try folder.file("alone.pyc", head + [0, 0, 0, 0] + time + [0, 0, 0, 0, 99])
    for name in ["timed", "hashed", "checked", "short"] { try folder.file("\(name).py") }
    func stale(_ mtimes: MtimePolicy) async throws -> [String] {
      try await Self.pack(folder.path, mtimes: mtimes).staleBytecode.map(\.description)
    }
    #expect(try await stale(Self.fixed) == ["timed.pyc"])
    #expect(try await stale(MtimePolicy(epoch: 1_600_000_000, keepsEarlier: true)) == ["timed.pyc"])
    #expect(try await stale(MtimePolicy(epoch: 1_700_000_000, keepsEarlier: true)) == [])
  }

  @Test func `a file that is rewritten in place while it is read is named`() async throws {
    let folder = try TestFolder()
    let path = try folder.file("data", [UInt8](repeating: 1, count: 1000))
    let tree = try await Stripper(mode: .none, tool: nil).strip(try Tree(at: folder.path))
    try folder.file("data", [UInt8](repeating: 2, count: 1000))
    // As if it had happened at any later time.
    #expect(chmod(path, 0o600) == 0)
    let advice = "run again when nothing writes to the tree"
    #expect(
      throws: Failure("read", path, because: "it changed while the tree was read", advice: advice)
    ) {
      try tree.pack(mtimes: Self.fixed)
    }
  }

  @Test func `a FIFO in a file's place is not waited for`() async throws {
    let folder = try TestFolder()
    let path = try folder.file("data", [UInt8](repeating: 1, count: 1000))
    let tree = try await Stripper(mode: .none, tool: nil).strip(try Tree(at: folder.path))
    #expect(unlink(path) == 0 && mkfifo(path, 0o644) == 0)
    let writer = open(path, O_RDWR)
    defer { close(writer) }
    #expect(throws: Failure.self) { try tree.pack(mtimes: Self.fixed) }
  }

  @Test func `a folder that becomes a link leads nowhere`() async throws {
    let folder = try TestFolder()
    try folder.file("tree/lib/data", [UInt8](repeating: 1, count: 1000))
    let tree = try await Stripper(mode: .none, tool: nil).strip(try Tree(at: folder.at("tree")))
    // The very same file, so that only the way to it differs.
    _ = try Shell.run("mv tree/lib outside && ln -s ../outside tree/lib", in: folder.path)
    #expect(throws: Failure.self) { try tree.pack(mtimes: Self.fixed) }
  }

  @Test(arguments: ["lib/data", "lib/link", "link/data", "../tree/lib/data"])
  func `without the kernel's help the same ways are open`(_ path: String) throws {
    let folder = try TestFolder()
    try folder.file("tree/lib/data")
    try folder.link("tree/lib/link", to: "data")
    try folder.link("tree/link", to: "lib")
    let root = open(folder.at("tree"), O_RDONLY | O_DIRECTORY)
    defer { close(root) }
    let direct = try? Beneath.open(root, Array(path.utf8), O_RDONLY)
    if let direct { close(direct) }
    #expect((direct != nil) == (path == "lib/data"))
    guard !path.hasPrefix("..") else { return }
    let chained = try? Beneath.chain(root, Array(path.utf8)[...], O_RDONLY)
    if let chained { close(chained) }
    #expect((chained != nil) == (direct != nil))
  }

  @Test func `a file that changes its size while it is read is named`() async throws {
    let folder = try TestFolder()
    let path = try folder.file("data", [UInt8](repeating: 1, count: 1000))
    let tree = try await Stripper(mode: .none, tool: nil).strip(try Tree(at: folder.path))
    #expect(truncate(path, 999) == 0)
    let advice = "run again when nothing writes to the tree"
    #expect(
      throws: Failure("read", path, because: "it shrank from 1000 bytes while it was read", advice: advice)
    ) {
      try tree.pack(mtimes: Self.fixed)
    }
    #expect(truncate(path, 1001) == 0)
    #expect(
      throws: Failure("read", path, because: "it grew from 1000 bytes while it was read", advice: advice)
    ) {
      try tree.pack(mtimes: Self.fixed)
    }
    #expect(unlink(path) == 0)
    #expect(throws: Failure("read", path, because: "No such file or directory")) {
      try tree.pack(mtimes: Self.fixed)
    }
    #expect(mkfifo(path, 0o644) == 0)
    #expect(throws: Failure.self) { try tree.pack(mtimes: Self.fixed) }
    #expect(unlink(path) == 0 && symlink("/etc/passwd", path) == 0)
    #expect(throws: Failure.self) { try tree.pack(mtimes: Self.fixed) }
  }

  @Test func `the digest of a tar of several pieces is that of its bytes`() async throws {
    let folder = try TestFolder()
    try folder.file("large", [UInt8](repeating: 7, count: 9_000_000))
    let tar = try await Self.pack(folder.path)
    #expect(try tar.digest == tar.bytes.withBytes { bytes throws(Failure) in try Digest(of: bytes) })
  }
}
