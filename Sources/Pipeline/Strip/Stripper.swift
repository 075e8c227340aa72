package import BenchCore
import Glibc
import SystemPackage

/// A tree with stripped copies of its binaries in scratch space.
package struct StrippedTree: Sendable {
  package let tree: Tree
  /// Size after stripping.
  package let footprint: Tree.Footprint
  /// How many files were stripped.
  package let strippedFiles: Int
  /// Binaries kept unchanged, by path: the tool could not strip them, or stripping would damage them.
  package let kept: [KeptFile]
  /// Contents of each entry of the tree, in its order; nil for entries that are not files.
  let contents: [FileContents?]
  /// Holds the stripped copies.
  let scratch: ScratchFolder
}

/// A binary that was not stripped.
package struct KeptFile: Hashable, Sendable, CustomStringConvertible {
  package let path: EntryPath
  /// Why it is kept unchanged.
  package let reason: String

  package var description: String { "\(path): \(reason)" }
}

/// Source of a file's bytes after stripping.
struct FileContents: Sendable {
  /// The stripped copy; nil if the file is unchanged.
  var stripped: (path: String, size: ByteCount, diskUsage: ByteCount)?
  /// Digest of the original, if stripping read it.
  var original: Digest?
  /// Why it is not stripped, although it is a binary.
  var problem: String?
  /// The header of a `.pyc`.
  var bytecode: BytecodeHeader?
  /// Kind by the first bytes; nil if they were not read.
  var form: Form?

  /// Kind of a file by its first bytes.
  enum Form: Sendable {
    case elf, staticLibrary, other

    init(_ head: [UInt8]) {
      if ELF(head.span.bytes) != nil {
        self = .elf
      } else {
        self = head.starts(with: StaticLibrary.magic) ? .staticLibrary : .other
      }
    }
  }
}

