import BenchCore
/// How a binary is to be stripped, or why it must not be: decided by its contents before a tool sees it.
enum StripPlan: Sendable {
  /// No binary, or one that is left alone.
  case leave
  /// A binary that stripping would damage.
  case keep(reason: String)
  /// What the tool is asked, and which sections must be there afterwards.
  case strip(options: [String], lasting: Sections)

  /// Sections by name and size, and how many there are of each.
  typealias Sections = [SectionKey: Int]

  /// What tells whether a section is still whole.
  struct SectionKey: Hashable, Sendable {
    let name: String
    let size: Int
  }

  /// Reads a file and decides.
  ///
  /// - Parameters:
  ///   - head: The file's first bytes.
  ///   - size: The file's size.
  ///   - mode: What is to be taken out.
  ///   - reading: Reads the file.
  init(head: [UInt8], size: Int, mode: StripMode, reading: ByteReader) throws(Failure) {
    // Offsets in a broken file may be anything.
    func read(_ offset: Int, _ count: Int) throws(Failure) -> [UInt8] {
      guard offset >= 0, count > 0, offset < size else { return [] }
      return try reading(offset, min(count, size - offset))
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
    // A broken table is the tool's to reject, in its own words.
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

  /// The sections that stripping must not take.
  static func lasting(_ sections: [ELF.Section]) -> Sections {
    sections.reduce(into: [:]) { counts, section in
      guard section.size > 0, !section.isExpendable else { return }
      counts[SectionKey(name: section.name, size: section.size), default: 0] += 1
    }
  }

  /// What a tool would silently destroy; nil where there is nothing.
  private static func damage(
    _ elf: ELF, _ kind: ELF.Kind, _ sections: [ELF.Section], size: Int, _ read: ByteReader
  ) throws(Failure) -> String? {
    let hasDebug = sections.contains { $0.isDebug || (kind != .relocatable && $0.type == 2) }
    // objcopy --only-keep-debug leaves the headers of what it takes out; -gsplit-dwarf writes *.dwo.
    let isSeparate =
      kind == .relocatable
      ? sections.contains { $0.name.hasSuffix(".dwo") && $0.isInFile }
        && !sections.contains { $0.isLoaded && $0.isInFile }
      : !sections.contains { $0.isLoaded && $0.isInFile && $0.type != 7 }
    if hasDebug, isSeparate {
      return "it holds the debug information of another file, and stripping would remove it"
    }

    guard let end = try elf.imageEnd(sections, size: size, read), end < size else { return nil }
    let behind = size - end
    let tail = try read(max(end, size - 4096), min(behind, 4096))
    // Some linkers fill up the last page.
    if behind < 4096, tail.allSatisfy({ $0 == 0 }) { return nil }
    if tail.hasSuffix("~Module signature appended~\n") {
      return "it is a signed kernel module, and stripping would remove its signature"
    }
    return
      "\(behind) bytes after its ELF image (such as the payload of a self-extracting program) would be lost"
  }

  private static func library(size: Int, _ read: ByteReader) throws(Failure) -> StripPlan {
    var options = ["--strip-debug", "--enable-deterministic-archives"]
    var hasLinkTimeCode = false
    // One that is not well formed is the tool's to reject.
    for member in try StaticLibrary.members(size: ByteCount(size), read: read) ?? [] {
      let (start, length) = (member.range.lowerBound, member.range.count)
      func inside(_ offset: Int, _ count: Int) throws(Failure) -> [UInt8] {
        guard offset >= 0, offset < length else { return [] }
        return try read(start + offset, min(count, length - offset))
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
  /// A fat object: it links without.
  case besideMachineCode
  /// A slim object: there is nothing else in it.
  case alone

  /// LLVM's bitcode, bare and wrapped.
  static let bitcode: [[UInt8]] = [[0x42, 0x43, 0xC0, 0xDE], [0xDE, 0xC0, 0x17, 0x0B]]

  /// Takes link-time code out of a fat object. Debug information of its own is in it, and a tool that takes that
  /// alone leaves an object that no longer links.
  static let removal = [
    "--remove-section=.gnu.lto_*", "--remove-section=.gnu.debuglto_*", "--strip-symbol=__gnu_lto_v1",
  ]

  /// Reads an object's sections; nil where there is no such code.
  init?(_ sections: [ELF.Section], _ read: ByteReader) throws(Failure) {
    guard sections.contains(where: { $0.name.hasPrefix(".gnu.lto_") }) else { return nil }
    if let about = sections.first(where: { $0.name.hasPrefix(".gnu.lto_.lto.") }) {
      // Two numbers of the version, 16 bits each, and whether it is slim. GCC 10 began to write this.
      let bytes = try read(about.offset, min(about.size, 5))
      self = bytes.count == 5 && bytes[4] != 0 ? .alone : .besideMachineCode
    } else {
      let hasCode = sections.contains { $0.isLoaded && $0.isInFile && $0.name.hasPrefix(".text") }
      self = hasCode ? .besideMachineCode : .alone
    }
  }
}
