/// A rectangle along the axes of a drawing.
struct Box: Equatable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  /// Whether both cover some common area.
  func overlaps(_ other: Box) -> Bool {
    x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
  }

  /// Whether the other is completely inside.
  func contains(_ other: Box) -> Bool {
    other.x >= x && other.y >= y && other.x + other.width <= x + width
      && other.y + other.height <= y + height
  }
}

/// Places labels beside their points so that none covers another label, a point, or the edge.
///
/// Greedy, the most important first, in eight directions, near before far. A label that fits nowhere is omitted,
/// because a missing number is better than two overlapping ones.
enum LabelLayout {
  /// A label to place.
  struct Label: Sendable {
    /// The point that it names.
    var x: Double
    var y: Double
    /// Its extent.
    var width: Double
    var height: Double
    /// Labels with a higher value are placed first.
    var priority: Int
  }

  /// The places, in the order of the labels; nil for omitted labels.
  static func place(_ labels: [Label], avoiding obstacles: [Box], within bounds: Box) -> [Box?] {
    var places = [Box?](repeating: nil, count: labels.count)
    var taken = obstacles
    for index in labels.indices.sorted(by: { labels[$0].priority > labels[$1].priority }) {
      let free = candidates(for: labels[index]).first { box in
        bounds.contains(box) && !taken.contains { $0.overlaps(box) }
      }
      guard let free else { continue }
      places[index] = free
      taken.append(free)
    }
    return places
  }

  /// Positions along a line, in the order given, pushed apart until no two are nearer than `apart`.
  ///
  /// They keep their order and stay within `bounds` as long as there is room for all.
  static func spread(_ positions: [Double], apart: Double, within bounds: ClosedRange<Double>) -> [Double] {
    let order = positions.indices.sorted { positions[$0] < positions[$1] }
    var placed = positions
    var least = bounds.lowerBound
    for index in order {
      placed[index] = max(positions[index], least)
      least = placed[index] + apart
    }
    var most = bounds.upperBound
    for index in order.reversed() {
      placed[index] = min(placed[index], most)
      most = placed[index] - apart
    }
    return placed
  }

  private static let operations: [(x: Double, y: Double)] = [
    (0, -1), (1, -1), (1, 0), (-1, -1), (0, 1), (1, 1), (-1, 0), (-1, 1),
  ]

  /// The places of a label in the order in which they are tried.
  static func candidates(for label: Label) -> [Box] {
    [5.0, 10].flatMap { gap in
      operations.map { operation in
        // Diagonal labels are closer, because their corner faces the point.
        let reach = operation.x != 0 && operation.y != 0 ? gap * 0.6 : gap
        return Box(
          x: label.x - label.width / 2 + operation.x * (label.width / 2 + reach),
          y: label.y - label.height / 2 + operation.y * (label.height / 2 + reach),
          width: label.width, height: label.height)
      }
    }
  }
}
