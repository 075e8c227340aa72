import BenchCore
import BenchGate
import Pipeline

/// What an archive holds, for a terminal or a log.
enum InspectText {
  /// Entries below this share of the archive are summed.
  private static let least = 0.01

  static func text(_ manifest: Manifest, of subject: String) -> String {
    let inventory = Inventory(manifest)
    let total = manifest.compressedBytes
    func cells(_ sum: Inventory.Sum, _ name: String) -> [String] {
      let share = Double(sum.compressedBytes.bytes) / Double(max(total.bytes, 1))
      return [
        Format.grouped(sum.compressedBytes.bytes), Format.decimal(100 * share, places: 1) + "%",
        String(repeating: "#", count: Int((share * 20).rounded())), Format.grouped(sum.bytes.bytes),
        (sum.unstrippedBytes?.bytes).map { Format.grouped($0) } ?? "", Format.grouped(sum.files), name,
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
        "rarely intended in a release:\n"
          + FindingLines(manifest.findings, in: manifest.entries).lines.map { "  " + phrase($0) }.joined(
            separator: "\n"))
    }
    if !manifest.kept.isEmpty {
      parts.append(
        "kept unstripped:\n"
          + manifest.kept.map { "  kept: \(CheckWording.name($0.path)): \(CheckWording.foreign($0.reason))" }
          .joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private static func headline(_ manifest: Manifest, _ subject: String) -> String {
    let made = manifest.setting.map { " with \($0.label)" } ?? ""
    let blocks = manifest.attribution
    let resolution =
      manifest.attribution.blocks > 1
      ? "shares are exact for blocks of about \(Format.grouped(blocks.medianBlockBytes.bytes)) bytes of the tar, and spread evenly "
        + "within them"
      : "shares are spread evenly, because the archive is one block"
    return
      "\(CheckWording.foreign(subject)): \(Format.grouped(manifest.compressedBytes.bytes)) bytes\(made), "
      + "\(Format.grouped(manifest.tarBytes.bytes)) in the tar; "
      + (manifest.compressedBytes == manifest.tarBytes ? "shares are exact" : resolution)
  }

  private static func name(_ line: Inventory.Node.Line) -> String {
    let indent = String(repeating: "  ", count: line.depth)
    if let summed = line.summed { return "\(indent)(\(summed) more)" }
    guard line.path != .root else { return "." }
    let name = CheckWording.name(EntryPath(Array(line.path.name)))
    return indent + name + (line.isFolder ? "/" : "")
  }

  /// The name comes last, because runners interpret lines that start with a command after blanks.
  private static func phrase(_ line: FindingLines.Line) -> String {
    // Only folders are findings without files.
    guard line.files > 0 else { return "\(line.what): \(line.location)" }
    let files = line.files == 1 ? "" : ", \(Format.count(line.files, "file"))"
    return "\(line.what)\(files), \(Format.grouped(line.bytes.bytes)) bytes in the tar, "
      + "\(Format.grouped(line.compressedBytes.bytes)) compressed: \(line.location)"
  }
}
