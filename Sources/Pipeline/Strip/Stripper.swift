import Glibc
import SystemPackage

/// A tree whose binaries are stripped, in scratch copies beside the tree's own files.
public struct StrippedTree: Sendable {
  /// The tree.
  public let tree: Tree
  /// What is left of it.
  public let footprint: Tree.Footprint
  /// How many files were stripped.
  public let strippedFiles: Int
  /// Files that the tool could not strip, and why: they are kept as they are.
  public let kept: [(path: EntryPath, reason: String)]
  /// Contents of each entry of the tree, in its order; nil for what is no file.
  let contents: [FileContents?]
  /// Holds the stripped copies.
  let scratch: ScratchFolder
}

/// Where a file's bytes come from once stripping is done.
struct FileContents: Sendable {
  /// The stripped copy; nil where the file goes as it is.
  var stripped: (path: String, size: ByteCount, diskUsage: ByteCount)?
  /// Digest of the original, where stripping had to read it.
  var original: Digest?
  /// Why the tool could not strip it.
  var problem: String?
  /// The header of a `.pyc`.
  var bytecode: BytecodeHeader?
}

/// Strips the binaries of a tree, told by their contents, several at once.
public struct Stripper: Sendable {
  private let mode: StripMode
  private let tool: StripTool?

  /// Creates a stripper.
  ///
  /// - Parameters:
  ///   - mode: What is taken out.
  ///   - tool: The tool; nil goes with `none`, and then nothing is stripped.
  public init(mode: StripMode, tool: StripTool?) {
    self.mode = mode
    self.tool = mode == .none ? nil : tool
  }

  /// Strips what can be stripped of `tree` into scratch copies.
  ///
  /// - Throws: `Failure` where a file cannot be read, or changes meanwhile, or scratch space runs out.
  public func strip(_ tree: Tree) async throws(Failure) -> StrippedTree {
    let scratch = try ScratchFolder()
    let work = tree.entries.enumerated().filter { $0.element.kind == .file }
    // Large binaries first, so that the last to finish is a small one.
    let order = work.sorted { ($0.element.size, $1.offset) > ($1.element.size, $0.offset) }
    let chunks = Self.chunks(order, of: 64)
    let results = try await concurrentMap(chunks) { (chunk) throws(Failure) in
      var done: [(Int, FileContents)] = []
      for (index, entry) in chunk {
        done.append((index, try await self.contents(of: entry, at: index, in: tree.folder, scratch)))
      }
      return done
    }
    var contents = [FileContents?](repeating: nil, count: tree.entries.count)
    for (index, result) in results.joined() { contents[index] = result }

    var footprint = tree.selected
    var kept: [(path: EntryPath, reason: String)] = []
    for (entry, result) in zip(tree.entries, contents) {
      if let problem = result?.problem { kept.append((entry.path, problem)) }
      guard let stripped = result?.stripped else { continue }
      footprint.bytes += stripped.size - entry.size
      footprint.diskUsage += stripped.diskUsage - entry.diskUsage
    }
    return StrippedTree(
      tree: tree, footprint: footprint, strippedFiles: contents.count { $0?.stripped != nil }, kept: kept,
      contents: contents, scratch: scratch)
  }

  /// Files that take long go alone, the many small ones in chunks.
  private static func chunks(_ work: [(offset: Int, element: Entry)], of size: Int) -> [[(Int, Entry)]] {
    let (large, small) = (
      work.filter { $0.element.size > .mebibytes(1) }, work.filter { $0.element.size <= .mebibytes(1) }
    )
    return large.map { [($0.offset, $0.element)] }
      + stride(from: 0, to: small.count, by: size).map { start in
        small[start..<min(start + size, small.count)].map { ($0.offset, $0.element) }
      }
  }

