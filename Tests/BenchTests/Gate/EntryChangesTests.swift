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

  @Test func `what happened to a folder is told as a whole`() {
    let changes = EntryChanges(
      from: [
        folder("lib"), file("lib/python3.12/os.py", 1, cost: 1, "o"), file("lib/python3.12/t/x", 5, cost: 50),
        file("lib/python3.12/t/y/z", 7, cost: 7),
      ],
      to: [
        folder("lib"), file("lib/n/a", 10, cost: 20), file("lib/n/b", 11, cost: 3),
        file("lib/python3.13/os.py", 3, cost: 9, "p"),
      ])
    let expected = [
      EntryChange(
        path: EntryPath(Array("lib/python3.12/t".utf8)), kind: .vanished, entries: 2,
        bytes: .init(base: ByteCount(12)), compressedBytes: .init(base: ByteCount(57)), blame: ByteCount(-57)),
      EntryChange(
        path: EntryPath(Array("lib/n".utf8)), kind: .appeared, entries: 2, bytes: .init(now: ByteCount(21)),
        compressedBytes: .init(now: ByteCount(23)), blame: ByteCount(23)),
      EntryChange(
        path: EntryPath(Array("lib/python3.13/os.py".utf8)), kind: .grew, entries: 1,
        bytes: .init(base: ByteCount(1), now: ByteCount(3)),
        compressedBytes: .init(base: ByteCount(1), now: ByteCount(9)), blame: ByteCount(8)),
    ]
    #expect(changes.changes == expected)
    #expect(changes.sameEntries == 1 && changes.sameCost == .init(base: ByteCount(1), now: ByteCount(1)))
    #expect(changes.shifted == .zero && changes.moved.isEmpty)
  }

  @Test func `a folder that becomes a file is two changes`() {
    let changes = EntryChanges(from: [file("a/x", 5, cost: 5)], to: [file("a", 9, cost: 9, "e")])
    #expect(changes.changes.map { "\($0.path) \($0.kind.rawValue)" } == ["a appeared", "a vanished"])
  }

  @Test func `entries that moved are ordered by where they are now`() {
    let changes = EntryChanges(
      from: [file("a/x", 5, cost: 5, "1"), file("a/y", 5, cost: 5, "2"), file("a/z", 5, cost: 5, "3")],
      to: [file("b/z", 5, cost: 5, "3"), file("c/x", 5, cost: 5, "1"), file("b/y", 5, cost: 5, "2")])
    #expect(changes.moved.map { "\($0.from) \($0.to)" } == ["a/y b/y", "a/z b/z", "a/x c/x"])
    #expect(changes.sameEntries == 3 && changes.changes.isEmpty)
  }

  @Test func `a binary that moved and changed tells its former path`() {
    var (old, new) = (file("a/libx.so.1", 5, cost: 5), file("b/libx.so.2", 9, cost: 9, "e"))
    (old.kind, new.kind) = (.elf, .elf)
    let changes = EntryChanges(from: [old], to: [new]).changes
    #expect(changes.map(\.formerly?.description) == ["a/libx.so.1"] && changes.map(\.kind) == [.grew])
  }

  @Test func `an entry changed if any of its facts did`() {
    func changed(_ edit: (inout ManifestEntry) -> Void) -> Bool {
      var before = file("lib/python3.12/a", 10, cost: 5)
      before.target = "python3.12"
      var after = before
      after.path = EntryPath(Array("lib/python3.13/a".utf8))
      edit(&after)
      let other = file("lib/python3.12/b", 1, cost: 1, "o")
      var second = other
      second.path = EntryPath(Array("lib/python3.13/b".utf8))
      return EntryChanges(from: [before, other], to: [after, second]).sameEntries == 1
    }
    #expect(!changed { _ in })
    #expect(
      changed { $0.kind = .python } && changed { $0.bytes = ByteCount(11) } && changed { $0.digest = "e" })
    #expect(!changed { $0.target = "python3.13" })
    #expect(changed { $0.target = "python3.14" } && changed { $0.target = nil })
  }

  @Test func `changes of a hundredth of the largest are shown, and smaller ones summed up`() {
    let sizes = [9900, 99, 98, 1]
    let changes = EntryChanges(
      from: [file("gone", 5, cost: 50)],
      to: sizes.enumerated().map { file("\($0.offset)", $0.element + 7, cost: $0.element) })
    let (shown, rest) = changes.top()
    #expect(shown.map(\.blame.bytes) == [9900, 99])
    #expect(
      rest
        == EntryChange(
          path: EntryPath(Array("2".utf8)), kind: .appeared, entries: 3,
          bytes: .init(base: ByteCount(5), now: ByteCount(105 + 8)),
          compressedBytes: .init(base: ByteCount(50), now: ByteCount(99)), blame: ByteCount(98 - 50 + 1)))
    let (first, others) = changes.top(1)
    #expect(first.map(\.blame.bytes) == [9900] && others?.entries == 4)
    #expect(EntryChanges(from: [], to: []).top().shown.isEmpty)
  }

  @Test func `twenty changes are shown`() {
    func changes(_ count: Int) -> EntryChanges {
      EntryChanges(from: [], to: (0..<count).map { file("\(100 + $0)", 9, cost: 10) })
    }
    #expect(changes(20).top().shown.count == 20 && changes(20).top().rest == nil)
    #expect(changes(21).top().shown.count == 20 && changes(21).top().rest?.entries == 1)
  }
}
