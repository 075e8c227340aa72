import BenchCore
import Dispatch
import Glibc
import SystemPackage

/// SHA-256 of a file that is still being written, computed beside the writing.
final class TrailingDigest: @unchecked Sendable {
  private let file: ScratchFile
  private let queue = DispatchQueue(label: "pybench.digest")
  /// Guarded by the queue.
  private let sha: SHA256
  private var failure: Failure?
  /// How far the queue was told to go; the writer's alone.
  private var end = 0

  /// How much is digested at once.
  private static let piece = 1 << 22

  init(_ file: ScratchFile) throws(Failure) {
    self.file = file
    sha = try SHA256()
  }

  /// Tells that the file holds `size` bytes now.
  func grew(to size: Int) {
    if size - end >= Self.piece { digest(to: size) }
  }

  /// The digest of the file, which holds `size` bytes and grows no more.
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
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
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
