import Glibc
package import SystemPackage

/// System calls on descriptors, continued after an interrupt, after a partial transfer, and when a non-blocking
/// pipe is full.
package enum IO {
  /// A new file without a name (open(2)); not every file system has it, and Swift's module lacks it.
  static let unnamed: CInt = 0o20000000 | O_DIRECTORY
  /// A folder that may be written to, but not listed (open(2)); Swift's module lacks it.
  static let pathOnly: CInt = 0o10000000

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
      if count == 0 { break }
      guard count > 0 else {
        try waitAfterError(descriptor, for: POLLIN)
        continue
      }
      filled += count
    }
    return filled
  }

  /// The bytes at an offset; fewer than `count` at the end of the file.
  package static func bytes(_ descriptor: CInt, _ count: Int, at offset: Int) throws(Errno) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { buffer.deallocate() }
    let filled = try read(descriptor, into: buffer, at: offset)
    return Array(buffer[..<filled])
  }

  /// The whole contents of a file: tables, manifests.
  ///
  /// - Throws: The system's error; `fileTooLarge` for more than 1 GiB.
  package static func contents(of path: String) throws(Errno) -> [UInt8] {
    let descriptor = try retrying { open(path, O_RDONLY | O_CLOEXEC) }
    defer { close(descriptor) }
    var piece = max(Int(try status(descriptor).st_size), 1 << 12) + 1
    var contents: [UInt8] = []
    while true {
      guard contents.count + piece <= 1 << 30 else { throw .fileTooLarge }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 16)
      defer { buffer.deallocate() }
      let count = try read(descriptor, into: buffer)
      contents += buffer[..<count]
      if count < piece { return contents }
      piece = 1 << 20
    }
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

  /// Throws the error of the last call unless a retry can succeed; waits for a full pipe or terminal.
  private static func waitAfterError(_ descriptor: CInt, for event: CInt) throws(Errno) {
    switch errno {
    case EINTR: return
    case EAGAIN:
      var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      try retrying { poll(&waiting, 1, -1) }
    case let code: throw Errno(rawValue: code)
    }
  }
}
