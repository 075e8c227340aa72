/// All that would make two results incomparable, and all it takes to make one again.
///
/// It is the `provenance` object of `datapackage.json`.
public struct Provenance: Codable, Sendable, Equatable {
  /// The tree as it was given.
  public struct Tree: Codable, Sendable, Equatable {
    /// Name of the results.
    public var name: String
    /// SHA-256 over path, kind, mode and contents of every selected entry, before stripping.
    public var sha256: String
    /// How it was selected: the globs of `--exclude`.
    public var exclude: [String]
    /// The classes of `--prune`.
    public var prune: [String]
    /// What was stripped: all, debug or none.
    public var strip: String
    /// The strip tool's own words for its version; nil when nothing was to be stripped.
    public var stripTool: String?
  }

  /// The tar that every setting compressed.
  public struct Tar: Codable, Sendable, Equatable {
    /// SHA-256, in hexadecimal.
    public var sha256: String
    /// Size in bytes.
    public var bytes: Int
    /// `SOURCE_DATE_EPOCH`, which later times became; nil where it was not set and all became the fixed date.
    public var sourceDateEpoch: Int64?
  }

  /// The machine.
  public struct Machine: Codable, Sendable, Equatable {
    /// The processor's model.
    public var cpu: String
    /// Processors this process may use.
    public var cores: Int
    /// Memory in bytes.
    public var memoryBytes: Int
    /// Kernel name, release and architecture.
    public var kernel: String
    /// Load averages over 1, 5 and 15 minutes at the start.
    public var loadAverages: [Double]
    /// The kernel's setting for huge pages, which decides how much memory touching a page takes.
    public var transparentHugePages: String?
  }

  /// How it was measured.
  public struct Method: Codable, Sendable, Equatable {
    /// The least number of rounds of each setting and direction.
    public var rounds: Int
    /// Seconds to spend on a setting's direction: up to twice as many where runs were disturbed, less where the median
    /// was known well before.
    public var minTimeSeconds: Double
    /// Settings measured side by side.
    public var jobs: Int
    /// Seed of the order of visits.
    public var seed: UInt64
    /// Whether times were left out.
    public var sizesOnly: Bool
  }

  /// One run of the command, of several that made a result.
  public struct Session: Codable, Sendable, Equatable {
    /// The command line.
    public var argv: [String]
    /// How it measured.
    public var method: Method
    /// The machine.
    public var machine: Machine
    /// Start, UTC, ISO 8601.
    public var started: String
    /// End, UTC, ISO 8601; nil where it was stopped.
    public var ended: String?
  }

  /// The version of pybench.
  public var pybench: String
  /// The command line.
  public var argv: [String]
  /// The tree.
  public var tree: Tree
  /// The tar.
  public var tar: Tar
  /// Versions of the libraries by name: libzstd, zlib, liblzma, libarchive.
  public var libraries: [String: String]
  /// The machine.
  public var machine: Machine
  /// How it was measured.
  public var method: Method
  /// Start, UTC, ISO 8601.
  public var started: String
  /// End, UTC, ISO 8601; nil while the sweep is unfinished.
  public var ended: String?
  /// The runs that were resumed, the first one first; the rest is of the last one. nil where nothing was resumed.
  public var resumed: [Session]?
}

extension Provenance {
  /// Notes that this measurement goes on with what an earlier one left.
  mutating func `continue`(_ earlier: Provenance) {
    resumed =
      (earlier.resumed ?? []) + [
        Session(
          argv: earlier.argv, method: earlier.method, machine: earlier.machine, started: earlier.started,
          ended: earlier.ended)
      ]
  }

  /// Whether no run of the command took times.
  public var sizesOnly: Bool { method.sizesOnly && (resumed ?? []).allSatisfy(\.method.sizesOnly) }

  /// When the first run of the command began.
  public var begun: String { resumed?.first?.started ?? started }

  /// What makes results of this measurement and of `earlier` incomparable; nil where nothing does.
  func difference(from earlier: Provenance) -> String? {
    var facts: [(what: String, now: String, then: String)] = [
      // Choices come first: who made another one wants to hear that, not of a digest.
      ("--exclude", tree.exclude.joined(separator: " "), earlier.tree.exclude.joined(separator: " ")),
      ("--prune", tree.prune.joined(separator: ","), earlier.tree.prune.joined(separator: ",")),
      ("--strip", tree.strip, earlier.tree.strip),
      ("the tree", tree.sha256, earlier.tree.sha256),
      ("the tar", tar.sha256, earlier.tar.sha256),
    ]
    for name in earlier.libraries.keys.sorted() {
      facts.append(("the version of \(name)", libraries[name] ?? "", earlier.libraries[name] ?? ""))
    }
    facts.append(("the processor", machine.cpu, earlier.machine.cpu))
    guard let fact = facts.first(where: { $0.now != $0.then }) else { return nil }
    func named(_ value: String) -> String { value.isEmpty ? "none" : value }
    return "\(fact.what) differs: it was \(named(fact.then)) and is \(named(fact.now))"
  }
}
