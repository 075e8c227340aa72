import Testing

@testable import BenchCore
@testable import Pipeline

/// Files of both classes and byte orders, made to lie on the limits of what is read.
@Suite struct MadeELFTests {
  private func elf(_ bytes: [UInt8]) -> ELF? { ELF(bytes.span.bytes) }

  private func sections(_ bytes: [UInt8]) throws -> [ELF.Section]? {
    try elf(bytes)?.sections(size: bytes.count) { (offset, count) throws(Failure) in
      Array(bytes[min(offset, bytes.count)..<min(offset + count, bytes.count)])
    }
  }

  private func imageEnd(_ bytes: [UInt8]) throws -> Int? {
    let sections = try sections(bytes) ?? []
    return try elf(bytes)?.imageEnd(sections, size: bytes.count) { (offset, count) throws(Failure) in
      Array(bytes[min(offset, bytes.count)..<min(offset + count, bytes.count)])
    }
  }

  private func isUnstripped(_ bytes: [UInt8]) -> Bool? { elf(bytes)?.isUnstripped(bytes.span.bytes) }

  private func segments(_ bytes: [UInt8]) -> [ELF.Segment]? { elf(bytes)?.segments(bytes.span.bytes) }

  private static let forms = MadeELF.forms.indices

  @Test(arguments: forms)
  func `every field is read at its place and in its size`(form: Int) throws {
    var made = MadeELF(form)
    made.kind = 2
    made.sections = [
      .init(name: ".text", type: 1, flags: 0x16, contents: [1, 2, 3], link: 7),
      .init(name: ".bss", type: 8, flags: 3, size: 0x12345),
      .init(name: ".debug_info", type: 0x0100_0001, contents: [9]),
    ]
    made.programs = [
      .init(type: 6, offset: 1, address: 0, fileSize: 99_999, memorySize: 1),
      .init(offset: 0, address: 0x10000, fileSize: 70, memorySize: 0x2345, flags: 0x0100_0005),
      .init(offset: 64, address: 0x11040, fileSize: 3, memorySize: 4, flags: 6),
      .init(offset: 64, address: 0x11041, fileSize: 0, memorySize: 4, flags: 6),
    ]
    let bytes = made.bytes
    let read = try #require(elf(bytes))
    #expect(read.kind == .executable && read.is64 == made.is64 && read.bigEndian == made.bigEndian)
    #expect(read.programHeaders.offset == made.headerSize && read.programHeaders.count == 4)
    #expect(read.sectionHeaders.entrySize == made.sectionSize && read.namesIndex == 4)
    let sections = try #require(try sections(bytes))
    #expect(sections.map(\.name) == ["", ".text", ".bss", ".debug_info", ""])
    #expect(sections.map(\.type) == [0, 1, 8, 0x0100_0001, 3])
    #expect(sections.map(\.flags) == [0, 0x16, 3, 0, 0])
    #expect(sections.dropFirst().prefix(3).map(\.size) == [3, 0x12345, 1])
    #expect(sections[3].offset == sections[1].offset + 3)
    let segments = try #require(self.segments(bytes))
    #expect(
      segments == [
        .init(address: 0x10000, memorySize: 0x2345, flags: 0x0100_0005, isMappable: true),
        .init(address: 0x11040, memorySize: 4, flags: 6, isMappable: true),
        .init(address: 0x11041, memorySize: 4, flags: 6, isMappable: false),
      ])
  }

  @Test(arguments: forms)
  func `a segment may end at the file's end, and no further`(form: Int) throws {
    var made = MadeELF(form)
    made.programs = [.init(offset: 16, fileSize: 1)]
    let size = made.bytes.count
    made.programs[0].fileSize = size - 16
    #expect(segments(made.bytes)?.count == 1)
    made.programs[0].fileSize += 1
    #expect(segments(made.bytes) == nil)
    made.programs[0].type = 2
    #expect(segments(made.bytes)?.isEmpty == true)
  }

  @Test(arguments: forms)
  func `a header is whole or is none`(form: Int) throws {
    var made = MadeELF(form)
    let bytes = made.bytes
    #expect(elf(Array(bytes.prefix(made.headerSize))) != nil)
    #expect(elf(Array(bytes.prefix(made.headerSize - 1))) == nil)
    for (kind, known) in [
      (1, ELF.Kind.relocatable), (2, .executable), (3, .sharedObject), (4, nil), (0, nil), (0x103, nil),
    ] as [(Int, ELF.Kind?)] {
      made.kind = kind
      #expect(elf(made.bytes)?.kind == known)
    }
  }

  @Test(arguments: forms)
  func `symbols and debug sections make a file unstripped, unless they are needed`(form: Int) throws {
    func made(_ kind: Int, _ sections: MadeELF.Section...) -> [UInt8] {
      var made = MadeELF(form)
      (made.kind, made.sections) = (kind, sections)
      return made.bytes
    }
    #expect(isUnstripped(made(3, .init(name: ".symtab", type: 2))) == true)
    #expect(isUnstripped(made(2, .init(name: ".symtab", type: 2))) == true)
    #expect(isUnstripped(made(1, .init(name: ".symtab", type: 2))) == false)
    #expect(isUnstripped(made(3, .init(name: ".x", type: 0x0100_0002))) == false)
    #expect(isUnstripped(made(3, .init(name: ".dynsym", type: 11, flags: 2))) == false)
    #expect(isUnstripped(made(1, .init(name: ".debug_info", type: 1))) == true)
    #expect(isUnstripped(made(1, .init(name: ".zdebug_x", type: 1, flags: 0x10))) == true)
    #expect(isUnstripped(made(1, .init(name: ".debug_gdb_scripts", type: 1, flags: 2))) == false)
    #expect(isUnstripped(made(1, .init(name: ".debug", type: 1))) == false)
    #expect(isUnstripped(made(1, .init(name: ".text", type: 1), .init(name: ".debug_", type: 1))) == true)
    #expect(isUnstripped(made(3)) == false)
  }

  @Test(arguments: forms)
  func `a name may end with the file`(form: Int) throws {
    var made = MadeELF(form)
    made.kind = 1
    made.sections = [.init(name: ".debug_", type: 1)]
    let bytes = made.bytes
    // The names move behind the table, where nothing follows them.
    let header = made.tableStart + 2 * made.sectionSize
    var moved = bytes + [0] + Array(".debug_".utf8)
    made.put(bytes.count, made.word, at: header + (made.is64 ? 24 : 16), in: &moved)
    made.put(8, made.word, at: header + (made.is64 ? 32 : 20), in: &moved)
    #expect(isUnstripped(moved) == true)
    #expect(isUnstripped(Array(moved.dropLast())) == false)
  }

  @Test(arguments: forms)
  func `numbers that the header cannot hold stand in the first section`(form: Int) throws {
    var made = MadeELF(form)
    made.sections = [.init(name: ".a", type: 1, contents: [1])]
    (made.count, made.namesIndex) = (0, 0xFFFF)
    made.zeroth = (size: 3, link: 2)
    #expect(try sections(made.bytes)?.map(\.name) == ["", ".a", ""])
    made.zeroth.size = 4
    #expect(try sections(made.bytes) == nil)
    (made.count, made.namesIndex, made.zeroth) = (3, 0xFFFE, (0, 2))
    #expect(try sections(made.bytes)?.map(\.name) == ["", "", ""])
    made.count = 4
    #expect(try sections(made.bytes) == nil)
  }

  @Test(arguments: forms)
  func `names that lie behind the file's end make the table invalid`(form: Int) throws {
    var made = MadeELF(form)
    made.sections = [.init(name: ".names", type: 3, contents: [0, 0x61], size: 0)]
    made.namesIndex = 1
    let bytes = made.bytes
    let start = made.headerSize
    made.sections[0].size = bytes.count - start
    #expect(try sections(made.bytes)?.count == 3)
    made.sections[0].size = bytes.count - start + 1
    #expect(try sections(made.bytes) == nil)
  }

  @Test(arguments: forms)
  func `names may be empty, at the file's end, and never those of the first section`(form: Int) throws {
    var made = MadeELF(form)
    made.sections = [.init(name: ".names", type: 3, size: 0, offset: 0)]
    made.namesIndex = 1
    made.sections[0].offset = made.bytes.count
    #expect(try sections(made.bytes)?.map(\.name) == ["", "", ""])
    (made.count, made.namesIndex, made.zeroth) = (0, 0, (3, 0))
    #expect(try sections(made.bytes)?.map(\.name) == ["", "", ""])
  }

  @Test(arguments: forms)
  func `a table of sections has whole headers and lies in the file`(form: Int) throws {
    var made = MadeELF(form)
    made.sections = [Self.text]
    #expect(try sections(made.bytes(made.sectionSize - 1, 2, at: made.counts + 4)) == nil)
    #expect(try sections(made.bytes(0, 2, at: made.counts + 4)) == nil)
    for start in [1, made.bytes.count, made.bytes.count + 1] {
      made.count = 9999
      let bytes = made.bytes(start, made.word, at: made.sectionOffset)
      #expect(try sections(bytes) == nil)
      #expect(isUnstripped(bytes) == false)
    }
  }

  @Test func `an integer has at most 62 bits and lies within its span`() {
    let bytes: [UInt8] = [0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40]
    func integer(_ offset: Int, _ size: Int, bigEndian: Bool = false) -> Int? {
      bytes.span.bytes.integer(at: offset, size: size, bigEndian: bigEndian)
    }
    #expect(integer(1, 8) == (1 << 62) - 1)
    #expect(integer(9, 8) == nil)
    #expect(integer(8, 1) == 0x3F && integer(8, 1, bigEndian: true) == 0x3F)
    #expect(integer(7, 2) == 0x3FFF && integer(7, 2, bigEndian: true) == 0xFF3F)
    #expect(integer(0, 8, bigEndian: true) == 0x00FF_FFFF_FFFF_FFFF && integer(0, 2, bigEndian: true) == 0xFF)
    #expect(integer(16, 1) == 0x40 && integer(17, 1) == nil && integer(16, 2) == nil && integer(-1, 1) == nil)
  }

  @Test func `bytes of a span end where it ends`() {
    let whole: [UInt8] = [1, 2, 3]
    func bytes(_ count: Int, _ offset: Int) -> [UInt8] { whole.span.bytes.bytes(count, at: offset) }
    #expect(bytes(2, 0) == [1, 2] && bytes(9, 1) == [2, 3] && bytes(3, 0) == [1, 2, 3])
    #expect(bytes(1, 3) == [] && bytes(1, 9) == [] && bytes(0, 1) == [])
    func starts(_ prefix: [UInt8]) -> Bool { whole.span.bytes.starts(with: prefix) }
    #expect(starts([1, 2, 3]) && starts([1]) && starts([]))
    #expect(!starts([1, 2, 3, 4]) && !starts([1, 3]) && !starts([2]))
  }

  @Test(arguments: forms)
  func `an image without sections ends with its header and what programs load`(form: Int) throws {
    var made = MadeELF(form)
    func end() throws -> Int? { try imageEnd(made.bytes(0, made.word, at: made.sectionOffset)) }
    #expect(try end() == made.headerSize)
    made.programs = [.init(offset: 0, fileSize: 1), .init(type: 2, offset: 0, fileSize: 1)]
    #expect(try end() == made.headerSize + 2 * made.programSize)
    made.programs[1] = .init(type: 2, offset: 40, fileSize: 5000)
    #expect(try end() == 5040)
    made.programs.reverse()
    #expect(try end() == 5040)
  }

  @Test(arguments: forms)
  func `a table of programs lies in the file, if there is one`(form: Int) throws {
    var made = MadeELF(form)
    let size = made.bytes.count
    #expect(try imageEnd(made.bytes(1 << 20, made.word, at: made.programOffset)) == size)
    made.programs = [.init()]
    #expect(try imageEnd(made.bytes(1, 2, at: made.counts)) == nil)
    for start in [made.bytes.count - 1, made.bytes.count, made.bytes.count + 1] {
      #expect(try imageEnd(made.bytes(start, made.word, at: made.programOffset)) == nil)
    }
  }

  @Test(arguments: forms)
  func `an image ends with what ends last`(form: Int) throws {
    var made = MadeELF(form)
    made.tail = [UInt8](repeating: 1, count: 100)
    let bare = made.bytes
    // The table of sections is last.
    #expect(try imageEnd(bare) == bare.count - 100)
    made.sections = [.init(name: ".late", type: 1, size: bare.count)]
    #expect(try imageEnd(made.bytes) == made.headerSize + bare.count)
    // Neither the empty section nor what takes no bytes of the file counts.
    for type in [0, 8] {
      made.sections[0].type = type
      #expect(try imageEnd(made.bytes) == made.bytes.count - 100)
    }
    made.sections = []
    made.programs = [.init(type: 2, offset: 40, fileSize: made.bytes.count), .init(offset: 0, fileSize: 1)]
    let end = 40 + made.programs[0].fileSize
    #expect(try imageEnd(made.bytes) == max(end, made.bytes.count - 100))
  }

  @Test func `sections that neither loading nor linking needs are expendable`() {
    func section(_ name: String, _ type: Int = 1, flags: Int = 0, size: Int = 1) -> ELF.Section {
      ELF.Section(name: name, type: type, flags: flags, offset: 0, size: size)
    }
    for type in [0, 2, 3, 4, 7, 9, 17, 18, 0x6FFF_4C00, 0x6FFF_4CFF, 0x7000_0000, 0x7FFF_FFFF] {
      #expect(section("x", type).isExpendable, "\(type)")
      #expect(!section("x", type, flags: 2).isExpendable, "\(type)")
    }
    for type in [1, 5, 6, 8, 10, 11, 16, 19, 0x6FFF_4BFF, 0x6FFF_4D00, 0x6FFF_FFFF] {
      #expect(!section("x", type).isExpendable, "\(type)")
    }
    for name in [
      ".debug", ".debug_info", ".zdebug_x", ".stab", ".line", ".comment", ".gdb_index", ".gnu_debuglink",
      ".gnu_debugaltlink",
      ".gnu_debugdata", ".gnu.lto_x", ".gnu.debuglto_x", ".gnu.warning.x", ".gnu.linkonce.wi.x",
      ".GCC.command.line", ".note.x",
    ] {
      #expect(section(name).isExpendable && !section(name, flags: 2).isExpendable, "\(name)")
    }
    #expect(
      section(".gnu.build.attributes", flags: 2).isExpendable && !section(".gnu.build", flags: 2).isExpendable
    )
    #expect(!section(".text").isExpendable && !section("").isExpendable)
    #expect(
      section(".debug_x").isDebug && section(".zdebug_x").isDebug && !section(".debug_x", flags: 2).isDebug)
    #expect(!section(".debug").isDebug && !section("x.debug_").isDebug)
    #expect(section("x").isInFile && !section("x", size: 0).isInFile)
    #expect(!section("x", 0).isInFile && !section("x", 8).isInFile && section("x", 7).isInFile)
    #expect(
      section("x", flags: 2).isLoaded && section("x", flags: 6).isLoaded && !section("x", flags: 5).isLoaded)
  }

  // MARK: Plans

  private func plan(_ bytes: [UInt8], _ mode: StripMode = .all) throws -> StripPlan {
    try StripPlan(head: Array(bytes.prefix(64)), size: bytes.count, mode: mode) {
      (offset, count) throws(Failure) in
      Array(bytes[offset..<offset + count])
    }
  }

  private func reason(_ bytes: [UInt8]) throws -> String? {
    if case .keep(let reason) = try plan(bytes) { reason } else { nil }
  }

  private func options(_ bytes: [UInt8], _ mode: StripMode = .all) throws -> [String]? {
    if case .strip(let options, _) = try plan(bytes, mode) { options } else { nil }
  }

  private static let text = MadeELF.Section(name: ".text", type: 1, flags: 6, contents: [1, 2, 3])
  private static let debug = MadeELF.Section(name: ".debug_info", type: 1, contents: [4, 5])

  @Test(arguments: forms)
  func `debug information of another file is kept`(form: Int) throws {
    let expected = "it holds the debug information of another file, and stripping would remove it"
    func made(_ kind: Int, _ sections: MadeELF.Section...) -> [UInt8] {
      var made = MadeELF(form)
      (made.kind, made.sections) = (kind, sections)
      return made.bytes
    }
    let note = MadeELF.Section(name: ".note", type: 7, flags: 2, contents: [1])
    let bss = MadeELF.Section(name: ".bss", type: 8, flags: 2, size: 9)
    #expect(try reason(made(3, Self.debug)) == expected)
    #expect(try reason(made(3, Self.debug, note, bss)) == expected)
    #expect(try reason(made(3, Self.debug, Self.text)) == nil)
    #expect(try reason(made(3, .init(name: ".symtab", type: 2), note)) == expected)
    #expect(try reason(made(3, note)) == nil)
    let dwo = MadeELF.Section(name: ".debug_info.dwo", type: 1, contents: [1])
    #expect(try reason(made(1, dwo)) == expected)
    #expect(try reason(made(1, dwo, Self.text)) == nil)
    #expect(try reason(made(1, Self.debug)) == nil)
    #expect(try reason(made(1, .init(name: ".debug_info.dwo", type: 1, size: 0), Self.debug)) == nil)
  }

  @Test(arguments: forms)
  func `what follows the image is kept, but for the padding of a page`(form: Int) throws {
    func tail(_ tail: [UInt8]) throws -> String? {
      var made = MadeELF(form)
      made.sections = [Self.text]
      made.tail = tail
      return try reason(made.bytes)
    }
    #expect(try tail([]) == nil)
    #expect(try tail([UInt8](repeating: 0, count: 4095)) == nil)
    #expect(
      try tail([UInt8](repeating: 0, count: 4096))
        == "4096 bytes after its ELF image (such as the payload of a self-extracting program) would be lost")
    #expect(try tail([0, 0, 1])?.hasPrefix("3 bytes after") == true)
    #expect(try tail([1])?.hasPrefix("1 bytes after") == true)
    #expect(
      try tail([UInt8](repeating: 7, count: 9000) + Array("~Module signature appended~\n".utf8))
        == "it is a signed kernel module, and stripping would remove its signature")
    #expect(try tail([UInt8](repeating: 7, count: 9000))?.hasPrefix("9000 bytes") == true)
    #expect(try tail([1] + [UInt8](repeating: 0, count: 4094))?.hasPrefix("4095 bytes") == true)
    #expect(try tail([1] + [UInt8](repeating: 0, count: 9000))?.hasPrefix("9001 bytes") == true)
  }

  @Test(arguments: forms)
  func `an image that ends behind the file is the tool's to reject`(form: Int) throws {
    var made = MadeELF(form)
    made.sections = [.init(name: ".text", type: 1, flags: 6, size: 1 << 20)]
    #expect(try options(made.bytes) == ["--strip-all"])
    // So is one whose table is nowhere to be found.
    #expect(try options(made.bytes(1 << 20, made.word, at: made.sectionOffset)) == ["--strip-all"])
  }

  @Test(arguments: forms)
  func `link-time code is removed where machine code stands beside it`(form: Int) throws {
    func made(_ sections: MadeELF.Section...) -> [UInt8] {
      var made = MadeELF(form)
      (made.kind, made.sections) = (1, sections)
      return made.bytes
    }
    func about(_ slim: UInt8, _ count: Int = 5) -> MadeELF.Section {
      .init(name: ".gnu.lto_.lto.1", type: 1, contents: Array([12, 0, 0, 0, slim].prefix(count)))
    }
    let alone = "it holds only code for link-time optimization, and stripping would break it"
    #expect(try options(made(Self.text)) == ["--strip-debug"])
    #expect(try options(made(Self.text, about(0))) == ["--strip-debug"] + LinkTimeCode.removal)
    #expect(try reason(made(Self.text, about(1))) == alone)
    #expect(try options(made(Self.text, about(1, 4))) == ["--strip-debug"] + LinkTimeCode.removal)
    let longer = MadeELF.Section(name: ".gnu.lto_.lto.1", type: 1, contents: [12, 0, 0, 0, 1, 0, 0, 0])
    #expect(try reason(made(Self.text, longer)) == alone)
    #expect(try options(made(Self.text, about(0), about(1))) == ["--strip-debug"] + LinkTimeCode.removal)
    let old = MadeELF.Section(name: ".gnu.lto_main", type: 1, contents: [1])
    #expect(try options(made(old, Self.text)) == ["--strip-debug"] + LinkTimeCode.removal)
    #expect(try reason(made(old)) == alone)
    #expect(try reason(made(old, .init(name: ".text", type: 1, flags: 6, size: 0))) == alone)
    #expect(try reason(made(old, .init(name: ".text", type: 1, flags: 4, contents: [1]))) == alone)
    #expect(try reason(made(old, .init(name: ".data", type: 1, flags: 3, contents: [1]))) == alone)
  }

  @Test(arguments: forms)
  func `a mode and a kind decide the options`(form: Int) throws {
    var made = MadeELF(form)
    made.sections = [Self.text]
    for (kind, all) in [(1, "--strip-debug"), (2, "--strip-all"), (3, "--strip-all")] {
      made.kind = kind
      #expect(try options(made.bytes) == [all])
      #expect(try options(made.bytes, .debug) == ["--strip-debug"])
    }
    made.kind = 4
    guard case .leave = try plan(made.bytes) else {
      Issue.record("a core dump is stripped")
      return
    }
    made.kind = 3
    guard case .leave = try plan(made.bytes, .none) else {
      Issue.record("nothing is to be stripped")
      return
    }
    guard case .strip(_, let lasting) = try plan(made.bytes) else {
      Issue.record("no plan")
      return
    }
    #expect(lasting == [StripPlan.SectionKey(name: ".text", size: 3): 1])
  }

  @Test func `sections that must last are counted by name and size`() {
    func section(_ name: String, _ size: Int, type: Int = 1, flags: Int = 2) -> ELF.Section {
      ELF.Section(name: name, type: type, flags: flags, offset: 0, size: size)
    }
    let lasting = StripPlan.lasting([
      section("a", 1), section("a", 1), section("a", 2), section("b", 0), section(".comment", 3, flags: 0),
    ])
    #expect(lasting == [.init(name: "a", size: 1): 2, .init(name: "a", size: 2): 1])
  }

  // MARK: Libraries

  private static func member(
    _ name: String, _ contents: [UInt8], size: Int? = nil, sizeText: String? = nil, end: String = "`\n"
  ) -> [UInt8] {
    func field(_ text: String, _ width: Int) -> [UInt8] {
      Array(text.utf8) + [UInt8](repeating: 0x20, count: width - text.utf8.count)
    }
    return field(name, 16) + field("0", 12) + field("0", 6) + field("0", 6) + field("644", 8)
      + field(sizeText ?? String(size ?? contents.count), 10) + Array(end.utf8) + contents
      + (contents.count % 2 == 1 ? [0x0A] : [])
  }

  private func members(_ parts: [UInt8]...) throws -> [StaticLibrary.Member]? {
    let bytes = Array("!<arch>\n".utf8) + parts.joined()
    return try StaticLibrary.members(size: ByteCount(bytes.count)) { (offset, count) throws(Failure) in
      Array(bytes[min(offset, bytes.count)..<min(offset + count, bytes.count)])
    }
  }

  @Test func `members of a library have their names and places`() throws {
    let read = try #require(
      try members(
        Self.member("/", [1, 2, 3, 4]), Self.member("/SYM64/", [1]),
        Self.member("//", Array("a_long_name.o/\nother.o/\n".utf8)),
        Self.member("short.o/", [1, 2, 3]), Self.member("/0", [4]), Self.member("/15", [5, 6]),
        Self.member("#1/6", Array("bsd.o".utf8) + [0, 7, 8]), Self.member("/99", [9]),
        Self.member("plain", []), Self.member("sixteen-in-all.o", [1], sizeText: "0000000001"),
        Self.member("#1/0", [1]), Self.member("#1/2", [1]), Self.member("5x", [])))
    #expect(
      read.map(\.name) == [
        "short.o", "a_long_name.o", "other.o", "bsd.o", "/99", "plain", "sixteen-in-all.o", "", "#1/2", "5x",
      ])
    #expect(read.map(\.range.count) == [3, 1, 2, 2, 1, 0, 1, 1, 1, 0])
    #expect(read[0].range.lowerBound == 8 + 60 + 4 + 60 + 2 + 60 + 24 + 60)
    #expect(read[1].range.lowerBound == read[0].range.lowerBound + 4 + 60)
  }

  @Test func `a library that is cut or has other marks is none`() throws {
    #expect(try members()?.isEmpty == true)
    #expect(try members(Self.member("a/", [1, 2]))?.count == 1)
    #expect(try members(Self.member("a/", [1, 2], size: 3)) == nil)
    #expect(try members(Self.member("a/", [1, 2], size: 2), [1]) == nil)
    #expect(try members(Self.member("a/", [], end: "'\n")) == nil)
    #expect(try members(Self.member("a/", [], end: "`x")) == nil)
    #expect(try members(Self.member("a/", [1, 2], size: -1)) == nil)
    #expect(try members(Array(Self.member("a/", []).dropLast())) == nil)
    #expect(try members(Self.member("#1/3", [1, 2]))?.first?.range.count == 2)
    #expect(try members(Self.member("#1/2", [0x61, 0x62]))?.first?.name == "ab")
  }

  @Test func `a library is kept for the sake of one member`() throws {
    func library(_ parts: [UInt8]...) -> [UInt8] { Array("!<arch>\n".utf8) + parts.joined() }
    var object = MadeELF()
    (object.kind, object.sections) = (1, [Self.text])
    let plain = object.bytes
    object.sections = [Self.text, .init(name: ".gnu.lto_x", type: 1, contents: [1])]
    let fat = object.bytes
    object.sections = [.init(name: ".gnu.lto_x", type: 1, contents: [1])]
    let slim = object.bytes
    let usual = ["--strip-debug", "--enable-deterministic-archives"]
    #expect(try options(library(Self.member("a.o/", plain))) == usual)
    #expect(
      try options(library(Self.member("a.o/", plain), Self.member("b.o/", fat))) == usual
        + LinkTimeCode.removal)
    #expect(
      try reason(library(Self.member("a.o/", fat), Self.member("b.o/", slim)))?.hasPrefix(
        "its member b.o holds only") == true)
    for magic: [UInt8] in [[0x42, 0x43, 0xC0, 0xDE], [0xDE, 0xC0, 0x17, 0x0B]] {
      #expect(
        try reason(library(Self.member("a.o/", plain), Self.member("c.bc/", magic)))
          == "its member c.bc is LLVM bitcode")
    }
    #expect(try options(library(Self.member("a.txt/", [1, 2, 3]))) == usual)
    #expect(try options(library([1, 2, 3])) == usual)
  }

  // MARK: Bytecode

  @Test(arguments: [(3389, false), (3390, true), (19_999, true), (20_000, false), (20_121, false)])
  func `a word of flags precedes the time from CPython 3 7 on`(magic: Int, hasFlags: Bool) {
    let bytes = [UInt8(magic & 255), UInt8(magic >> 8), 0x0D, 0x0A, 2, 0, 0, 0, 5, 0, 0, 1]
    #expect(BytecodeHeader(bytes.span.bytes)?.sourceModified == (hasFlags ? 0x0100_0005 : 2))
    #expect(BytecodeHeader(Array(bytes.dropLast()).span.bytes) == nil)
  }

  @Test(arguments: forms)
  func `a file whose table of sections is nowhere has none`(form: Int) throws {
    var bytes = MadeELF(form).bytes
    let (start, size) = MadeELF(form).is64 ? (40, 8) : (32, 4)
    bytes.replaceSubrange(start..<start + size, with: [UInt8](repeating: 0, count: size))
    #expect(try sections(bytes)?.isEmpty == true)
  }
}
