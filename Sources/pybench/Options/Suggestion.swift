/// Suggestions for mistyped words.
enum Suggestion {
  /// The most similar word of a list; nil if none is similar.
  ///
  /// - Parameters:
  ///   - word: The typed word; case is ignored.
  ///   - words: The possible words.
  static func nearest(to word: String, among words: [String]) -> String? {
    let typed = Array(word.lowercased())
    let distances = words.map { ($0, distance(typed, Array($0.lowercased()))) }
    guard let nearest = distances.min(by: { $0.1 < $1.1 }), nearest.1 <= max(1, typed.count / 3) else {
      return words.first { typed.count > 1 && $0.hasPrefix(word.lowercased()) }
    }
    return nearest.0
  }

  /// A clause for a message: ` (did you mean 'compress'?)`; empty if nothing is similar.
  static func text(for word: String, among words: [String]) -> String {
    nearest(to: word, among: words).map { " (did you mean '\($0)'?)" } ?? ""
  }

  /// The least number of letters to insert, remove, replace, or swap with their neighbour.
  private static func distance(_ one: [Character], _ other: [Character]) -> Int {
    var rows = [Array(0...other.count)]
    for (index, letter) in one.enumerated() {
      var row = [index + 1]
      for (column, rival) in other.enumerated() {
        var cost = min(
          rows[index][column + 1] + 1, row[column] + 1, rows[index][column] + (letter == rival ? 0 : 1))
        if index > 0, column > 0, letter == other[column - 1], one[index - 1] == rival {
          cost = min(cost, rows[index - 1][column - 1] + 1)
        }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[one.count][other.count]
  }
}
