/// All that would make two results incomparable, and all it takes to make one again.
///
/// It is the `provenance` object of `datapackage.json`.
package struct Provenance: Codable, Sendable, Equatable {
  /// The tree as it was given.
  package struct Tree: Codable, Sendable, Equatable {
    /// Name of the results.
    package var name: String
    /// SHA-256 over path, kind, mode and contents of every selected entry, before stripping.
    package var sha256: String
    /// How it was selected: the globs of `--exclude`.
    package var exclude: [String]
    /// The classes of `--prune`.
    package var prune: [String]
    /// What was stripped: all, debug or none.
    package var strip: String
    /// The strip tool's own words for its version; nil when nothing was to be stripped.
    package var stripTool: String?
  }

  /// The tar that every setting compressed.
  package struct Tar: Codable, Sendable, Equatable {
    /// SHA-256, in hexadecimal.
    package var sha256: String
    /// Size in bytes.
    package var bytes: Int
    /// `SOURCE_DATE_EPOCH`, which later times became; nil where it was not set and all became the fixed date.
    package var sourceDateEpoch: Int64?
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
  }

  /// How it was measured.
  package struct Method: Codable, Sendable, Equatable {
    /// The least number of rounds of each setting and direction.
    package var rounds: Int
    /// Seconds to spend on a setting's direction: up to twice as many where runs were disturbed, less where the median
    /// was known well before.
    package var minTimeSeconds: Double
    /// Settings measured side by side.
    package var jobs: Int
    /// Seed of the order of visits.
    package var seed: UInt64
    /// Whether times were left out.
    package var sizesOnly: Bool
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
  package var sizesOnly: Bool { method.sizesOnly && (resumed ?? []).allSatisfy(\.method.sizesOnly) }

  /// When the first run of the command began.
  package var begun: String { resumed?.first?.started ?? started }

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
