import CLinux
import Glibc
package import Pipeline

/// Source of wall, processor and stolen time; tests replace it.
package protocol TimeSource: Sendable {
  /// Monotonic wall time.
  func wall() -> Duration
  /// Processor time of threads so far.
  func cpu(of threads: [ThreadID]) -> Duration
  /// Time stolen from processors so far.
  func stolen(from processors: [Int]) -> Duration
}

/// The kernel's clocks.
package struct SystemTime: TimeSource {
  package init() {}

  package func wall() -> Duration { Self.time(CLOCK_MONOTONIC) ?? .zero }

  package func cpu(of threads: [ThreadID]) -> Duration {
    threads.reduce(.zero) { sum, thread in
      // The clock of another thread's processor time, as the kernel numbers it (clock_gettime(2),
      // CPUCLOCK_PERTHREAD and CPUCLOCK_SCHED in linux/posix-timers.h).
      sum + (Self.time(clockid_t(~thread.number << 3 | 4 | 2)) ?? .zero)
    }
  }

  private static func time(_ clock: clockid_t) -> Duration? {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return nil }
    return .seconds(time.tv_sec) + .nanoseconds(Int64(time.tv_nsec))
  }

  /// The eighth figure of a processor's line is stolen time, in clock ticks (proc(5)).
  package func stolen(from processors: [Int]) -> Duration {
    Self.stolen(
      from: processors, by: SystemFile.lines("/proc/stat"), ticksPerSecond: sysconf(CInt(_SC_CLK_TCK)))
  }

  /// Time stolen from processors, by the kernel's statistics.
  ///
  /// - Parameters:
  ///   - processors: Numbers of the processors.
  ///   - statistics: The lines of `/proc/stat`.
  ///   - ticksPerSecond: The clock of the statistics.
  static func stolen(from processors: [Int], by statistics: [Substring], ticksPerSecond: Int) -> Duration {
    let wanted = Set(processors.map { "cpu\($0)" })
    var ticks: Int64 = 0
    for line in statistics {
      guard line.hasPrefix("cpu") else { break }
      let fields = line.split(separator: " ")
      if let name = fields.first, wanted.contains(String(name)), fields.count > 8 {
        ticks += Int64(fields[8]) ?? 0
      }
    }
    return .milliseconds(1000 * ticks / Int64(ticksPerSecond))
  }
}
