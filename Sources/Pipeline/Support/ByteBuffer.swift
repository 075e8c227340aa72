/// Memory of a fixed size that is filled from the front and used again.
package final class ByteBuffer {
  /// How many bytes it can hold.
  package let capacity: Int
  /// How many bytes it holds.
  package private(set) var count = 0
  private let memory: UnsafeMutableRawBufferPointer

  /// Creates an empty buffer; its pages are taken from the system only when they are written.
  package init(capacity: Int) {
    self.capacity = capacity
    memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 64)
  }

  deinit { memory.deallocate() }

  /// Whether nothing more fits.
  package var isFull: Bool { count == capacity }

  /// Forgets the bytes held.
  package func removeAll() { count = 0 }

  /// Runs `body` with the bytes held.
  package func withBytes<Result, Problem: Error>(_ body: (RawSpan) throws(Problem) -> Result) throws(Problem)
    -> Result
  {
    try body(UnsafeRawBufferPointer(rebasing: memory[..<count]).bytes)
  }

  /// The bytes held, for C to look at until the buffer is next changed.
  var held: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  /// Adds what fits of `bytes`.
  ///
  /// - Returns: How many bytes did.
  func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    let fitting = min(bytes.count, capacity - count)
    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: bytes.prefix(fitting)))
    count += fitting
    return fitting
  }

  /// Runs `body` with the free space; it returns how much of it was written.
  func withFreeSpace<Problem: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Problem) -> Int
  ) throws(Problem) {
    count += try body(UnsafeMutableRawBufferPointer(rebasing: memory[count..<capacity]))
  }
}
