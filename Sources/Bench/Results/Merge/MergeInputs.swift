import BenchCore
import Pipeline

/// The results that a merge is given, in an order that does not depend on that of the arguments.
struct MergeInputs {
  /// Those that could be read.
  let all: [Results]
  let provenances: [Provenance]
  /// Why the others could not be read.
  let unreadable: [String]

  init(_ folders: [String]) throws(Failure) {
    var read: [(results: Results, provenance: Provenance)] = []
    var unreadable: [String] = []
    for folder in folders {
      do throws(Failure) {
        let results = try Results(reading: folder)
        guard let provenance = results.provenance else {
          throw Failure(
            "merge", folder, because: "it does not say what was measured",
            advice: "name the folder, not its sweep.csv")
        }
        read.append((results, provenance))
      } catch {
        unreadable.append(error.description)
      }
    }
    func key(_ item: (results: Results, provenance: Provenance)) -> [String] {
      let index = String(item.provenance.shard?.index ?? 0)
      return [
        String(repeating: "0", count: max(0, 6 - index.count)) + index, item.provenance.begun,
        item.provenance.machine.id, String(item.provenance.method.seed),
        item.results.rows.map(\.setting.name).joined(separator: ","), item.results.folder,
      ]
    }
    read.sort { key($0).lexicographicallyPrecedes(key($1)) }
    all = read.map(\.results)
    provenances = read.map(\.provenance)
    self.unreadable = unreadable.sorted()
  }

  /// A result with its machine, for messages.
  func place(_ index: Int) -> String { "\(all[index].folder) (machine \(provenances[index].machine.id))" }

  /// The settings of the whole sweep by name, as far as a result says; the longest list counts.
  var settings: [String] {
    provenances.flatMap { $0.runs.compactMap(\.settings) }
      .max { ($0.count, $1.joined(separator: ",")) < ($1.count, $0.joined(separator: ",")) } ?? []
  }

  /// Refuses what is of another tree, tar or version, of a split into another number of shares, or there twice.
  func refuseForeign() throws(Failure) {
    for index in provenances.indices.dropFirst() {
      if let difference = provenances[index].subjectDifference(from: provenances[0]) {
        throw Failure(
          "merge", place(index),
          because: "\(difference.what) is \(difference.now), and \(difference.baseline) in \(place(0))")
      }
    }
    let shards = provenances.enumerated().compactMap { index, provenance in
      provenance.shard.map { (index: index, shard: $0) }
    }
    if let first = shards.first, let other = shards.first(where: { $0.shard.count != first.shard.count }) {
      throw Failure(
        "merge", place(other.index),
        because: "it is share \(other.shard), and \(place(first.index)) is share \(first.shard)")
    }
    try refuseCopies()
  }

  /// Refuses results that share runs: counted twice, they would seem better known than they are.
  private func refuseCopies() throws(Failure) {
    var seen: [String: Int] = [:]
    for (index, results) in all.enumerated() {
      for sample in results.samples {
        let passed = sample.passed
        let key =
          "\(sample.machine ?? "") \(sample.setting.name) \(sample.operation.rawValue) \(passed.wall) \(passed.cpu)"
        guard let other = seen.updateValue(index, forKey: key), other != index else { continue }
        throw Failure(
          "merge", all[index].folder,
          because: "it holds runs that \(all[other].folder) holds too, such as one of \(sample.setting.name)",
          advice: "name each result once")
      }
    }
  }

  /// What is missing, unfinished or there twice.
  var problems: [String] {
    var problems = unreadable
    let shards = provenances.enumerated().compactMap { index, provenance in
      provenance.shard.map { (index: index, shard: $0) }
    }
    if let count = shards.first?.shard.count {
      let known = Dictionary(grouping: shards, by: \.shard.index)
      for index in 1...count {
        let there = known[index] ?? []
        if there.isEmpty { problems.append("share \(index)/\(count) is missing") }
        if there.count > 1 {
          let folders = there.map { all[$0.index].folder }.joined(separator: " and ")
          problems.append("share \(index)/\(count) is there \(there.count) times: \(folders)")
        }
      }
    }
    for (index, provenance) in provenances.enumerated() where provenance.ended == nil {
      let share = provenance.shard.map { "share \($0), " } ?? ""
      problems.append("\(share)\(place(index)), is unfinished")
    }
    return problems
  }
}
