import BenchCore

/// How to strip a binary, or why not; decided from its contents before a tool runs.
enum StripPlan: Sendable {
  /// Not a binary, or a binary that stripping does not touch.
  case leave
  /// A binary that stripping would damage.
  case keep(reason: String)
  /// Options for the tool, and the sections that must remain.
  case strip(options: [String], lasting: Sections)

  /// Number of sections by name and size.
  typealias Sections = [SectionKey: Int]

  /// Identifies a section before and after stripping.
  struct SectionKey: Hashable, Sendable {
    let name: String
    let size: Int
  }

  /// Reads a file and decides.
  ///
  /// - Parameters:
  ///   - head: The file's first bytes.
  ///   - size: The file's size.
  ///   - mode: What to remove.
  ///   - reading: Reads the file.
  init(head: [UInt8], size: Int, mode: StripMode, reading: ByteReader) throws(Failure) {
    // Offsets in a broken file may be anything.
    func read(_ offset: Int, _ count: Int) throws(Failure) -> [UInt8] {
      let start = min(offset, size)
      return try reading(start, min(count, size - start))
    }
    if head.starts(with: StaticLibrary.magic) {
      self = try Self.library(size: size, read)
      return
    }
    guard mode != .none, let elf = ELF(head.span.bytes), let kind = elf.kind else {
      self = .leave
      return
    }
    let isObject = kind == .relocatable
    var options = [mode == .all && !isObject ? "--strip-all" : "--strip-debug"]
    // The tool rejects a broken table with its own message.
    guard let sections = try elf.sections(size: size, read) else {
      self = .strip(options: options, lasting: [:])
      return
    }
    if let reason = try Self.damage(elf, kind, sections, size: size, read) {
      self = .keep(reason: reason)
      return
    }
    if isObject {
      switch try LinkTimeCode(sections, read) {
      case nil: break
      case .besideMachineCode: options += LinkTimeCode.removal
      case .alone:
        self = .keep(reason: "it holds only code for link-time optimization, and stripping would break it")
        return
      }
    }
    self = .strip(options: options, lasting: Self.lasting(sections))
  }

  /// The sections that stripping must not remove.
  static func lasting(_ sections: [ELF.Section]) -> Sections {
    sections.reduce(into: [:]) { counts, section in
      guard section.size > 0, !section.isExpendable else { return }
      counts[SectionKey(name: section.name, size: section.size), default: 0] += 1
    }
  }

  private static let pageSize = 4096

  /// The damage that a tool would cause without a message; nil if there is none.
  private static func damage(
    _ elf: ELF, _ kind: ELF.Kind, _ sections: [ELF.Section], size: Int, _ read: ByteReader
  ) throws(Failure) -> String? {
    // objcopy --only-keep-debug keeps the headers of the sections that it removes; -gsplit-dwarf writes *.dwo.
    let isSeparate =
      kind == .relocatable
      ? sections.contains { $0.name.hasSuffix(".dwo") && $0.isInFile }
        && !sections.contains { $0.isLoaded && $0.isInFile }
      : !sections.contains { $0.isLoaded && $0.isInFile && $0.type != 7 }
    if isSeparate, elf.hasDebugInformation(sections) {
      return "it holds the debug information of another file, and stripping would remove it"
    }

    guard let end = try elf.imageEnd(sections, size: size, read) else { return nil }
    let behind = size - min(end, size)
    let tail = try read(size - min(behind, pageSize), pageSize)
    // Some linkers pad the last page.
    if behind < pageSize, tail.allSatisfy({ $0 == 0 }) { return nil }
    if tail.hasSuffix("~Module signature appended~\n") {
      return "it is a signed kernel module, and stripping would remove its signature"
    }
    return
      "\(behind) bytes after its ELF image (such as the payload of a self-extracting program) would be lost"
  }

  private static func library(size: Int, _ read: ByteReader) throws(Failure) -> StripPlan {
    var options = ["--strip-debug", "--enable-deterministic-archives"]
    var hasLinkTimeCode = false
    // The tool rejects a malformed library.
    for member in try StaticLibrary.members(size: ByteCount(size), read: read) ?? [] {
      let (start, length) = (member.range.lowerBound, member.range.count)
      func inside(_ offset: Int, _ count: Int) throws(Failure) -> [UInt8] {
        let inner = min(offset, length)
        return try read(start + inner, min(count, length - inner))
      }
      let head = try inside(0, ELF.headerSize)
      if LinkTimeCode.bitcode.contains(where: head.starts) {
        return .keep(reason: "its member \(member.name) is LLVM bitcode")
      }
      guard let elf = ELF(head.span.bytes), let sections = try elf.sections(size: length, inside) else {
        continue
      }
      switch try LinkTimeCode(sections, inside) {
      case nil: break
      case .besideMachineCode: hasLinkTimeCode = true
      case .alone:
        return .keep(
          reason: "its member \(member.name) holds only code for link-time optimization, and stripping would "
            + "break it")
      }
    }
    if hasLinkTimeCode { options += LinkTimeCode.removal }
    return .strip(options: options, lasting: [:])
  }
}

/// What GCC leaves in an object for link-time optimization (lto-streamer.h).
enum LinkTimeCode {
  /// A fat object, with machine code; it links without the link-time code.
  case besideMachineCode
  /// A slim object, without machine code.
  case alone

  /// LLVM's bitcode, bare and wrapped.
  static let bitcode: [[UInt8]] = [[0x42, 0x43, 0xC0, 0xDE], [0xDE, 0xC0, 0x17, 0x0B]]

  /// Options that remove link-time code from a fat object. This code holds debug information. A tool that
  /// removes only that leaves an object that no longer links.
  static let removal = [
    "--remove-section=.gnu.lto_*", "--remove-section=.gnu.debuglto_*", "--strip-symbol=__gnu_lto_v1",
  ]

  /// Reads an object's sections; nil if there is no link-time code.
  init?(_ sections: [ELF.Section], _ read: ByteReader) throws(Failure) {
    guard sections.contains(where: { $0.name.hasPrefix(".gnu.lto_") }) else { return nil }
    if let about = sections.first(where: { $0.name.hasPrefix(".gnu.lto_.lto.") }) {
      // Two version numbers of 16 bits each, then the slim flag. Written since GCC 10.
      let bytes = try read(about.offset, min(about.size, 5))
      self = bytes.count == 5 && bytes[4] != 0 ? .alone : .besideMachineCode
    } else {
      let hasCode = sections.contains { $0.isLoaded && $0.isInFile && $0.name.hasPrefix(".text") }
      self = hasCode ? .besideMachineCode : .alone
    }
  }
}
