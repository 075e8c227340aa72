import BenchCore
import Foundation
import Pipeline
import TestSupport

/// What the built command writes about a small tree, once for all tests.
struct SoundInputs: Sendable {
  /// Holds `a.tar.zst`, `a.tar.zst.json`, `base.json`, `history.jsonl` and `results/t`.
  let folder: TestFolder
  /// The archive by itself.
  let truth: Manifest
  /// Tars of pybench and of GNU tar.
  let tars: [[UInt8]]

  private static let master = Result { try SoundInputs() }

  static func get() throws -> SoundInputs { try master.get() }

  private init() throws {
    let folder = try TestFolder()
    self.folder = folder
    func run(_ line: String) throws {
      let done = try Shell.run(line, in: folder.path)
      guard done.status == 0 else { throw Failure("prepare", line, because: done.errors) }
    }
    func command(_ arguments: String) throws { try run(try BuiltCommand.line(arguments)) }
    try folder.file("tree/lib/a.py", text: String(repeating: "import sys  # a line\n", count: 200))
    try folder.file("tree/lib/__pycache__/a.pyc", Array(repeating: 7, count: 900))
    try folder.file("tree/lib/\(String(repeating: "päth-of-20-letters-ö/", count: 8))b.txt", text: "deep\n")
    try folder.file("tree/bin/run", text: "#!/bin/sh\n", mode: 0o4755)
    try folder.link("tree/bin/link", to: "run")
    try folder.hardLink("tree/bin/again", to: "tree/bin/run")
    let options = "--quiet --tree tree --strip none"
    try run(
      "head -c 6000 /bin/true > tree/bin/true && truncate -s 16K tree/sparse && printf x >> tree/sparse")
    try command("archive \(options) --setting zstd-3 --output a.tar.zst")
    for release in ["1", "2"] {
      try command(
        "check --quiet --archive a.tar.zst --baseline base.json --update --history history.jsonl --release \(release)"
      )
    }
    try command(
      "compress \(options) --name t --settings zstd-1,zstd-3-long27,gzip-1,xz-0 --rounds 2 --min-time 0 --extract"
    )
    try run("tar -S --format=gnu -cf gnu.tar tree && tar --format=pax -cf pax.tar tree")
    let archive = try MappedFile(path: folder.at("a.tar.zst"))
    truth = try Manifest(decoding: archive, named: "a.tar.zst", maxUnpacked: nil)
    var own: [UInt8] = []
    _ = try archive.withBytes { (bytes) throws(Failure) in
      try Codec.zstd.decode(bytes) { piece in piece.withUnsafeBytes { own += $0 } }
    }
    tars = [own, try folder.bytes("gnu.tar"), try folder.bytes("pax.tar")]
  }

  /// A copy of the files that one kind's inputs replace and are read with.
  func copy() throws -> TestFolder {
    let copy = try TestFolder()
    _ = try Shell.run(
      "cp -a a.tar.zst a.tar.zst.json base.json history.jsonl results '\(copy.path)'", in: folder.path)
    return copy
  }

  /// A tar compressed with a codec's fastest setting.
  static func compressed(_ tar: [UInt8], with codec: Codec) throws(Failure) -> [UInt8] {
    let label = codec == .xz ? "xz-0" : "\(codec.rawValue)-1"
    guard let setting = try? Setting(label: label) else {
      throw Failure("read", label, because: "no such setting")
    }
    let buffer = ByteBuffer(capacity: 1 << 16)
    var archive: [UInt8] = []
    try setting.makeCompressor(originalSize: ByteCount(tar.count)).compressAll(
      tar.span.bytes, through: buffer
    ) { full in
      full.withBytes { bytes in bytes.withUnsafeBytes { archive += $0 } }
      full.removeAll()
    }
    return archive
  }
}
