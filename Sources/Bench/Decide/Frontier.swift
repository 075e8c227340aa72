/// The Pareto frontier: what is left when nothing is kept that another beats.
enum Frontier {
  /// The elements that no other element dominates, in their order.
  ///
  /// One dominates another when it costs no more in anything and less in something. Equals dominate neither.
  ///
  /// - Parameter costs: The costs of an element, the same number for each; less is better.
  static func members<Element>(of elements: [Element], by costs: (Element) -> [Double]) -> [Element] {
    let table = elements.map(costs)
    return zip(elements, table).filter { _, own in !table.contains { dominates($0, own) } }.map(\.0)
  }

  private static func dominates(_ one: [Double], _ other: [Double]) -> Bool {
    var less = false
    for (left, right) in zip(one, other) {
      if left > right { return false }
      if left < right { less = true }
    }
    return less
  }
}
