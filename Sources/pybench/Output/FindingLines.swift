import BenchCore
import Pipeline

/// Findings, those of one kind together where there are many.
struct FindingLines {
  /// So many of a kind have a line each.
  private static let most = 5

  /// A line: what was found, where, and what it weighs.
  struct Line {
    let what: String
    let places: [EntryPath]
    let files: Int
    let bytes: ByteCount
    let compressedBytes: ByteCount
  }

  let lines: [Line]

  init(_ findings: [Finding]) {
    var lines: [Line] = []
    for kind in Finding.Kind.allCases {
      let found = findings.filter { $0.kind == kind }
      guard found.count > Self.most else {
        lines += found.map { finding in
          let copy = finding.sameAs.map { ", the same as \(CheckWording.name($0))" } ?? ""
          return Line(
            what: kind.phrase + copy, places: [finding.path], files: finding.files, bytes: finding.bytes,
            compressedBytes: finding.compressedBytes)
        }
        continue
      }
      // The costliest are the ones worth a look.
      let ranked = found.sorted { ($0.compressedBytes, $1.path) > ($1.compressedBytes, $0.path) }
      lines.append(
        Line(
          what: kind.phrase, places: ranked.map(\.path), files: found.reduce(0) { $0 + $1.files },
          bytes: found.reduce(.zero) { $0 + $1.bytes },
          compressedBytes: found.reduce(.zero) { $0 + $1.compressedBytes }))
    }
    self.lines = lines
  }
}

extension FindingLines.Line {
  /// Where it is: the first places, and how many there are beside them.
  var location: String { Format.some(places.map { CheckWording.name($0) }, atMost: 3) }
}