  private func contents(
    of entry: Entry, at index: Int, in folder: Folder, _ scratch: ScratchFolder
  ) async throws(Failure) -> FileContents {
    var contents = FileContents()
    let isBytecode = entry.path.bytes.hasSuffix(".pyc")
    let mayBeBinary = tool != nil && entry.size.bytes > StaticLibrary.magic.count
    guard isBytecode || mayBeBinary else { return contents }
    let file = try SourceFile(entry, in: folder)
    let head = try file.bytes(ELF.headerSize)
    if isBytecode { contents.bytecode = BytecodeHeader(head.span.bytes) }
    guard let tool, let options = options(for: head) else { return contents }

    contents.original = try file.digest()
    let output = scratch.path + "/\(index)"
    // The tool gets the very file that was just looked at, by a name that is short and needs no quoting.
    let input = "/proc/\(getpid())/fd/\(file.descriptor.rawValue)"
    contents.problem = try await tool.strip(input, into: output, options)
    if let problem = contents.problem {
      // The file is fine then, and a tree that ships half unstripped would be no release.
      let full = String(cString: strerror(ENOSPC))
      guard !problem.contains(full) else {
        throw Failure("strip into scratch space in", Scratch.parent, because: full, advice: Scratch.advice)
      }
      return contents
    }
    let result = try MappedFile(path: output)
    if head.starts(with: StaticLibrary.magic) {
      // binutils' strip makes an empty archive of what it does not understand, and calls that a success.
      let before = try StaticLibrary.members(size: entry.size) { (offset, count) throws(Failure) in
        try file.bytes(count, at: offset)
      }
      let after = try StaticLibrary.members(size: result.size) { (offset, count) throws(Failure) in
        result.withBytes { bytes in
          let range = min(offset, bytes.byteCount)..<min(offset + count, bytes.byteCount)
          return bytes.extracting(range).withUnsafeBytes { Array($0) }
        }
      }
      guard let before, before == after else {
        contents.problem = "it is no well-formed archive"
        return contents
      }
    }
    if let elf = result.withBytes({ ELF($0) }) {
      let loadable = result.withBytes { elf.segments($0)?.allSatisfy(\.isMappable) ?? false }
      guard loadable else {
        contents.problem = "the stripped file could not be loaded, as happens after patchelf"
        return contents
      }
    }
    var status = stat()
    guard stat(output, &status) == 0 else { throw Failure("read", output, because: Errno(rawValue: errno)) }
    contents.stripped = (output, result.size, ByteCount(Int(status.st_blocks) * 512))
    return contents
  }

  /// The tool's options for a file that starts with `head`; nil for what is not stripped.
  private func options(for head: [UInt8]) -> [String]? {
    if head.starts(with: StaticLibrary.magic) { return ["--strip-debug", "--enable-deterministic-archives"] }
    switch ELF(head.span.bytes)?.kind {
    case .executable, .sharedObject: return [mode == .all ? "--strip-all" : "--strip-debug"]
    case .relocatable: return ["--strip-debug"]
    case nil: return nil
    }
  }
}

/// A file of the tree, open for reading.
final class SourceFile {
  let descriptor: FileDescriptor
  private let name: String
  private let size: ByteCount

  init(_ entry: Entry, in folder: Folder) throws(Failure) {
    descriptor = try folder.open(entry.path)
    name = folder.display(entry.path)
    size = entry.size
  }

  deinit { try? descriptor.close() }

  /// The bytes at an offset; fewer than `count` at the file's end.
  func bytes(_ count: Int, at offset: Int = 0) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = pread(descriptor.rawValue, &bytes, count, off_t(offset))
    guard read >= 0 else { throw Failure("read", name, because: Errno(rawValue: errno)) }
    return Array(bytes.prefix(read))
  }

  /// Reads all of the file, piece by piece, from where the last read ended.
  ///
  /// - Throws: `Failure` where there are fewer or more bytes than the tree said.
  func readAll(through buffer: UnsafeMutableRawBufferPointer, _ body: (RawSpan) throws(Failure) -> Void)
    throws(Failure)
  {
    var total = 0
    while true {
      let count = read(descriptor.rawValue, buffer.baseAddress, buffer.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw Failure("read", name, because: Errno(rawValue: errno))
      }
      if count == 0 { break }
      total += count
      guard total <= size.bytes else { break }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
    }
    guard total == size.bytes else {
      throw Failure(
        "read", name,
        because: "it \(total < size.bytes ? "shrank" : "grew") from \(size.bytes) bytes while it was read",
        advice: "run again when nothing writes to the tree")
    }
  }

  /// SHA-256 of the contents.
  func digest() throws(Failure) -> Digest {
    let sha = try SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    try readAll(through: buffer) { (bytes) throws(Failure) in try sha.update(bytes) }
    return try sha.finish()
  }
}
