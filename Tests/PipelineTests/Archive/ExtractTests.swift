import Foundation
import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite(.timeLimit(.minutes(30))) struct ExtractTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Runs a Python program that writes `out.tar`.
  private func tar(_ program: String) throws -> [UInt8] {
    try folder.file(
      "make.py", text: "import io, tarfile\nt = tarfile.open('out.tar', 'w')\n\(program)\nt.close()\n")
    let made = try Shell.run("python3 make.py", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    return try folder.bytes("out.tar")
  }

  private func extract(_ tar: [UInt8], into target: String, _ label: String = "gzip-1") throws {
    let setting = try Setting(label: label)
    let compressor = try setting.makeCompressor(originalSize: ByteCount(tar.count))
    let buffer = ByteBuffer(capacity: tar.count + 100_000)
    try compressor.compressAll(tar.span.bytes, through: buffer) { _ in }
    try buffer.withBytes { bytes throws(Failure) in try setting.codec.extract(bytes, into: target) }
  }

  @Test(arguments: ["zstd-3", "gzip-6", "xz-1"]) func `a tree comes back as it was`(_ label: String)
    async throws
  {
    try folder.file("tree/bin/tool", text: "#!/bin/sh\n", mode: 0o755)
    try folder.file("tree/lib/data", [UInt8](repeating: 3, count: 400_000), mode: 0o640)
    try folder.hardLink("tree/lib/same", to: "tree/lib/data")
    try folder.link("tree/lib/link", to: "data")
    try folder.folder("tree/empty")
    let tar = try await Stripper(mode: .none, tool: nil).strip(Tree(at: folder.at("tree"))).pack(
      mtimes: MtimePolicy(epoch: 1_000_000, keepsEarlier: false))
    var bytes: [UInt8] = []
    tar.bytes.withBytes { span in span.withUnsafeBytes { bytes += $0 } }
    // The way to the target may lead through links; that is the user's own doing.
    try folder.folder("real")
    try folder.link("target", to: "real")
    let before = FileManager.default.currentDirectoryPath
    try extract(bytes, into: folder.at("target"), label)
    #expect(FileManager.default.currentDirectoryPath == before)
    let same = try Shell.run(
      "diff -r tree real && cd real && stat -c '%n %a %Y %h' bin/tool lib/data lib/same empty && readlink lib/link",
      in: folder.path)
    #expect(
      same.output == """
        bin/tool 755 1000000 1
        lib/data 640 1000000 2
        lib/same 640 1000000 2
        empty 755 1000000 2
        data

        """)
  }

  @Test func `a tar that names the root comes back as it was`() throws {
    try folder.file("tree/lib/data", text: "data")
    try folder.hardLink("tree/same", to: "tree/lib/data")
    try folder.folder("target")
    let made = try Shell.run("chmod 750 tree && tar -cf out.tar -C tree .", in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    try extract(try folder.bytes("out.tar"), into: folder.at("target"))
    let same = try Shell.run(
      "diff -r tree target && cd target && stat -c '%n %a %h' . lib/data same", in: folder.path)
    #expect(same.output == ". 750 3\nlib/data 644 2\nsame 644 2\n")
  }

  @Test(.enabled(if: Shell.has("python3"), "no python3 to write tars"))
  func `names outside of the folder are rejected`() throws {
    try folder.folder("target")
    let tar = try tar("t.addfile(tarfile.TarInfo('../escaped'), io.BytesIO())")
    #expect(throws: Failure.self) { try extract(tar, into: folder.at("target")) }
    #expect(!FileManager.default.fileExists(atPath: folder.at("escaped")))
  }

  @Test(.enabled(if: Shell.has("python3"), "no python3 to write tars"))
  func `absolute names lie in the folder`() throws {
    try folder.folder("target")
    let tar = try tar("t.addfile(tarfile.TarInfo('/pybench-absolute'), io.BytesIO())")
    try extract(tar, into: folder.at("target"))
    #expect(try folder.names("target") == ["pybench-absolute"])
    #expect(!FileManager.default.fileExists(atPath: "/pybench-absolute"))
  }

  @Test(.enabled(if: Shell.has("python3"), "no python3 to write tars"))
  func `links that lead out of the folder are not followed`() throws {
    try folder.folder("target")
    try folder.folder("outside")
    let tar = try tar(
      """
      link = tarfile.TarInfo('way'); link.type = tarfile.SYMTYPE; link.linkname = '../outside'
      t.addfile(link)
      t.addfile(tarfile.TarInfo('way/escaped'), io.BytesIO())
      """)
    #expect(throws: Failure.self) { try extract(tar, into: folder.at("target")) }
    #expect(try folder.names("outside").isEmpty)
  }

  @Test(.enabled(if: Shell.has("python3"), "no python3 to write tars"))
  func `hard links to files outside are rejected`() throws {
    try folder.folder("target")
    try folder.file("secret", text: "s")
    let tar = try tar(
      """
      link = tarfile.TarInfo('stolen'); link.type = tarfile.LNKTYPE; link.linkname = '../secret'
      t.addfile(link)
      """)
    #expect(throws: Failure.self) { try extract(tar, into: folder.at("target")) }
    #expect(try folder.names("target").isEmpty)
  }

  /// The process's umask, which libarchive sets to 0 for moments.
  private func umask() throws -> String {
    var umask = ""
    for _ in 0..<1000 {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      umask = try #require(status.split(separator: "\n").first { $0.hasPrefix("Umask:") }.map(String.init))
      if !umask.hasSuffix("0000") { break }
    }
    return umask
  }

  @Test func `extractions side by side give folders their modes and leave the umask as it was`() async throws
  {
    // Folders that the tar does not name get the mode that the umask leaves.
    let made = try Shell.run(
      """
      for i in $(seq 100); do mkdir -p tree/$i/in && : > tree/$i/in/file; done
      find tree -type f > names && tar -cf out.tar -T names
      """, in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let before = try umask()
    let tar = try folder.bytes("out.tar")
    try await withThrowingTaskGroup { group in
      for index in 0..<4 {
        group.addTask { try self.extract(tar, into: try self.folder.folder("target\(index)")) }
      }
      try await group.waitForAll()
    }
    #expect(try umask() == before)
    let modes = try Shell.run(
      "find target* -mindepth 1 -type d -printf '%m\\n' | sort -u", in: folder.path)
    let all = try #require(Int(before.suffix(4), radix: 8))
    #expect(modes.output == String(0o777 & ~all, radix: 8) + "\n")
  }

  @Test func `a missing folder is an error`() throws {
    #expect(throws: Failure("unpack into", folder.at("none"), because: "No such file or directory")) {
      try extract([UInt8](repeating: 0, count: 1024), into: folder.at("none"))
    }
  }

  @Test(arguments: [("zstd-1", Codec.zstd), ("gzip-1", .gzip), ("xz-0", .xz)])
  func `an archive that ends early is an error, one after an empty one is unpacked`(
    label: String, codec: Codec
  ) throws {
    var made = MadeTar()
    made.add("a", Material.noise(3000))
    try folder.folder("target")
    let whole = try Whole.compress(made.ended, label).bytes
    let cut = Array(whole.dropLast(5))
    #expect(throws: Failure("decompress", "the archive", because: "it ends early, after \(cut.count) bytes"))
    {
      try codec.extract(cut.span.bytes, into: folder.at("target"))
    }
    let both = try Whole.compress([], label).bytes + whole
    try codec.extract(both.span.bytes, into: folder.at("target"))
    #expect(try folder.bytes("target/a") == Material.noise(3000))
  }

  @Test func `a window above the decoder's default limit is taken`() throws {
    var made = MadeTar()
    made.add("a", [1, 2, 3])
    // A header that claims 2²⁸ bytes (RFC 8878, 3.1.1.1.2), and one stored block.
    let block = made.ended.count << 3 | 1
    let frame: [UInt8] =
      [0x28, 0xB5, 0x2F, 0xFD, 0x00, 18 << 3]
      + (0..<3).map { UInt8(truncatingIfNeeded: block >> (8 * $0)) } + made.ended
    try folder.folder("target")
    try Codec.zstd.extract(frame.span.bytes, into: folder.at("target"))
    #expect(try folder.bytes("target/a") == [1, 2, 3])
    let map = try Codec.zstd.decode(frame.span.bytes) { _ in }
    #expect(map.blocks == 1 && map.originalSize.bytes == made.ended.count)
  }

  @Test(arguments: [0, 1]) func `a path is as long as the system allows`(excess: Int) throws {
    try folder.folder("target")
    let target = try #require(realpath(folder.at("target"), nil))
    defer { free(target) }
    let room = Int(PATH_MAX) - 1 - strlen(target) + excess
    let part = String(repeating: "d", count: 200) + "/"
    let folders = String(repeating: part, count: room / 201 - 1)
    let name = folders + String(repeating: "f", count: room - 1 - folders.count)
    var made = MadeTar()
    made.add("long", type: "L", Array(name.utf8) + [0])
    made.add("short", [1])
    if excess == 0 {
      try extract(made.ended, into: folder.at("target"))
      #expect(try Shell.run("find target -type f | wc -c", in: folder.path).output == "\(room + 7)\n")
    } else {
      #expect(throws: Failure("unpack", name, because: "its path is too long below this folder")) {
        try extract(made.ended, into: folder.at("target"))
      }
    }
  }

  /// Bytes that most file systems do not hold in one file, not even as a hole.
  private static let huge = 1 << 49
  private static let holdsHuge = (try? TestFolder()).map { folder in
    (try? folder.file("probe")).map { truncate($0, off_t(huge)) } == 0
  }

  @Test(
    .enabled(if: holdsHuge == false, "the file system holds a file of any size"), arguments: [0, huge - 1])
  func `what does not fit into the file system is an error`(offset: Int) throws {
    try folder.folder("target")
    var made = MadeTar()
    made.addSparse("a", map: [(offset, 1)], [1], size: Self.huge)
    let failure = #expect(throws: Failure.self) { try extract(made.ended, into: folder.at("target")) }
    #expect(failure?.action == "unpack" && failure?.subject == "a")
  }
}
