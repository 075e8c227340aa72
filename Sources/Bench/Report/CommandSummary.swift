import BenchCore
import BenchResults

/// The command lines of a result's runs, as one line.
enum CommandSummary {
  /// The command line; of several different ones their number and the words that all have.
  static func text(_ runs: [Provenance.Run]) -> String {
    let lines = runs.map { line in
      // The place of the command differs between machines.
      [String(line.argv.first?.split(separator: "/").last ?? "")] + line.argv.dropFirst()
    }
    guard Set(lines).count > 1 else { return quoted(runs.first?.argv ?? []) }
    let units = lines.map(options)
    let common = (units.first ?? []).filter { unit in units.allSatisfy { $0.contains(unit) } }
    let shards = Set(runs.compactMap(\.shard))
    let counts = Set(shards.map(\.count))
    let total = counts.count == 1 ? counts.first.map { " of \($0)" } ?? "" : ""
    let share = shards.isEmpty ? "" : " (\(shards.count)\(total) shards)"
    return "\(Format.count(runs.count, "run"))\(share); common to all: \(quoted(common.flatMap(\.self)))"
  }

  private static func quoted(_ words: [String]) -> String {
    words.map(Escape.shell).joined(separator: " ")
  }

  /// The words of a command line, each option together with its value.
  private static func options(_ words: [String]) -> [[String]] {
    var units: [[String]] = []
    for word in words {
      if let option = units.last, option.count == 1, option[0].hasPrefix("-"), !word.hasPrefix("-") {
        units[units.count - 1].append(word)
      } else {
        units.append([word])
      }
    }
    return units
  }
}
