package import BenchCore
package import Pipeline

/// The reason why a setting is excluded.
package enum Exclusion: Sendable, Equatable {
  /// It is not in the results of these trees.
  case missing(trees: [String])
  /// It could not be measured.
  case failed(tree: String, reason: String)
  /// Its round trip was not verified.
  case unverified(tree: String)
  /// A limit needs a figure that was not measured.
  case unmeasured(Limit, tree: String)
  /// The objective needs a time that was not measured.
  case unranked(tree: String)
  /// It breaks a limit.
  case broken(Breach)
  /// Its archive is larger than the smallest by this share, and the objective allows less.
  case outgrown(by: Double, allowed: Percentage)

  /// Whether it is a broken limit.
  package var isBreach: Bool {
    if case .broken = self { true } else { false }
  }

  /// Whether only the objective's own limit on the archive's size excludes it.
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

/// A limit that a setting breaks, with the amount and the tree that breaks it most.
package struct Breach: Sendable, Hashable {
  /// The limit as given.
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
    case .decoder(let profile): Self.reason(profile, needed)
    }
  }

  private static func reason(_ profile: DecoderProfile, _ needed: Limit) -> String {
    let name = Limit.decoder(profile).text
    switch needed {
    case .codecs:
      return "is not \(Format.list(profile.codecs?.map(\.rawValue) ?? [])), all that \(name) reads"
    case .window: return "needs a window of \(needed.roundedValue), \(name) allows \(written(profile.window))"
    case .decompressMemory:
      return "needs \(needed.roundedValue) to decode, \(name) allows \(written(profile.memory))"
    default: return "is rejected by decoders with default limits"
    }
  }

  private static func written(_ bytes: ByteCount?) -> String { bytes.map(LimitFormat.bytes) ?? "any" }

  /// The change of the limit that admits the setting: `raise max-window to 32MiB`.
  var relaxation: String {
    switch limit {
    case .codecs: "add \(added) to \(limit.name)"
    case .decoder: "drop \(limit.text)"
    case .decompressThroughput: "lower \(change)"
    case .compressTime, .compressMemory, .decompressMemory, .window, .archiveSize: "raise \(change)"
    }
  }

  /// Factor by which to relax the limit; infinite for limits without an amount, so that amounts are tried first.
  var factor: Double { limit.factor(to: needed) ?? .infinity }

  private var change: String {
    "\(limit.name) from \(limit.value) to \(needed.roundedValue)"
  }

  private var added: String {
    guard case .codecs(let codecs) = limit, case .codecs(let wanted) = needed else { return "" }
    return wanted.filter { !codecs.contains($0) }.map(\.rawValue).joined(separator: ",")
  }
}

/// An excluded setting with all reasons.
package struct Excluded: Sendable, Equatable {
  package let setting: Setting
  /// The reasons; never empty.
  package let reasons: [Exclusion]
}
