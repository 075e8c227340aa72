import BenchCore
import CLinux

/// Processors, and which of them a thread may use.
package enum Processors {
  /// Numbers of the processors that this process may use.
  package static let available: [Int] = {
    var mask = [UInt64](repeating: 0, count: 128)
    let filled = mask.withUnsafeMutableBytes { pybench_get_affinity(0, $0.baseAddress, $0.count) }
    guard filled > 0 else { return [0] }
    return (0..<(filled * 8)).filter { mask[$0 / 64] >> ($0 % 64) & 1 == 1 }
  }()

  /// The same numbers, one of each core first, because processors of one core share its units.
  package static let byCore: [Int] = {
    var seen: Set<String> = []
    let first = available.filter { seen.insert(core(of: $0)).inserted }
    return first + available.filter { !first.contains($0) }
  }()

  /// Number of processors that can work at full speed at once: one per core, within a container's limit.
  package static let wholeCores: Int = {
    let cores = Set(available.map(core)).count
    return min(cores, max(1, ControlGroup().processors.map { Int($0) } ?? cores))
  }()

  /// Memory that is available without swapping.
  package static var freeMemory: Int {
    let line = SystemFile.text("/proc/meminfo")?.split(separator: "\n")
      .first { $0.hasPrefix("MemAvailable:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return min(kibibytes.map { $0 << 10 } ?? Int.max, ControlGroup().memory ?? Int.max)
  }

  private static func core(of processor: Int) -> String {
    SystemFile.text("/sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list")
      ?? String(processor)
  }

  /// Lets the calling thread, and threads it starts from now on, use these processors only.
  package static func pin(to processors: [Int]) {
    var mask = [UInt64](repeating: 0, count: 128)
    for processor in processors { mask[processor / 64] |= 1 << (processor % 64) }
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
