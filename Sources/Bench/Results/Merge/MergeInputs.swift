import BenchCore
import Pipeline

/// The results to merge, in an order that is independent of the arguments' order.
struct MergeInputs {
  /// The readable results.
  let all: [Results]
  let provenances: [Provenance]
  /// The errors of the unreadable results.
  let unreadable: [String]

  init(_ folders: [String]) throws(Failure) {
    var read: [(results: Results, provenance: Provenance)] = []
    var unreadable: [String] = []
    for folder in folders {
      do throws(Failure) {
        let results = try Results(reading: folder)
        guard let provenance = results.provenance else {
          throw Failure(
            "merge", folder, because: "it has no provenance",
            advice: "name the folder, not its sweep.csv")
        }
        read.append((results, provenance))
      } catch {
        unreadable.append(error.description)
      }
    }
    func key(_ item: (results: Results, provenance: Provenance)) -> (shard: Int, rest: String) {
      let parts = [
        item.provenance.begun, item.provenance.machine.id, String(item.provenance.method.seed),
        item.results.rows.map(\.setting.name).joined(separator: ","), item.results.folder,
      ]
      return (item.provenance.shard?.index ?? .zero, parts.joined(separator: "\n"))
    }
    read.sort { key($0) < key($1) }
    all = read.map(\.results)
    provenances = read.map(\.provenance)
    self.unreadable = unreadable.sorted()
  }

  /// A result with its machine, for messages.
  func place(_ index: Int) -> String { "\(all[index].folder) (machine \(provenances[index].machine.id))" }

  /// Names of all settings of the sweep: the longest list that a result has; empty if none has one.
  var settings: [String] {
    provenances.flatMap { $0.runs.compactMap(\.settings) }
      .max { ($0.count, $1.joined(separator: ",")) < ($1.count, $0.joined(separator: ",")) } ?? []
  }

  /// Rejects results of another tree, tar or version, of another number of shards, and copies.
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
        because: "it is shard \(other.shard), and \(place(first.index)) is shard \(first.shard)")
    }
    try refuseCopies()
  }

  /// Rejects results with common runs: counted twice, they would make errors seem smaller than they are.
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
          because: "it has runs that \(all[other].folder) also has, such as one of \(sample.setting.name)",
          advice: "name each result once")
      }
    }
  }

  /// Missing, unfinished and repeated shards, and unreadable results.
  var problems: [String] {
    var problems = unreadable
    let shards = provenances.enumerated().compactMap { index, provenance in
      provenance.shard.map { (index: index, shard: $0) }
    }
    if let count = shards.first?.shard.count {
      let known = Dictionary(grouping: shards, by: \.shard.index)
      for index in 1...count {
        let there = known[index] ?? []
        if there.isEmpty { problems.append("shard \(index)/\(count) is missing") }
        if there.count > 1 {
          let folders = there.map { all[$0.index].folder }.joined(separator: " and ")
          problems.append("shard \(index)/\(count) is repeated \(there.count) times: \(folders)")
        }
      }
    }
    for (index, provenance) in provenances.enumerated() where provenance.ended == nil {
      let shard = provenance.shard.map { "shard \($0), " } ?? ""
      problems.append("\(shard)\(place(index)), is unfinished")
    }
    return problems
  }
}
