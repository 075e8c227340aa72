import Pipeline

/// Options, machines and runs as versions before 0.2 wrote them.
struct LegacyProvenance: Decodable {
  let pipeline: PipelineRecord
  let runs: [Provenance.Run]
  let machines: [Provenance.Machine]

  /// One run; a resumed sweep has several.
  private struct Session: Decodable {
    var argv: [String]
    var machine: Provenance.Machine
    var method: Provenance.Method
    var started: String
    var ended: String?
  }

  private enum CodingKeys: String, CodingKey {
    case tree, tar, pipeline, resumed
    case exclude, prune, strip, stripTool, sourceDateEpoch
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    pipeline =
      try container.decodeIfPresent(PipelineRecord.self, forKey: .pipeline) ?? Self.pipeline(from: container)
    // Earlier runs of a resumed sweep are in a list; the last run is in the object itself.
    let sessions =
      try (container.decodeIfPresent([Session].self, forKey: .resumed) ?? []) + [Session(from: decoder)]
    runs = sessions.map { session in
      Provenance.Run(
        argv: session.argv, method: session.method, machine: session.machine.id, begin: session.started,
        end: session.ended)
    }
    var machines: [Provenance.Machine] = []
    for machine in sessions.map(\.machine) where !machines.contains(where: { $0.id == machine.id }) {
      machines.append(machine)
    }
    self.machines = machines
  }

  /// The options, which were keys of the tree and the tar.
  private static func pipeline(
    from container: KeyedDecodingContainer<CodingKeys>
  ) throws -> PipelineRecord {
    let tree = try container.nestedContainer(keyedBy: CodingKeys.self, forKey: .tree)
    let tar = try container.nestedContainer(keyedBy: CodingKeys.self, forKey: .tar)
    return PipelineRecord(
      options: TreeOptions(
        selection: Selection(
          exclude: try tree.decode([Glob].self, forKey: .exclude),
          prune: try tree.decode([Selection.Prune].self, forKey: .prune)),
        strip: try tree.decode(StripMode.self, forKey: .strip)),
      stripToolVersion: try tree.decodeIfPresent(String.self, forKey: .stripTool),
      sourceDateEpoch: try tar.decodeIfPresent(Int64.self, forKey: .sourceDateEpoch))
  }
}
