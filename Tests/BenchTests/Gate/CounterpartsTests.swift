import Testing

@testable import BenchCore
@testable import BenchGate
@testable import Pipeline

@Suite struct CounterpartsTests {
  private func entry(
    _ path: String, _ kind: FileKind = .elf, bytes: Int = 5000, _ digest: String? = "d",
    target: String? = nil,
    mode: UInt16 = 0o755
  ) -> ManifestEntry {
    ManifestEntry(
      path: EntryPath(Array(path.utf8)), kind: kind, bytes: ByteCount(bytes), compressedBytes: ByteCount(100),
      digest: digest, target: target, mode: FileMode(mode))
  }

  private func lost(_ base: [ManifestEntry], _ now: [ManifestEntry]) -> [String] {
    LostBinary.find(in: Counterparts(from: base, to: now), from: base, to: now).map(\.path.description)
  }

  private static let module = "lib/python3.12/lib-dynload/_ssl.cpython-312-x86_64-linux-gnu.so"

  @Test func `a binary without a counterpart is lost`() {
    #expect(
      lost([entry(Self.module), entry("bin/python3.12", "e")], [entry("bin/python3.12", "e")]) == [
        Self.module
      ])
  }

  private func entry(_ path: String, _ digest: String) -> ManifestEntry { entry(path, .elf, digest) }

  @Test(arguments: [
    // A new version of Python, of a library, another platform tag.
    (module, "lib/python3.13/lib-dynload/_ssl.cpython-313-x86_64-linux-gnu.so"),
    (module, "lib/python3.12/lib-dynload/_ssl.cpython-312-aarch64-linux-gnu.so"),
    (module, "lib/python3.12/lib-dynload/_ssl.abi3.so"),
    ("lib/libpython3.12.so.1.0", "lib/libpython3.13.so.1.0"), ("bin/python3.12", "bin/python3.13"),
    ("lib/libssl.so.1.1", "lib/libssl.so.3"),
    ("numpy.libs/libgfortran-040039e1.so.5.0.0", "numpy.libs/libgfortran-8a9b6c3d.so.5.0.0"),
    // Another folder.
    (module, "lib64/python3.12/lib-dynload/_ssl.cpython-312-x86_64-linux-gnu.so"),
  ])
  func `a binary of another version or in another folder is the same one`(_ old: String, _ new: String) {
    let rest = ["lib/python3.12/os.py", "lib/python3.12/re.py"].map { entry($0, .python, $0) }
    let now = ["lib/python3.13/os.py", "lib/python3.13/re.py"].map { entry($0, .python, $0) }
    #expect(lost(rest + [entry(old, "a")], (new.contains("3.13") ? now : rest) + [entry(new, "b")]) == [])
  }

  @Test(arguments: [
    ("x/_sha256.cpython-312-x86_64-linux-gnu.so", "x/_sha2.cpython-312-x86_64-linux-gnu.so"),
    ("bin/python3", "bin/pythonic"), ("lib/libfoo.so.1", "lib/libbar.so.1"),
  ])
  func `a binary of another name is another one`(_ old: String, _ new: String) {
    #expect(lost([entry(old, "a")], [entry(new, "b")]) == [old])
  }

  @Test func `a renamed binary that holds the same is not lost`() {
    #expect(lost([entry("bin/tool", "a")], [entry("bin/other", "a")]) == [])
  }

  @Test func `what took a binary's place must be a binary or lead to one`() {
    let base = [entry("bin/python3.12", "a"), entry("lib/x.so", "b")]
    func now(_ kind: FileKind, _ target: String? = nil) -> [ManifestEntry] {
      [entry("bin/python3.12", kind, bytes: 0, nil, target: target), entry("lib/x.so", "b")]
    }
    #expect(lost(base, now(.data)) == ["bin/python3.12"])
    #expect(lost(base, now(.symlink, "../lib/x.so")) == [])
    #expect(lost(base, now(.symlink, "../../lib/x.so")) == ["bin/python3.12"])
    #expect(lost(base, now(.symlink, "python3.12")) == ["bin/python3.12"])
    #expect(lost(base, now(.symlink, "/usr/bin/python3")) == ["bin/python3.12"])
    #expect(lost(base, now(.hardlink, "lib/x.so")) == [])
  }

  @Test func `a further name of a binary counts like its first`() {
    let base = [entry("bin/a", "a"), entry("bin/b", .hardlink, bytes: 0, nil, target: "bin/a")]
    #expect(lost(base, [entry("bin/a", "a")]) == ["bin/b"])
    #expect(lost(base, [entry("bin/b", "a")]) == ["bin/a"])
  }

  @Test func `object files, debug symbols and static libraries are no binaries of a release`() {
    #expect(
      lost([entry("config/python.o"), entry("lib/x.so.debug"), entry("lib/x.a", .staticLibrary)], []) == [])
  }

  @Test func `an archive with one more outer folder has the same paths`() {
    let base = ["bin/python3", "lib/os.so", "lib/x.so"].map { entry($0, $0) }
    let now = ["python/bin/python3", "python/lib/os.so", "python/lib/x.so"].map { entry($0, "new") }
    #expect(lost(base, now) == [])
    let changes = EntryChanges(from: base, to: now)
    #expect(changes.changes.allSatisfy { $0.kind == .changed && $0.formerly == nil })
    #expect(EntryChanges(from: now, to: base).changes.count == 3)
  }

  @Test func `a version in a path is mapped only as a whole word`() {
    let mapping = PathMapping(
      from: [entry("lib/python3.12", .folder, bytes: 0, nil)],
      to: [entry("lib/python3.13t", .folder, bytes: 0, nil)])
    func mapped(_ path: String) -> String { mapping(EntryPath(Array(path.utf8))).description }
    #expect(mapped("lib/python3.12/a.cpython-312.pyc") == "lib/python3.13t/a.cpython-313t.pyc")
    #expect(mapped("bin/2to3-3.12") == "bin/2to3-3.13t")
    #expect(mapped("lib/python312.zip") == "lib/python313t.zip")
    #expect(
      mapped("lib/x-13.12/3.120/1.3.12/cpython-3120/312") == "lib/x-13.12/3.120/1.3.12/cpython-3120/312")
  }

  @Test func `permissions are compared with those of counterparts, the gravest first`() {
    let base = [entry("lib/python3.12/a"), entry("lib/python3.12/b"), entry("lib/python3.12/c")]
    let now = [
      entry("lib/python3.13/a", mode: 0o4777), entry("lib/python3.13/b", mode: 0o700),
      entry("lib/python3.13/c", mode: 0o700),
    ]
    let found = ModeChange.find(in: Counterparts(from: base, to: now))
    #expect(found.map { "\($0.base) \($0.now) \($0.paths.count)" } == ["0755 4777 1", "0755 0700 2"])
    #expect(found.map(\.isGrave) == [true, false])
  }

  @Test func `of changes of permissions that are no worse the more frequent comes first`() {
    let base = [entry("a"), entry("b"), entry("c")]
    let now = [entry("a", mode: 0o700), entry("b", mode: 0o744), entry("c", mode: 0o744)]
    let found = ModeChange.find(in: Counterparts(from: base, to: now))
    #expect(found.map { "\($0.now) \($0.paths.count)" } == ["0744 2", "0700 1"])
  }

  @Test(arguments: [
    ("libpython3.12.so.1.0", "libpython"), ("python3.12", "python"), ("python3.13t", "python"),
    ("_ssl.cpython-312-x86_64-linux-gnu.so", "_ssl"), ("_ssl.abi3.so", "_ssl"),
    ("_cffi.pypy39-pp73.so", "_cffi"),
    ("_x1.2.cpython-312-x.so", "_x1.2"), ("libgfortran-040039e1.so.5.0.0", "libgfortran"),
    ("lib-a-040039e1.so", "lib-a"), ("libz-1.2.13.so", "libz"), ("lib-040039e1-b.so", "lib-040039e1-b"),
    ("tool-040039e", "tool-040039e"), ("tool-040039e1.2", "tool"), (".so", ".so"), (".abi3.so", ".abi3"),
    ("a", "a"), ("libssl.so.3", "libssl"),
  ])
  func `a binary's name is that without versions`(name: String, expected: String) {
    #expect(
      String(decoding: BinaryName(EntryPath(Array("lib/\(name)".utf8))).bytes, as: UTF8.self) == expected)
  }

  private func pairs(_ base: [ManifestEntry], _ now: [ManifestEntry]) -> [String] {
    Counterparts(from: base, to: now).pairs.map {
      "\($0.old.path) \($0.new.path)\($0.isMoved ? "" : " there")"
    }
  }

  @Test func `copies are paired by name, and else in their order`() {
    #expect(
      pairs([entry("p/m", .data), entry("p/n", .data)], [entry("c/n", .data), entry("d/m", .data)]) == [
        "p/m d/m", "p/n c/n",
      ])
    #expect(
      pairs([entry("a/1", .data), entry("b/2", .data)], [entry("c/3", .data), entry("d/4", .data)]) == [
        "a/1 c/3", "b/2 d/4",
      ])
    #expect(pairs([entry("a", .data)], [entry("a", .data, "e"), entry("b", .data)]) == ["a a there"])
  }

  @Test func `binaries are paired in their folder first, and other files only by their contents`() {
    #expect(
      pairs(
        [entry("a/_x.cpython-312.so", "1"), entry("b/_x.cpython-312.so", "2")],
        [entry("b/_x.abi3.so", "3"), entry("c/_x.abi3.so", "4")]) == [
          "a/_x.cpython-312.so c/_x.abi3.so", "b/_x.cpython-312.so b/_x.abi3.so",
        ])
    #expect(pairs([entry("a/x1.2", .data, "1")], [entry("a/x1.3", .data, "2")]) == [])
    #expect(pairs([entry("a/x1.2", .data, "1")], [entry("b/y", .data, "1")]) == ["a/x1.2 b/y"])
  }

  @Test func `empty files, and files of another kind, are no copies`() {
    let empty = Counterparts(
      from: [entry("a", .data, bytes: 0)], to: [entry("b", .data, bytes: 0)])
    #expect(empty.pairs.isEmpty && empty.vanished.count == 1 && empty.appeared.count == 1)
    #expect(pairs([entry("a", .data, bytes: 1)], [entry("b", .data, bytes: 1)]) == ["a b"])
    #expect(pairs([entry("a", .data)], [entry("b", .python)]) == [])
    #expect(pairs([entry("a", .data, nil as String?)], [entry("b", .data, nil as String?)]) == [])
  }

  @Test(arguments: [(39, true), (40, false)])
  func `as many links as Linux follows lead to a binary`(count: Int, leads: Bool) {
    let links = (0..<count).map { number in
      entry(
        number == 0 ? "tool" : "l\(number)", .symlink, bytes: 0, nil,
        target: number == count - 1 ? "end" : "l\(number + 1)")
    }
    #expect(lost([entry("tool", "a")], links + [entry("end", "b")]) == (leads ? [] : ["tool"]))
  }

  @Test func `a link is followed within the archive, from the folder that it is in`() {
    func isLost(_ target: String?, at path: String, _ others: ManifestEntry...) -> Bool {
      !lost([entry(path, "a")], [entry(path, .symlink, bytes: 0, nil, target: target)] + others).isEmpty
    }
    let library = entry("x.so", "b")
    #expect(!isLost("x.so", at: "tool", library) && isLost("/x.so", at: "tool", library))
    #expect(!isLost("./x.so", at: "tool", library) && !isLost("../../x.so", at: "a/b/tool", library))
    #expect(isLost("../x.so", at: "tool", library) && isLost(nil, at: "tool", library))
    #expect(!isLost("../x.so", at: "a/b/tool", entry("a/x.so", "b")))
    #expect(isLost("../x.so", at: "a/b/tool", entry("b/x.so", "b")))
    // A file of machine code, whatever it is called, takes a binary's place; a link to nothing does not.
    #expect(!isLost("x.o", at: "tool", entry("x.o", "b")))
    #expect(isLost("x", at: "tool", entry("x", .data, "b")))
    #expect(isLost("x", at: "tool", entry("x", .hardlink, bytes: 0, nil, target: "none")))
    #expect(isLost("x", at: "tool", entry("x", .hardlink, bytes: 0, nil)))
  }

  @Test func `a link to no binary is none, and lost ones come in the order of their paths`() {
    let base = [
      entry("z", "a"), entry("b", .hardlink, bytes: 0, nil, target: "none"),
      entry("c", .hardlink, bytes: 0, nil, target: "z"), entry("a", "k"),
    ]
    #expect(lost(base, []) == ["a", "c", "z"])
    let found = LostBinary.find(
      in: Counterparts(from: base, to: [entry("a", .data, "k2")]), from: base, to: [entry("a", .data, "k2")])
    #expect(found.map(\.replacement) == [.data, nil, nil])
  }

  @Test func `what has no permissions of its own, or those of another kind, is not compared`() {
    func changes(_ old: ManifestEntry, _ new: ManifestEntry) -> [ModeChange] {
      ModeChange.find(in: Counterparts(from: [old], to: [new]))
    }
    #expect(
      changes(entry("a"), entry("a", mode: 0o700)) == [
        ModeChange(base: FileMode(0o755), now: FileMode(0o700), paths: [EntryPath([0x61])])
      ])
    #expect(changes(entry("a"), entry("a")).isEmpty)
    for kind in [FileKind.symlink, .hardlink] {
      #expect(changes(entry("a", kind), entry("a", kind, mode: 0o700)).isEmpty)
    }
    #expect(changes(entry("a", .data), entry("a", .elf, mode: 0o700)).isEmpty)
    var unknown = entry("a", mode: 0o700)
    unknown.mode = nil
    #expect(changes(entry("a"), unknown).isEmpty && changes(unknown, entry("a")).isEmpty)
  }

  @Test func `changes of permissions that are as frequent come in the order of the permissions`() {
    let base = [
      entry("a", mode: 0o755), entry("b", mode: 0o755), entry("c", mode: 0o644), entry("e"), entry("d"),
    ]
    let now = [
      entry("a", mode: 0o711), entry("b", mode: 0o700), entry("c", mode: 0o600), entry("e", mode: 0o744),
      entry("d", mode: 0o744),
    ]
    let found = ModeChange.find(in: Counterparts(from: base, to: now))
    #expect(found.map { "\($0.base) \($0.now)" } == ["0755 0744", "0644 0600", "0755 0700", "0755 0711"])
    #expect(found.first?.paths.map(\.description) == ["d", "e"])
  }

  @Test(arguments: [
    (0o755, 0o4755, true), (0o755, 0o2755, true), (0o644, 0o646, true), (0o4755, 0o755, false),
    (0o646, 0o644, false), (0o4755, 0o4711, false), (0o600, 0o755, false), (0o755, 0o1755, false),
  ])
  func `rights of the owner, of the group and of all others make a change grave`(
    base: UInt16, now: UInt16, isGrave: Bool
  ) {
    #expect(ModeChange(base: FileMode(base), now: FileMode(now), paths: []).isGrave == isGrave)
  }
}
