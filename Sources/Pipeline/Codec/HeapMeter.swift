import BenchCore
import Glibc
import Synchronization

/// Counts the memory of a codec through the codec's allocator hooks.
///
/// Codecs request far more than they use: libzstd's buffers for level 22 with a long window are 3 GB, and a 40
/// MB archive touches 700 MB of them. Small blocks count in full. Large blocks are mapped from the system, as
/// malloc does, and count with the pages touched, as in a process's resident memory. The requested memory is
/// counted separately: with a limit of address space, or without overcommit, it must be available.
final class HeapMeter: Sendable {
  private struct Large {
    /// Live mappings, by address.
    var mappings: [UInt: Int] = [:]
    var peak = 0
  }

  private let small = Atomic<Int>(0)
  /// Peak of `small` since the last large block was freed.
  private let smallPeak = Atomic<Int>(0)
  private let large = Mutex(Large())
  /// Requested bytes that are not freed; large blocks count in whole pages.
  private let reserved = Atomic<Int>(0)
  private let highestReserved = Atomic<Int>(0)

  /// From this size on, malloc maps a block from the system and returns it when it is freed (mallopt(3)).
  private static let largeBlock = 128 << 10
  /// Space before each block for its size; keeps malloc's alignment, and a cache line's in a mapping.
  private static let smallPrefix = 16
  private static let largePrefix = 64

  /// Peak of the touched bytes.
  var peak: ByteCount {
    large.withLock { large in
      note(&large)
      // The peaks of small blocks and of large blocks' pages may be at different times.
      return min(ByteCount(large.peak), reservedPeak)
    }
  }

  /// Peak of the requested bytes.
  var reservedPeak: ByteCount { ByteCount(highestReserved.load(ordering: .relaxed)) }

  /// From now on also counts memory that the codec needs but did not allocate.
  func hold(_ size: Int) {
    addSmall(size)
  }

  /// The meter as the opaque argument of a C allocator hook; valid while the meter lives.
  var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// Allocates for the meter behind `opaque`; nil if memory runs out.
  static func allocate(_ opaque: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
    guard let opaque, size >= 0 else { return nil }
    let meter = Unmanaged<HeapMeter>.fromOpaque(opaque).takeUnretainedValue()
    return size < largeBlock ? meter.allocateSmall(size) : meter.map(size)
  }

  /// Frees memory of `allocate`.
  static func free(_ opaque: UnsafeMutableRawPointer?, _ address: UnsafeMutableRawPointer?) {
    guard let opaque, let address else { return }
    let meter = Unmanaged<HeapMeter>.fromOpaque(opaque).takeUnretainedValue()
    let size = (address - MemoryLayout<Int>.size).load(as: Int.self)
    if size < largeBlock {
      meter.small.wrappingSubtract(size, ordering: .relaxed)
      meter.reserved.wrappingSubtract(size, ordering: .relaxed)
      Glibc.free(address - smallPrefix)
    } else {
      meter.unmap(address - largePrefix)
    }
  }

  private func allocateSmall(_ size: Int) -> UnsafeMutableRawPointer? {
    guard let block = malloc(size + Self.smallPrefix) else { return nil }
    addSmall(size)
    return Self.address(in: block, after: Self.smallPrefix, size)
  }

  private func addSmall(_ size: Int) {
    let now = small.wrappingAdd(size, ordering: .relaxed).newValue
    smallPeak.max(now, ordering: .relaxed)
    reserve(size)
  }

  private func reserve(_ size: Int) {
    let now = reserved.wrappingAdd(size, ordering: .relaxed).newValue
    highestReserved.max(now, ordering: .relaxed)
  }

  private func map(_ size: Int) -> UnsafeMutableRawPointer? {
    // The system refuses a length that overflows.
    let length = size &+ Self.largePrefix
    let mapping = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapping, mapping != MAP_FAILED else { return nil }
    large.withLock { $0.mappings[UInt(bitPattern: mapping)] = length }
    reserve(Self.pages(of: length) * Self.page)
    return Self.address(in: mapping, after: Self.largePrefix, size)
  }

  private func unmap(_ mapping: UnsafeMutableRawPointer) {
    let length = large.withLock { large in
      // Touched memory only grows until a block is freed, so it peaks here or at the end.
      note(&large)
      return large.mappings.removeValue(forKey: UInt(bitPattern: mapping))
    }
    guard let length else { return }
    munmap(mapping, length)
    reserved.wrappingSubtract(Self.pages(of: length) * Self.page, ordering: .relaxed)
  }

  /// Updates the peak.
  private func note(_ large: inout Large) {
    let touched = large.mappings.reduce(0) { $0 + Self.touched($1.key, $1.value) }
    let highest = smallPeak.exchange(small.load(ordering: .relaxed), ordering: .relaxed)
    large.peak = max(large.peak, touched + highest)
  }

  /// Bytes in pages of a mapping that are in memory (mincore(2)).
  private static func touched(_ mapping: UInt, _ length: Int) -> Int {
    var pages = [UInt8](repeating: .min, count: pages(of: length))
    guard mincore(UnsafeMutableRawPointer(bitPattern: mapping), length, &pages) == 0 else { return length }
    return pages.count { $0 & 1 == 1 } * page
  }

  private static let page = Int(sysconf(CInt(_SC_PAGESIZE)))

  private static func pages(of length: Int) -> Int { (length + page - 1) / page }

  private static func address(
    in block: UnsafeMutableRawPointer, after prefix: Int, _ size: Int
  ) -> UnsafeMutableRawPointer {
    let address = block + prefix
    (address - MemoryLayout<Int>.size).storeBytes(of: size, as: Int.self)
    return address
  }
}
