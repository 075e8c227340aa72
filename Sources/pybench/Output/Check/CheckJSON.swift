import BenchCore
import BenchGate
import Pipeline

/// A check's result for programs; `docs/formats.md` describes it.
enum CheckJSON {
  /// The version of the format.
  static let schemaVersion = 2

  /// The text. Every document has every key, with null for unknown values.
  ///
  /// - Throws: `Failure` if a figure is not finite.
  static func text(_ result: CheckResult) throws(Failure) -> String {
    try JSONText.document(
      JSONObject(
        [
          "schema_version": schemaVersion,
          "outcome": result.outcome.rawValue,
          "failed": result.failed,
          "updated": result.updated,
          "subject": result.subject,
          "baseline": result.baseline,
          "limits": JSONObject([
            "max_growth_percent": result.limits.maxGrowth.percent, "min_bytes": result.limits.minBytes,
          ]),
          "same_tar": result.sameTar,
          "differences": result.differences,
          "notes": result.notes,
          "violations": result.violations.map {
            JSONObject([
              "rule": $0.rule.rawValue, "subject": $0.subject, "bytes": $0.bytes, "limit_bytes": $0.limit,
            ])
          },
          "sizes": result.sizes.map(size),
          "missing_binaries": result.lost.map {
            JSONObject(["path": $0.path, "replaced_by": $0.replacement])
          },
          "changes": result.changes?.changes.map(change),
          "moved": result.changes?.moved.map { JSONObject(["from": $0.from, "to": $0.to]) },
          "unchanged": result.changes.map(unchanged),
          "modes": result.modes.map { JSONObject(["baseline": $0.base, "now": $0.now, "paths": $0.paths]) },
          "new_findings": result.newFindings.map { found in
            JSONObject(found.finding.pairs + [("files_in_baseline", found.filesBefore)])
          },
          "drifts": result.drifts.map {
            JSONObject([
              "setting": $0.setting, "bytes": $0.now, "smallest_bytes": $0.smallest, "release": $0.release,
            ])
          },
        ], writesNull: true))
  }

  private static func size(_ size: SizeChange) -> JSONObject {
    JSONObject([
      "setting": size.setting, "baseline_bytes": size.base, "bytes": size.now, "growth_bytes": size.growth,
      // To a millionth of a percent.
      "growth_percent": (size.growthPercent * 1e6).rounded() / 1e6,
      "verdict": size.verdict.rawValue,
    ])
  }

  private static func change(_ change: EntryChange) -> JSONObject {
    JSONObject([
      "path": change.path, "formerly": change.formerly, "change": change.kind.rawValue,
      "entries": change.entries, "blame_bytes": change.blame,
      "baseline_compressed_bytes": change.compressedBytes.base,
      "compressed_bytes": change.compressedBytes.now,
      "baseline_bytes": change.bytes.base, "bytes": change.bytes.now,
    ])
  }

  private static func unchanged(_ changes: EntryChanges) -> JSONObject {
    JSONObject([
      "entries": changes.sameEntries, "baseline_compressed_bytes": changes.sameCost.base,
      "compressed_bytes": changes.sameCost.now,
      // The growth that no change explains.
      "shifted_bytes": changes.shifted,
    ])
  }
}

extension Finding {
  fileprivate var pairs: [JSONObject.Pair] {
    [
      ("kind", kind), ("path", path), ("files", files), ("bytes", bytes),
      ("compressed_bytes", compressedBytes), ("same_as", sameAs),
    ]
  }
}
