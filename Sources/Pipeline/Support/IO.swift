import BenchCore
package import Glibc
package import SystemPackage

/// System calls on descriptors, continued after an interrupt, after a partial transfer, and when a non-blocking
/// pipe is full.
package enum IO {
  /// A new file without a name (open(2)); not every file system has it, and Swift's module lacks it.
  static let unnamed: CInt = 0o20000000 | O_DIRECTORY
  /// A folder that may be written to, but not listed (open(2)); Swift's module lacks it.
  static let pathOnly: CInt = 0o10000000

  /// Space for a piece of a file; the caller deallocates it.
  static func piece() -> UnsafeMutableRawBufferPointer { .allocate(byteCount: 1 << 18, alignment: 64) }

  /// Reads until `buffer` is full or the file ends.
  ///
  /// - Parameters:
  ///   - descriptor: The open file.
  ///   - buffer: Receives the bytes.
  ///   - offset: Offset in the file; nil continues after the last read.
  /// - Returns: Number of bytes read; fewer than `buffer` holds only at the end of the file.
  package static func read(
    _ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer, at offset: Int? = nil
  ) throws(Errno) -> Int {
    var filled = 0
    while filled < buffer.count, let start = buffer.baseAddress {
      let count =
        if let offset {
          pread(descriptor, start + filled, buffer.count - filled, off_t(offset + filled))
        } else {
          Glibc.read(descriptor, start + filled, buffer.count - filled)
        }
      guard count > 0 else {
        if count == 0 { break }
        try waitAfterError(descriptor, for: POLLIN)
        continue
      }
      filled += count
    }
    return filled
  }

  /// The bytes at an offset; fewer than `count` at the end of the file.
  package static func bytes(_ descriptor: CInt, _ count: Int, at offset: Int) throws(Errno) -> [UInt8] {
    let buffer = buffer(count)
    defer { buffer.deallocate() }
    let filled = try read(descriptor, into: buffer, at: offset)
    return Array(buffer[..<filled])
  }

  /// The whole contents of a file: tables, manifests.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: How many bytes it may have.
  /// - Throws: The system's error; `fileTooLarge` for more than `limit`.
  package static func contents(of path: String, limit: Int = IO.contentsLimit) throws(Errno) -> [UInt8] {
    let descriptor = try retrying { open(path, O_RDONLY | O_CLOEXEC) }
    defer { close(descriptor) }
    let buffer = buffer(pieceSize)
    defer { buffer.deallocate() }
    var contents: [UInt8] = []
    while true {
      let count = try read(descriptor, into: buffer)
      contents += buffer[..<count]
      guard contents.count <= limit else { throw .fileTooLarge }
      if count < buffer.count { return contents }
    }
  }

  /// Bytes that a table or manifest may have: 1 GiB.
  package static let contentsLimit = 1 << 30

  /// Bytes of a file that are read at a time.
  static let pieceSize = 1 << 18

  /// Memory for bytes; the caller deallocates it.
  static func buffer(_ count: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count))
  }

  /// Reads the first `size` bytes of a file, piece by piece.
  ///
  /// - Parameters:
  ///   - descriptor: The open file.
  ///   - size: The expected size.
  ///   - name: The file's name, for messages.
  ///   - buffer: Holds one piece.
  ///   - body: Gets the pieces in order.
  /// - Returns: Number of bytes read; fewer than `size` if the file is shorter.
  static func readPieces(
    _ descriptor: CInt, _ size: Int, _ name: @autoclosure () -> String,
    through buffer: UnsafeMutableRawBufferPointer, _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    var total = 0
    while total < size {
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, size - total)])
      let count: Int
      do throws(Errno) {
        // With an offset, a FIFO in the file's place is an error instead of a wait.
        count = try read(descriptor, into: piece, at: total)
      } catch {
        throw Failure("read", name(), because: error)
      }
      try body(UnsafeRawBufferPointer(rebasing: piece[..<count]).bytes)
      total += count
      if count < piece.count { break }
    }
    return total
  }

  /// Writes all of `bytes`.
  ///
  /// - Parameters:
  ///   - descriptor: The open file.
  ///   - bytes: The bytes to write.
  ///   - offset: Offset in the file; nil continues after the last write.
  package static func write(
    _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, at offset: Int? = nil
  ) throws(Errno) {
    var written = 0
    while written < bytes.count, let start = bytes.baseAddress {
      let count =
        if let offset {
          pwrite(descriptor, start + written, bytes.count - written, off_t(offset + written))
        } else {
          Glibc.write(descriptor, start + written, bytes.count - written)
        }
      guard count > 0 else {
        // A write of 0 bytes without an error would loop forever.
        if count == 0 { throw .ioError }
        try waitAfterError(descriptor, for: POLLOUT)
        continue
      }
      written += count
    }
  }

  package static func write(_ descriptor: CInt, _ bytes: RawSpan) throws(Errno) {
    try bytes.withUnsafeBytes { (bytes) throws(Errno) in try write(descriptor, bytes) }
  }

  /// Repeats a call for as long as a signal interrupts it.
  ///
  /// - Returns: The result of the call, 0 or more.
  @discardableResult
  package static func retrying(_ call: () -> CInt) throws(Errno) -> CInt {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
  }

  /// What the system knows of an open file.
  static func status(_ descriptor: CInt) throws(Errno) -> stat {
    var status = stat()
    try retrying { fstat(descriptor, &status) }
    return status
  }

  /// What the system knows of a file or a folder, through links; nil if there is none.
  ///
  /// - Throws: The system's error, such as that of a folder that may not be searched.
  package static func status(of path: String) throws(Errno) -> stat? {
    var status = stat()
    do throws(Errno) {
      try retrying { stat(path, &status) }
    } catch .noSuchFileOrDirectory {
      return nil
    }
    return status
  }

  /// Throws the error of the last call unless a retry can succeed; waits for a full pipe or terminal.
  private static func waitAfterError(_ descriptor: CInt, for event: CInt) throws(Errno) {
    switch errno {
    case EINTR: return
    case EAGAIN:
      var waiting = pollfd()
      waiting.fd = descriptor
      waiting.events = Int16(event)
      try retrying { poll(&waiting, 1, -1) }
    case let code: throw Errno(rawValue: code)
    }
  }
}
