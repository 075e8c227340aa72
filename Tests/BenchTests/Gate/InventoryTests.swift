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
}
