import BenchCore
package import Pipeline

/// All that would make two results incomparable, and all it takes to make one again.
///
/// It is the `provenance` object of `datapackage.json`.
package struct Provenance: Codable, Sendable, Equatable {
  /// The tree.
  package struct Tree: Codable, Sendable, Equatable {
    /// Name of the results.
    package var name: String
    /// The folder as it was given with `--tree`; nil in results of earlier versions.
    package var path: String?
    /// SHA-256 over path, kind, mode and contents of every selected entry, before stripping.
    package var sha256: String

    /// Describes a tree.
    package init(name: String, path: String?, sha256: String) {
      self.name = name
      self.path = path
      self.sha256 = sha256
    }
  }

  /// The tar that every setting compressed.
  package struct Tar: Codable, Sendable, Equatable {
    /// SHA-256, in hexadecimal.
    package var sha256: String
    /// Size in bytes.
    package var bytes: Int

    /// Describes a tar.
    package init(sha256: String, bytes: Int) {
      self.sha256 = sha256
      self.bytes = bytes
    }
  }

  /// The machine.
  package struct Machine: Codable, Sendable, Equatable {
    /// The processor's model.
    package var cpu: String
    /// Processors this process may use.
    package var cores: Int
    /// Memory in bytes.
    package var memoryBytes: Int
    /// Kernel name, release and architecture.
    package var kernel: String
    /// Load averages over 1, 5 and 15 minutes at the start.
    package var loadAverages: [Double]
    /// The kernel's setting for huge pages, which decides how much memory touching a page takes.
    package var transparentHugePages: String?

    /// Describes a machine.
    package init(
      cpu: String, cores: Int, memoryBytes: Int, kernel: String, loadAverages: [Double],
      transparentHugePages: String?
    ) {
      self.cpu = cpu
      self.cores = cores
      self.memoryBytes = memoryBytes
      self.kernel = kernel
      self.loadAverages = loadAverages
      self.transparentHugePages = transparentHugePages
    }
  }

  /// How it was measured.
  package struct Method: Codable, Sendable, Equatable {
    /// The least number of rounds of each setting and operation.
    package var rounds: Int
    /// Seconds of a processor to spend on a setting's operation: less where the median was known well before, and at
    /// most four times as many of wall time.
    package var minTimeSeconds: Double
    /// Settings measured side by side.
    package var jobs: Int
    /// Seed of the order of visits.
    package var seed: UInt64
    /// Whether times were left out.
    package var sizesOnly: Bool

    /// Describes a method.
    package init(rounds: Int, minTimeSeconds: Double, jobs: Int, seed: UInt64, sizesOnly: Bool) {
      self.rounds = rounds
      self.minTimeSeconds = minTimeSeconds
      self.jobs = jobs
      self.seed = seed
      self.sizesOnly = sizesOnly
    }
  }

  /// One run of the command, of several that made a result.
  package struct Session: Codable, Sendable, Equatable {
    /// The command line.
    package var argv: [String]
    /// How it measured.
    package var method: Method
    /// The machine.
    package var machine: Machine
    /// Start, UTC, ISO 8601.
    package var started: String
    /// End, UTC, ISO 8601; nil where it was stopped.
    package var ended: String?
  }

  /// The version of pybench.
  package var pybench: String
  /// The command line.
  package var argv: [String]
  /// The tree.
  package var tree: Tree
  /// How the tree became the tar.
  package var pipeline: PipelineRecord
  /// The tar.
  package var tar: Tar
  /// Versions of the libraries by name: libzstd, zlib, liblzma, libarchive.
  package var libraries: [String: String]
  /// The machine.
  package var machine: Machine
  /// How it was measured.
  package var method: Method
  /// Start, UTC, ISO 8601.
  package var started: String
  /// End, UTC, ISO 8601; nil while the sweep is unfinished.
  package var ended: String?
  /// The runs that were resumed, the first one first; the rest is of the last one. nil where nothing was resumed.
  package var resumed: [Session]?

  /// Describes a run of the command.
  package init(
    pybench: String, argv: [String], tree: Tree, pipeline: PipelineRecord, tar: Tar,
    libraries: [String: String], machine: Machine, method: Method, started: String, ended: String?
  ) {
    self.pybench = pybench
    self.argv = argv
    self.tree = tree
    self.pipeline = pipeline
    self.tar = tar
    self.libraries = libraries
    self.machine = machine
    self.method = method
    self.started = started
    self.ended = ended
  }
}

