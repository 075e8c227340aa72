package import BenchCore
package import Pipeline
package import BenchResults

/// Which setting gets a tree to its user soonest, for every download bandwidth.
///
/// The time is that of the download and then of the decoding: bytes ÷ bandwidth + decode. Over the reciprocal of
/// the bandwidth every setting is a straight line, so the best ones form the lower envelope of lines: a few
/// settings, each best from one bandwidth to the next.
package struct Crossover: Sendable {
  /// A setting as far as its user cares.
  package struct Candidate: Sendable, Equatable {
    /// The setting.
    package let setting: Setting
    /// Bytes to download.
    package let size: ByteCount
    /// Median time to decode them.
    package let decode: Duration

    /// The time to download.
    package func download(at bandwidth: Throughput) -> Duration {
      .seconds(Double(size.bytes) / bandwidth.bytesPerSecond)
    }

    /// The time to download and then to decode.
    package func total(at bandwidth: Throughput) -> Duration { download(at: bandwidth) + decode }
  }

  /// A stretch of bandwidths and the setting that is best along it.
  package struct Segment: Sendable, Equatable {
    /// The best.
    package let candidate: Candidate
    /// Where the stretch begins.
    package let from: Throughput
    /// Where it ends.
    package let to: Throughput
  }

  /// The settings whose decoding was timed.
  package let candidates: [Candidate]

  /// The bandwidths that a report covers: 1 Mbit/s to 10 Gbit/s.
  package static let range = Throughput(megabitsPerSecond: 1)...Throughput(megabitsPerSecond: 10_000)

  /// Compares the settings of a sweep; rows that failed or were not timed are left out.
  package init(of rows: [SweepRow]) {
    self.init(
      rows.compactMap { row in
        guard row.status == .ok, let size = row.compressedBytes, let decode = row.decompress?.time else {
          return nil
        }
        return Candidate(setting: row.setting, size: size, decode: decode)
      })
  }

  init(_ candidates: [Candidate]) { self.candidates = candidates }

  /// The best setting at a bandwidth: of equals the smaller, then the earlier; nil without candidates.
  package func best(at bandwidth: Throughput) -> Candidate? {
    candidates.enumerated().min { left, right in
      let (first, second) = (left.element, right.element)
      return (first.total(at: bandwidth), first.size, left.offset)
        < (second.total(at: bandwidth), second.size, right.offset)
    }?.element
  }

  /// The envelope from the slowest to the fastest bandwidth of a range; without gaps, empty without candidates.
  package func segments(over range: ClosedRange<Throughput> = Crossover.range) -> [Segment] {
    guard var current = best(at: range.lowerBound) else { return [] }
    var segments: [Segment] = []
    var from = range.lowerBound
    while let (next, bandwidth) = successor(of: current), bandwidth < range.upperBound {
      // Two that meet below the range have changed places before it begins.
      if bandwidth > from { segments.append(Segment(candidate: current, from: from, to: bandwidth)) }
      from = max(from, bandwidth)
      current = next
    }
    segments.append(Segment(candidate: current, from: from, to: range.upperBound))
    return segments
  }

  /// The candidate that overtakes first as the bandwidth grows, and the bandwidth at which it draws level.
  ///
  /// Only a quicker decoder can overtake. It is level where the bytes it has more cost what its decoder saves.
  private func successor(of current: Candidate) -> (Candidate, Throughput)? {
    var first: (candidate: Candidate, level: Throughput)?
    for candidate in candidates where candidate.decode < current.decode {
      let extra = Double((candidate.size - current.size).bytes)
      let level = Throughput(bytesPerSecond: extra / (current.decode - candidate.decode).inSeconds)
      guard let best = first else {
        first = (candidate, level)
        continue
      }
      // Where several draw level at once, the quickest decoder is best from there on.
      if level < best.level || (level == best.level && candidate.decode < best.candidate.decode) {
        first = (candidate, level)
      }
    }
    return first.map { ($0.candidate, $0.level) }
  }
}
