/// The Pareto frontier: the elements that no other beats.
package enum Frontier {
  /// The elements that no other element dominates, in their order.
  ///
  /// One dominates another when it costs no more in anything, and less in something by more than the errors. Equals
  /// dominate neither.
  ///
  /// - Parameter costs: The costs of an element, the same number for each; less is better, and an exact cost has no
  ///   error. nil where one is not known: such an element is not dominated and dominates none.
  package static func members<Element>(
    of elements: [Element], by costs: (Element) -> [MeasuredTime]?
  ) -> [Element] {
    let table = elements.map(costs)
    return zip(elements, table).filter { _, own in
      guard let own else { return true }
      return !table.contains { other in other.map { dominates($0, own) } ?? false }
    }.map(\.0)
  }

  private static func dominates(_ one: [MeasuredTime], _ other: [MeasuredTime]) -> Bool {
    var less = false
    for (left, right) in zip(one, other) {
      if left.seconds > right.seconds { return false }
      if !left.equals(right) { less = true }
    }
    return less
  }
}
