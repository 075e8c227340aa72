import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline

@Suite struct EntryChangesTests {
  private func file(_ path: String, _ bytes: Int, cost: Int, _ digest: String = "d") -> ManifestEntry {
    ManifestEntry(
      path: EntryPath(Array(path.utf8)), kind: .data, unstrippedBytes: nil, bytes: ByteCount(bytes),
      compressedBytes: ByteCount(cost), digest: digest, target: nil)
  }

  private func folder(_ path: String) -> ManifestEntry {
    ManifestEntry(
      path: EntryPath(Array(path.utf8)), kind: .folder, unstrippedBytes: nil, bytes: .zero,
      compressedBytes: ByteCount(1), digest: nil, target: nil)
  }

  @Test func `entries that hold the same are never blamed`() {
    let changes = EntryChanges(
      from: [file("a", 10, cost: 100), file("b", 10, cost: 5)],
      to: [file("a", 10, cost: 900), file("b", 11, cost: 6, "e")])
    #expect(changes.changes.map(\.path.description) == ["b"])
    #expect(changes.changes.first?.kind == .grew)
    #expect(changes.sameEntries == 1)
    #expect(changes.sameCost.growth == ByteCount(800))
  }

  @Test func `the change with the largest blame comes first, growth or not`() {
    let changes = EntryChanges(
      from: [file("gone", 900, cost: 90), file("less", 100, cost: 50), file("more", 100, cost: 20)],
      to: [file("less", 50, cost: 10, "x"), file("more", 110, cost: 25, "y"), file("new", 10, cost: 70)])
    #expect(changes.changes.map(\.path.description) == ["gone", "new", "less", "more"])
    #expect(changes.changes.map(\.kind) == [.vanished, .appeared, .shrank, .grew])
  }

  @Test func `a folder that comes or goes is one change`() {
    let changes = EntryChanges(
      from: [
        folder("lib"), file("lib/a", 1, cost: 1), file("old/deep/x", 5, cost: 5), file("old/y", 5, cost: 6),
      ],
      to: [
        folder("lib"), file("lib/a", 1, cost: 1), folder("lib/test"), file("lib/test/t1", 10, cost: 10),
        file("lib/test/t2", 10, cost: 20),
      ])
    #expect(changes.changes.map(\.path.description) == ["lib/test", "old"])
    #expect(changes.changes.map(\.entries) == [3, 2])
    #expect(changes.changes.map(\.compressedBytes.growth.bytes) == [31, -11])
  }

  @Test func `all changes and shifts add up to the growth`() {
    let base = (0..<50).map { file("f\(100 + $0)", $0, cost: $0 * 3) }
    let now = (10..<80).map { file("f\(100 + $0)", $0, cost: $0 * 4, $0 % 3 == 0 ? "other" : "d") }
    let changes = EntryChanges(from: base, to: now)
    let (shown, rest) = changes.top(20)
    #expect(shown.count == 20)
    let sum =
      shown.reduce(0) { $0 + $1.compressedBytes.growth.bytes } + (rest?.compressedBytes.growth.bytes ?? 0)
      + changes.sameCost.growth.bytes
    #expect(
      sum == now.reduce(0) { $0 + $1.compressedBytes.bytes }
        - base.reduce(0) { $0 + $1.compressedBytes.bytes })
  }

  @Test(arguments: [
    (10, 11, 9, 8, EntryChange.Kind.grew), (11, 10, 8, 9, .shrank), (10, 10, 8, 9, .grew),
    (10, 10, 9, 8, .shrank), (10, 10, 9, 9, .changed),
  ])
  func `what became of an entry goes by its size, and by its cost only where that stayed`(
    bytes: Int, bytesNow: Int, cost: Int, costNow: Int, kind: EntryChange.Kind
  ) {
    let changes = EntryChanges(
      from: [file("a", bytes, cost: cost)], to: [file("a", bytesNow, cost: costNow, "e")])
    #expect(changes.changes.map(\.kind) == [kind])
  }

  @Test func `a link that leads elsewhere changed`() {
    var before = file("link", 0, cost: 4)
    var after = before
    before.target = "a"
    after.target = "b"
    #expect(EntryChanges(from: [before], to: [after]).changes.map(\.kind) == [.changed])
  }

  @Test func `of changes that cost the same the larger comes first, then the path`() {
    let changes = EntryChanges(
      from: [file("gone", 25, cost: 10)],
      to: [file("b", 20, cost: 10), file("a", 20, cost: 10), file("c", 30, cost: 10), file("d", 9, cost: 11)])
    #expect(changes.changes.map(\.path.description) == ["d", "c", "gone", "a", "b"])
  }
}
