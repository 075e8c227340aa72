import Testing

@testable import BenchReport

@Suite struct LabelLayoutTests {
  private let bounds = Box(x: 0, y: 0, width: 200, height: 100)

  private func label(_ x: Double, _ y: Double, priority: Int = 0) -> LabelLayout.Label {
    LabelLayout.Label(x: x, y: y, width: 14, height: 10, priority: priority)
  }

  @Test func `crowded labels never cover each other, a point, or the edge`() {
    let labels = (0..<60).map { label(Double($0 * 37 % 200), Double($0 * 53 % 100), priority: $0 % 3) }
    let marks = labels.map { Box(x: $0.x - 4, y: $0.y - 4, width: 8, height: 8) }
    let places = LabelLayout.place(labels, avoiding: marks, within: bounds).compactMap { $0 }
    #expect(places.count > 10)
    for (index, place) in places.enumerated() {
      #expect(bounds.contains(place))
      #expect(!marks.contains { $0.overlaps(place) })
      #expect(!places[(index + 1)...].contains { $0.overlaps(place) })
    }
  }

  @Test func `of two at one point the more important gets the better place`() {
    let places = LabelLayout.place(
      [label(100, 50), label(100, 50, priority: 1)], avoiding: [], within: bounds)
    #expect(places[1] == Box(x: 93, y: 35, width: 14, height: 10))
    #expect(places[0] != nil && places[0] != places[1])
  }

  @Test func `a label without room is left out`() {
    let places = LabelLayout.place([label(5, 5)], avoiding: [bounds], within: bounds)
    #expect(places == [nil])
  }

  @Test func `positions are spread in their order and within bounds`() {
    #expect(LabelLayout.spread([50, 52, 10], apart: 12, within: 0...100) == [50, 62, 10])
    #expect(LabelLayout.spread([95, 96, 97], apart: 10, within: 0...100) == [80, 90, 100])
  }
}
