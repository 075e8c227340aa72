import BenchCore
import BenchResults
import Pipeline

/// The table of all rows, as the page and the comment show it.
struct ReportTable {
  /// A column: its heading, what it means, and for a row the text and, where it sorts by number, the number.
  struct Column: Sendable {
    let heading: String
    /// The common heading of adjacent columns; part of the name if headings stand alone.
    var group: String?
    let meaning: String
    let numeric: Bool
    let cell: @Sendable (ReportSubject, SweepRow) -> (text: String, value: Double?)
  }

  let subjects: [ReportSubject]

  /// The columns; with the result's name if there are several results.
  var columns: [Column] {
    var columns: [Column] = []
    if subjects.count > 1 {
      columns.append(
        Column(heading: "Result", meaning: "name of the result", numeric: false) { (subject, _) in
          (subject.title, nil)
        })
    }
    let noted = subjects.contains { $0.results.rows.contains { !Self.notes($0).isEmpty } }
    return columns + (noted ? Self.figures : Self.figures.filter { $0.heading != "Notes" })
  }

  private static let figures: [Column] = [
    Column(heading: "Setting", meaning: "codec, level, window, threads", numeric: false) { (_, row) in
      (row.setting.name, nil)
    },
    Column(heading: "Size", meaning: "bytes of the archive that ships", numeric: true) { (_, row) in
      (
        row.compressedBytes.map { Format.grouped($0.bytes) } ?? "",
        row.compressedBytes.map { Double($0.bytes) }
      )
    },
    Column(heading: "Ratio", meaning: "tar's bytes ÷ archive's bytes", numeric: true) { (_, row) in
      (row.ratio.map(Format.ratio) ?? "", row.ratio)
    },
    Column(heading: "vs gzip", meaning: "size against that of gzip's highest level", numeric: true) {
      subject, row in
      guard let old = subject.reference?.compressedBytes, let new = row.compressedBytes,
        let change = Format.relativeChange(from: old, to: new)
      else {
        return ("", nil)
      }
      return (change, Double(new.bytes) / Double(old.bytes))
    },
    time("Compress", .compress), speed("Compress", .compress),
    heap("Compress", \.compressHeap),
    time("Decompress", .decompress), speed("Decompress", .decompress),
    heap("Decompress", \.decompressHeap),
    Column(heading: "Window", meaning: "what a decoder must hold", numeric: true) { (_, row) in
      (row.window.map(Format.memory) ?? "", row.window.map { Double($0.bytes) })
    },
    Column(heading: "Notes", meaning: "remarks on the row", numeric: false) { (_, row) in
      (notes(row).joined(separator: "; "), nil)
    },
  ]

  private static func time(_ name: String, _ operation: Operation) -> Column {
    Column(
      heading: "time", group: name,
      meaning: "time on an idle core ± its standard error; ○ marks a single run",
      numeric: true
    ) { (_, row) in
      guard let timing = row.timing(operation) else { return ("", nil) }
      return (Format.time(timing.measured) + (timing.rounds == 1 ? " ○" : ""), timing.time.inSeconds)
    }
  }

  private static func speed(_ name: String, _ operation: Operation) -> Column {
    Column(heading: "MB/s", group: name, meaning: "original MB (10⁶ bytes) a second", numeric: true) {
      (_, row) in
      let speed = row.throughput(operation)?.megabytesPerSecond
      return (speed.map(Format.significant) ?? "", speed)
    }
  }

  private static func heap(_ name: String, _ bytes: @escaping @Sendable (SweepRow) -> ByteCount?) -> Column {
    Column(heading: "heap", group: name, meaning: "the most heap the codec held", numeric: true) { (_, row) in
      (bytes(row).map(Format.memory) ?? "", bytes(row).map { Double($0.bytes) })
    }
  }

  /// Remarks on a row.
  static func notes(_ row: SweepRow) -> [String] {
    if case .failed(let reason) = row.status {
      return ["failed: " + (reason.isEmpty ? "no reason given" : reason.clipped(to: 300))]
    }
    var notes: [String] = []
    if row.roundTrip == false { notes.append("does not decompress to the tar") }
    if row.defaultDecoder == false { notes.append("default decoders reject it") }
    return notes
  }

  var table: Table {
    let columns = columns
    return Table(
      columns: columns.map {
        Table.Column(heading: $0.heading, isNumber: $0.numeric, group: $0.group, meaning: $0.meaning)
      },
      rows: subjects.flatMap { subject in
        let smallest = subject.smallest?.setting
        return subject.results.rows.map { row in
          Table.Row(
            cells: columns.map { column in
              let cell = column.cell(subject, row)
              return Table.Cell(
                text: cell.text, value: cell.value, kind: column.heading == "Notes" ? "note" : nil)
            }, kind: row.status != .ok ? "failed" : row.setting == smallest ? "best" : nil)
        }
      }, names: subjects.count > 1 ? 1 : 0)
  }
}
