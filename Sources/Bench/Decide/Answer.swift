package import BenchCore
package import BenchResults

/// The short answer of a sweep: the settings that most releases choose between.
package struct Answer: Sendable {
  /// The smallest archive; nil if nothing was measured.
  package let smallest: Pick?
  /// The least time to download at `bandwidth` and decode; nil if no times were taken.
  package let soonest: Pick?
  /// The cheapest build within `share` of the smallest archive; nil if no times were taken.
  package let cheapest: Pick?

  /// The users' download speed that the answer assumes.
  package static let bandwidth = Throughput(megabitsPerSecond: 100)
  /// How much larger than the smallest the archive of a cheap build may be.
  package static let share = Percentage(1)

  package init(from results: Results) {
    func pick(_ objective: Objective) -> Pick? {
      try? Pick(from: [results], within: Limits(), by: objective)
    }
    smallest = pick(.smallest)
    soonest = pick(.delivery(bandwidth: Self.bandwidth))
    cheapest = pick(.cheapestBuild(within: Self.share))
  }
}
