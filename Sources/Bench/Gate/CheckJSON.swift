import Pipeline

/// A check's result for programs; `docs/formats.md` describes it.
package enum CheckJSON {
  /// The version of the format.
  package static let schemaVersion = 1

  /// The result as JSON.
  package static func text(_ result: CheckResult) -> String {
    JSONValue.object([
      ("schema_version", .integer(schemaVersion)),
      ("outcome", .string(result.outcome.rawValue)),
      ("failed", .boolean(result.failed)),
      ("updated", .boolean(result.updated)),
      ("subject", .string(result.subject)),
      ("baseline", .string(result.baseline)),
      (
        "limits",
        .object([
          ("max_growth_percent", .decimal(result.limits.maxGrowth.percent, places: 6)),
          ("min_bytes", .integer(result.limits.minBytes.bytes)),
          ("fail_on_improvement", .boolean(result.limits.failOnImprovement)),
        ])
      ),
      ("same_tar", result.sameTar.map { .boolean($0) } ?? .null),
      (
        "differences",
        .array(
          result.differences.map {
            .object([("what", .string($0.what)), ("baseline", .string($0.base)), ("now", .string($0.now))])
          })
      ),
      (
        "sizes",
        .array(
          result.sizes.map {
            .object([
              ("setting", .optional($0.setting)), ("baseline_bytes", .integer($0.base.bytes)),
              ("bytes", .integer($0.now.bytes)), ("growth_bytes", .integer($0.growth.bytes)),
              ("growth_percent", .decimal($0.growthPercent, places: 6)),
              ("verdict", .string($0.verdict.rawValue)),
            ])
          })
      ),
      ("changes", result.changes.map { .array($0.changes.map(json)) } ?? .null),
      (
        "unchanged",
        result.changes.map {
          .object([
            ("entries", .integer($0.sameEntries)),
            ("baseline_compressed_bytes", .integer($0.sameCost.base.bytes)),
            ("compressed_bytes", .integer($0.sameCost.now.bytes)),
          ])
        } ?? .null
      ),
      ("new_findings", .array(result.newFindings.map(json))),
    ]).document
  }

  private static func json(_ change: EntryChange) -> JSONValue {
    .object([
      ("path", .string(change.path.description)), ("change", .string(change.kind.rawValue)),
      ("entries", .integer(change.entries)),
      ("baseline_compressed_bytes", .integer(change.compressedBytes.base.bytes)),
      ("compressed_bytes", .integer(change.compressedBytes.now.bytes)),
      ("baseline_bytes", .integer(change.bytes.base.bytes)), ("bytes", .integer(change.bytes.now.bytes)),
    ])
  }

  private static func json(_ found: CheckResult.NewFinding) -> JSONValue {
    guard case .object(let pairs) = found.finding.json else { return .null }
    return .object(pairs + [("files_in_baseline", .integer(found.filesBefore))])
  }
}
