import TestSupport
import Testing

@testable import BenchCore
@testable import Pipeline

@Suite struct ELFTests {
  let folder: TestFolder

  init() throws { folder = try BinaryTree.copy() }

  private func elf(_ bytes: [UInt8]) -> ELF? { ELF(bytes.span.bytes) }

  private func isUnstripped(_ bytes: [UInt8]) -> Bool? { elf(bytes)?.isUnstripped(bytes.span.bytes) }

  private func segments(_ bytes: [UInt8]) -> [ELF.Segment]? { elf(bytes)?.segments(bytes.span.bytes) }

  @Test func `the kinds of real files are told apart`() throws {
    // Compilers make position-independent executables, which are shared objects by type.
    #expect(try [.executable, .sharedObject].contains(elf(folder.bytes("bin/hello"))?.kind))
    #expect(try elf(folder.bytes("lib/libgreet.so.1.0"))?.kind == .sharedObject)
    #expect(try elf(folder.bytes("lib/greet.o"))?.kind == .relocatable)
    #expect(try elf(folder.bytes("lib/libgreet.a"))?.kind == nil)
    #expect(try elf(folder.bytes("lib/python/os.py")) == nil)
  }

  @Test func `symbols are seen, and that they are gone`() throws {
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
}
