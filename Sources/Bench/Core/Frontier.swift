/// The Pareto frontier: the elements that no other element dominates.
package enum Frontier {
  /// The elements that no other element dominates, in their order.
  ///
  /// An element dominates another if none of its costs is higher and one is lower by more than the errors. Equal
  /// elements do not dominate each other.
  ///
  /// - Parameter costs: The costs of an element, the same number for each; less is better. An exact cost has the
  ///   error 0. nil for an unknown cost: such an element neither dominates nor is dominated.
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
