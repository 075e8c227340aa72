import BenchCore
import BenchResults
import Pipeline

/// A row for each tree of a corpus.
extension Corpus {
  /// The columns of the CSV.
  private var columns: [Column<Tree>] {
    var columns: [Column<Tree>] = [
      Column("tree", .string, "name of the tree") { $0.subject.results.name },
      Column("folder", .string, "folder of its results") { $0.subject.results.folder },
      Column("python", .string, "Python version in the name; empty without") { $0.subject.pythonVersion },
      Column("settings", .integer, "settings measured") { String($0.subject.measured.count) },
      Column("failed", .integer, "settings that failed") {
        String($0.subject.results.rows.count - $0.subject.measured.count)
      },
      Column("original_bytes", .integer, unit: "bytes", "size of the tar") {
        ($0.subject.tarBytes?.bytes).map { String($0) }
      },
      Column("smallest_setting", .string, "its smallest setting") { $0.smallest?.setting.name },
      Column("smallest_bytes", .integer, unit: "bytes", "size with it") {
        ($0.smallest?.compressedBytes?.bytes).map { String($0) }
      },
      Column("smallest_ratio", .number, "original_bytes / smallest_bytes") { tree in
        tree.ratio(tree.smallest?.compressedBytes).map { Format.decimal($0, places: 5) }
      },
    ]
    for (card, setting) in settings.enumerated() {
      columns.append(
        Column("\(setting.name)_bytes", .integer, unit: "bytes", "size with a setting for all") { tree in
          (tree.sizes[card]?.bytes).map { String($0) }
        })
      columns.append(
        Column("\(setting.name)_loss", .number, "how much larger than the smallest, as a share") { tree in
          tree.loss(card).map { Format.decimal($0, places: 5) }
        })
    }
    return columns
  }

  func csv() -> String { CSV.table(trees, columns) }

  /// The table for people; the page's script sorts it.
  var table: Table {
    func text(_ text: String?) -> Table.Cell { Table.Cell(text: text ?? "–") }
    func size(_ size: ByteCount?) -> Table.Cell {
      Table.Cell(text: size.map(Format.size) ?? "–", value: size.map { Double($0.bytes) })
    }
    func number(_ heading: String) -> Table.Column { Table.Column(heading: heading, isNumber: true) }
    return Table(
      columns: [
        Table.Column(heading: "Tree"), number("Tar"), Table.Column(heading: "Own smallest"), number("Size"),
        number("Ratio"),
      ] + settings.map { number("\($0.name) loses") },
      rows: trees.map { tree in
        let ratio = tree.ratio(tree.smallest?.compressedBytes)
        return Table.Row(
          cells: [
            text(tree.subject.title), size(tree.subject.tarBytes),
            text(tree.smallest?.setting.name), size(tree.smallest?.compressedBytes),
            Table.Cell(text: ratio.map(Format.ratio) ?? "–", value: ratio),
          ]
            + settings.indices.map { card in
              Table.Cell(text: tree.loss(card).map(Format.percent) ?? "–", value: tree.loss(card))
            })
      })
  }

  /// The trees that lose most by the first setting, under a heading; nil if none loses anything.
  func losses(_ heading: String) -> Table? {
    let losses = self.losses(0).prefix(10)
    guard !losses.isEmpty else { return nil }
    return Table(
      columns: [
        Table.Column(heading: heading), Table.Column(heading: "Own smallest"),
        Table.Column(heading: "Larger by", isNumber: true),
      ],
      rows: losses.map { tree, loss in
        Table.Row(cells: [
          "\(tree.subject.title)", "\(tree.smallest?.setting.name ?? "–")", "\(Format.percent(loss))",
        ])
      })
  }

  /// The most unusual trees, under a heading; nil if there are none.
  func outliers(_ heading: String) -> Table? {
    let outliers = outliers().prefix(10)
    guard !outliers.isEmpty else { return nil }
    return Table(
      columns: [
        Table.Column(heading: heading), Table.Column(heading: "Ratio", isNumber: true),
        Table.Column(heading: "Deviations from the median", isNumber: true),
      ],
      rows: outliers.map { one in
        Table.Row(cells: [
          "\(one.title)", "\(Format.ratio(one.ratio))", "\(Format.trimmed(one.deviations, places: 1))",
        ])
      })
  }

  /// Adds the parts of a comment about a corpus.
  func add(to parts: inout CommentParts) {
    parts.add(Escape.markdown(finding))
    if let setting = settings.first, let losses = losses("Worst trees for \(setting.name)") {
      parts.add("rows of worst losses", .summary, losses.markdown())
    }
    if let outliers = outliers("Outlier") { parts.add("outliers", .details, outliers.markdown()) }
    parts.add("trees", .all, table.markdown(), foldedAs: "All \(Format.count(trees.count, "tree"))")
  }
}
