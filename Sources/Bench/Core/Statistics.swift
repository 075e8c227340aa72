/// Robust statistics: a few disturbed runs do not change them.
package enum Statistics {
  /// The median; nil for no values.
  package static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The median absolute deviation from the median, not scaled; nil for fewer than two values.
  package static func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let middle = median(values) else { return nil }
    return median(values.map { abs($0 - middle) })
  }

  /// Factor from the median absolute deviation to the standard deviation of a normal distribution.
  package static let normalScale = 1.4826

  /// The standard deviation as a share of the median; nil for fewer than two values.
  ///
  /// The estimate uses the median absolute deviation. For few values this is often too small by chance, so the
  /// estimate then uses the range divided by the expected range of as many normal values (d₂ of control charts,
  /// ISO 7870-2).
  package static func relativeSpread(_ values: [Double]) -> Double? {
    guard let middle = median(values), middle > 0, let deviation = medianAbsoluteDeviation(values),
      let low = values.min(), let high = values.max()
    else { return nil }
    let expected = [2: 1.128, 3: 1.693, 4: 2.059, 5: 2.326, 6: 2.534][values.count]
    return (expected.map { (high - low) / $0 } ?? normalScale * deviation) / middle
  }

  /// The standard deviation of a few values as a share of their median; nil for fewer than two values.
  package static func relativeDeviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let middle = median(values), middle > 0 else { return nil }
    // Sorted, so that the sum is the same in whatever order they come.
    let sorted = values.sorted()
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(sorted.count - 1)).squareRoot() / middle
  }

  /// The standard error of the median of `count` normal values with the standard deviation `spread`: √(π/2)
  /// times that of the mean.
  package static func errorOfMedian(spread: Double, count: Int) -> Double {
    (Double.pi / 2).squareRoot() * spread / Double(count).squareRoot()
  }

  /// The standard error of the median as a share of it; nil for fewer than two values.
  package static func relativeErrorOfMedian(_ values: [Double]) -> Double? {
    relativeSpread(values).map { errorOfMedian(spread: $0, count: values.count) }
  }
}
