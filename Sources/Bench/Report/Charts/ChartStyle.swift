/// The style of static charts, shared by the page and by SVG files.
///
/// It uses plain selectors and literal colours, because converters such as librsvg support no CSS variables.
enum ChartStyle {
  static let css: String = {
    var css = """
      .chart{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12px}
      .chart .ground{fill:#fff}.chart text{fill:#3f4650}.chart .head{font-size:15px;font-weight:600;fill:#15181d}
      .chart .name{font-weight:600;fill:#15181d}.chart .faint{fill:#68717d;font-size:11px}
      .chart .lv{font-size:10.5px;paint-order:stroke;stroke:#fff;stroke-width:2.5px;stroke-linejoin:round}
      .chart .grid{stroke:#e4e7eb;fill:none}.chart .axis{stroke:#9aa2ad;fill:none}
      .chart .ln{fill:none;stroke-width:1.6;stroke-linejoin:round}.chart .wh{fill:none;stroke-width:1.2;opacity:.75}
      .chart .mk{stroke:#fff;stroke-width:.8}.chart .assumed{stroke-dasharray:2 2}.chart .hit{fill:none;pointer-events:all}
      .chart .cursor{display:none;fill:none;stroke:#68717d;stroke-width:1.2}
      .chart .frontier{fill:none;stroke:#8b93a0;stroke-opacity:.38;stroke-width:9;stroke-linejoin:round;stroke-linecap:round}
      .chart .gone{fill:#8b93a0;fill-opacity:.2}.chart .kept{fill:#5c6673}.chart .packed{fill:#0072b2}

      """
    for (index, look) in Look.all.enumerated() {
      css += rules(index, line: look.light, ground: "#fff", ink: look.ink)
    }
    css += "@media (prefers-color-scheme:dark){"
    css += """
      .chart .ground{fill:#14171c}.chart text{fill:#b9c1cc}.chart .head,.chart .name{fill:#eef1f5}
      .chart .faint{fill:#8f99a6}.chart .lv{stroke:#14171c}.chart .grid{stroke:#2a3038}.chart .axis{stroke:#5d6672}
      .chart .mk{stroke:#14171c}.chart .cursor{stroke:#8f99a6}.chart .kept{fill:#a3adba}.chart .packed{fill:#5ab4f0}

      """
    for (index, look) in Look.all.enumerated() {
      css += rules(index, line: look.dark, ground: "#14171c", ink: look.dark)
    }
    return css + "}"
  }()

  private static func rules(_ index: Int, line: String, ground: String, ink: String) -> String {
    ".chart .s\(index) .ln,.chart .s\(index) .wh{stroke:\(line)}"
      + ".chart .s\(index) .mk,.chart .s\(index) .bar{fill:\(line)}.chart .s\(index) .lv{fill:\(ink)}"
      + ".chart .s\(index) .hollow{fill:\(ground);stroke:\(line);stroke-width:1.4}\n"
  }
}
