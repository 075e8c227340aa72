/// A reusable buffer of fixed size, filled from the front.
package final class ByteBuffer {
  /// How many bytes it can hold.
  package let capacity: Int
  /// How many bytes it holds.
  package private(set) var count = 0
  private let memory: UnsafeMutableRawBufferPointer

  /// Creates an empty buffer. The system allocates its pages when they are written.
  package init(capacity: Int) {
    self.capacity = capacity
    memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
  }

  deinit { memory.deallocate() }

  /// Whether nothing more fits.
  package var isFull: Bool { count == capacity }

  /// Empties the buffer.
  package func removeAll() { count = 0 }

  /// Runs `body` with the bytes held.
  package func withBytes<Result, Problem: Error>(_ body: (RawSpan) throws(Problem) -> Result) throws(Problem)
    -> Result
  {
    try body(UnsafeRawBufferPointer(rebasing: memory[..<count]).bytes)
  }

  /// The bytes held, valid for C until the next change.
  var held: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  /// Adds as many of `bytes` as fit.
  ///
  /// - Returns: Number of bytes added.
  func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    let fitting = min(bytes.count, capacity - count)
    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: bytes.prefix(fitting)))
    count += fitting
    return fitting
  }

  /// Runs `body` with the free space; `body` returns the number of bytes written, and a result of its own.
  func withFreeSpace<Result, Problem: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Problem) -> (written: Int, result: Result)
  ) throws(Problem) -> Result {
    let (written, result) = try body(UnsafeMutableRawBufferPointer(rebasing: memory[count..<capacity]))
    count += written
    return result
  }
}
