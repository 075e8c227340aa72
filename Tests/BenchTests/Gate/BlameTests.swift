import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline

@Suite struct BlameTests {
  private func file(_ path: String, _ bytes: Int, cost: Int, _ digest: String) -> ManifestEntry {
    ManifestEntry(
      path: EntryPath(Array(path.utf8)), kind: .data, bytes: ByteCount(bytes),
      compressedBytes: ByteCount(cost),
      digest: digest)
  }

  /// Entries that hold the same, with shares that move by up to a fifth.
  private var same: (base: [ManifestEntry], now: [ManifestEntry]) {
    let base = (0..<100).map { file("same\(100 + $0)", 9000, cost: 3000, "same\($0)") }
    let now = (0..<100).map { file("same\(100 + $0)", 9000, cost: 3000 + ($0 % 7 - 3) * 200, "same\($0)") }
    return (base, now)
  }

  private func changes(_ base: [ManifestEntry], _ now: [ManifestEntry]) -> EntryChanges {
    let (before, after) = same
    let found = EntryChanges(from: before + base, to: after + now, resolution: ByteCount(128 << 10))
    let growth =
      (after + now).reduce(0) { $0 + $1.compressedBytes.bytes }
      - (before + base).reduce(0) { $0 + $1.compressedBytes.bytes }
    #expect(found.changes.reduce(found.shifted.bytes) { $0 + $1.blame.bytes } == growth)
    return found
  }

  @Test func `an entry that grew a little is not blamed for its neighbours`() {
    let found = changes(
      [file("enum.py", 40_000, cost: 20_000, "a"), file("real.py", 40_000, cost: 12_000, "b")],
      [file("enum.py", 40_202, cost: 18_000, "c"), file("real.py", 56_000, cost: 14_500, "d")])
    #expect(found.changes.map(\.path.description) == ["real.py", "enum.py"])
    #expect(found.changes.map(\.blame.bytes) == [2500, 101])
    #expect(found.changes.map(\.kind) == [.grew, .grew])
  }

  @Test func `an entry is blamed for at most as many bytes as it grew`() {
    let found = changes([file("a.py", 9000, cost: 3000, "a")], [file("a.py", 9100, cost: 3400, "b")])
    #expect(found.changes.map(\.blame.bytes) == [100])
  }

  @Test func `other contents of the same size are blamed for what exceeds the shifts of the others`() {
    let found = changes(
      [file("text", 50_000, cost: 15_000, "a"), file("b", 50_000, cost: 15_000, "b")],
      [file("text", 50_000, cost: 50_000, "c"), file("b", 50_000, cost: 15_900, "d")])
    #expect(found.changes.map(\.path.description) == ["text", "b"])
    #expect(found.changes.map(\.blame.bytes) == [35_000, 0])
  }

  @Test(arguments: [(43_488, 43_488), (30_000, 0)])
  func `a long binary of the same size is blamed for more than its first and last block explain`(
    growth: Int, blame: Int
  ) {
    // Many small changes move the shares of all short entries by up to their double.
    let (before, after) = (
      (0..<100).map { file("same\(100 + $0)", 9000, cost: 3000, "same\($0)") },
      (0..<100).map { file("same\(100 + $0)", 9000, cost: $0 % 2 == 0 ? 6000 : 1500, "same\($0)") }
    )
    let revised = (0..<30).map {
      (file("m\($0).py", 9000, cost: 3000, "a\($0)"), file("m\($0).py", 9200, cost: 3600, "b\($0)"))
    }
    let found = EntryChanges(
      from: before + revised.map(\.0) + [file("_x.so", 351_768, cost: 107_283, "a")],
      to: after + revised.map(\.1) + [file("_x.so", 351_768, cost: 107_283 + growth, "b")],
      resolution: ByteCount(128 << 10))
    let binary = found.changes.firstIndex { $0.path.description == "_x.so" }
    #expect(binary == (blame == 0 ? 30 : 0))
    #expect(found.changes.first { $0.path.description == "_x.so" }?.blame.bytes == blame)
    let shown = found.changes.reduce(found.shifted.bytes) { $0 + $1.blame.bytes }
    #expect(shown == 50 * 3000 - 50 * 1500 + 30 * 600 + growth)
  }

  @Test func `a copy that moves before its original is not blamed for it`() {
    let found = changes(
      [file("lib/original", 90_000, cost: 40_000, "x")],
      [file("bin/copy", 90_000, cost: 40_050, "x"), file("lib/original", 90_000, cost: 30, "x")])
    #expect(found.changes.map(\.path.description) == ["bin"])
    #expect(found.changes.map(\.blame.bytes) == [80])
    let back = changes(
      [file("bin/copy", 90_000, cost: 40_050, "x"), file("lib/original", 90_000, cost: 30, "x")],
      [file("lib/original", 90_000, cost: 40_000, "x")])
    #expect(back.changes.map(\.blame.bytes) == [-80])
  }

  @Test func `changes that explain next to nothing share a line`() {
    let base = (0..<30).map { file("small\(100 + $0)", 9000, cost: 3000, "s\($0)") }
    let now = (0..<30).map { file("small\(100 + $0)", 9010, cost: 3010, "t\($0)") }
    let found = changes(
      base + [file("big", 9000, cost: 3000, "a")], now + [file("big", 90_000, cost: 40_000, "b")])
    let top = found.top(20)
    #expect(top.shown.map(\.path.description) == ["big"])
    #expect(top.rest?.entries == 30)
    #expect(top.rest?.blame == ByteCount(300))
  }

  @Test func `what only moved is counted with the unchanged`() {
    let found = changes([file("old/a", 9000, cost: 3000, "a")], [file("new/a", 9000, cost: 3001, "a")])
    #expect(found.changes.isEmpty)
    #expect(found.moved.map { "\($0.from) \($0.to)" } == ["old/a new/a"])
    #expect(found.sameEntries == 101)
  }

  @Test(arguments: [(100, 5, 0), (100, 4, 300), (200, 10, 0), (200, 9, 300)])
  func `shares may move as far as one in twenty of unchanged entries`(count: Int, moved: Int, blame: Int) {
    let base = (0..<count).map { file("same\(100 + $0)", 9000, cost: 3000, "same\($0)") }
    let now = (0..<count).map { number in
      file("same\(100 + number)", 9000, cost: number < moved ? 3600 : 3000, "same\(number)")
    }
    let found = EntryChanges(
      from: base + [file("text", 9000, cost: 3000, "a")], to: now + [file("text", 9000, cost: 3300, "b")],
      resolution: ByteCount(128 << 10))
    #expect(found.changes.reduce(0) { $0 + $1.blame.bytes } == blame)
  }
}
