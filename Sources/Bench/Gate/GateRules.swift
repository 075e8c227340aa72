package import BenchCore
package import Pipeline

/// The rules of a check.
package struct GateRules: Sendable {
  /// A cause from the comparison with the baseline.
  package enum Cause: String, CaseIterable, Sendable {
    /// The archive grew beyond the limits.
    case growth
    /// A binary of the baseline has no counterpart.
    case vanished
    /// The archive shrank beyond the limits.
    case shrink
    /// There is a new finding.
    case findings
    /// Permissions differ from the baseline.
    case modes
  }

  /// A limit on the total share of some entries.
  package struct Budget: Sendable, Hashable {
    /// The entries; a folder includes its contents.
    package var glob: Glob
    /// Maximum of the archive's bytes.
    package var limit: ByteCount

    package init(glob: Glob, limit: ByteCount) {
      self.glob = glob
      self.limit = limit
    }
  }

  /// The causes that fail a check.
  package var failOn: Set<Cause> = [.growth, .vanished]
  /// Patterns that must each match an entry.
  package var require: [Glob] = []
  /// Maximum size of the archive, independent of the baseline.
  package var maxSize: ByteCount?
  /// Limits on parts of the archive.
  package var budgets: [Budget] = []
  /// Allowed growth since the smallest of the history's last releases.
  package var maxDrift: Percentage?

  package init() {}
}

/// A broken rule.
package struct Violation: Sendable, Equatable {
  /// The rules, named like the options.
  package enum Rule: String, Sendable {
    case growth, vanished, shrink, findings, modes
    case require
    case maxSize = "max-size"
    case budget
    case maxDrift = "max-drift"

    /// Whether it does not depend on the baseline, so that `--update` does not accept it.
    package var isAbsolute: Bool {
      switch self {
      case .growth, .vanished, .shrink, .findings, .modes: false
      case .require, .maxSize, .budget, .maxDrift: true
      }
    }
  }

  package var rule: Rule
  /// Its pattern or setting; nil if there is only one.
  package var subject: String?
  /// The size that breaks it; nil for rules about something else.
  package var bytes: ByteCount?
  /// The size allowed; for growth, shrink and drift the size that `bytes` is compared with. nil like `bytes`.
  package var limit: ByteCount?
}

extension GateRules {
  /// The broken rules about entries that do not depend on the baseline.
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

  /// The broken rules about the archive's size that do not depend on the baseline.
  func violations(of size: ByteCount, _ setting: String?) -> [Violation] {
    guard let maxSize, size > maxSize else { return [] }
    return [Violation(rule: .maxSize, subject: setting, bytes: size, limit: maxSize)]
  }

  /// Budgets without a matching entry, usually a mistake in the pattern.
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
