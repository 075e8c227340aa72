/// Compressed bytes that wait for space in the caller's buffer.
struct Outbox {
  /// Number of bytes that the caller has.
  private var given = 0

  /// Passes as many of the remaining bytes as fit.
  ///
  /// - Parameter bytes: All bytes since the outbox was last emptied, including those already passed.
  /// - Returns: Whether all bytes were passed.
  mutating func give(_ bytes: UnsafeRawBufferPointer, to output: ByteBuffer) -> Bool {
    given += output.append(UnsafeRawBufferPointer(rebasing: bytes[given...]))
    return given == bytes.count
  }

  /// Starts with new bytes.
  mutating func removeAll() { given = 0 }
}
