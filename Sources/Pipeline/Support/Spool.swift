package import BenchCore
import Glibc
import SystemPackage

/// Bytes stored in a scratch file; the kernel decides whether they stay in memory.
package final class Spool: Sendable {
  private let file: ScratchFile
  private let count: Int

  /// Stores `bytes`.
  ///
  /// - Throws: `Failure` if scratch space runs out.
  package init(_ bytes: RawSpan) throws(Failure) {
    file = try ScratchFile()
    count = bytes.byteCount
    try file.append(bytes)
  }

  /// Adds the bytes to `buffer`, which must have room for them.
  package func read(into buffer: ByteBuffer) throws(Failure) {
    try buffer.withFreeSpace { (space) throws(Failure) in
      let wanted = UnsafeMutableRawBufferPointer(rebasing: space[..<min(space.count, count)])
      let read: Int
      do throws(Errno) {
        read = try IO.read(file.descriptor.rawValue, into: wanted, at: 0)
      } catch {
        throw Failure("read", "a scratch file", because: error)
      }
      guard read == count else { throw Failure("read", "a scratch file", because: "it ends early") }
      return (read, ())
    }
  }
}
