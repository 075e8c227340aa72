import BenchCore

/// Markup of a drawing. Escapes all text and every attribute.
struct SVG {
  /// The elements so far.
  fileprivate(set) var markup = ""

  /// Adds an element, with text and a title (shown on hover, read aloud) where given.
  mutating func add(
    _ name: String, _ attributes: KeyValuePairs<String, String>, text: String? = nil, title: String? = nil
  ) {
    markup += "<\(name)" + Self.list(attributes)
    if text == nil, title == nil {
      markup += "/>"
      return
    }
    markup += ">"
    if let title { markup += "<title>\(Escape.markup(title))</title>" }
    markup += Escape.markup(text ?? "") + "</\(name)>"
  }

  mutating func group(_ attributes: KeyValuePairs<String, String>, _ content: (inout SVG) -> Void) {
    var inner = SVG()
    content(&inner)
    markup += "<g" + Self.list(attributes) + ">" + inner.markup + "</g>"
  }

  /// Adds a straight line.
  mutating func line(_ kind: String, from: (x: Double, y: Double), to: (x: Double, y: Double)) {
    add(
      "path",
      [
        "class": kind,
        "d": "M\(Self.number(from.x)) \(Self.number(from.y))L\(Self.number(to.x)) \(Self.number(to.y))",
      ])
  }

  /// Adds a line through points.
  mutating func path(
    _ kind: String, through points: [(x: Double, y: Double)], dash: [Double] = [], title: String? = nil
  ) {
    guard points.count > 1 else { return }
    let steps = points.map { "\(Self.number($0.x)) \(Self.number($0.y))" }.joined(separator: "L")
    if dash.isEmpty {
      add("path", ["class": kind, "d": "M" + steps], title: title)
    } else {
      let lengths = dash.map(Self.number).joined(separator: " ")
      add("path", ["class": kind, "d": "M" + steps, "stroke-dasharray": lengths], title: title)
    }
  }

  mutating func rectangle(_ kind: String, _ box: Box, title: String? = nil) {
    add(
      "rect",
      [
        "class": kind, "x": Self.number(box.x), "y": Self.number(box.y),
        "width": Self.number(max(box.width, 0)), "height": Self.number(box.height),
      ], title: title)
  }

  /// Adds a line of text; `anchor` is `start`, `middle` or `end`.
  mutating func text(
    _ kind: String, _ text: String, at point: (x: Double, y: Double), anchor: String = "start",
    turned: Bool = false
  ) {
    let (x, y) = (Self.number(point.x), Self.number(point.y))
    if turned {
      add(
        "text", ["class": kind, "text-anchor": anchor, "transform": "translate(\(x) \(y)) rotate(-90)"],
        text: text)
    } else {
      add("text", ["class": kind, "x": x, "y": y, "text-anchor": anchor], text: text)
    }
  }

  /// Adds a mark at a point. A hollow mark is a time with an assumed error.
  mutating func mark(
    _ shape: Look.Mark, at point: (x: Double, y: Double), hollow: Bool = false, size: Double = 4,
    title: String? = nil
  ) {
    let kind = hollow ? "mk hollow" : "mk"
    guard let corners = shape.corners else {
      add(
        "circle",
        [
          "class": kind, "cx": Self.number(point.x), "cy": Self.number(point.y), "r": Self.number(size * 0.9),
        ],
        title: title)
      return
    }
    let points = corners.map { "\(Self.number(point.x + size * $0.x)),\(Self.number(point.y + size * $0.y))" }
    add("polygon", ["class": kind, "points": points.joined(separator: " ")], title: title)
  }

  /// A coordinate: a tenth of a unit is finer than a screen shows.
  static func number(_ value: Double) -> String {
    Format.trimmed(value, places: 1)
  }

  private static func list(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0.key)=\"\(Escape.markup($0.value))\"" }.joined()
  }
}

/// A finished chart without a page.
struct Drawing {
  let width: Double
  let height: Double
  /// The class of its element.
  let kind: String
  /// Description of the chart, in words.
  let description: String
  /// The markup inside the `svg` element.
  let body: String

  init(
    width: Double, height: Double, kind: String = "sheet", description: String, _ draw: (inout SVG) -> Void
  ) {
    self.width = width
    self.height = height
    self.kind = kind
    self.description = description
    var svg = SVG()
    draw(&svg)
    body = svg.markup
  }

  /// The drawing as an element of a page whose style sheet holds `ChartStyle.css`.
  ///
  /// Without its heading, because the page has one.
  var embedded: String { element(attributes: "", top: Self.headingHeight, before: "") }

  private static let headingHeight = 19.0

  /// The drawing as a file.
  var standalone: String {
    element(
      attributes: " xmlns=\"http://www.w3.org/2000/svg\" width=\"\(SVG.number(width))\""
        + " height=\"\(SVG.number(height))\"",
      top: 0,
      before: "<style>\(ChartStyle.css)</style><rect class=\"ground\" width=\"100%\" height=\"100%\"/>")
      + "\n"
  }

  private func element(attributes: String, top: Double, before: String) -> String {
    "<svg\(attributes) class=\"chart \(kind)\" viewBox=\"0 \(SVG.number(top)) \(SVG.number(width))"
      + " \(SVG.number(height - top))\" role=\"img\""
      + " aria-label=\"\(Escape.markup(description))\">\(before)\(body)</svg>"
  }

  static func sheet(_ rows: [[Drawing]], description: String, gap: Double = 24) -> Drawing {
    let width = rows.map { row in row.reduce(0) { $0 + $1.width } + gap * Double(row.count + 1) }.max() ?? 0
    let height = rows.reduce(gap) { $0 + ($1.map(\.height).max() ?? 0) + gap }
    return Drawing(width: width, height: height, description: description) { svg in
      var y = gap
      for row in rows {
        var x = gap
        for drawing in row {
          svg.markup += "<g transform=\"translate(\(SVG.number(x)) \(SVG.number(y)))\">\(drawing.body)</g>"
          x += drawing.width + gap
        }
        y += (row.map(\.height).max() ?? 0) + gap
      }
    }
  }
}
