import Testing

@testable import BenchReport

@Suite struct DrawingTests {
  private func drawing(_ width: Double, _ height: Double) -> Drawing {
    Drawing(width: width, height: height, description: "") { $0.line("l", from: (0, 0), to: (width, height)) }
  }

  @Test func `a sheet is as wide as its widest row and gives each row the height of its highest drawing`() {
    let sheet = Drawing.sheet([[drawing(30, 5), drawing(10, 40)], [drawing(20, 7)], []], description: "d")
    #expect(
      sheet.body
        == "<g transform=\"translate(24 24)\"><path class=\"l\" d=\"M0 0L30 5\"/></g>"
        + "<g transform=\"translate(78 24)\"><path class=\"l\" d=\"M0 0L10 40\"/></g>"
        + "<g transform=\"translate(24 88)\"><path class=\"l\" d=\"M0 0L20 7\"/></g>")
    #expect(sheet.width == 112 && sheet.height == 143 && sheet.description == "d" && sheet.kind == "sheet")
  }

  @Test func `a sheet of nothing is empty`() {
    let sheet = Drawing.sheet([], description: "")
    #expect(sheet.width == 0 && sheet.height == 24 && sheet.body.isEmpty)
    #expect(Drawing.sheet([[]], description: "").height == 48)
  }

  @Test func `a rectangle has no negative width, and a line of one point is none`() {
    var svg = SVG()
    svg.rectangle("r", Box(x: 1, y: 2, width: -3, height: 4))
    svg.path("p", through: [(1, 2)])
    #expect(svg.markup == "<rect class=\"r\" x=\"1\" y=\"2\" width=\"0\" height=\"4\"/>")
  }
}
