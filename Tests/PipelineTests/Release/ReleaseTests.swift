import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct ReleaseTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    for name in ["b", "c", "d"] { try folder.file("tree/\(name)", text: name) }
  }

  private func options() throws -> TreeOptions {
    TreeOptions(selection: Selection(exclude: [try Glob("none")]), strip: .none)
  }

  private func release(
    _ label: String = "gzip-1", manifest: String = "a.json", verify: Bool = true, reproducible: Bool = false
  ) throws -> Release {
    Release(
      source: SourceTree(path: folder.at("tree"), options: try options()),
      encoding: try ArchiveEncoding(label: label), output: folder.at("a.tar.gz"),
      manifest: folder.at(manifest), verify: verify, reproducible: reproducible)
  }

  /// The names of steps.
  private static func text(_ step: Release.Step) -> [String] {
    switch step {
    case .stage(let name): [name.rawValue]
    case .compressing(let encoding): ["\(encoding)"]
    case .verifying: ["verify"]
    case .attributing: ["attribute"]
    case .again: ["again"]
    case .warnings(let lines): lines
    }
  }

  private var warning: String { "--exclude 'none' matched nothing in \(folder.at("tree"))" }

  @Test func `without verification the archive is only read for the shares`() async throws {
    var steps: [String] = []
    _ = try await release(verify: false).make { steps += Self.text($0) }
    #expect(steps == ["selected", "stripped", "tar", warning, "gzip-1", "attribute"])
  }

  @Test func `a release reports each of its steps, and those of a second run`() async throws {
    let once = ["selected", "stripped", "tar", warning, "gzip-1", "verify"]
    for (reproducible, expected) in [
      (false, once), (true, once + ["again", "selected", "stripped", "tar", "gzip-1"]),
    ] {
      var steps: [String] = []
      let made = try await release(reproducible: reproducible).make { steps += Self.text($0) }
      #expect(steps == expected)
      #expect(made.entries.map(\.path.description) == ["b", "c", "d"])
      // Tools show the SHA-256 of "b" with these digits first.
      #expect(made.entries.first?.digest == "3e23e8160039594a" && made.entries.first?.bytes == ByteCount(1))
      #expect(try Manifest(reading: folder.at("a.json"), as: .manifest) == made)
    }
  }

  @Test func `a manifest of a tree, and one of an archive, report their steps`() async throws {
    var steps: [String] = []
    let source = SourceTree(path: folder.at("tree"), options: try options())
    let made = try await Manifest(making: source, ArchiveEncoding(label: "gzip-1")) { steps += Self.text($0) }
    #expect(steps == ["selected", "stripped", "tar", warning, "gzip-1", "verify"])
    let archived = try await release(manifest: "a.tar.gz.json").make()
    #expect(made == archived)
    steps = []
    #expect(try Manifest(of: folder.at("a.tar.gz")) { steps += Self.text($0) } == archived)
    #expect(steps == ["verify"])
  }

  @Test func `an archive's own file is no manifest`() async throws {
    await #expect(
      throws: Failure(
        "write", folder.at("./a.tar.gz"), because: "it is the archive's own file",
        advice: "name another with --manifest")
    ) { try await release(manifest: "./a.tar.gz").make() }
    await #expect(
      throws: Failure(
        "write", folder.at("tree/m"), because: "it lies in the tree \(folder.at("tree")), which is only read",
        advice: "name a file outside of the tree")
    ) { try await release(manifest: "tree/m").make() }
    #expect(try folder.names() == ["tree"])
  }

  /// What happens to the tree between the two runs, and where they differ first.
  private static let changes: [(command: String, first: String)] = [
    ("echo 1 > c; echo 1 > d", "c"), ("chmod 600 c d", "c"), ("mv c cc", "c"), ("touch bb", "bb"),
    ("rm c; ln -s b c", "c"), ("touch y z", "y"), ("rm b", "b"), ("rm c d", "c"), ("rm d", "d"),
  ]

  @Test(arguments: changes)
  func `a tree that changes between two runs is not reproduced`(command: String, first: String) async throws {
    let release = try release(reproducible: true)
    let failure = await #expect(throws: Failure.self) {
      try await release.make { step in
        if case .again = step { _ = try? Shell.run(command, in: folder.at("tree")) }
      }
    }
    #expect(
      failure
        == Failure(
          "reproduce", release.output, because: "the second tar differs from the first, first at \(first)",
          advice: "run again when nothing writes to the tree"))
    #expect(try folder.names() == ["tree"])
  }

  @Test func `what does not decode to the tar is not verified`() async throws {
    let prepared = try await PreparedTar(
      SourceTree(path: folder.at("tree"), options: try options()))
    let tar = prepared.tar.bytes.withBytes { span in span.withUnsafeBytes { Array($0) } }
    func made(_ contents: [UInt8], verify: Bool) throws -> Manifest {
      let archive = try MappedFile(path: try folder.file("archive", contents))
      return try Manifest(prepared, .plain, archive, named: "a.tar", verify: verify)
    }
    #expect(try made(tar, verify: true).setting == .plain)
    // The first byte of a file's contents.
    var other = tar
    other[512] ^= 1
    let failure = Failure(
      "verify", "a.tar", because: "it does not decode to the tar that it was made from")
    #expect(throws: failure) { try made(other, verify: true) }
    #expect(throws: Never.self) { try made(other, verify: false) }
    for verify in [true, false] {
      #expect(throws: failure) { try made(tar + [UInt8](repeating: 0, count: 512), verify: verify) }
    }
  }
}
