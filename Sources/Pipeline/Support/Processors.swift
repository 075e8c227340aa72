import BenchCore
import CLinux

/// Processors, and which of them a thread may use.
package enum Processors {
  /// Numbers of the processors that this process may use.
  package static let available: [Int] = {
    let numbers = ofThread
    return numbers.isEmpty ? [0] : numbers
  }()

  /// Numbers of the processors that the calling thread may use; none if the system does not say.
  static var ofThread: [Int] {
    var mask = mask(of: [])
    _ = mask.withUnsafeMutableBytes { pybench_get_affinity(0, $0.baseAddress, $0.count) }
    return numbers(in: mask)
  }

  /// A mask of processors, a bit each, as sched_setaffinity(2) takes it: for up to 8192.
  static func mask(of processors: [Int]) -> [UInt64] {
    var mask = [UInt64](repeating: 0, count: 128)
    for processor in processors {
      mask[processor / UInt64.bitWidth] |= 1 << (processor % UInt64.bitWidth)
    }
    return mask
  }

  /// The processors of a mask.
  static func numbers(in mask: [UInt64]) -> [Int] {
    (0..<mask.count * UInt64.bitWidth).filter {
      mask[$0 / UInt64.bitWidth] >> ($0 % UInt64.bitWidth) & 1 == 1
    }
  }

  /// The same numbers, one of each core first, because processors of one core share its units.
  package static let byCore: [Int] = spread(available, core: core)

  /// Processors in the order of their use.
  ///
  /// - Parameter core: Names the core of a processor.
  static func spread(_ processors: [Int], core: (Int) -> String) -> [Int] {
    var seen: Set<String> = []
    let first = processors.filter { seen.insert(core($0)).inserted }
    return first + processors.filter { !first.contains($0) }
  }

  /// Number of processors that can work at full speed at once: one per core, within a container's limit.
  package static let wholeCores: Int = wholeCores(
    of: Set(available.map(core)).count, within: ControlGroup().processors)

  static func wholeCores(of cores: Int, within limit: Double?) -> Int {
    min(cores, max(1, limit.map { Int($0) } ?? cores))
  }

  /// Memory that is available without swapping.
  package static var freeMemory: Int {
    freeMemory(SystemFile.lines("/proc/meminfo"), within: ControlGroup().memory)
  }

  /// - Parameters:
  ///   - lines: Those of `/proc/meminfo`.
  ///   - limit: The limit of a container, in bytes.
  static func freeMemory(_ lines: [Substring], within limit: Int?) -> Int {
    let line = lines.first { $0.hasPrefix("MemAvailable:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return min(kibibytes.map { $0 << 10 } ?? Int.max, limit ?? Int.max)
  }

  private static func core(of processor: Int) -> String {
    SystemFile.text("/sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list")
      ?? String(processor)
  }

  /// Lets the calling thread, and threads it starts from now on, use these processors only.
  package static func pin(to processors: [Int]) {
    let mask = mask(of: processors)
    // Without permission the kernel places the thread, which only reduces precision.
    _ = mask.withUnsafeBytes { pybench_set_affinity(0, $0.baseAddress, $0.count) }
  }
}

/// Runs `transform` over `items`, several at once, and gives the results in the items' order.
///
/// - Parameter width: Number of concurrent calls.
/// - Throws: The first failure, after the running calls have ended.
func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], width: Int = Processors.available.count,
  _ transform: @escaping @Sendable (Item) async throws(Failure) -> Result
) async throws(Failure) -> [Result] {
  do {
    return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: items.count)
      var next = 0
      func start(_ index: Int) {
        group.addTask { (index, try await transform(items[index])) }
      }
      while next < min(width, items.count) {
        start(next)
        next += 1
      }
      while let (index, result) = try await group.next() {
        results[index] = result
        if next < items.count {
          start(next)
          next += 1
        }
      }
      return results.compactMap { $0 }
    }
  } catch let failure as Failure {
    throw failure
  } catch {
    throw Failure("finish", "the work", because: String(describing: error))
  }
}