/// Strips the binaries of a tree, recognized by their contents, several at once.
package struct Stripper: Sendable {
  private let mode: StripMode
  private let tool: StripTool?

  /// Creates a stripper.
  ///
  /// - Parameters:
  ///   - mode: What is taken out.
  ///   - tool: The tool; nil with `none`, which strips nothing.
  package init(mode: StripMode, tool: StripTool?) {
    self.mode = mode
    self.tool = mode == .none ? nil : tool
  }

  /// Strips what can be stripped of `tree` into scratch copies.
  ///
  /// - Throws: `Failure` if a file cannot be read or changes, or scratch space runs out.
  package func strip(_ tree: Tree) async throws(Failure) -> StrippedTree {
    let scratch = try ScratchFolder()
    let files = tree.entries.enumerated().filter { $0.element.kind == .file }
    let looks = try await concurrentMap(Self.parts(files, of: 256)) { (part) throws(Failure) in
      var looks: [(index: Int, look: Look)] = []
      for (index, entry) in part { looks.append((index, try self.look(at: entry, index, in: tree.folder))) }
      return looks
    }.joined()
    let batches = Self.batches(looks.compactMap(\.look.binary))
    let width = batches.isEmpty ? 1 : try Descriptors.processes(upTo: Processors.available.count)
    let results = try await concurrentMap(batches, width: width) { (batch) throws(Failure) in
      try await self.strip(batch, in: tree.folder, scratch)
    }

    var contents = [FileContents?](repeating: nil, count: tree.entries.count)
    for (index, look) in looks {
      contents[index] = FileContents(problem: look.problem, bytecode: look.bytecode, form: look.form)
    }
    for (index, result) in results.joined() {
      contents[index]?.stripped = result.stripped
      contents[index]?.original = result.original
      contents[index]?.problem = result.problem
    }

    var footprint = tree.selected
    var kept: [KeptFile] = []
    for (entry, result) in zip(tree.entries, contents) {
      if let problem = result?.problem { kept.append(KeptFile(path: entry.path, reason: problem)) }
      guard let stripped = result?.stripped else { continue }
      footprint.bytes += stripped.size - entry.size
      footprint.diskUsage += stripped.diskUsage - entry.diskUsage
    }
    return StrippedTree(
      tree: tree, footprint: footprint, strippedFiles: contents.count { $0?.stripped != nil }, kept: kept,
      contents: contents, scratch: scratch)
  }

  /// Reads a file's first bytes.
  private struct Look {
    var form: FileContents.Form?
    var bytecode: BytecodeHeader?
    var problem: String?
    var binary: Binary?
  }

  /// A file that the tool is to strip.
  private struct Binary {
    var index: Int
    var entry: Entry
    var options: [String]
    /// Sections that it must not lose.
    var lasting: StripPlan.Sections
    var isLibrary: Bool
  }

  private func look(at entry: Entry, _ index: Int, in folder: Folder) throws(Failure) -> Look {
    var look = Look()
    let isBytecode = entry.path.bytes.hasSuffix(".pyc")
    let mayBeBinary = tool != nil && entry.size.bytes > StaticLibrary.magic.count
    guard isBytecode || mayBeBinary else { return look }
    let file = try SourceFile(entry, in: folder)
    let head = try file.bytes(ELF.headerSize)
    look.form = FileContents.Form(head)
    if isBytecode { look.bytecode = BytecodeHeader(head.span.bytes) }
    guard mayBeBinary else { return look }
    let plan = try StripPlan(head: head, size: entry.size.bytes, mode: mode) {
      (offset, count) throws(Failure) in
      try file.bytes(count, at: offset)
    }
    switch plan {
    case .leave: break
    case .keep(let reason): look.problem = reason
    case .strip(let options, let lasting):
      look.binary = Binary(
        index: index, entry: entry, options: options, lasting: lasting, isLibrary: look.form == .staticLibrary
      )
    }
    return look
  }

  /// Starting the tool takes longer than stripping a small file, so small files share a run. Large files come
  /// first, alone.
  private static func batches(_ binaries: [Binary]) -> [[Binary]] {
    let sorted = binaries.sorted { ($0.entry.size, $1.index) > ($1.entry.size, $0.index) }
    let alone = sorted.filter { $0.isLibrary || $0.entry.size > .mebibytes(4) }
    let together = Dictionary(
      grouping: sorted.filter { !$0.isLibrary && $0.entry.size <= .mebibytes(4) }, by: \.options)
    return alone.map { [$0] } + together.values.flatMap { parts($0, of: 12) }
  }

  private static func parts<Item>(_ items: [Item], of size: Int) -> [[Item]] {
    stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
  }

  private func strip(
    _ batch: [Binary], in folder: Folder, _ scratch: ScratchFolder
  ) async throws(Failure) -> [(Int, FileContents)] {
    guard let tool, let first = batch.first else { return [] }
    var results: [(Int, FileContents)] = []
    if batch.count > 1 {
      var copies: [String] = []
      for binary in batch {
        let copy = scratch.path + "/\(binary.index)"
        let digest = try SourceFile(binary.entry, in: folder).copy(to: copy)
        results.append((binary.index, FileContents(original: digest)))
        copies.append(copy)
      }
      if try await tool.strip(copies, first.options) {
        for (position, binary) in batch.enumerated() {
          try finish(&results[position].1, copies[position], binary, original: nil)
        }
        return results
      }
      // The tool could not strip one of them; a run for each file shows which.
      results = []
    }
    for binary in batch {
      results.append((binary.index, try await strip(binary, with: tool, in: folder, scratch)))
    }
    return results
  }

  private func strip(
    _ binary: Binary, with tool: StripTool, in folder: Folder, _ scratch: ScratchFolder
  ) async throws(Failure) -> FileContents {
    let file = try SourceFile(binary.entry, in: folder)
    var contents = FileContents(original: try file.digest())
    let output = scratch.path + "/\(binary.index)"
    // The tool gets the file that was just read, by a short name that needs no quoting.
    let input = "/proc/\(getpid())/fd/\(file.descriptor.rawValue)"
    // binutils' strip removes unreadable members from a library's index and returns success.
    contents.problem = try await tool.strip(
      input, into: output, binary.options, silently: binary.isLibrary)
    try file.checkUnchanged()
    if let problem = contents.problem {
      // If there was no space for the result, the file is fine, and keeping it would ship a half-stripped tree.
      // The messages of tools differ, and some print none.
      unlink(output)
      let full = scratch.lacksRoom(for: binary.entry.size, named: "room-\(binary.index)")
      guard full == nil, !problem.contains(Errno.noSpace.description) else {
        throw Failure(
          "strip into scratch space in", Scratch.parent, because: full ?? .noSpace, advice: Scratch.advice)
      }
      return contents
    }
    try finish(&contents, output, binary, original: file)
    return contents
  }

  /// Takes the tool's output if it is valid.
  private func finish(
    _ contents: inout FileContents, _ output: String, _ binary: Binary, original: SourceFile?
  ) throws(Failure) {
    let result = try MappedFile(path: output)
    func read(_ offset: Int, _ count: Int) -> [UInt8] {
      result.withBytes { bytes in
        guard offset >= 0, count >= 0, offset < bytes.byteCount else { return [] }
        return bytes.extracting(offset..<offset + min(count, bytes.byteCount - offset)).withUnsafeBytes {
          Array($0)
        }
      }
    }
    if binary.isLibrary, let original {
      // binutils' strip turns a library that it does not understand into an empty one and returns success.
      let before = try StaticLibrary.members(size: binary.entry.size) { (offset, count) throws(Failure) in
        try original.bytes(count, at: offset)
      }
      let after = try StaticLibrary.members(size: result.size, read: read)
      guard let before, before.count == after?.count else {
        contents.problem = "it is not a valid archive"
        return
      }
    }
    if let elf = result.withBytes({ ELF($0) }) {
      let loadable = result.withBytes { elf.segments($0)?.allSatisfy(\.isMappable) ?? false }
      guard loadable else {
        contents.problem = "the stripped file could not be loaded, which can happen after patchelf"
        return
      }
      let sections = try elf.sections(size: result.size.bytes, read) ?? []
      let left = StripPlan.lasting(sections)
      let lost = binary.lasting.filter { left[$0.key, default: 0] < $0.value }.keys
      if let example = lost.map(\.name).min() {
        contents.problem =
          "it would lose its section \(EntryPath(Array(example.utf8))), which it may need when it runs"
        return
      }
    }
    var status = stat()
    guard stat(output, &status) == 0 else { throw Failure("read", output, because: Errno(rawValue: errno)) }
    contents.stripped = (output, result.size, ByteCount(Int(status.st_blocks) * 512))
  }
}

extension ScratchFolder {
  /// Why another file does not fit; nil if it fits.
  ///
  /// The file system, a quota or a process limit may be exhausted, so this tries to write.
  fileprivate func lacksRoom(for size: ByteCount, named name: String) -> Errno? {
    let probe = path + "/" + name
    let descriptor = open(probe, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return Errno(rawValue: errno) }
    defer {
      close(descriptor)
      unlink(probe)
    }
    // Alignment can make a result slightly larger than its input.
    let code = posix_fallocate(descriptor, 0, off_t(size.bytes + (64 << 10)))
    return [ENOSPC, EDQUOT, EFBIG].contains(code) ? Errno(rawValue: code) : nil
  }
}
