package import BenchCore
package import Pipeline
import BenchResults

/// Why a setting cannot be chosen.
package enum Exclusion: Sendable, Equatable {
  /// It is not in the results of these trees.
  case missing(trees: [String])
  /// It could not be measured.
  case failed(tree: String, reason: String)
  /// What it decompressed was not found equal to the tar.
  case unverified(tree: String)
  /// A limit is about something that was not measured.
  case unmeasured(Limit, tree: String)
  /// The objective takes a time that was not measured.
  case unranked(tree: String)
  /// It breaks a limit.
  case broken(Breach)
  /// Its archive is larger than the smallest by this share, and the objective allows less.
  case outgrown(by: Double, allowed: Percentage)

  /// Whether it is a broken limit.
  package var isBreach: Bool {
    if case .broken = self { true } else { false }
  }

  /// Whether only the objective's own bound on the archive's size is in the way.
  package var isOutgrown: Bool {
    if case .outgrown = self { true } else { false }
  }

  /// The reason, as it reads after the setting's label.
  package var reason: String {
    switch self {
    case .missing(let trees): "not swept for \(trees.joined(separator: ", "))"
    case .failed(let tree, let reason): "failed for \(tree): \(reason)"
    case .unverified(let tree): "round trip not verified for \(tree)"
    case .unmeasured(let limit, let tree): "\(limit.figure) not measured for \(tree)"
    case .unranked(let tree): "a time that the objective needs was not measured for \(tree)"
    case .broken(let breach): breach.reason
    case .outgrown(let share, let allowed):
      "is \(Format.percent(share)) larger than the smallest; --within allows \(Objective.written(allowed))"
    }
  }
}

/// A limit that a setting breaks, by how much, and where it does so most.
package struct Breach: Sendable, Hashable {
  /// The limit as it was given.
  package let limit: Limit
  /// The limit that the setting would meet.
  package let needed: Limit
  /// The tree that needs the most.
  package let tree: String

  /// The breach, as it reads after the setting's label.
  package var reason: String {
    switch limit {
    case .compressTime: "takes \(needed.roundedValue), \(limit.name) is \(limit.value)"
    case .decompressThroughput: "reaches \(needed.roundedValue), \(limit.name) is \(limit.value)"
    case .archiveSize: "makes \(needed.roundedValue), \(limit.name) is \(limit.value)"
    case .compressMemory, .decompressMemory, .window:
      "needs \(needed.roundedValue), \(limit.name) is \(limit.value)"
    case .codecs: "is none of \(limit.name) \(limit.value)"
    case .defaultDecoder: "is rejected by decoders with default limits"
    }
  }

  /// The change of the limit that lets the setting in, as it reads after "to admit it,": `raise max-window to 32MiB`.
  var relaxation: String {
    switch limit {
    case .codecs: "add \(added) to \(limit.name)"
    case .defaultDecoder: "drop \(limit.name)"
    case .decompressThroughput: "lower \(change)"
    case .compressTime, .compressMemory, .decompressMemory, .window, .archiveSize: "raise \(change)"
    }
  }

  /// By what factor the limit has to give way; infinite for what has no amount, so that amounts are tried first.
  var factor: Double { limit.factor(to: needed) ?? .infinity }

  private var change: String {
    "\(limit.name) from \(limit.value) to \(needed.roundedValue)"
  }

  private var added: String {
    guard case .codecs(let codecs) = limit, case .codecs(let wanted) = needed else { return "" }
    return wanted.filter { !codecs.contains($0) }.map(\.rawValue).joined(separator: ",")
  }
}

/// A setting with all the reasons why it cannot be chosen.
package struct Excluded: Sendable, Equatable {
  /// The setting.
  package let setting: Setting
  /// The reasons; never empty.
  package let reasons: [Exclusion]
}
