import Foundation
import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

/// What stripping would break.
@Suite(.enabled(if: Shell.has("gcc"), "no gcc to make binaries")) struct StripPlanTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try folder.folder("tree")
    try folder.file(
      "f.c",
      text: """
        int counter;
        static int twice(int x) { return 2 * x; }
        int f(int x) { counter++; return twice(x) + 1; }
        """)
    try folder.file("main.c", text: "int f(int); int main(void) { return f(3) - 7; }\n")
  }

  private func make(_ commands: String) throws {
    let done = try Shell.run("set -e; \(commands)", in: folder.path)
    #expect(done.status == 0, "\(done.errors)")
  }

  private func strip(_ mode: StripMode = .all, tool: String? = nil) async throws -> StrippedTree {
    try await Stripper(mode: mode, tool: try await StripTool(named: tool)).strip(
      try Tree(at: folder.at("tree")))
  }

  /// Packs the tree and unpacks it into a folder `out`.
  private func unpack(_ stripped: StrippedTree) throws {
    let tar = try stripped.pack(mtimes: MtimePolicy(epoch: MtimePolicy.fixedDate, keepsEarlier: false))
    try tar.bytes.withBytes { bytes in
      try bytes.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: folder.at("all.tar"))) }
    }
    try make("mkdir out && tar -C out -xpf all.tar")
  }

  @Test(arguments: [StripMode.all, .debug])
  func `fat objects for link-time optimization still link`(_ mode: StripMode) async throws {
    try make(
      "gcc -g -O2 -flto -ffat-lto-objects -c f.c -o tree/f.o && ar rcs tree/libf.a tree/f.o && gcc -g -c f.c -o g.o"
        + " && ar rcs tree/libboth.a tree/f.o g.o")
    let stripped = try await strip(mode)
    #expect(stripped.kept.isEmpty)
    #expect(stripped.strippedFiles == 3)
    try unpack(stripped)
    for library in ["f.o", "libf.a", "libboth.a"] {
      try make("gcc main.c out/\(library) -o a.out && ./a.out")
      try make("gcc -flto -O2 main.c out/\(library) -o a.out && ./a.out")
    }
    let sections = try Shell.run("readelf -SW out/f.o out/libf.a", in: folder.path).output
    #expect(!sections.contains("lto") && !sections.contains(".debug_info"))
  }

  @Test func `slim objects, which hold nothing else, are kept`() async throws {
    try make("gcc -g -O2 -flto -fno-fat-lto-objects -c f.c -o tree/f.o && gcc-ar rcs tree/libf.a tree/f.o")
    let stripped = try await strip()
    #expect(
      stripped.kept.map(\.description) == [
        "f.o: it holds only code for link-time optimization, and stripping would break it",
        "libf.a: its member f.o holds only code for link-time optimization, and stripping would break it",
      ])
    try unpack(stripped)
    try make("diff -r tree out && gcc -flto -O2 main.c out/libf.a -o a.out && ./a.out")
  }

  @Test func `bytes behind an image are not cut off`() async throws {
    try make(
      """
      gcc -g main.c f.c -o prog && gcc -g -c f.c -o f.o
      (cat prog; head -c 100000 /dev/zero) > tree/zeros
      (cat prog; printf 'PK') > tree/zip
      (cat f.o; printf 'signature~Module signature appended~\\n') > tree/module.ko
      chmod 4755 tree/zip
      """)
    let stripped = try await strip()
    let lost = "after its ELF image (such as the payload of a self-extracting program) would be lost"
    #expect(
      stripped.kept.map(\.description) == [
        "module.ko: it is a signed kernel module, and stripping would remove its signature",
        "zeros: 100000 bytes \(lost)", "zip: 2 bytes \(lost)",
      ])
    try unpack(stripped)
    try make("diff -r tree out && test \"$(stat -c %a out/zip)\" = 4755")
  }

  @Test func `zeros that fill up a page are no payload`() async throws {
    try make("gcc -g main.c f.c -o prog && (cat prog; head -c 100 /dev/zero) > tree/padded")
    #expect(try await strip().strippedFiles == 1)
  }

  @Test func `separate debug information is kept`() async throws {
    try make(
      """
      gcc -g main.c f.c -o prog && objcopy --only-keep-debug prog tree/prog.debug
      gcc -g -gsplit-dwarf -c f.c -o tree/split.o
      """)
    let stripped = try await strip()
    let reason = "it holds the debug information of another file, and stripping would remove it"
    #expect(stripped.kept.map(\.description) == ["prog.debug: \(reason)", "split.dwo: \(reason)"])
    #expect(stripped.strippedFiles == 1)
    try unpack(stripped)
    try make("cmp tree/prog.debug out/prog.debug && cmp tree/split.dwo out/split.dwo")
  }

  @Test(arguments: ["-static-pie", "-static", "-shared -fPIC", "-Wl,-z,norelro"])
  func `programs of all kinds are stripped and run`(_ options: String) async throws {
    try make("gcc -g \(options) main.c f.c -o tree/prog && chmod 6711 tree/prog")
    let stripped = try await strip()
    #expect(stripped.kept.isEmpty)
    try unpack(stripped)
    try make("test \"$(stat -c %a out/prog)\" = 6711")
    if !options.contains("shared") { try make("./out/prog") }
  }

  @Test func `a section that a program reads itself survives, or the file is kept`() async throws {
    try make(
      "gcc -g main.c f.c -o prog && objcopy --add-section pydata=main.c --add-section other=f.c prog tree/prog"
    )
    #expect(try await strip().kept.isEmpty)
    // What llvm-strip does with it.
    let tool = try folder.file(
      "tool",
      text:
        "#!/bin/sh\n[ \"$1\" = --version ] && exec strip --version\nexec strip -R pydata -R other \"$@\"\n",
      mode: 0o755)
    let stripped = try await strip(tool: tool)
    #expect(
      stripped.kept.map(\.description) == [
        "prog: it would lose its section other, which it may need when it runs"
      ])
    try unpack(stripped)
    try make("diff -r tree out")
  }

  @Test func `a file with holes keeps its contents`() async throws {
    try make("gcc -g main.c f.c -o tree/prog && truncate -s 8M tree/prog && truncate -s 3M tree/hole")
    let stripped = try await strip()
    #expect(stripped.kept.map(\.path.description) == ["prog"])
    try unpack(stripped)
    try make("diff -r tree out")
  }

  @Test func `broken headers are the tool's to reject`() throws {
    try make(
      "gcc -g main.c f.c -o prog && gcc -g -O2 -flto -ffat-lto-objects -c f.c -o f.o && ar rcs f.a f.o")
    var random = SystemRandomNumberGenerator()
    for name in ["prog", "f.o", "f.a"] {
      let whole = try folder.bytes(name)
      let table = whole.count - min(whole.count / 2, 2000)
      for round in 0..<3000 {
        var bytes = whole
        for _ in 0...round % 4 {
          let place = Bool.random() ? Int.random(in: 0..<160) : Int.random(in: table..<bytes.count)
          bytes[place] = [0, 0x7F, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement() ?? 0
        }
        // An expectation for each of many thousands of reads would take most of the time.
        _ = try StripPlan(head: Array(bytes.prefix(64)), size: bytes.count, mode: .all) { offset, count in
          guard offset >= 0, count >= 0, offset + count <= bytes.count else {
            Issue.record("\(name): \(count) bytes at \(offset) of \(bytes.count)")
            return []
          }
          return Array(bytes[offset..<offset + count])
        }
        // Contents of a tar are looked at too.
        if let elf = ELF(bytes.span.bytes) {
          _ = elf.isUnstripped(bytes.span.bytes)
          _ = elf.segments(bytes.span.bytes)
        }
      }
    }
  }

  @Test func `a section that is loaded is no debug information`() throws {
    try folder.file(
      "s.c",
      text: """
        __attribute__((section(".debug_gdb_scripts"))) const char scripts[] = "\\1gdb_load";
        int main(void) { return scripts[0] - 1; }
        """)
    try make("gcc s.c -o s && strip s")
    #expect(try isUnstripped("s") == false)
    try make("gcc -g s.c -o s")
    #expect(try isUnstripped("s") == true)
  }

  private func isUnstripped(_ name: String) throws -> Bool? {
    let bytes = try folder.bytes(name)
    return ELF(bytes.span.bytes)?.isUnstripped(bytes.span.bytes)
  }

  @Test func `long and BSD names of members are read`() throws {
    func members(_ bytes: [UInt8]) throws -> [String]? {
      try StaticLibrary.members(size: ByteCount(bytes.count)) { offset, count in
        Array(bytes[min(offset, bytes.count)..<min(offset + count, bytes.count)])
      }?.map { "\($0.name) \($0.range.count)" }
    }
    try make(
      "printf 12345 > a-name-longer-than-fifteen-bytes.o; printf 678 > s.o; ar rc l.a a-name-longer-than-fifteen-bytes.o s.o"
    )
    #expect(try members(folder.bytes("l.a")) == ["a-name-longer-than-fifteen-bytes.o 5", "s.o 3"])
    func header(_ name: String, _ size: Int) -> [UInt8] {
      let field = name + String(repeating: " ", count: 48 - name.count)
      let number = "\(size)" + String(repeating: " ", count: 10 - "\(size)".count)
      return Array((field + number + "`\n").utf8)
    }
    let bsd = StaticLibrary.magic + header("#1/8", 10) + Array("name.o\0\0AB".utf8)
    #expect(try members(bsd) == ["name.o 2"])
    #expect(try members(bsd + [1, 2]) == nil)
  }
}
