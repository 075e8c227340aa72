import Testing

@testable import Pipeline

@Suite struct EntryPathTests {
  static let awkward: [[UInt8]] = [
    Array("plain/name.py".utf8), Array("ünïcödé/名前".utf8), Array("back\\slash".utf8), Array("\\x41".utf8),
    Array("new\nline\ttab\r".utf8), [0xFF, 0xFE], [0xC3], [0xE2, 0x82], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], Array("right-to-left \u{202E}gnp".utf8), Array("\u{85}\u{2028}\u{FEFF}".utf8),
    Array("e\u{301}".utf8), Array("\u{301}".utf8), [0x7F, 0x1B, 0x5B], Array(1...255),
  ]

  @Test(arguments: awkward)
  func `the text of a path reads back as the same bytes`(bytes: [UInt8]) {
    let path = EntryPath(bytes)
    #expect(EntryPath(description: path.description)?.bytes == bytes)
  }

  @Test(arguments: awkward)
  func `the text of a path moves no cursor`(bytes: [UInt8]) {
    let scalars = EntryPath(bytes).description.unicodeScalars
    #expect(
      scalars.allSatisfy { ![.control, .format, .lineSeparator].contains($0.properties.generalCategory) })
  }

  @Test func `no two paths share a text`() {
    #expect(Set(Self.awkward.map { EntryPath($0).description }).count == Self.awkward.count)
    #expect(EntryPath([0x0A]).description == "\\x0a")
    #expect(EntryPath(Array("\\x0a".utf8)).description == "\\\\x0a")
  }

  @Test(arguments: ["\\", "\\y", "\\x", "\\x4", "\\xg0", "\\x+f", "\\x-1", "\\x é"])
  func `a malformed escape is no path`(text: String) {
    #expect(EntryPath(description: text) == nil)
  }

  @Test func `paths are ordered by component, and components by byte`() {
    let sorted = [
      "A", "a", "a/\u{1}", "a/b", "a/b/c", "a/b-", "a\0", "a\u{1}", "a b", "a-b", "a.b", "aa", "b",
    ].map {
      EntryPath(Array($0.utf8))
    }
    #expect(sorted.shuffled().sorted() == sorted)
    for (left, right) in zip(sorted, sorted.dropFirst()) { #expect(left < right && !(right < left)) }
    #expect(EntryPath([0x7F]) < EntryPath([0x80]))
    #expect(EntryPath.root < EntryPath([0]))
  }

  @Test(
    arguments: [
      (Array("back\\slash".utf8), "back\\\\slash"), ([0x5C], "\\\\"), ([0x20, 0x7E], " ~"), ([], ""),
      ([0x0F, 0x10, 0x1F], "\\x0f\\x10\\x1f"), ([0x61, 0x7F], "a\\x7f"), ([0xFF, 0x62], "\\xffb"),
      ([0x61, 0xE2, 0x82, 0x62], "a\\xe2\\x82b"), ([0x61, 0xE2, 0x80, 0xAE, 0x62], "a\\xe2\\x80\\xaeb"),
      (Array("\u{9F}\u{A0}é".utf8), "\\xc2\\x9f\u{A0}é"),
      (Array("\u{2029}\u{FFFD}".utf8), "\\xe2\\x80\\xa9\u{FFFD}"),
      (Array("\u{7FF}\u{800}\u{FFFF}\u{10000}".utf8), "\u{7FF}\u{800}\u{FFFF}\u{10000}"),
    ] as [([UInt8], String)])
  func `text shows what a terminal can show, and escapes the rest`(bytes: [UInt8], text: String) {
    #expect(EntryPath(bytes).description == text)
  }

  @Test(arguments: [("a/b/c", "a/b"), ("a", ""), ("", ""), ("ab/c", "ab")])
  func `the parent is the path without the last component`(path: String, parent: String) {
    #expect(EntryPath(Array(path.utf8)).parent.bytes == Array(parent.utf8))
  }

  @Test func `a name is the last component`() {
    #expect(Array(EntryPath(Array("a/b/c".utf8)).name) == Array("c".utf8))
    #expect(Array(EntryPath(Array("a".utf8)).name) == Array("a".utf8))
    #expect(EntryPath.root.appending(Array("a".utf8)).appending([0xFF]).bytes == [0x61, 0x2F, 0xFF])
  }
}
