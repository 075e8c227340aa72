import BenchCore
import BenchResults
import Pipeline

/// The sizes of common settings of several results, compared with the first result.
struct Comparison: Sendable {
  /// A setting that every result has.
  struct Line: Sendable {
    let setting: Setting
    /// Its sizes, in the order of the results.
    let sizes: [ByteCount]

    /// Difference between a later result's size and the first's, in bytes with sign.
    func difference(_ index: Int) -> String {
      let bytes = sizes[index].bytes - sizes[0].bytes
      return (bytes > 0 ? "+" : "") + Format.grouped(bytes)
    }

    /// The same in percent.
    func change(_ index: Int) -> String { Format.relativeChange(from: sizes[0], to: sizes[index]) ?? "–" }
  }

  let titles: [String]
  /// The common settings, series by series and by level.
  let lines: [Line]

  /// Compares two results or more; nil for a single one.
  init?(_ subjects: [ReportSubject]) {
    guard subjects.count > 1 else { return nil }
    titles = subjects.map(\.title)
    let tables = subjects.map(\.sizes)
    lines = Set(Contender.list(subjects).map(\.setting)).bySeriesAndLevel().map { setting in
      Line(setting: setting, sizes: tables.compactMap { $0[setting] })
    }
  }

  /// The sizes, a row a setting, with the differences of the later results.
  var table: Table {
    let later = titles.indices.dropFirst()
    func number(_ heading: String) -> Table.Column { Table.Column(heading: heading, isNumber: true) }
    return Table(
      columns: [Table.Column(heading: "Setting"), number(titles[0])]
        + later.flatMap { [number(titles[$0]), number("Bytes"), number("Change")] },
      rows: lines.map { line in
        Table.Row(
          cells: ["\(line.setting.name)", "\(Format.grouped(line.sizes[0].bytes))"]
            + later.flatMap { index -> [Table.Cell] in
              let (size, first) = (line.sizes[index], line.sizes[0])
              let kind = size > first ? "grown" : size < first ? "shrunk" : nil
              return [
                "\(Format.grouped(size.bytes))", "\(line.difference(index))",
                Table.Cell(text: line.change(index), kind: kind),
              ]
            })
      })
  }

  /// The span of the changes from the first result to another, in words.
  func finding(_ index: Int) -> String {
    let changes = lines.compactMap { line -> (line: Line, share: Double)? in
      line.sizes[0].bytes > 0
        ? (line, Double(line.sizes[index].bytes) / Double(line.sizes[0].bytes)) : nil
    }
    guard let least = changes.least({ $0.share }), let most = changes.least({ -$0.share }) else {
      return "\(titles[index]) and \(titles[0]) have no setting in common."
    }
    let count = changes.count == 1 ? "the one common setting" : "\(changes.count) common settings"
    return "From \(titles[0]) to \(titles[index]) \(count) change by \(least.line.change(index))"
      + " (\(least.line.setting.name))"
      + (changes.count == 1 ? "." : " to \(most.line.change(index)) (\(most.line.setting.name)).")
  }
}
