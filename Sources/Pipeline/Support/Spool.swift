package import BenchCore
import Glibc
import SystemPackage

/// Bytes put aside in a scratch file, for the page cache to keep or to write out.
package final class Spool: Sendable {
  private let file: ScratchFile
  private let count: Int

  /// Puts `bytes` aside.
  ///
  /// - Throws: `Failure` where scratch space runs out.
  package init(_ bytes: RawSpan) throws(Failure) {
    file = try ScratchFile()
    count = bytes.byteCount
    try file.append(bytes)
  }

  /// Adds the bytes to `buffer`, which must have room for them.
  package func read(into buffer: ByteBuffer) throws(Failure) {
    var offset = 0
    while offset < count {
      let start = offset
      try buffer.withFreeSpace { (space) throws(Failure) in
        let read = pread(
          file.descriptor.rawValue, space.baseAddress, min(space.count, count - start), off_t(start))
        guard read > 0 else {
          throw Failure("read", "a scratch file", because: String(cString: strerror(errno)))
        }
        offset += read
        return read
      }
    }
  }
}
