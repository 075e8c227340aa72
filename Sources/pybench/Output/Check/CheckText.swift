import BenchCore
import BenchGate
import Pipeline

/// A check's result for a terminal or a log.
enum CheckText {
  static func text(_ result: CheckResult) -> String {
    let caveats = CheckWording.caveats(result)
    var parts = caveats.isEmpty ? [] : [caveats.joined(separator: "\n")]
    parts.append(CheckWording.verdict(result).joined(separator: "\n"))
    if result.lost.count > 3 || (result.updated && !result.lost.isEmpty)
      || result.lost.contains(where: { $0.replacement != nil })
    {
      parts.append(
        list("missing binaries:", result.lost.map { "gone: \(CheckWording.name($0))" }))
    }
    if result.sizes.count > 1 { parts.append(sizes(result)) }
    if let changes = result.changes {
      if !changes.changes.isEmpty { parts.append(table(changes)) }
      if let moved = CheckWording.moved(changes) { parts.append(moved) }
    }
    if !result.modes.isEmpty {
      parts.append(list("permissions changed:", result.modes.map { CheckWording.phrase($0) }))
    }
    if !result.newFindings.isEmpty { parts.append(findings(result)) }
    if !result.violations.contains(where: { $0.rule == .maxDrift }), !result.drifts.isEmpty {
      parts.append(result.drifts.map { CheckWording.drift($0) }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  /// Lines below a heading, at most twenty.
  private static func list(_ heading: String, _ lines: [String]) -> String {
    var shown = lines.prefix(20).map { "  " + $0 }
    if lines.count > shown.count { shown.append("  and \(Format.grouped(lines.count - shown.count)) more") }
    return ([heading] + shown).joined(separator: "\n")
  }

  private static func sizes(_ result: CheckResult) -> String {
    TextTable(
      [.left("setting"), .right("baseline"), .right("now"), .right("change"), .left("verdict")],
      result.sizes.map { size in
        [
          CheckWording.foreign(size.setting ?? ""), Format.grouped(size.base.bytes),
          Format.grouped(size.now.bytes), CheckWording.growth(size),
          CheckWording.verdict(of: size, in: result),
        ]
      }
    ).text
  }

  /// The name comes last, because runners interpret lines that start with a command after blanks.
  private static func findings(_ result: CheckResult) -> String {
    list(
      "new since the baseline:",
      result.newFindings.map { "\(CheckWording.phrase($0)): \(CheckWording.place($0))" })
  }

  private static func table(_ changes: EntryChanges) -> String {
    let top = changes.top()
    func row(_ change: EntryChange, _ what: String, _ name: String) -> [String] {
      [Format.signed(change.blame), Format.signed(change.bytes.growth), what, name]
    }
    var rows = top.shown.map { row($0, $0.kind.rawValue, CheckWording.name($0)) }
    if let rest = top.rest {
      rows.append(row(rest, "", "\(Format.grouped(changes.changes.count - top.shown.count)) more changes"))
    }
    if let shifted = CheckWording.shifted(changes) {
      rows.append([Format.signed(changes.shifted), "+0", "", shifted])
    }
    return TextTable(
      [.right("compressed"), .right("in the tar"), .left("what"), .left("entry")], rows
    ).text
  }
}
