import CLinux
import Foundation
public import Pipeline

/// What the machine says at one moment of time spent; differences of two readings are what counts.
public struct Reading: Sendable, Equatable {
  /// Monotonic wall time.
  public var wall: Duration
  /// Processor time of the threads asked for.
  public var cpu: Duration
  /// Time that the hypervisor gave this machine's processors to others, on the processors asked for.
  public var stolen: Duration

  /// Creates a reading.
  public init(wall: Duration, cpu: Duration = .zero, stolen: Duration = .zero) {
    self.wall = wall
    self.cpu = cpu
    self.stolen = stolen
  }

  static func - (left: Reading, right: Reading) -> Reading {
    Reading(
      wall: left.wall - right.wall, cpu: left.cpu - right.cpu, stolen: left.stolen - right.stolen)
  }
}

/// The lowest rung: reads time.
public protocol Clock: Sendable {
  /// Monotonic wall time.
  func wall() -> Duration
  /// A full reading of `threads` on `processors`.
  func read(_ threads: [ThreadID], on processors: [Int]) -> Reading
}

/// The kernel's clocks.
public struct SystemClock: Clock {
  /// Creates the clock.
  public init() {}

  public func wall() -> Duration { Self.time(CLOCK_MONOTONIC) ?? .zero }

  public func read(_ threads: [ThreadID], on processors: [Int]) -> Reading {
    var reading = Reading(wall: wall(), stolen: Self.stolen(processors))
    for thread in threads {
      // The clock of another thread's processor time, as the kernel numbers it (clock_gettime(2), CPUCLOCK_PERTHREAD
      // and CPUCLOCK_SCHED in linux/posix-timers.h).
      reading.cpu += Self.time(clockid_t(~thread.number << 3 | 4 | 2)) ?? .zero
    }
    return reading
  }

  private static func time(_ clock: clockid_t) -> Duration? {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return nil }
    return .seconds(time.tv_sec) + .nanoseconds(Int64(time.tv_nsec))
  }

  /// The eighth figure of a processor's line is time stolen, in clock ticks (proc(5)).
  private static func stolen(_ processors: [Int]) -> Duration {
    let wanted = Set(processors.map { "cpu\($0)" })
    var ticks: Int64 = 0
    for line in ProcFile.read("/proc/stat").split(separator: "\n") {
      guard line.hasPrefix("cpu") else { break }
      let fields = line.split(separator: " ")
      if let name = fields.first, wanted.contains(String(name)), fields.count > 8 {
        ticks += Int64(fields[8]) ?? 0
      }
    }
    return .milliseconds(1000 * ticks / Int64(sysconf(CInt(_SC_CLK_TCK))))
  }
}

/// Small files of the kernel.
enum ProcFile {
  /// The file's text; empty where it cannot be read.
  static func read(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var text = [UInt8](repeating: 0, count: 1 << 14)
    let count = fread(&text, 1, text.count, file)
    return String(decoding: text.prefix(count), as: UTF8.self)
  }
}
