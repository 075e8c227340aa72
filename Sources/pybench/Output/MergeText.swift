import BenchCore
import BenchResults

/// Summary of a merge.
enum MergeText {
  static func text(_ merge: Merge, in folder: String) -> String {
    let machines = merge.provenance.machines
    let models = Set(machines.map(\.cpu)).sorted().joined(separator: ", ")
    var lines = [
      "\(folder): \(Format.count(merge.rows.count, "setting")) of \(Format.count(merge.count, "result")),"
        + " \(Format.count(machines.count, "machine")) (\(models))"
        + (merge.provenance.sizesOnly ? ", without times" : "")
    ]
    if let missing = merge.provenance.incomplete {
      lines.append("The result is incomplete: \(missing.joined(separator: "; ")).")
    }
    return lines.joined(separator: "\n")
  }
}
