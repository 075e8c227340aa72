import BenchCore
import Glibc

/// The setting with the lowest time to users, for every download bandwidth.
///
/// The time is bytes ÷ bandwidth + decode time. Settings whose times differ by less than their errors are equal,
/// and among equals the smaller archive is best.
struct Crossover: Sendable {
  /// A range of bandwidths and its best setting.
  struct Band: Sendable, Equatable {
    let contender: Contender
    let from: Throughput
    let to: Throughput
  }

  /// The settings whose decoding was timed.
  let contenders: [Contender]

  /// The bandwidths that a report covers: 1 Mbit/s to 10 Gbit/s.
  static let range = Throughput(megabitsPerSecond: 1)...Throughput(megabitsPerSecond: 10_000)
  /// Positions of the page's slider, from 0. A hundred positions are a factor of ten.
  static let positions = 400
  /// The initial bandwidth of the page.
  static let usual = Throughput(megabitsPerSecond: 100)

  init(of contenders: [Contender]) { self.contenders = contenders.filter { $0.decompress != nil } }

  /// The bandwidth at a position of the slider.
  static func bandwidth(at position: Double) -> Throughput {
    Throughput(megabitsPerSecond: pow(10, position / 100))
  }

  /// The setting that is best at a bandwidth; nil without contenders.
  func best(at bandwidth: Throughput) -> Contender? {
    Contender.best(of: contenders) { $0.userTime(at: bandwidth) }
  }

  /// The least time of any setting at a bandwidth, in seconds.
  func least(at bandwidth: Throughput) -> MeasuredTime? {
    contenders.compactMap { $0.userTime(at: bandwidth) }.least { $0.seconds }
  }

  /// The bands from the slowest to the fastest bandwidth, without gaps; empty without contenders.
  ///
  /// A setting keeps its band while it equals the fastest within the errors. The next setting differs by more
  /// than the errors, so noise creates no bands.
  func bands() -> [Band] {
    guard var current = best(at: Self.range.lowerBound) else { return [] }
    var bands: [Band] = []
    var from = Self.range.lowerBound
    for position in 1...Self.positions {
      let bandwidth = Self.bandwidth(at: Double(position))
      guard !holds(current, at: bandwidth), let next = successor(of: current, at: bandwidth) else { continue }
      let end = lastHold(of: current, after: Double(position - 1))
      bands.append(Band(contender: current, from: from, to: end))
      (current, from) = (next, end)
    }
    bands.append(Band(contender: current, from: from, to: Self.range.upperBound))
    return bands
  }

  /// The band that a bandwidth is in; nil without contenders.
  func band(at bandwidth: Throughput) -> Band? { Self.band(at: bandwidth, of: bands()) }

  /// The band of `bands` that a bandwidth is in. A band holds its lower end, and the last one its upper end.
  static func band(at bandwidth: Throughput, of bands: [Band]) -> Band? {
    bands.first { bandwidth < $0.to } ?? bands.last
  }

  private func holds(_ contender: Contender, at bandwidth: Throughput) -> Bool {
    guard let own = contender.userTime(at: bandwidth), let least = least(at: bandwidth) else { return false }
    return own.equals(least)
  }

  /// The best setting that differs from another by more than the errors.
  private func successor(of contender: Contender, at bandwidth: Throughput) -> Contender? {
    guard let own = contender.userTime(at: bandwidth) else { return nil }
    return Contender.best(of: contenders) { other in
      other.userTime(at: bandwidth).flatMap { $0.equals(own) ? nil : $0 }
    }
  }

  /// The bandwidth within one step of the slider at which a setting is no longer among the best.
  private func lastHold(of contender: Contender, after position: Double) -> Throughput {
    var (low, high) = (position, position + 1)
    while high - low > 1e-9 {
      let middle = (low + high) / 2
      if holds(contender, at: Self.bandwidth(at: middle)) { low = middle } else { high = middle }
    }
    return Self.bandwidth(at: high)
  }
}
