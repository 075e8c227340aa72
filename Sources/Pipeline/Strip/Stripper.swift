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
    let results = try await strip(looks.compactMap(\.look.binary), in: tree.folder, scratch)

    var contents = [FileContents?](repeating: nil, count: tree.entries.count)
    for (index, look) in looks {
      contents[index] = FileContents(problem: look.problem, bytecode: look.bytecode, form: look.form)
    }
    for (index, result) in results {
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
  struct Binary {
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

  /// Files for one run of the tool, all with the same options.
  struct Batch {
    let options: [String]
    let binaries: [Binary]
  }

  /// Starting the tool takes longer than stripping a small file, so small files share a run. Large files come
  /// first, alone.
  static func batches(_ binaries: [Binary]) -> [Batch] {
    var alone: [Batch] = []
    var together: [[String]: [Binary]] = [:]
    for binary in binaries.sorted(by: { $0.entry.size > $1.entry.size }) {
      if binary.isLibrary || binary.entry.size > .mebibytes(4) {
        alone.append(Batch(options: binary.options, binaries: [binary]))
      } else {
        together[binary.options, default: []].append(binary)
      }
    }
    return alone
      + together.flatMap { options, binaries in
        parts(binaries, of: 12).map { Batch(options: options, binaries: $0) }
      }
  }

  private static func parts<Item>(_ items: [Item], of size: Int) -> [[Item]] {
    stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
  }

  /// Strips files, several at once.
  private func strip(
    _ binaries: [Binary], in folder: Folder, _ scratch: ScratchFolder
  ) async throws(Failure) -> [(Int, FileContents)] {
    guard let tool, !binaries.isEmpty else { return [] }
    let width = try Descriptors.processes(upTo: Processors.available.count)
    let results = try await concurrentMap(Self.batches(binaries), width: width) { (batch) throws(Failure) in
      try await self.strip(batch, with: tool, in: folder, scratch)
    }
    return Array(results.joined())
  }

  private func strip(
    _ batch: Batch, with tool: StripTool, in folder: Folder, _ scratch: ScratchFolder
  ) async throws(Failure) -> [(Int, FileContents)] {
    var results: [(Int, FileContents)] = []
    if batch.binaries.count > 1 {
      var copies: [String] = []
      for binary in batch.binaries {
        let copy = scratch.path + "/\(binary.index)"
        let digest = try SourceFile(binary.entry, in: folder).copy(to: copy)
        results.append((binary.index, FileContents(original: digest)))
        copies.append(copy)
      }
      if try await tool.strip(copies, batch.options) {
        for (position, binary) in batch.binaries.enumerated() {
          try finish(&results[position].1, copies[position], binary, original: nil)
        }
        return results
      }
      // The tool could not strip one of them; a run for each file shows which.
      results = []
    }
    for binary in batch.binaries {
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
          "strip into scratch space in", Scratch.parent, because: full ?? .noSpace,
          advice: Scratch.advice(full ?? .noSpace))
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
    func read(_ offset: Int, _ count: Int) -> [UInt8] { result.withBytes { $0.bytes(count, at: offset) } }
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
      let sections = elf.sections(size: result.size.bytes, read) ?? []
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
    let code = posix_fallocate(descriptor, 0, off_t(size.bytes + 65_536))
    return [ENOSPC, EDQUOT, EFBIG].contains(code) ? Errno(rawValue: code) : nil
  }
}
