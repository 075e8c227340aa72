import BenchCore

/// Advice if the limits exclude every setting.
struct LimitAdvice {
  private let candidates: [(Candidate, [Exclusion])]

  /// - Parameter candidates: Candidates with the reasons for their exclusion, best first.
  init(_ candidates: [(Candidate, [Exclusion])]) { self.candidates = candidates }

  /// The smallest relaxation of each single limit that admits a setting, the smallest first; or the nearest
  /// combination if no single limit suffices.
  var advice: String {
    let known = candidates.compactMap { candidate, exclusions in
      let breaches = Self.breaches(exclusions)
      return breaches.map { (candidate, $0) }
    }
    guard !known.isEmpty else { return unmeasuredAdvice }
    let single = Self.slightest(known.filter { $0.1.count == 1 })
    if !single.isEmpty {
      return single.map { "\($0.1[0].relaxation)\(Self.percent($0.1[0])) to admit \($0.0.setting)" }
        .joined(separator: ", or ")
    }
    let fewest = known.map(\.1.count).min()
    let nearest =
      known.filter { $0.1.count == fewest }
      .min { Self.product($0.1) < Self.product($1.1) }
    guard let nearest else { return unmeasuredAdvice }
    let changes = nearest.1.map { $0.relaxation + Self.percent($0) }
    return "change several limits: \(Format.list(changes)) to admit \(nearest.0.setting)"
  }

  /// Advice if every candidate lacks a figure that a limit needs.
  private var unmeasuredAdvice: String {
    var limits: [Limit] = []
    for case .unmeasured(let limit, _) in candidates.flatMap(\.1) where !limits.contains(limit) {
      limits.append(limit)
    }
    // Several decoders have one figure and one name.
    var seen: Set<String> = []
    let figures = limits.map(\.figure).filter { seen.insert($0).inserted }
    let names = limits.map { limit in
      if case .decoder = limit { limit.text } else { limit.name }
    }
    // A sweep of this version has all other figures.
    let again = limits.contains(where: \.isTime) ? "with times" : "with this version of pybench"
    return "the sweep has no \(Format.list(figures)) to compare with \(Format.list(names)):"
      + " sweep again \(again), or remove \(names.count == 1 ? "that limit" : "those limits")"
  }

  /// The broken limits; nil if a figure was not measured, because no amount would admit that.
  private static func breaches(_ exclusions: [Exclusion]) -> [Breach]? {
    var breaches: [Breach] = []
    for exclusion in exclusions {
      guard case .broken(let breach) = exclusion else { return nil }
      breaches.append(breach)
    }
    return breaches
  }

  /// For each limit the candidate with the smallest relaxation, smallest first.
  private static func slightest(_ candidates: [(Candidate, [Breach])]) -> [(Candidate, [Breach])] {
    var chosen: [Limit: (Candidate, [Breach])] = [:]
    for (candidate, breaches) in candidates {
      guard let breach = breaches.first else { continue }
      if let known = chosen[breach.limit], known.1[0].factor <= breach.factor { continue }
      chosen[breach.limit] = (candidate, breaches)
    }
    return chosen.values.sorted {
      ($0.1[0].factor, $0.1[0].limit.text) < ($1.1[0].factor, $1.1[0].limit.text)
    }
  }

  private static func product(_ breaches: [Breach]) -> Double { breaches.map(\.factor).reduce(1, *) }

  private static func percent(_ breach: Breach) -> String {
    guard breach.factor.isFinite else { return "" }
    guard case .decompressThroughput = breach.limit else {
      return " (+\(Format.percent(breach.factor - 1)))"
    }
    return " (-\(Format.percent(1 - 1 / breach.factor)))"
  }
}
