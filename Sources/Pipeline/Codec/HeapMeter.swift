import Glibc
import Synchronization

/// Counts the heap that a codec holds, through the codec's own allocator hooks.
///
/// What is counted is what the codec asked for, so the peak does not depend on the C library's allocator.
final class HeapMeter: Sendable {
  private let held = Atomic<Int>(0)
  private let highest = Atomic<Int>(0)

  /// Room before each block for its size; as large as malloc's alignment, to keep it.
  private static let prefix = 16

  /// The most bytes held at one moment.
  var peak: ByteCount { ByteCount(highest.load(ordering: .relaxed)) }

  /// The meter as the opaque argument of a C allocator hook; valid while the meter lives.
  var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// Allocates for the meter behind `opaque`; nil where memory is short.
  static func allocate(_ opaque: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
    guard let opaque, let block = malloc(size + prefix) else { return nil }
    block.storeBytes(of: size, as: Int.self)
    let meter = Unmanaged<HeapMeter>.fromOpaque(opaque).takeUnretainedValue()
    let now = meter.held.wrappingAdd(size, ordering: .relaxed).newValue
    meter.highest.max(now, ordering: .relaxed)
    return block + prefix
  }

  /// Frees what `allocate` gave.
  static func free(_ opaque: UnsafeMutableRawPointer?, _ address: UnsafeMutableRawPointer?) {
    guard let opaque, let address else { return }
    let block = address - prefix
    let meter = Unmanaged<HeapMeter>.fromOpaque(opaque).takeUnretainedValue()
    meter.held.wrappingSubtract(block.load(as: Int.self), ordering: .relaxed)
    Glibc.free(block)
  }
}
