package import BenchCore
package import Pipeline

/// What makes a check fail.
package struct GateRules: Sendable {
  /// Something that a comparison with the baseline shows.
  package enum Cause: String, CaseIterable, Sendable {
    /// The archive grew beyond the limits.
    case growth
    /// A binary of the baseline has no counterpart.
    case vanished
    /// The archive shrank beyond the limits.
    case shrink
    /// There is a finding that the baseline does not have.
    case findings
    /// Permissions differ from the baseline's.
    case modes
  }

  /// A limit on what some entries cost together.
  package struct Budget: Sendable, Hashable {
    /// Which entries; a folder stands for all that is in it.
    package var glob: Glob
    /// What they may cost of the archive's bytes.
    package var limit: ByteCount

    /// Creates a budget.
    package init(glob: Glob, limit: ByteCount) {
      self.glob = glob
      self.limit = limit
    }
  }

  /// The causes that fail a check.
  package var failOn: Set<Cause> = [.growth, .vanished]
  /// Patterns, each of which must match an entry.
  package var require: [Glob] = []
  /// What the archive may weigh, whatever the baseline.
  package var maxSize: ByteCount?
  /// What parts of the archive may weigh.
  package var budgets: [Budget] = []
  /// Growth up to this share of the smallest of the history's last lines passes.
  package var maxDrift: Percentage?

  /// Creates the rules that hold where nothing is asked for.
  package init() {}

  /// Whether a rule needs to know the entries of what is checked.
  var needsEntries: Bool { !require.isEmpty || !budgets.isEmpty }
}

/// A rule that the archive breaks.
package struct Violation: Sendable, Equatable {
  /// The rules, as options name them.
  package enum Rule: String, Sendable {
    case growth, vanished, shrink, findings, modes
    case require
    case maxSize = "max-size"
    case budget
    case maxDrift = "max-drift"

    /// Whether it holds whatever the baseline is, so that `--update` does not waive it.
    package var isAbsolute: Bool {
      switch self {
      case .growth, .vanished, .shrink, .findings, .modes: false
      case .require, .maxSize, .budget, .maxDrift: true
      }
    }
  }

  /// The rule.
  package var rule: Rule
  /// The pattern or the setting that it is about; nil where there is one of it.
  package var subject: String?
  /// The size that breaks it; nil for rules about something else.
  package var bytes: ByteCount?
  /// The size allowed; nil like `bytes`.
  package var limit: ByteCount?
}

extension GateRules {
  /// The absolute rules that some entries break.
  func violations(of entries: [ManifestEntry]) -> [Violation] {
    let missing = require.filter { glob in
      !entries.contains { glob.matches($0.path, isFolder: $0.kind == .folder) }
    }
    var found = missing.map { Violation(rule: .require, subject: $0.description) }
    for budget in budgets {
      let cost = cost(of: budget.glob, in: entries)
      guard cost > budget.limit else { continue }
      found.append(
        Violation(rule: .budget, subject: budget.glob.description, bytes: cost, limit: budget.limit))
    }
    return found
  }

  /// The absolute rules that an archive's size breaks.
  func violations(of size: ByteCount, _ setting: String?) -> [Violation] {
    guard let maxSize, size > maxSize else { return [] }
    return [Violation(rule: .maxSize, subject: setting, bytes: size, limit: maxSize)]
  }

  /// Budgets that no entry falls under: most often a pattern with a mistake in it.
  func idleBudgets(in entries: [ManifestEntry]) -> [Glob] {
    budgets.map(\.glob).filter { glob in
      !entries.contains { glob.covers($0.path, isFolder: $0.kind == .folder) }
    }
  }

  private func cost(of glob: Glob, in entries: [ManifestEntry]) -> ByteCount {
    entries.reduce(.zero) { sum, entry in
      glob.covers(entry.path, isFolder: entry.kind == .folder) ? sum + entry.compressedBytes : sum
    }
  }
}
