import BenchCore
import Dispatch
import Glibc
import SystemPackage

/// SHA-256 of a file, computed while it is being written.
final class TrailingDigest: @unchecked Sendable {
  private let file: ScratchFile
  private let queue = DispatchQueue(label: "pybench.digest")
  /// Guarded by the queue.
  private let sha: SHA256
  private var failure: Failure?
  /// Bytes passed to the queue so far; only the writer uses it.
  private var end = 0

  /// Bytes digested at once.
  private static let piece = 1 << 22

  init(_ file: ScratchFile) throws(Failure) {
    self.file = file
    sha = try SHA256()
  }

  /// Reports that the file now holds `size` bytes.
  func grew(to size: Int) {
    if size - end >= Self.piece { digest(to: size) }
  }

  /// The digest of the complete file of `size` bytes.
  func finish(at size: Int) throws(Failure) -> Digest {
    digest(to: size)
    queue.sync {}
    if let failure { throw failure }
    return try sha.finish()
  }

  private func digest(to size: Int) {
    let range = end..<size
    end = size
    queue.async { [self] in
      do throws(Failure) { try read(range) } catch { failure = failure ?? error }
    }
  }

  private func read(_ range: Range<Int>) throws(Failure) {
    let buffer = IO.piece()
    defer { buffer.deallocate() }
    var offset = range.lowerBound
    while offset < range.upperBound {
      let wanted = min(buffer.count, range.upperBound - offset)
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
      let count: Int
      do throws(Errno) {
        count = try IO.read(file.descriptor.rawValue, into: piece, at: offset)
      } catch {
        throw Failure("read", "the tar", because: error)
      }
      guard count == wanted else { throw Failure("read", "the tar", because: "its scratch file ends early") }
      try sha.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
      offset += count
    }
  }
}
