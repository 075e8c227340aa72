import Testing
import TestSupport

@testable import Pipeline

@Suite struct GlobTests {
  /// Folders of the sample tree end in a slash.
  private static let sample = [
    "a/", "a/b/", "a/b/c/", "a/b/c/foo.o", "a/]q", "a/bar", "a/foo.o", "a/x[1]", "a/zz", "b1", "B2", "3", "[",
    #"back\slash"#, "dir/", "dir/sub/", "dir/sub/y", "dir/z", "foo/", "foo/bar/", "foo/bar/x", "foo.o",
    "star*x",
    "zz",
  ]

  /// Patterns and the topmost entries that `rsync --exclude` (3.2.7) left out of that tree.
  private static let table: [(pattern: String, excluded: String)] = [
    (#"**/foo.o"#, #"a/b/c/foo.o a/foo.o foo.o"#),
    (#"back\slash"#, #"back\slash"#),
    (#"back\\slash"#, #""#),
    (#"back\\sl*h"#, #"back\slash"#),
    (#"star\*x"#, #"star*x"#),
    (#"star\**"#, #"star*x"#),
    (#"[[:digit:]]"#, #"3"#),
    (#"[[:upper:]]*"#, #"B2"#),
    (#"***"#, #"3 B2 [ a b1 back\slash dir foo foo.o star*x zz"#),
    (#"a/**"#, #"a/]q a/b a/bar a/foo.o a/x[1] a/zz"#),
    (#"/a/***"#, #"a"#),
    (#"a**o"#, #"a/b/c/foo.o a/foo.o"#),
    (#"*/foo.o"#, #"a/b/c/foo.o a/foo.o"#),
    (#"foo.o"#, #"a/b/c/foo.o a/foo.o foo.o"#),
    (#"/foo.o"#, #"foo.o"#),
    (#"a/"#, #"a"#),
    (#"zz/"#, #""#),
    (#"b/c/"#, #"a/b/c"#),
    (#"dir/***"#, #"dir"#),
    (#"**bar"#, #"a/bar foo/bar"#),
    (#"*bar**"#, #"a/bar foo/bar"#),
    (#"/**/zz"#, #"a/zz"#),
    (#"**/zz/"#, #""#),
    (#"[!a-z]*"#, #"3 B2 [ a/]q"#),
    (#"[]]q"#, #"a/]q"#),
    (#"[^]]*"#, #"3 B2 [ a b1 back\slash dir foo foo.o star*x zz"#),
    (#"a/x[[]1]"#, #"a/x[1]"#),
    (#"a/x\[1\]"#, #"a/x[1]"#),
    (#"a/x[1]"#, #""#),
    (#"foo//bar"#, #""#),
    (#"foo/bar/"#, #"foo/bar"#),
    (#"/*"#, #"3 B2 [ a b1 back\slash dir foo foo.o star*x zz"#),
    (#"/*/"#, #"a dir foo"#),
    (#"sub/***"#, #"dir/sub"#),
    (#"**/sub/***"#, #"dir/sub"#),
    (#"?"#, #"3 [ a dir/sub/y dir/z foo/bar/x"#),
    (#"[a-]1"#, #""#),
    (#"bar/x"#, #"foo/bar/x"#),
    (#"ar/x"#, #""#),
    (#"*/"#, #"a dir foo"#),
    (#"[[:upper:][:digit:]]*"#, #"3 B2"#),
    (#"[^[:lower:]]?"#, #"B2 a/]q"#),
    (#"dir/*"#, #"dir/sub dir/z"#),
    (#"/dir/**"#, #"dir/sub dir/z"#),
    (#"a/*/c"#, #"a/b/c"#),
    (#"a/b/*"#, #"a/b/c"#),
    (#"*.o"#, #"a/b/c/foo.o a/foo.o foo.o"#),
    (#"*"#, #"3 B2 [ a b1 back\slash dir foo foo.o star*x zz"#),
    (#"**"#, #"3 B2 [ a b1 back\slash dir foo foo.o star*x zz"#),
    (#"a*"#, #"a"#),
    (#"/a*"#, #"a"#),
    (#"**/b/**"#, #"a/b/c"#),
    (#"/b/c"#, #""#),
    (#"a/b/c"#, #"a/b/c"#),
    (#"f?o"#, #"foo"#),
    (#"fo[a-p]"#, #"foo"#),
    (#"[--0]"#, #""#),
    (#"f\oo"#, #""#),
    (#"f\o*"#, #"a/b/c/foo.o a/foo.o foo foo.o"#),
  ]

  @Test(arguments: table)
  func `a pattern leaves out what it leaves out in rsync`(pattern: String, excluded: String) throws {
    let glob = try Glob(pattern)
    var matched: [String] = []
    for entry in Self.sample {
      let name = entry.hasSuffix("/") ? String(entry.dropLast()) : entry
      guard !matched.contains(where: { name.hasPrefix($0 + "/") }) else { continue }
      if glob.matches(EntryPath(Array(name.utf8)), isFolder: entry.hasSuffix("/")) { matched.append(name) }
    }
    #expect(matched.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: " ") == excluded)
  }

  @Test(.enabled(if: Shell.has("rsync"), "no rsync to compare with"), .timeLimit(.minutes(30)))
  func `the table agrees with the rsync that is installed`() throws {
    let folder = try TestFolder()
    for entry in Self.sample {
      if entry.hasSuffix("/") { try folder.folder("tree/" + entry) } else { try folder.file("tree/" + entry) }
    }
    for (pattern, excluded) in Self.table {
      let done = try Shell.run(
        "rsync -an --out-format=%n --exclude=\"$PATTERN\" tree/ none/", in: folder.path,
        environment: ["PATTERN": pattern])
      #expect(done.status == 0, "\(done.errors)")
      let kept = Set(done.output.split(separator: "\n").map(String.init))
      let left = Self.sample.filter { !kept.contains($0) }
      let top = left.filter { entry in
        !left.contains { $0.hasSuffix("/") && entry != $0 && entry.hasPrefix($0) }
      }
      let names = top.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
      #expect(
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: " ") == excluded,
        "\(pattern)")
    }
  }

  @Test func `a wildcard takes bytes that are no text`() throws {
    let path = EntryPath(Array("lib/".utf8) + [0xFF, 0xFE, 0x0A])
    #expect(try Glob("/lib/???").matches(path, isFolder: false))
    #expect(try Glob("*").matches(path, isFolder: false))
    #expect(try Glob("[!a-z]**").matches(EntryPath([0xFF]), isFolder: false))
    #expect(try !Glob("????").matches(path, isFolder: false))
  }

  @Test(arguments: [
    ("", "it is empty"), ("/", "it is empty"), ("///", "it is empty"),
    ("[abc", "'[' has no ']'; write '\\[' for the character itself"),
    ("*[", "'[' has no ']'; write '\\[' for the character itself"),
    ("[]", "'[' has no ']'; write '\\[' for the character itself"),
    ("[a\\", "'[' has no ']'; write '\\[' for the character itself"),
    ("*\\", "a backslash at the end escapes nothing"), ("[z-a]", "a range in '[…]' runs backwards"),
    ("[[:alpah:]]", "'[:' begins no class such as [:alpha:]; write '[\\[:'"),
    ("[[:alpha]]", "'[:' begins no class such as [:alpha:]; write '[\\[:'"),
  ])
  func `an invalid pattern is an error with the reason`(pattern: String, problem: String) {
    #expect(throws: GlobError(pattern: pattern, problem: problem)) { try Glob(pattern) }
  }

  /// Bytes other than the slash that a pattern takes as a whole name.
  private func taken(_ pattern: String) throws -> [UInt8] {
    let glob = try Glob(pattern)
    return (0...255).filter { $0 != UInt8(ascii: "/") && glob.matches(EntryPath([$0]), isFolder: false) }
  }

  private static let upper: [Int] = Array(0x41...0x5A)
  private static let lower: [Int] = Array(0x61...0x7A)
  private static let digits: [Int] = Array(0x30...0x39)
  private static let alnum: [Int] = digits + upper + lower
  private static let hex: [Int] = digits + Array(0x41...0x46) + Array(0x61...0x66)
  private static let graph: [Int] = Array(0x21...0x7E).filter { $0 != 0x2F }
  private static let control: [Int] = Array(0...0x1F) + [0x7F]
  private static let punct: [Int] = graph.filter { !alnum.contains($0) }

  private static let classes: [(name: String, bytes: [Int])] = [
    ("alnum", alnum), ("alpha", upper + lower), ("blank", [0x09, 0x20]), ("cntrl", control),
    ("digit", digits),
    ("graph", graph), ("lower", lower), ("print", [0x20] + graph), ("punct", punct),
    ("space", [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20]), ("upper", upper), ("xdigit", hex),
  ]

  @Test(arguments: classes)
  func `a named class holds the bytes of C's locale`(name: String, bytes: [Int]) throws {
    #expect(try taken("[[:\(name):]]").map { Int($0) } == bytes)
    let others = (0...255).filter { $0 != 0x2F && !bytes.contains($0) }
    #expect(try taken("[^[:\(name):]]").map { Int($0) } == others)
  }

  @Test(arguments: [
    ("[a-c-e]", "-abce"), ("[a-]", "-a"), ("[-a]", "-a"), ("[a-a]", "a"), ("[]a]", "]a"), (#"[\]x]"#, "]x"),
    (#"[\-x]"#, "-x"), ("[a:b]", ":ab"), ("[a[:digit:]b]", "0123456789ab"), ("[[x]", "[x"), ("[a/b]", "ab"),
  ])
  func `a class holds its members and ranges`(pattern: String, bytes: String) throws {
    #expect(try taken(pattern) == bytes.utf8.sorted())
  }

  @Test(arguments: [
    ("dir/", "dir", true, true), ("dir/", "dir", false, false), ("dir/", "dir/a", false, true),
    ("dir/", "x/dir/sub/a", false, true), ("dir/", "x/a", false, false), ("/dir", "x/dir/a", false, false),
    ("*.so", "dir.so/a", false, true), ("dir/***", "dir/a/b", false, true), ("dir/***", "dir", false, false),
    ("a", "a", false, true), ("a", "b", true, false),
  ])
  func `a pattern covers what it matches and all below it`(
    pattern: String, path: String, isFolder: Bool, covered: Bool
  ) throws {
    #expect(try Glob(pattern).covers(EntryPath(Array(path.utf8)), isFolder: isFolder) == covered)
  }

  @Test func `many stars on a long name end soon`() throws {
    let glob = try Glob("*a*a*a*a*a*a*b")
    #expect(!glob.matches(EntryPath([UInt8](repeating: UInt8(ascii: "a"), count: 255)), isFolder: false))
  }
}
