import BenchCore
import Pipeline

/// Quantiles of a series' sizes over all trees, a row a level.
struct SpreadChart {
  /// Differences from the reference, as shares of it; the same for all series so that they compare.
  private let shares: Scale
  private let reference: Setting

  init(for spreads: [Corpus.Spread], reference: Setting) {
    shares = Scale(.linear, covering: spreads.flatMap(\.quantiles) + [0], margin: 0.03)
    self.reference = reference
  }

  func drawing(of spreads: [Corpus.Spread], _ entry: ReportLegend.Entry, _ width: ChartWidth) -> Drawing {
    let finding = spreads.map { spread in
      "\(spread.setting.name) \(Format.signedPercent(spread.quantiles[3]))"
    }
    let frame = ChartFrame(
      width: width, heading: "\(entry.series.name): size against \(reference.label)",
      finding: "Medians: \(finding.joined(separator: ", ")).")
    let area = frame.plot(left: 30, right: 12, top: 26, height: Double(spreads.count) * 15 + 6)
    let x = shares.along(from: area.x, to: area.x + area.width)
    return frame.drawing(height: area.y + area.height + 22) { svg in
      for tick in x.ticks(about: frame.isNarrow ? 4 : 7) {
        let at = x.position(tick)
        svg.line(tick == 0 ? "axis" : "grid", from: (at, area.y), to: (at, area.y + area.height))
        svg.text("faint", Format.signedPercent(tick), at: (at, area.y + area.height + 15), anchor: "middle")
      }
      for (index, spread) in spreads.enumerated() {
        let y = area.y + 10 + Double(index) * 15
        let at = spread.quantiles.map(x.position)
        svg.text("faint", spread.setting.levelName, at: (area.x - 6, y + 4), anchor: "end")
        let words = zip(["least", "5%", "25%", "median", "75%", "95%", "most"], spread.quantiles).map {
          name, share in
          "\(name) \(Format.signedPercent(share))"
        }
        svg.group(entry.group) { svg in
          svg.line("ln", from: (at[1], y), to: (at[5], y))
          svg.rectangle(
            "bar", Box(x: at[2], y: y - 4, width: max(at[4] - at[2], 1), height: 8),
            title: "\(spread.setting.name); \(words.joined(separator: "; ")) (\(spread.worst))")
          svg.mark(.circle, at: (at[6], y), hollow: true, size: 2.6)
          svg.mark(.bar, at: (at[3], y), size: 5)
        }
      }
    }
  }
}
