import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline

/// A check's result for a terminal or a log.
enum CheckText {
  static func text(_ result: CheckResult) -> String {
    let caveats = CheckWording.caveats(result)
    var parts = caveats.isEmpty ? [] : [caveats.map(\.printable).joined(separator: "\n")]
    parts.append(CheckWording.headline(result).printable)
    if result.sizes.count > 1 { parts.append(sizes(result.sizes)) }
    if let changes = result.changes, !changes.changes.isEmpty { parts.append(table(changes)) }
    if !result.newFindings.isEmpty { parts.append(findings(result)) }
    return parts.joined(separator: "\n\n")
  }

  private static func sizes(_ sizes: [SizeChange]) -> String {
    TextTable(
      [.left("setting"), .right("baseline"), .right("now"), .right("change"), .left("verdict")],
      sizes.map { size in
        [
          size.setting ?? "", String(size.base.bytes), String(size.now.bytes), CheckWording.growth(size),
          size.verdict.rawValue,
        ]
      }
    ).text
  }

  private static func findings(_ result: CheckResult) -> String {
    let top = result.topFindings()
    var lines = top.shown.map { "  \($0.finding.path): \(CheckWording.phrase($0))".printable }
    if top.more > 0 { lines.append("  and \(top.more) more") }
    return (["new since the baseline:"] + lines).joined(separator: "\n")
  }

  private static func table(_ changes: EntryChanges) -> String {
    let top = changes.top()
    func row(_ change: EntryChange, _ what: String, _ name: String) -> [String] {
      [
        Format.signed(change.compressedBytes.growth), Format.signed(change.bytes.growth), what,
        name,
      ]
    }
    var rows = top.shown.map { row($0, $0.kind.rawValue, CheckWording.name($0)) }
    if let rest = top.rest {
      rows.append(row(rest, "", "\(changes.changes.count - top.shown.count) more changes"))
    }
    if let shifted = CheckWording.shifted(changes) {
      rows.append([Format.signed(changes.sameCost.growth), "+0", "", shifted])
    }
    return TextTable(
      [.right("compressed"), .right("in the tar"), .left("what"), .left("entry")], rows
    ).text
  }
}
