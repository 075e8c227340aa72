import Foundation
import Pipeline

/// What is known of a run, as a list that people read.
enum ProvenanceFacts {
  /// A name and its value; the value is plain text from outside.
  struct Fact {
    let name: String
    let value: String
  }

  /// The facts of a result, those of its rows where there is no provenance.
  static func list(_ subject: ReportSubject) -> [Fact] {
    guard let provenance = subject.results.provenance else {
      let libraries = Set(subject.results.rows.map(\.libraryVersion)).sorted().joined(separator: ", ")
      return [
        Fact(name: "Read from", value: subject.results.folder),
        Fact(name: "Libraries", value: libraries),
      ]
    }
    let (tree, tar, machine, method) = (
      provenance.tree, provenance.tar, provenance.machine, provenance.method
    )
    let selection = tree.exclude.map { "without \($0)" } + tree.prune.map { "pruned of \($0)" }
    let strip = tree.stripTool.map { "\(tree.strip), by \($0)" } ?? tree.strip
    let libraries = provenance.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let loads = machine.loadAverages.map { String(format: "%.2f", $0) }.joined(separator: ", ")
    let times =
      provenance.sizesOnly
      ? "sizes only"
      : "at least \(method.rounds) rounds and about \(Figures.axis(method.minTimeSeconds)) s a direction;"
        + " \(method.jobs) at a time; seed \(method.seed)"
    return [
      Fact(name: "Command", value: provenance.argv.map(ShellWord.quoted).joined(separator: " ")),
      Fact(name: "Measured", value: "\(provenance.begun) to \(provenance.ended ?? "(unfinished)")"),
      Fact(name: "pybench", value: provenance.pybench),
      Fact(name: "Libraries", value: libraries.joined(separator: ", ")),
      Fact(name: "Tree", value: "\(tree.name), SHA-256 \(tree.sha256)"),
      Fact(name: "Selection", value: selection.isEmpty ? "everything" : selection.joined(separator: ", ")),
      Fact(name: "Strip", value: strip),
      Fact(
        name: "Tar",
        value: "\(Figures.grouped(tar.bytes)) bytes, SHA-256 \(tar.sha256),"
          + (tar.sourceDateEpoch.map { " time stamps up to \($0)" } ?? " all time stamps 1980-01-01")),
      Fact(
        name: "Machine",
        value: "\(machine.cpu), \(machine.cores) cores, \(Figures.memory(ByteCount(machine.memoryBytes)))"),
      Fact(name: "Kernel", value: "\(machine.kernel), load \(loads) at the start"),
      Fact(name: "Method", value: times),
    ]
  }
}
