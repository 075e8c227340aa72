package import BenchCore
package import Pipeline

/// Shards of one sweep, or repeated sweeps of one tree, as one result.
///
/// The order of the results does not matter. Bytes must be equal. Times are combined per machine and never
/// rescaled; see `SweepRow.Timing`.
package struct Merge: Sendable {
  /// Name of the results.
  package let name: String
  /// The rows, in the order of the sweep's settings.
  package let rows: [SweepRow]
  /// The runs of all.
  package let samples: [Sample]
  package let stages: [Stage]
  /// The subject and the runs.
  package let provenance: Provenance
  /// How many results were merged.
  package let count: Int

  package struct Options: Sendable {
    /// Name of the results; nil for their common name.
    package var name: String?
    /// Whether to continue if something is missing, unfinished or failed.
    package var partial: Bool
    /// Whether to omit times.
    package var sizesOnly: Bool

    package init(name: String? = nil, partial: Bool = false, sizesOnly: Bool = false) {
      self.name = name
      self.partial = partial
      self.sizesOnly = sizesOnly
    }
  }

  /// Merges the results in some folders.
  ///
  /// - Throws: `Failure` that names the missing results, or the two results and machines that differ.
  package init(_ folders: [String], _ options: Options = Options()) throws(Failure) {
    let inputs = try MergeInputs(folders)
    guard !inputs.all.isEmpty else {
      throw Failure(
        "merge", Format.count(folders.count, "result"), because: inputs.unreadable.joined(separator: "; "))
    }
    try inputs.refuseForeign()
    let names = Set(inputs.all.map(\.name)).sorted()
    guard options.name != nil || names.count == 1 else {
      throw Failure(
        "merge", "results of \(names.joined(separator: " and "))", because: "their names differ",
        advice: "name the merged results with --name")
    }
    let name = options.name ?? names[0]
    let rows = MergedRows(inputs, name)
    try rows.refuseOtherBytes()
    let problems = inputs.problems + rows.failures
    guard problems.isEmpty || options.partial else {
      throw Failure(
        "merge", Format.count(folders.count, "result"), because: problems.joined(separator: "; "),
        advice:
          "measure what is missing (with --resume if it was started), or merge without it with --partial")
    }

    if options.sizesOnly {
      samples = []
      self.rows = rows.untimed
    } else {
      let times = try MergedTimes(inputs, name)
      samples = times.samples
      self.rows = rows.timed(by: times)
    }
    self.name = name
    count = inputs.all.count
    stages = inputs.all.first { !$0.stages.isEmpty }?.stages ?? []
    provenance = Self.provenance(inputs, name, problems, options)
  }

  private static func provenance(
    _ inputs: MergeInputs, _ name: String, _ problems: [String], _ options: Options
  ) -> Provenance {
    var provenances = inputs.provenances[...]
    var merged = provenances.removeFirst()
    for provenance in provenances {
      var next = provenance
      next.add(merged)
      merged = next
    }
    merged.tree.name = name
    if options.sizesOnly, !merged.sizesOnly { merged.timesLeftOut = true }
    let missing = (merged.incomplete ?? []) + problems
    merged.incomplete = missing.isEmpty ? nil : missing
    return merged
  }
}
