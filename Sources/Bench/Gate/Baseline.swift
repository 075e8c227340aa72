package import BenchCore
package import BenchResults
import Glibc
package import Pipeline
import SystemPackage

/// The baseline of a check.
package enum Baseline: Sendable {
  /// An archive with its entries, from its manifest or from the archive itself.
  case manifest(Manifest)
  /// Sizes of one tree with several settings, without entries.
  case sweep(Results)

  /// Reads a baseline: a manifest, an archive, or a `sweep.csv` or the folder it is in.
  ///
  /// - Parameters:
  ///   - path: The file or the folder.
  ///   - maxUnpacked: How large an archive's tar may be; nil for what scratch space has room for.
  ///   - entering: Called with each step before it starts.
  /// - Returns: nil if there is no such file.
  /// - Throws: `Failure` that names the wrong line, row or key.
  package init?(
    reading path: String, maxUnpacked: ByteCount? = nil, _ entering: (Release.Step) -> Void = { _ in }
  ) throws(Failure) {
    guard try Self.exists(path) else { return nil }
    if Self.isSweep(path) {
      self = .sweep(try Results(reading: path))
    } else if try Self.isArchive(path) {
      self = .manifest(try Manifest(of: path, maxUnpacked: maxUnpacked, entering))
    } else {
      self = .manifest(try Manifest(reading: path, as: .baseline))
    }
  }

  /// Whether a file holds something else than a baseline, which may be damaged or of a later version.
  static func isForeign(_ path: String) throws(Failure) -> Bool {
    guard !isSweep(path) else { return false }
    return try Manifest.isForeign(path)
  }

  /// Whether there is a file or a folder.
  ///
  /// - Throws: `Failure` if the system does not say, for example because a folder may not be searched.
  private static func exists(_ path: String) throws(Failure) -> Bool {
    do throws(Errno) {
      return try IO.status(of: path) != nil
    } catch {
      throw Failure("read baseline", path, because: error)
    }
  }

  /// Whether a path names a sweep.csv or its folder.
  static func isSweep(_ path: String) -> Bool {
    let status = try? IO.status(of: path)
    return status.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false || path.hasSuffix(".csv")
  }

  /// Whether a file's first bytes are those of an archive, independent of its name.
  static func isArchive(_ path: String) throws(Failure) -> Bool {
    guard try exists(path) else { return false }
    return try ArchiveFormat.isArchive(head: head(of: path))
  }

  /// The first bytes of a file. Opening a FIFO does not block; the later reader reports it.
  private static func head(of path: String) throws(Failure) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      return try IO.bytes(file.rawValue, 512, at: 0)
    } catch {
      let reason = (error as? Errno)?.description ?? String(describing: error)
      throw Failure("read baseline", path, because: reason)
    }
  }
}

extension ArchiveFormat {
  /// Whether a file that starts with these bytes is an archive.
  fileprivate static func isArchive(head: [UInt8]) -> Bool {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    let isTar = head.count == 512 && head[257..<262].elementsEqual("ustar".utf8)
    // JSON can be as long as a tar, but starts differently.
    if !isTar, let first = head.first(where: { !blanks.contains($0) }), "{[".utf8.contains(first) {
      return false
    }
    switch ArchiveFormat(contents: head.span.bytes) {
    case .compressed: return true
    case .plain: return isTar || hasChecksum(head)
    case nil: return false
    }
  }

  /// Whether a block is the header of a tar from before POSIX: its bytes 148 to 155 hold the octal sum of all
  /// others.
  private static func hasChecksum(_ block: [UInt8]) -> Bool {
    let field = block[148..<156]
    let digits = String(
      decoding: field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }, as: UTF8.self)
    let sum = block.enumerated().reduce(0) {
      $0 + (field.indices.contains($1.offset) ? 0x20 : Int($1.element))
    }
    return Int(digits, radix: 8) == sum
  }
}
