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
}
