import Foundation
import Pipeline

/// Quantities as people read them, in the C locale.
enum Figures {
  /// A size in MB (10⁶ bytes), or in kB where it is small.
  static func size(_ count: ByteCount) -> String {
    switch count.bytes {
    case ..<1000: "\(count.bytes) B"
    case ..<1_000_000: significant(Double(count.bytes) / 1e3) + " kB"
    default: String(format: "%.2f MB", count.megabytes)
    }
  }

  /// A memory size in MiB, as windows and heaps are counted.
  static func memory(_ count: ByteCount) -> String {
    count.bytes < 1 << 20
      ? significant(Double(count.bytes) / 1024) + " KiB"
      : count.bytes < 10 << 30
        ? significant(Double(count.bytes) / 1048576) + " MiB"
        : significant(Double(count.bytes) / 1073741824) + " GiB"
  }

  /// A count with its thousands apart: `10,583,042`.
  static func grouped(_ count: Int) -> String {
    (count < 0 ? "−" : "") + Wording.grouped(abs(count))
  }

  /// A time in the unit that suits it.
  static func time(_ duration: Duration) -> String {
    let seconds = duration.inSeconds
    if seconds >= 120 { return String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60) }
    if seconds >= 1 { return significant(seconds) + " s" }
    return seconds >= 1e-3 ? significant(seconds * 1e3) + " ms" : significant(seconds * 1e6) + " µs"
  }

  /// A throughput in MB/s.
  static func speed(_ throughput: Throughput) -> String {
    significant(throughput.megabytesPerSecond) + " MB/s"
  }

  /// A bandwidth in Mbit/s or Gbit/s.
  static func bandwidth(_ throughput: Throughput) -> String {
    let megabits = throughput.megabitsPerSecond
    return megabits < 999.5
      ? String(format: "%.3g Mbit/s", megabits) : String(format: "%.3g Gbit/s", megabits / 1e3)
  }

  /// A ratio: `4.003`.
  static func ratio(_ value: Double) -> String { String(format: "%.3f", value) }

  /// A share of one, in percent.
  static func percent(_ share: Double) -> String {
    let percent = share * 100
    return String(format: abs(percent) < 0.095 && percent != 0 ? "%.2f %%" : "%.1f %%", percent)
  }

  /// A change from one size to another, in percent, with its sign.
  static func change(from old: ByteCount, to new: ByteCount) -> String? {
    guard old.bytes > 0 else { return nil }
    if old == new { return "0 %" }
    let share = Double(new.bytes - old.bytes) / Double(old.bytes)
    return (share < 0 ? "−" : "+") + percent(abs(share))
  }

  /// Three significant digits, without an exponent.
  static func significant(_ value: Double) -> String {
    switch abs(value) {
    case 99.95...: String(format: "%.0f", value)
    case 9.995...: String(format: "%.1f", value)
    default: String(format: "%.2f", value)
    }
  }
}

extension Throughput {
  /// Mbit (10⁶ bits) a second.
  var megabitsPerSecond: Double { bytesPerSecond * 8 / 1e6 }

  /// A bandwidth of `megabits` Mbit a second.
  init(megabitsPerSecond megabits: Double) { self.init(bytesPerSecond: megabits * 1e6 / 8) }
}

extension Figures {
  /// A number beside an axis, without needless zeros.
  static func axis(_ value: Double) -> String { String(format: "%.4g", value) }

  /// A round bandwidth beside an axis.
  static func tick(_ bandwidth: Throughput) -> String {
    let megabits = bandwidth.megabitsPerSecond
    return megabits < 999.5 ? axis(megabits) + " Mbit/s" : axis(megabits / 1e3) + " Gbit/s"
  }

  /// A round time beside an axis.
  static func tick(_ time: Duration) -> String {
    let seconds = time.inSeconds
    return seconds >= 0.9995 ? axis(seconds) + " s" : axis(seconds * 1e3) + " ms"
  }
}
