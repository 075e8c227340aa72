import BenchCore
import BenchDecide
import Pipeline

/// The first sentences of a choice: what to ship and why, for readers who do not know pybench.
struct PickHeadline {
  private let pick: Pick

  init(_ pick: Pick) { self.pick = pick }

  var text: String {
    ["Ship \(subject) with \(pick.choice.setting): \(reason).", equals].compactMap { $0 }
      .joined(separator: " ")
  }

  /// The trees' names, or their number.
  private var subject: String {
    pick.trees.count > 3 ? "all \(Format.count(pick.trees.count, "tree"))" : Format.list(pick.trees)
  }

  private var reason: String {
    let (choice, cost) = (pick.choice, Format.time(pick.cost.seconds))
    let archive = pick.trees.count > 1 ? "archives together" : "archive"
    switch pick.objective {
    case .smallest:
      return "it makes the smallest \(archive) of \(settings), \(size)"
    case .delivery(let bandwidth, let until):
      return "of \(settings) it reaches users soonest; downloading its"
        + " \(Format.size(choice.archiveBytes)) at \(Objective.written(bandwidth)) and"
        + " \(until == .unpacked ? "unpacking" : "decoding") them take \(cost)"
    case .lifetime(let bandwidth, let downloads, let builds, let until):
      let uses = [
        downloads > 0
          ? "\(Format.count(downloads, "download")) at \(Objective.written(bandwidth))"
            + ", each \(until == .unpacked ? "unpacked" : "decoded")" : nil,
        builds > 0 ? Format.count(builds, "build") : nil,
      ].compactMap { $0 }
      return "of \(settings) it takes the least time in all, \(cost) for \(uses.joined(separator: ", and "))"
    case .fastest(let operation):
      return "of \(settings) it takes the least time to \(operation.verb), \(cost)"
    case .cheapestBuild(let share):
      return "of \(settings) whose \(archive) \(pick.trees.count > 1 ? "are" : "is") at most"
        + " \(Objective.written(share)) larger than the smallest,"
        + " it takes the least time to compress, \(cost), and makes \(Format.size(choice.archiveBytes))"
    case .egress(let price, let downloads):
      return "of \(settings) it costs the least to serve; \(Format.count(downloads, "download"))"
        + " of \(Format.size(choice.archiveBytes)) at \(Format.trimmed(price, places: 6)) per GB"
        + " cost \(Format.money(pick.cost.seconds))"
    }
  }

  /// The sizes of the archives and of the tars.
  private var size: String {
    "\(Format.size(pick.choice.archiveBytes)) for \(pick.trees.count > 1 ? "tars" : "a tar") of"
      + " \(Format.size(pick.choice.originalBytes))"
  }

  private var settings: String {
    let all = Format.count(pick.measured, "setting")
    guard !pick.limits.all.isEmpty, pick.admitted < pick.measured else { return "the \(all) measured" }
    return "the \(Format.grouped(pick.admitted)) of \(all) within the limits"
  }

  /// The equal settings, and why the choice won.
  private var equals: String? {
    let equals = pick.certainty.equals.map(\.name)
    guard !equals.isEmpty else { return nil }
    let others = Format.some(equals, atMost: 3)
    guard pick.objective.isTime else {
      return "\(others) \(equals.count == 1 ? "is" : "are") equal to the byte; \(pick.choice.setting) is"
        + " built the cheapest."
    }
    return "\(others) \(equals.count == 1 ? "is" : "are") equally fast within the error of the times;"
      + " \(pick.choice.setting) has the smallest archive of them."
  }
}
