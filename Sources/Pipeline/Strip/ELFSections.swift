import BenchCore

/// Reads that many bytes at an offset, fewer at the end.
typealias ByteReader = (_ offset: Int, _ count: Int) throws(Failure) -> [UInt8]

extension ELF {
  /// The parts of an ELF section that stripping needs.
  struct Section: Sendable {
    let name: String
    let type: Int
    let flags: Int
    let offset: Int
    let size: Int

    /// SHF_ALLOC: whether it is in memory when the program runs.
    var isLoaded: Bool { flags & 2 != 0 }
    /// Whether it takes bytes of the file: SHT_NULL and SHT_NOBITS do not.
    var isInFile: Bool { type != 0 && type != 8 && size > 0 }
    /// Whether it holds debug information, compressed or not. What is in memory when the program runs stays, as
    /// Rust's `.debug_gdb_scripts`.
    var isDebug: Bool { !isLoaded && [".debug_", ".zdebug_"].contains { name.hasPrefix($0) } }

    /// Whether neither loading nor linking needs it.
    var isExpendable: Bool {
      if name.hasPrefix(".gnu.build.attributes") { return true }
      return !isLoaded && (Self.expendableTypes.contains(type) || isProcessorsOwn || Self.hasExpendable(name))
    }

    /// SHT_NULL, SHT_SYMTAB, SHT_STRTAB, SHT_RELA, SHT_NOTE, SHT_REL, SHT_GROUP, SHT_SYMTAB_SHNDX.
    private static let expendableTypes: Set<Int> = [0, 2, 3, 4, 7, 9, 17, 18]
    /// LLVM's tables (from SHT_LLVM_ODRTAB on) and the processor's attributes.
    private var isProcessorsOwn: Bool { (0x6FFF_4C00...0x6FFF_4CFF).contains(type) || type >= 0x7000_0000 }

    private static func hasExpendable(_ name: String) -> Bool {
      expendableNames.contains { name.hasPrefix($0) }
    }
    private static let expendableNames = [
      ".debug", ".zdebug", ".stab", ".line", ".comment", ".gdb_index", ".gnu_debuglink", ".gnu_debugaltlink",
      ".gnu_debugdata", ".gnu.lto_", ".gnu.debuglto_", ".gnu.warning", ".gnu.linkonce.wi.",
      ".GCC.command.line",
      ".note",
    ]
  }

  /// Whether sections of this file hold what neither loading nor linking needs.
  func hasDebugInformation(_ sections: [Section]) -> Bool {
    // SHT_SYMTAB is 2; linking needs it, loading uses SHT_DYNSYM.
    sections.contains { $0.isDebug || (kind != .relocatable && $0.type == 2) }
  }

  /// The sections, without names if the file has none; nil if the table is invalid.
  ///
  /// - Parameters:
  ///   - size: The file's size.
  ///   - read: Reads the file.
  func sections<Problem: Error>(
    size: Int, _ read: (_ offset: Int, _ count: Int) throws(Problem) -> [UInt8]
  ) throws(Problem) -> [Section]? {
    let start = sectionHeaders.offset
    guard start > 0 else { return [] }
    guard sectionHeaders.entrySize >= (is64 ? 64 : 40) else { return nil }
    // If there are too many for the header, the first section has the numbers.
    let zeroth = try read(start, sectionHeaders.entrySize)
    guard let zero = header(zeroth.span.bytes, at: 0) else { return nil }
    let count = sectionHeaders.count == 0 ? zero.size : sectionHeaders.count
    let namesIndex = namesIndex == 0xFFFF ? zero.link : namesIndex
    guard count <= (size - start) / sectionHeaders.entrySize else { return nil }
    let table = try read(start, count * sectionHeaders.entrySize)
    var headers: [Header] = []
    for index in 0..<count {
      guard let header = header(table.span.bytes, at: index * sectionHeaders.entrySize) else { return nil }
      headers.append(header)
    }
    var names: [UInt8] = []
    if namesIndex > 0, namesIndex < count {
      let section = headers[namesIndex]
      guard section.offset <= size, section.size <= size - section.offset else { return nil }
      names = try read(section.offset, section.size)
    }
    return headers.map { header in
      let name = names.dropFirst(header.name).prefix { $0 != 0 }
      return Section(
        name: String(decoding: name, as: UTF8.self), type: header.type, flags: header.flags,
        offset: header.offset, size: header.size)
    }
  }

  /// Offset of the image's end. Data that no header describes may follow.
  ///
  /// - Returns: nil if the tables are invalid.
  func imageEnd(_ sections: [Section], size: Int, _ read: ByteReader) throws(Failure) -> Int? {
    var end = is64 ? 64 : 52
    func extend(_ offset: Int, _ length: Int) {
      end = max(end, offset.addingReportingOverflow(length).partialValue)
    }
    extend(sectionHeaders.offset, sections.count * sectionHeaders.entrySize)
    for section in sections where section.isInFile { extend(section.offset, section.size) }
    let length = programHeaders.count * programHeaders.entrySize
    guard length > 0 else { return end }
    extend(programHeaders.offset, length)
    let table = try read(programHeaders.offset, length)
    for index in 0..<programHeaders.count {
      let base = index * programHeaders.entrySize
      let word = is64 ? 8 : 4
      guard
        let offset = table.span.bytes.integer(at: base + (is64 ? 8 : 4), size: word, bigEndian: bigEndian),
        let length = table.span.bytes.integer(at: base + (is64 ? 32 : 16), size: word, bigEndian: bigEndian)
      else { return nil }
      extend(offset, length)
    }
    return end
  }

  private struct Header {
    let name: Int
    let type: Int
    let flags: Int
    let offset: Int
    let size: Int
    let link: Int
  }

  private func header(_ table: RawSpan, at base: Int) -> Header? {
    let word = is64 ? 8 : 4
    func field(_ wide: Int, _ narrow: Int, _ size: Int) -> Int? {
      table.integer(at: base + (is64 ? wide : narrow), size: size, bigEndian: bigEndian)
    }
    guard let name = field(0, 0, 4), let type = field(4, 4, 4), let flags = field(8, 8, word),
      let offset = field(24, 16, word), let size = field(32, 20, word), let link = field(40, 24, 4)
    else { return nil }
    return Header(name: name, type: type, flags: flags, offset: offset, size: size, link: link)
  }
}
