/// Width of a chart, in the units of its text.
enum ChartWidth: Double, CaseIterable, Sendable {
  /// For half of a page, a README or a tablet.
  case wide = 600
  /// For a phone, where text keeps its size.
  case narrow = 340

  /// The class of the element, by which the page shows one of both.
  var name: String { self == .wide ? "wide" : "narrow" }
}

/// Common parts of charts: width, heading and description.
struct ChartFrame: Sendable {
  let width: ChartWidth
  let heading: String
  let finding: String

  var isNarrow: Bool { width == .narrow }

  /// A drawing under the heading.
  func drawing(height: Double, _ draw: (inout SVG) -> Void) -> Drawing {
    Drawing(width: width.rawValue, height: height, kind: width.name, description: "\(heading). \(finding)") {
      svg in
      svg.text("head", heading.clipped(to: Int(width.rawValue / 8)), at: (0, 14))
      draw(&svg)
    }
  }

  /// Placeholder for a chart without data.
  func note() -> Drawing {
    drawing(height: 60) { svg in svg.text("faint", finding, at: (0, 38)) }
  }

  /// A plot's area below the legend.
  func plot(left: Double, right: Double, top: Double, height: Double) -> Box {
    Box(x: left, y: top, width: width.rawValue - left - right, height: height)
  }
}
