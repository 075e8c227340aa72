/// Compressed bytes that wait until the caller's buffer has room.
struct Outbox {
  /// How many of them the caller has.
  private var given = 0

  /// Gives what fits of the bytes not given yet.
  ///
  /// - Parameter bytes: All bytes since the outbox was last emptied, those given before included.
  /// - Returns: Whether all have been given.
  mutating func give(_ bytes: UnsafeRawBufferPointer, to output: ByteBuffer) -> Bool {
    given += output.append(UnsafeRawBufferPointer(rebasing: bytes[given...]))
    return given == bytes.count
  }

  /// Starts with new bytes.
  mutating func removeAll() { given = 0 }
}
