import BenchCore

/// Gains and losses of one setting against another, figure by figure.
package struct Tradeoff: Sendable, Equatable {
  /// One figure of both settings.
  package struct Item: Sendable, Equatable {
    /// The figure: `archive`, `compress time`.
    package let name: String
    /// Change from the rival to the choice: `-308,734 (-2.8%)`; `equal` within the errors.
    package let change: String
    /// Whether the choice is better in it.
    package let verdict: Verdict
  }

  /// Comparison of one figure; less is better.
  package enum Verdict: String, Sendable {
    case gain, loss, equal
  }

  /// The figures that are known for both, in the order of a release: archive, build, user.
  package let items: [Item]

  /// Compares `choice` with `rival`.
  package init(of choice: Candidate, against rival: Candidate) {
    func bytes(
      _ name: String, _ figure: (Candidate) -> ByteCount?, _ change: (ByteCount, ByteCount) -> String
    ) -> Item? {
      guard let new = figure(choice), let old = figure(rival) else { return nil }
      return Item(
        name: name, change: old == new ? "equal" : change(old, new),
        verdict: old == new ? .equal : new < old ? .gain : .loss)
    }
    func time(_ name: String, _ figure: (Candidate) -> MeasuredTime?) -> Item? {
      guard let new = figure(choice), let old = figure(rival) else { return nil }
      let verdict: Verdict = old.equals(new) ? .equal : new.seconds < old.seconds ? .gain : .loss
      return Item(name: name, change: Format.change(from: old, to: new), verdict: verdict)
    }
    func memory(_ old: ByteCount, _ new: ByteCount) -> String {
      "\(Format.memory(old)) -> \(Format.memory(new))"
    }
    items = [
      bytes("archive", \.archiveBytes) { Format.change(from: $0, to: $1) },
      time("compress time", \.compressTime),
      bytes("compress memory", \.compressHeap, memory),
      time("decode time", \.decompressTime),
      time("unpack time", \.extractTime),
      bytes("decoder memory", \.decoderMemory, memory),
    ].compactMap { $0 }
  }

  /// The figures of one verdict.
  package func items(_ verdict: Verdict) -> [Item] { items.filter { $0.verdict == verdict } }
}
