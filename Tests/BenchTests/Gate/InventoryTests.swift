import Foundation
import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline

@Suite struct InventoryTests {
  private static func manifest(_ paths: [String], _ size: Int = 10) -> Manifest {
    var manifest = ManifestTests.sample
    manifest.findings = []
    manifest.entries = paths.map { path in
      ManifestEntry(
        path: EntryPath(Array(path.utf8)), kind: .data, unstrippedBytes: nil, bytes: ByteCount(size),
        compressedBytes: ByteCount(size), digest: nil, target: nil)
    }
    manifest.compressedBytes = ByteCount(size * paths.count)
    return manifest
  }

  @Test func `folders hold the sums of what is in them`() {
    let inventory = Inventory(Self.manifest(["/abs", "a/b/c", "a/b/d", "a/e", "f"]))
    let folders = inventory.root.folders.map { ($0.path.description, $0.sum.files) }
    #expect(folders.map(\.0) == ["", "a", "a/b"])
    #expect(folders.map(\.1) == [5, 3, 2])
    let lines = inventory.root.listing(least: ByteCount(15))
    #expect(lines.map(\.path.description) == ["", "a", "a/b", ""])
    #expect(lines.map(\.depth) == [0, 1, 2, 1])
    #expect(lines.last?.summed == 2)
  }

  @Test func `paths as deep as they may be are summed and compared`() {
    let deep = (0..<40).map { "\($0)/" + String(repeating: "d/", count: EntryPath.maximumParts - 3) + "file" }
    let manifest = Self.manifest(deep)
    let inventory = Inventory(manifest)
    #expect(inventory.root.folders.count == 1 + 40 * (EntryPath.maximumParts - 2))
    #expect(inventory.root.sum.bytes == ByteCount(400))
    let changes = EntryChanges(from: Self.manifest(["x"]).entries, to: manifest.entries)
    #expect(changes.changes.count == 41)
    #expect(changes.changes.contains { $0.path.description == "7" && $0.kind == .appeared })
  }

  @Test func `folders come with what is in them before their neighbours, and an empty one is a folder`() {
    var manifest = Self.manifest(["a/b/x", "c/y", "d", "e"])
    manifest.entries[2].kind = .folder
    for (index, cost) in [40, 30, 20, 10].enumerated() {
      manifest.entries[index].compressedBytes = ByteCount(cost)
    }
    manifest.entries[0].unstrippedBytes = ByteCount(7)
    manifest.entries[1].unstrippedBytes = ByteCount(5)
    let root = Inventory(manifest).root
    #expect(root.folders.map(\.path.description) == ["", "a", "a/b", "c", "d"])
    var sum = Inventory.Sum()
    #expect(sum == Inventory.Sum(files: 0, unstrippedBytes: nil, bytes: .zero, compressedBytes: .zero))
    sum.add(root.sum)
    #expect(
      sum
        == Inventory.Sum(
          files: 3, unstrippedBytes: ByteCount(12), bytes: ByteCount(40), compressedBytes: ByteCount(100)))
    #expect(root.sum == sum)
    let lines = root.listing(least: ByteCount(30))
    #expect(lines.map(\.path.description) == ["", "a", "a/b", "a/b/x", "c", "c/y", ""])
    #expect(lines.map(\.isFolder) == [true, true, true, false, true, false, true])
    #expect(
      lines.map(\.depth) == [0, 1, 2, 3, 1, 2, 1] && lines.map(\.summed) == [nil, nil, nil, nil, nil, nil, 2])
    #expect(
      lines.last?.sum
        == Inventory.Sum(files: 1, unstrippedBytes: nil, bytes: ByteCount(20), compressedBytes: ByteCount(30))
    )
  }
}
