import BenchCore
import BenchResults
import Pipeline

/// The provenance of a run as a list for people.
enum ProvenanceFacts {
  /// A name and its value; the value is plain text from outside.
  struct Fact {
    let name: String
    let value: String
  }

  /// The facts of a result; without provenance, those of its rows.
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
    let pipeline = provenance.pipeline
    let options = pipeline?.options ?? TreeOptions()
    let selection =
      options.selection.exclude.map { "without \($0)" }
      + options.selection.prune.map { "pruned of \($0.rawValue)" }
    let mode = options.strip.rawValue
    let strip = pipeline?.stripToolVersion.map { "\(mode), by \($0)" } ?? mode
    let libraries = provenance.libraries.map { "\($0.key) \($0.value)" }.sorted()
    let loads = machine.loadAverages.map { Format.decimal($0, places: 2) }.joined(separator: ", ")
    let times =
      provenance.sizesOnly
      ? "sizes only"
      : "at least \(Format.count(method.rounds, "round")) and about \(Format.axis(method.minTimeSeconds)) s per operation;"
        + " \(method.jobs) at a time; seed \(method.seed)"
    return [
      Fact(name: "Command", value: CommandSummary.text(provenance.runs)),
      Fact(name: "Measured", value: "\(provenance.begun) to \(provenance.ended ?? "(unfinished)")"),
      Fact(name: "pybench", value: provenance.pybench),
      Fact(name: "Libraries", value: libraries.joined(separator: ", ")),
      Fact(name: "Tree", value: tree.name + (tree.sha256.map { ", SHA-256 \($0)" } ?? "")),
      Fact(
        name: "Selection",
        value: pipeline == nil
          ? "not known" : selection.isEmpty ? "everything" : selection.joined(separator: ", ")),
      Fact(name: "Strip", value: pipeline == nil ? "not known" : strip),
      Fact(
        name: "Tar",
        value: "\(Format.grouped(tar.bytes)) bytes, SHA-256 \(tar.sha256),"
          + (pipeline.map { pipeline in
            pipeline.sourceDateEpoch.map { " time stamps up to \($0)" } ?? " all time stamps 1980-01-01"
          } ?? " made elsewhere")),
      Fact(name: "Machine", value: hardware(provenance.machines)),
      Fact(name: "Kernel", value: "\(machine.kernel), load \(loads) at the start"),
      Fact(name: "Method", value: times),
    ] + (provenance.incomplete.map { [Fact(name: "Incomplete", value: $0.joined(separator: "; "))] } ?? [])
  }

  /// The processors of the machines, each once, and the number of several machines.
  private static func hardware(_ machines: [Provenance.Machine]) -> String {
    var models: [String] = []
    for machine in machines {
      let model =
        "\(machine.cpu), \(Format.count(machine.cores, "core")), \(Format.memory(ByteCount(machine.memoryBytes)))"
      if !models.contains(model) { models.append(model) }
    }
    return models.joined(separator: "; ")
      + (machines.count > 1 ? " (\(Format.count(machines.count, "machine")))" : "")
  }
}
