import BenchCore
import BenchGate
import Pipeline

/// What an archive holds, for a pull request or a step summary.
enum InspectMarkdown {
  static func text(_ manifest: Manifest, of subject: String) -> String {
    for (least, width) in [(0.01, 160), (0.03, 160), (0.1, 60)] {
      let text = text(manifest, subject, least, MarkdownCells(width: width))
      if text.utf8.count <= CheckMarkdown.limit { return text }
    }
    return text(manifest, subject, 1, MarkdownCells(width: 40))
  }

  private static func text(
    _ manifest: Manifest, _ subject: String, _ least: Double, _ cells: MarkdownCells
  ) -> String {
    let inventory = Inventory(manifest)
    let total = manifest.compressedBytes
    func row(_ name: String, _ sum: Inventory.Sum) -> [String] {
      let share = Double(sum.compressedBytes.bytes) / Double(max(total.bytes, 1))
      return [
        name, Format.size(sum.compressedBytes), Format.percent(share),
        Format.size(sum.bytes), sum.unstrippedBytes.map { Format.size($0) } ?? "", Format.grouped(sum.files),
      ]
    }
    func table(_ heading: String, _ rows: [[String]], more: Int = 0) -> String {
      cells.table(
        [heading, "Compressed", "Share", "In the tar", "Before strip", "Files"],
        [.left, .right, .right, .right, .right, .right], rows, more: more)
    }
    let listing = inventory.root.listing(least: ByteCount(Int(Double(total.bytes) * least) + 1))
    let setting = manifest.setting.map { " with \(cells.code($0.label))" } ?? ""
    var parts = [
      "### \(cells.code(subject))",
      "\(Format.size(total))\(setting), \(Format.size(manifest.tarBytes)) in the tar, "
        + Format.count(manifest.entries.count, "entry", "entries"),
      table("Kind", inventory.kinds.map { row("`\($0.kind.rawValue)`", $0.sum) }),
    ]
    let findings = FindingLines(manifest.findings, in: manifest.entries).lines
    if !findings.isEmpty {
      parts.append(
        "**Rarely intended in a release**\n\n"
          + cells.table(
            ["What", "Where", "Files", "In the tar", "Compressed"], [.left, .left, .right, .right, .right],
            findings.prefix(60).map { line in
              let places = line.places.prefix(3).map { cells.code(CheckWording.name($0)) }
              let more =
                line.places.count > places.count
                ? " and \(Format.grouped(line.places.count - places.count)) more" : ""
              return [
                cells.prose(line.what), places.joined(separator: ", ") + more, Format.grouped(line.files),
                Format.size(line.bytes), Format.size(line.compressedBytes),
              ]
            }, more: findings.count - 60))
    }
    let lines = listing.prefix(150).map { line in
      if let summed = line.summed { return row("*\(Format.grouped(summed)) more*", line.sum) }
      let name = line.path == .root ? "." : CheckWording.name(line.path) + (line.isFolder ? "/" : "")
      return row(cells.code(name), line.sum)
    }
    parts.append(cells.folded("Where the bytes are", table("Entry", lines, more: listing.count - 150)))
    return parts.joined(separator: "\n\n")
  }
}
