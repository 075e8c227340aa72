import BenchCore
import Pipeline

/// Data of the page's script as JSON: the costs of every setting that a card can show.
struct CardData: Encodable {
  struct Choice: Encodable {
    let label: String
    let command: String
    let bytes: Int
    /// The cards' costs in their order: amount, error, text; null if not measured. The user's time has only the
    /// decoder's part; the script adds the download.
    let costs: [Cost?]
  }

  struct Cost: Encodable {
    let amount: Double
    let error: Double
    let text: String

    func encode(to encoder: any Encoder) throws {
      var list = encoder.unkeyedContainer()
      try list.encode(amount)
      try list.encode(error)
      try list.encode(text)
    }
  }

  /// For every position of the slider the index of the best setting.
  let best: [Int]
  /// Indices of the settings of the cards.
  let cards: [Int]
  /// Index of the card that follows the slider; null without times.
  let moving: Int?
  let choices: [Choice]

  init(_ answers: Answers, command: (Setting) -> String) {
    let bands = answers.crossover.bands()
    var shown: [Contender] = []
    for contender in answers.choices.map(\.contender) + bands.map(\.contender)
    where !shown.contains(contender) {
      shown.append(contender)
    }
    func index(_ contender: Contender) -> Int { shown.prefix { $0 != contender }.count }
    best = (0...Crossover.positions).compactMap { position in
      Crossover.band(at: Crossover.bandwidth(at: Double(position)), of: bands).map { index($0.contender) }
    }
    cards = answers.choices.map { index($0.contender) }
    moving = answers.choices.firstIndex { $0.aim == .soonest }
    choices = shown.map { contender in
      func time(_ time: MeasuredTime?) -> Cost? {
        time.map { Cost(amount: $0.seconds, error: $0.error, text: Format.time($0)) }
      }
      func amount(_ bytes: ByteCount?, _ text: (ByteCount) -> String) -> Cost? {
        bytes.map { Cost(amount: Double($0.bytes), error: 0, text: text($0)) }
      }
      return Choice(
        label: contender.setting.name, command: command(contender.setting), bytes: contender.size.bytes,
        costs: [
          amount(contender.size, Format.size), time(contender.decompress), time(contender.compress),
          amount(contender.compressHeap, Format.memory), amount(contender.decoderMemory, Format.memory),
        ])
    }
  }
}
