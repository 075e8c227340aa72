import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import FoundationEssentials

/// What an archive holds, for a terminal or a log.
enum InspectText {
  /// What costs less than this share of the archive is summed.
  private static let least = 0.01

  static func text(_ manifest: Manifest, of subject: String) -> String {
    let inventory = Inventory(manifest)
    let total = manifest.compressedBytes
    func cells(_ sum: Inventory.Sum, _ name: String) -> [String] {
      let share = Double(sum.compressedBytes.bytes) / Double(max(total.bytes, 1))
      return [
        String(sum.compressedBytes.bytes), Format.decimal(100 * share, places: 1) + "%",
        String(repeating: "#", count: Int((share * 20).rounded())), String(sum.bytes.bytes),
        (sum.unstrippedBytes?.bytes).map { String($0) } ?? "", String(sum.files), name,
      ]
    }
    func table(_ heading: String, _ rows: [[String]]) -> String {
      TextTable(
        [
          .right("compressed"), .right("share"), .left(""), .right("in the tar"), .right("before strip"),
          .right("files"), .left(heading),
        ], rows
      ).text
    }
    let listing = inventory.root.listing(least: ByteCount(Int(Double(total.bytes) * least) + 1))
    var parts = [
      headline(manifest, subject).printable,
      table("kind", inventory.kinds.map { cells($0.sum, $0.kind.rawValue) }),
      table("entry", listing.map { cells($0.sum, name($0)) }),
    ]
    if !manifest.findings.isEmpty {
      parts.append(
        "what a release rarely means to ship:\n"
          + manifest.findings.map { "  \($0.path): \(phrase($0))".printable }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private static func headline(_ manifest: Manifest, _ subject: String) -> String {
    let made = manifest.setting.map { " with \($0.label)" } ?? ""
    let blocks = manifest.attribution
    let resolution =
      manifest.attribution.blocks > 1
      ? "shares are exact for blocks of about \(blocks.medianBlockBytes.bytes) bytes of the tar, and spread evenly "
        + "within them"
      : "shares are spread evenly, as the archive is one block"
    return
      "\(subject): \(manifest.compressedBytes.bytes) bytes\(made), \(manifest.tarBytes.bytes) in the tar; "
      + (manifest.compressedBytes == manifest.tarBytes ? "shares are exact" : resolution)
  }

  private static func name(_ line: Inventory.Node.Line) -> String {
    let indent = String(repeating: "  ", count: line.depth)
    if let summed = line.summed { return "\(indent)(\(summed) more)" }
    guard line.path != .root else { return "." }
    let name = EntryPath(Array(line.path.name)).description
    return indent + name + (line.isFolder ? "/" : "")
  }

  private static func phrase(_ finding: Finding) -> String {
    let copy = finding.sameAs.map { ", the same as \($0)" } ?? ""
    let files = finding.files == 1 ? "" : ", \(finding.files) files"
    return "\(finding.kind.phrase)\(copy)\(files), \(finding.bytes.bytes) bytes in the tar, "
      + "\(finding.compressedBytes.bytes) compressed"
  }
}
