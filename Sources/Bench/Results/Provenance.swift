import BenchCore
package import Pipeline

/// Everything that affects whether two results are comparable, and that is needed to repeat a result.
///
/// It is the `provenance` object of `datapackage.json`.
package struct Provenance: Codable, Sendable, Equatable {
  package struct Tree: Codable, Sendable, Equatable {
    /// Name of the results.
    package var name: String
    /// The folder as given with `--tree`; nil for a tar, and in results of earlier versions.
    package var path: String?
    /// SHA-256 over path, kind, mode and contents of every selected entry, before stripping; nil for a tar
    /// without a manifest.
    package var sha256: String?

    package init(name: String, path: String?, sha256: String?) {
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
    /// The file as given with `--tar`; nil if it was made of a tree.
    package var path: String?

    package init(sha256: String, bytes: Int, path: String? = nil) {
      self.sha256 = sha256
      self.bytes = bytes
      self.path = path
    }
  }

  /// How it was measured.
  package struct Method: Codable, Sendable, Equatable {
    /// The least number of rounds of each setting and operation.
    package var rounds: Int
    /// Processor seconds per setting and operation; less if the median was precise earlier, and at most four
    /// times as many seconds of wall time.
    package var minTimeSeconds: Double
    /// Settings measured side by side.
    package var jobs: Int
    /// Seed of the order of visits.
    package var seed: UInt64
    /// Whether times were left out.
    package var sizesOnly: Bool

    package init(rounds: Int, minTimeSeconds: Double, jobs: Int, seed: UInt64, sizesOnly: Bool) {
      self.rounds = rounds
      self.minTimeSeconds = minTimeSeconds
      self.jobs = jobs
      self.seed = seed
      self.sizesOnly = sizesOnly
    }
  }

  /// One run of the command; a result can have several.
  package struct Run: Codable, Sendable, Equatable {
    /// The command line.
    package var argv: [String]
    /// How it measured.
    package var method: Method
    /// Id of the machine.
    package var machine: String
    /// Start, UTC, ISO 8601.
    package var begin: String
    /// End, UTC, ISO 8601; nil if it was stopped or is still running.
    package var end: String?
    /// The cluster or CI job that started it; nil if unknown.
    package var engine: String?
    /// The shard of the settings that it measured; nil for all settings.
    package var shard: Shard?
    /// Names of all settings of the sweep, including those of other shards; nil in results of earlier versions.
    package var settings: [String]?
  }

  /// The version of pybench.
  package var pybench: String
  package var tree: Tree
  /// How the tree became the tar; nil for a tar without a manifest.
  package var pipeline: PipelineRecord?
  /// The tar, in the order that the pipeline names.
  package var tar: Tar
  /// Tars in further orders, by the order's name; nil if there is one order.
  package var otherTars: [String: Tar]?
  /// Versions of the libraries by name: libzstd, zlib, liblzma, libarchive.
  package var libraries: [String: String]
  /// The machines, each once.
  package var machines: [Machine]
  /// The runs that made the results, the first one first.
  package var runs: [Run]
  /// Whether a merge omitted existing times; nil for no.
  package var timesLeftOut: Bool?
  /// Results that are missing, unfinished or failed in a merge with `--partial`; nil if there are none.
  package var incomplete: [String]?

  /// Describes a run of the command.
  package init(
    pybench: String, argv: [String], tree: Tree, pipeline: PipelineRecord?, tar: Tar,
    libraries: [String: String], machine: Machine, method: Method, started: String, ended: String?,
    engine: String? = nil, shard: Shard? = nil, settings: [String]? = nil
  ) {
    self.pybench = pybench
    self.tree = tree
    self.pipeline = pipeline
    self.tar = tar
    self.libraries = libraries
    machines = [machine]
    runs = [
      Run(
        argv: argv, method: method, machine: machine.id, begin: started, end: ended, engine: engine,
        shard: shard, settings: settings)
    ]
  }
}

extension Provenance {
  /// The last run; there is always one.
  private var last: Run {
    get { runs[runs.count - 1] }
    set { runs[runs.count - 1] = newValue }
  }

  /// The command line of the last run.
  package var argv: [String] { last.argv }
  /// How the last run measured.
  package var method: Method {
    get { last.method }
    set { last.method = newValue }
  }
  /// The machine of the last run.
  package var machine: Machine { machines.last { $0.id == last.machine } ?? machines[machines.count - 1] }
  /// When the first run began.
  package var begun: String { runs[0].begin }
  /// When the last run began.
  package var started: String { last.begin }
  /// When the last run ended; nil while it has not.
  package var ended: String? {
    get { last.end }
    set { last.end = newValue }
  }
  /// The shard of the settings that was measured; nil for all settings and for merged shards.
  package var shard: Shard? { runs.allSatisfy { $0.shard == last.shard } ? last.shard : nil }
  /// What is missing from the whole sweep: the other shards, and what a merge went without.
  package var gaps: [String] {
    (shard.map { ["it is shard \($0) of a sweep"] } ?? []) + (incomplete ?? [])
  }
  /// Whether no run of the command measured times.
  package var sizesOnly: Bool { timesLeftOut == true || runs.allSatisfy(\.method.sizesOnly) }
  package var tars: [EntryOrder: Tar] {
    var tars = [pipeline?.options.order ?? .path: tar]
    for (name, tar) in otherTars ?? [:] { tars[EntryOrder(rawValue: name) ?? .path] = tar }
    return tars
  }

  /// Adds the machines, runs and tars of an earlier measurement of the same subject.
  package mutating func add(_ earlier: Provenance) {
    let own = machines
    machines = earlier.machines + own.filter { machine in !earlier.machines.contains { $0.id == machine.id } }
    let ownRuns = runs
    runs = earlier.runs + ownRuns.filter { !earlier.runs.contains($0) }
    let known = tars
    for (order, tar) in earlier.tars where known[order] == nil {
      otherTars = (otherTars ?? [:]).merging([order.rawValue: tar]) { $1 }
    }
    let missing = (earlier.incomplete ?? []) + (incomplete ?? [])
    incomplete = missing.isEmpty ? nil : missing
  }

  /// The first inconsistency; nil if there is none.
  var problem: String? {
    let sizes = 0...ByteCount.limit.bytes
    let counts = 0...Int(Int32.max)
    for tar in [tar] + (otherTars ?? [:]).values where !sizes.contains(tar.bytes) {
      return "key provenance.tar.bytes: \(tar.bytes) is not a size"
    }
    guard !runs.isEmpty, !machines.isEmpty else {
      return "key provenance.runs: a run or a machine is missing"
    }
    for machine in machines
    where !sizes.contains(machine.memoryBytes) || !counts.contains(machine.cores)
      || !(machine.processors.map(counts.contains) ?? true)
    {
      return "key provenance.machines: a memory size or a number of processors is out of range"
    }
    for method in runs.map(\.method)
    where !(0..<1e15).contains(method.minTimeSeconds) || !counts.contains(method.rounds)
      || !counts.contains(method.jobs)
    {
      return "key provenance.runs: a number of rounds or jobs, or a time is out of range"
    }
    return nil
  }

  /// The difference that makes results of this measurement and of `earlier` incomparable; nil if there is none.
  package func difference(from earlier: Provenance) -> Difference? {
    subjectDifference(from: earlier) ?? Difference("the shard", earlier.shardName, shardName)
      ?? timeDifference(from: earlier)
  }

  /// How to give the options of this measurement again; nil if the difference does not come from an option.
  func remedy(for difference: Difference) -> String? {
    switch difference.what {
    case "--exclude", "--prune":
      let words = pipeline?.options.arguments ?? []
      let own = words.indices.dropLast().filter { words[$0] == difference.what }
      return own.isEmpty
        ? "leave \(difference.what) out"
        : "repeat " + own.map { "\(words[$0]) \(Escape.shell(words[$0 + 1]))" }.joined(separator: " ")
    case "--strip", "--jobs": return "repeat \(difference.what) \(difference.baseline)"
    case "SOURCE_DATE_EPOCH":
      return pipeline?.sourceDateEpoch.map { "set SOURCE_DATE_EPOCH=\($0)" } ?? "unset SOURCE_DATE_EPOCH"
    default: return nil
    }
  }

  private var shardName: String { shard?.description ?? "all settings" }

  /// The first difference of tree, tar, libraries or version, which change bytes.
  package func subjectDifference(from earlier: Provenance) -> Difference? {
    // Options come first: a user who changed one wants to read that, not a digest. --order does not count,
    // because each order has its own rows.
    var facts: [Difference?] = []
    if let pipeline, let other = earlier.pipeline {
      facts += pipeline.differences(from: other).filter { $0.what != "--order" }.map(Optional.some)
    }
    facts.append(Difference("the tree", earlier.tree.sha256, tree.sha256))
    let own = tars
    facts += earlier.tars.sorted { $0.key.rawValue < $1.key.rawValue }.map { order, tar in
      Difference(order == .path ? "the tar" : "the tar by \(order.rawValue)", tar.sha256, own[order]?.sha256)
    }
    facts += earlier.libraries.keys.sorted().map { name in
      Difference("the version of \(name)", earlier.libraries[name], libraries[name] ?? "none")
    }
    facts.append(Difference("the version of pybench", earlier.pybench, pybench))
    return facts.lazy.compactMap { $0 }.first
  }

  /// The first difference of machines or method, which change times; nil if one of the two has no times.
  package func timeDifference(from earlier: Provenance) -> Difference? {
    for machine in machines {
      for other in earlier.machines {
        if let difference = machine.difference(from: other) { return difference }
      }
    }
    guard !sizesOnly, !earlier.sizesOnly else { return nil }
    return Difference("--jobs", String(earlier.method.jobs), String(method.jobs))
  }
}

extension Provenance {
  private enum CodingKeys: String, CodingKey {
    case pybench, tree, pipeline, tar, otherTars, libraries, machines, runs, timesLeftOut, incomplete
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    pybench = try container.decode(String.self, forKey: .pybench)
    tree = try container.decode(Tree.self, forKey: .tree)
    tar = try container.decode(Tar.self, forKey: .tar)
    otherTars = try container.decodeIfPresent([String: Tar].self, forKey: .otherTars)
    libraries = try container.decode([String: String].self, forKey: .libraries)
    timesLeftOut = try container.decodeIfPresent(Bool.self, forKey: .timesLeftOut)
    incomplete = try container.decodeIfPresent([String].self, forKey: .incomplete)
    if container.contains(.runs) {
      pipeline = try container.decodeIfPresent(PipelineRecord.self, forKey: .pipeline)
      runs = try container.decode([Run].self, forKey: .runs)
      machines = try container.decode([Machine].self, forKey: .machines)
    } else {
      let legacy = try LegacyProvenance(from: decoder)
      (pipeline, runs, machines) = (legacy.pipeline, legacy.runs, legacy.machines)
    }
  }
}
