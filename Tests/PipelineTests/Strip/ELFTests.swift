import Testing
import TestSupport

@testable import BenchCore
@testable import Pipeline

@Suite struct ELFTests {
  let folder: TestFolder

  init() throws { folder = try BinaryTree.copy() }

  private func elf(_ bytes: [UInt8]) -> ELF? { ELF(bytes.span.bytes) }

  private func isUnstripped(_ bytes: [UInt8]) -> Bool? { elf(bytes)?.isUnstripped(bytes.span.bytes) }

  private func segments(_ bytes: [UInt8]) -> [ELF.Segment]? { elf(bytes)?.segments(bytes.span.bytes) }

  @Test func `the kinds of real files are recognized`() throws {
    // Compilers make position-independent executables, which are shared objects by type.
    #expect(try [.executable, .sharedObject].contains(elf(folder.bytes("bin/hello"))?.kind))
    #expect(try elf(folder.bytes("lib/libgreet.so.1.0"))?.kind == .sharedObject)
    #expect(try elf(folder.bytes("lib/greet.o"))?.kind == .relocatable)
    #expect(try elf(folder.bytes("lib/libgreet.a"))?.kind == nil)
    #expect(try elf(folder.bytes("lib/python/os.py")) == nil)
  }

  @Test func `symbols and missing symbols are recognized`() throws {
    let bytes = try folder.bytes("bin/hello")
    #expect(isUnstripped(bytes) == true)
    #expect(try Shell.run("strip bin/hello", in: folder.path).status == 0)
    let stripped = try folder.bytes("bin/hello")
    #expect(isUnstripped(stripped) == false)
  }

  @Test func `segments of a real file can be mapped`() throws {
    let bytes = try folder.bytes("lib/libgreet.so.1.0")
    let segments = try #require(self.segments(bytes))
    #expect(segments.count >= 2)
    #expect(segments.allSatisfy { $0.isMappable && $0.memorySize > 0 })
  }

  @Test func `a file cut short anywhere is read without a crash`() throws {
    let whole = try folder.bytes("bin/hello")
    for count in Array(0...128) + Array(stride(from: 129, to: whole.count, by: 331)) {
      let bytes = Array(whole.prefix(count))
      guard let elf = elf(bytes) else {
        #expect(count < 64)
        continue
      }
      _ = elf.isUnstripped(bytes.span.bytes)
      _ = elf.segments(bytes.span.bytes)
    }
  }

  @Test func `a header of nonsense is read without a crash`() throws {
    let whole = try folder.bytes("bin/hello")
    for position in 4..<64 {
      for value in [UInt8(0), 1, 2, 0x7F, 0x80, 0xFF] {
        var bytes = whole
        bytes[position] = value
        guard let elf = elf(bytes) else { continue }
        _ = elf.isUnstripped(bytes.span.bytes)
        _ = elf.segments(bytes.span.bytes)
      }
    }
    var bytes = whole
    for position in 16..<64 { bytes[position] = 0xFF }
    _ = segments(bytes)
    for position in 16..<64 { bytes[position] = position % 8 == 7 ? 0x3F : 0xFF }
    _ = segments(bytes)
    _ = isUnstripped(bytes)
  }

  @Test func `section names that the file keeps in no section are left out`() throws {
    var bytes = try folder.bytes("bin/hello")
    // The number of the section that holds the names becomes that of none: one more than the last.
    bytes[62...63] = bytes[60...61]
    let whole = bytes
    let sections = try #require(
      try elf(whole)?.sections(size: whole.count) { (offset, count) throws(Failure) in
        Array(whole[offset..<offset + count])
      })
    #expect(sections.count > 1 && sections.allSatisfy { $0.name.isEmpty })
  }

  @Test func `a file of another class or byte order than the two there are is none`() throws {
    for position in [4, 5] {
      var bytes = try folder.bytes("bin/hello")
      bytes[position] = 3
      #expect(elf(bytes) == nil)
    }
  }

  @Test func `a header of 32 bits is read in both byte orders`() throws {
    for order in [UInt8(1), 2] {
      var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, order] + [UInt8](repeating: 0, count: 46)
      let fields = [
        (16, 2, 3), (28, 4, 0x1234), (32, 4, 0x5678), (42, 2, 32), (44, 2, 7), (46, 2, 40), (48, 2, 9),
        (50, 2, 8),
      ]
      for (at, size, value) in fields {
        for index in 0..<size {
          let shift = 8 * (order == 1 ? index : size - 1 - index)
          bytes[at + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
      }
      let elf = try #require(self.elf(bytes))
      #expect(elf.kind == .sharedObject && elf.namesIndex == 8)
      let (programs, sections) = (elf.programHeaders, elf.sectionHeaders)
      #expect(programs.offset == 0x1234 && programs.entrySize == 32 && programs.count == 7)
      #expect(sections.offset == 0x5678 && sections.entrySize == 40 && sections.count == 9)
    }
  }

  @Test func `symbols in the last section are seen`() throws {
    #expect(try Shell.run("strip -g bin/hello", in: folder.path).status == 0)
    var bytes = try folder.bytes("bin/hello")
    let whole = bytes
    let sections = try #require(
      try elf(whole)?.sections(size: whole.count) { (offset, count) throws(Failure) in
        Array(whole[offset..<offset + count])
      })
    let last = try #require(sections.firstIndex { $0.name == ".symtab" })
    bytes[60] = UInt8(last + 1)
    #expect(isUnstripped(bytes) == true)
    bytes[60] = UInt8(last)
    #expect(isUnstripped(bytes) == false)
  }
}
