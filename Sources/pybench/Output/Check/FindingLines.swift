import BenchCore
import Pipeline

/// Findings as lines; many of one kind are combined.
struct FindingLines {
  /// Maximum number of separate lines per kind.
  private static let most = 5

  /// A line: the finding, its places and its sizes.
  struct Line {
    let what: String
    let places: [EntryPath]
    let files: Int
    let bytes: ByteCount
    let compressedBytes: ByteCount
  }

  let lines: [Line]

  /// - Parameters:
  ///   - findings: The findings.
  ///   - entries: All entries of the archive; they name the files of findings that are folders of files.
  init(_ findings: [Finding], in entries: [ManifestEntry] = []) {
    var lines: [Line] = []
    for kind in Finding.Kind.allCases {
      let found = findings.filter { $0.kind == kind }
      guard found.count > Self.most else {
        lines += found.map { finding in
          let copy = finding.sameAs.map { ", the same as \(CheckWording.name($0))" } ?? ""
          let open = WritableByAll(finding, in: entries)
          return Line(
            what: open?.phrase ?? kind.phrase + copy, places: [open?.file ?? finding.path],
            files: finding.files, bytes: finding.bytes,
            compressedBytes: finding.compressedBytes)
        }
        continue
      }
      // The largest come first.
      let ranked = found.sorted { ($0.compressedBytes, $1.path) > ($1.compressedBytes, $0.path) }
      lines.append(
        Line(
          what: kind.phrase, places: ranked.map { WritableByAll($0, in: entries)?.file ?? $0.path },
          files: found.reduce(0) { $0 + $1.files },
          bytes: found.reduce(.zero) { $0 + $1.bytes },
          compressedBytes: found.reduce(.zero) { $0 + $1.compressedBytes }))
    }
    self.lines = lines
  }
}

extension FindingLines.Line {
  /// The first places, and the number of the others.
  var location: String { Format.some(places.map { CheckWording.name($0) }, atMost: 3) }
}