extension Provenance {
  /// What no writer would have written; nil where nothing is wrong.
  var problem: String? {
    let sizes = 0...ByteCount.limit.bytes
    guard sizes.contains(tar.bytes) else { return "key provenance.tar.bytes: \(tar.bytes) is no size" }
    let machines = [machine] + (resumed ?? []).map(\.machine)
    for machine in machines where !sizes.contains(machine.memoryBytes) || machine.cores < 0 {
      return "key provenance.machine: its memory or its cores are no such number"
    }
    let methods = [method] + (resumed ?? []).map(\.method)
    for method in methods where !(0..<1e15).contains(method.minTimeSeconds) || method.rounds < 0 {
      return "key provenance.method: its rounds or its time are no such number"
    }
    return nil
  }

  /// Notes that this measurement goes on with what an earlier one left.
  package mutating func `continue`(_ earlier: Provenance) {
    resumed =
      (earlier.resumed ?? []) + [
        Session(
          argv: earlier.argv, method: earlier.method, machine: earlier.machine, started: earlier.started,
          ended: earlier.ended)
      ]
  }

  /// Whether no run of the command took times.
  package var sizesOnly: Bool { method.sizesOnly && (resumed ?? []).allSatisfy(\.method.sizesOnly) }

  /// When the first run of the command began.
  package var begun: String { resumed?.first?.started ?? started }

  /// What makes results of this measurement and of `earlier` incomparable; nil where nothing does.
  package func difference(from earlier: Provenance) -> Difference? {
    // Options come first: a user who changed one wants to read that, not a digest.
    let facts =
      pipeline.differences(from: earlier.pipeline).map(Optional.some) + [
        Difference("the tree", earlier.tree.sha256, tree.sha256),
        Difference("the tar", earlier.tar.sha256, tar.sha256),
      ]
      + earlier.libraries.keys.sorted().map { name in
        Difference("the version of \(name)", earlier.libraries[name], libraries[name] ?? "none")
      } + [Difference("the processor", earlier.machine.cpu, machine.cpu)]
    return facts.lazy.compactMap { $0 }.first
  }
}

extension Provenance {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    pybench = try container.decode(String.self, forKey: .pybench)
    argv = try container.decode([String].self, forKey: .argv)
    tree = try container.decode(Tree.self, forKey: .tree)
    pipeline =
      try container.decodeIfPresent(PipelineRecord.self, forKey: .pipeline)
      ?? Self.legacyPipeline(from: decoder)
    tar = try container.decode(Tar.self, forKey: .tar)
    libraries = try container.decode([String: String].self, forKey: .libraries)
    machine = try container.decode(Machine.self, forKey: .machine)
    method = try container.decode(Method.self, forKey: .method)
    started = try container.decode(String.self, forKey: .started)
    ended = try container.decodeIfPresent(String.self, forKey: .ended)
    resumed = try container.decodeIfPresent([Session].self, forKey: .resumed)
  }

  private enum LegacyKeys: String, CodingKey {
    case tree, tar, pipeline
    case exclude, prune, strip, stripTool, sourceDateEpoch
  }

  /// Reads the options of results that versions before 0.2 wrote: they stood with the tree and the tar.
  static func legacyPipeline(from decoder: any Decoder) throws -> PipelineRecord {
    let container = try decoder.container(keyedBy: LegacyKeys.self)
    let tree = try container.nestedContainer(keyedBy: LegacyKeys.self, forKey: .tree)
    let tar = try container.nestedContainer(keyedBy: LegacyKeys.self, forKey: .tar)
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
