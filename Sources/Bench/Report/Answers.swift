import BenchCore

/// The three settings to consider for shipping, from those that every result has.
///
/// Results with fewer than half of the settings of another result are skipped; otherwise few settings would
/// remain.
struct Answers: Sendable {
  /// Aim of a card.
  enum Aim: String, Sendable, CaseIterable {
    case smallest, soonest, cheapest

    /// The aim as the heading of a card.
    var title: String {
      switch self {
      case .smallest: "Smallest archive"
      case .soonest: "Soonest for users at \(Format.bandwidth(Answers.bandwidth))"
      case .cheapest: "Cheapest within 1% of smallest"
      }
    }
  }

  /// The results compared.
  let subjects: [ReportSubject]
  /// All settings compared.
  let contenders: [Contender]
  let crossover: Crossover
  /// The setting for each aim; without times, there is only the smallest.
  let choices: [(aim: Aim, contender: Contender)]

  /// The bandwidth of users' times.
  static let bandwidth = Crossover.usual

  init(for all: [ReportSubject]) {
    subjects = all.filter { one in all.allSatisfy { one.measured.count * 2 >= $0.measured.count } }
    contenders = Contender.list(subjects)
    crossover = Crossover(of: contenders)
    var choices: [(aim: Aim, contender: Contender)] = []
    if let smallest = Contender.best(of: contenders, by: { .exact(Double($0.size.bytes)) }) {
      choices.append((.smallest, smallest))
      if let soonest = crossover.band(at: Self.bandwidth)?.contender { choices.append((.soonest, soonest)) }
      let close = contenders.filter { Double($0.size.bytes) <= 1.01 * Double(smallest.size.bytes) }
      if let cheapest = Contender.best(of: close, by: \.compress) { choices.append((.cheapest, cheapest)) }
    }
    self.choices = choices
  }

  /// The results, in words; nil for a single one.
  func scope(of all: [ReportSubject]) -> String? {
    guard all.count > 1 else { return nil }
    let missing = all.filter { one in !subjects.contains { $0.title == one.title } }
    guard !missing.isEmpty else { return "all \(Format.count(all.count, "result")) together" }
    return "\(Format.grouped(subjects.count)) of \(Format.count(all.count, "result")), without "
      + Format.some(missing.map { "\($0.title) (\(Format.count($0.measured.count, "setting")))" }, atMost: 3)
  }

  /// A cost of a setting, as the cards show it.
  struct Cost {
    let name: String
    let text: String
    /// Comparison with the lowest cost of the cards; nil if unknown.
    let comparison: String?
  }

  /// The costs of a setting, each compared with the lowest of all cards.
  func costs(of contender: Contender) -> [Cost] {
    let cards = choices.map(\.contender)
    func time(_ name: String, _ value: (Contender) -> MeasuredTime?) -> Cost {
      Self.cost(name, of: contender, among: cards, value) { Format.time($0) }
    }
    func memory(_ name: String, _ value: @escaping (Contender) -> ByteCount?) -> Cost {
      Self.cost(name, of: contender, among: cards, { value($0).map { .exact(Double($0.bytes)) } }) {
        Format.memory(ByteCount(Int($0.seconds)))
      }
    }
    return [
      Self.cost("Size", of: contender, among: cards, { .exact(Double($0.size.bytes)) }) {
        Format.size(ByteCount(Int($0.seconds)))
      },
      time("User's time") { $0.userTime(at: Self.bandwidth) },
      time("Build time", \.compress), memory("Build memory", \.compressHeap),
      memory("Decoder memory", \.decoderMemory),
    ]
  }

  private static func cost(
    _ name: String, of contender: Contender, among cards: [Contender],
    _ value: (Contender) -> MeasuredTime?, _ text: (MeasuredTime) -> String
  ) -> Cost {
    guard let own = value(contender), let least = cards.compactMap(value).least({ $0.seconds }) else {
      return Cost(name: name, text: "not measured", comparison: nil)
    }
    let comparison =
      own.seconds == least.seconds
      ? "least" : own.equals(least) ? "equal" : Format.signedPercent(own.seconds / least.seconds - 1)
    return Cost(name: name, text: text(own), comparison: cards.count > 1 ? comparison : nil)
  }
}
