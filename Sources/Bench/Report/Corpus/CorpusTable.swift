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
      Column("python", .string, "Python version, where the name says it") { $0.subject.pythonVersion },
      Column("settings", .integer, "settings measured") { String($0.subject.measured.count) },
      Column("failed", .integer, "settings that failed") {
        String($0.subject.results.rows.count - $0.subject.measured.count)
      },
      Column("original_bytes", .integer, unit: "bytes", "size of the tar") {
        ($0.subject.results.rows.first?.originalBytes.bytes).map { String($0) }
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

  /// A column that people read: heading and, for a tree, its text and the number that it sorts by.
  private struct Shown {
    let heading: String
    let cell: (Tree) -> (text: String, value: Double?)
  }

  private var shown: [Shown] {
    func size(_ heading: String, _ value: @escaping (Tree) -> ByteCount?) -> Shown {
      Shown(heading: heading) { tree in
        (value(tree).map(Format.size) ?? "–", value(tree).map { Double($0.bytes) })
      }
    }
    var columns: [Shown] = [
      size("Tar") { $0.subject.results.rows.first?.originalBytes },
      Shown(heading: "Own smallest") { ($0.smallest?.setting.name ?? "–", nil) },
      size("Size") { $0.smallest?.compressedBytes },
      Shown(heading: "Ratio") { tree in
        let ratio = tree.ratio(tree.smallest?.compressedBytes)
        return (ratio.map(Format.ratio) ?? "–", ratio)
      },
    ]
    for (card, setting) in settings.enumerated() {
      columns.append(
        Shown(heading: "\(setting.name) loses") { tree in
          (tree.loss(card).map(Format.percent) ?? "–", tree.loss(card))
        })
    }
    return columns
  }

  /// The table as HTML that the page's script sorts.
  func table() -> String {
    let columns = shown
    var html = "<table id=\"trees\"><caption class=\"hidden\">All trees</caption><thead><tr>"
    for (index, heading) in (["Tree"] + columns.map(\.heading)).enumerated() {
      let kind = index == 0 || index == 2 ? "" : " class=\"n\""
      html += "<th scope=\"col\"\(kind) aria-sort=\"none\"><button type=\"button\" data-column=\"\(index)\">"
      html += "\(Escape.markup(heading))</button></th>"
    }
    html += "</tr></thead><tbody>\n"
    for tree in trees {
      html += "<tr><th scope=\"row\">\(Escape.markup(tree.subject.title))</th>"
      for (index, column) in columns.enumerated() {
        let cell = column.cell(tree)
        let value = cell.value.map { " data-value=\"\($0)\"" } ?? ""
        html += index == 1 ? "<td>\(cell.text)</td>" : "<td class=\"n\"\(value)>\(cell.text)</td>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody></table>"
  }

  /// Adds what a comment says of a corpus.
  func add(to parts: inout CommentParts) {
    parts.add(Escape.markdown(finding.clipped(to: 1000)))
    let losses = worstLosses(0, atMost: 10).map { tree, loss in
      ReportMarkdown.row([
        ReportMarkdown.name(tree.subject.title), tree.smallest?.setting.name ?? "–",
        "+\(Format.percent(loss))",
      ])
    }
    if let setting = settings.first, !losses.isEmpty {
      parts.add(
        "rows of worst losses", importance: 5,
        head: ReportMarkdown.head([
          ("Worst trees for \(setting.name)", false), ("Own smallest", false), ("Larger by", true),
        ]), lines: losses)
    }
    let outliers = outliers().prefix(10).map { one in
      ReportMarkdown.row([
        ReportMarkdown.name(one.title), Format.ratio(one.ratio), Format.trimmed(one.deviations, places: 1),
      ])
    }
    if !outliers.isEmpty {
      parts.add(
        "outliers", importance: 4,
        head: ReportMarkdown.head([("Outlier", false), ("Ratio", true), ("Deviations from the median", true)]
        ),
        lines: Array(outliers))
    }
    let columns = shown
    parts.add(
      "trees", importance: 1,
      head: ReportMarkdown.head(
        [("Tree", false)] + columns.enumerated().map { ($1.heading, $0 != 1) }),
      lines: trees.map { tree in
        ReportMarkdown.row([ReportMarkdown.name(tree.subject.title)] + columns.map { $0.cell(tree).text })
      }, foldedAs: "All \(Format.count(trees.count, "tree"))")
  }
}
