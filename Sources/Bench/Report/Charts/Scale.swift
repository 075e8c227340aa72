import Glibc

/// Maps values to positions along an axis.
struct Scale: Sendable {
  enum Kind: Sendable {
    case linear, logarithmic
  }

  let kind: Kind
  /// The values at both ends of the axis.
  let domain: ClosedRange<Double>
  /// The position of the lower end.
  let start: Double
  /// The position of the upper end.
  let end: Double

  /// A scale on which all `values` lie, with `margin` (a share of their extent) to spare at both ends.
  ///
  /// A logarithmic scale ignores values that are not positive.
  init(
    _ kind: Kind, covering values: [Double], margin: Double = 0.05, from start: Double = 0, to end: Double = 1
  ) {
    let usable = values.filter { $0.isFinite && (kind == .linear || $0 > 0) }
    let low = usable.min() ?? 1
    let high = usable.max() ?? 10
    switch kind {
    case .linear:
      let spare = high > low ? (high - low) * margin : max(abs(low) * 0.1, 0.5)
      self.init(kind, domain: (low - spare)...(high + spare), from: start, to: end)
    case .logarithmic:
      let spare = high > low ? pow(high / low, margin) : 2
      self.init(kind, domain: (low / spare)...(high * spare), from: start, to: end)
    }
  }

  init(_ kind: Kind, domain: ClosedRange<Double>, from start: Double, to end: Double) {
    self.kind = kind
    self.domain = domain
    self.start = start
    self.end = end
  }

  /// The same values along another stretch.
  func along(from start: Double, to end: Double) -> Scale {
    Scale(kind, domain: domain, from: start, to: end)
  }

  /// The position of a value, kept within the axis.
  func position(_ value: Double) -> Double {
    let clamped = min(max(value, domain.lowerBound), domain.upperBound)
    let (low, high) = (domain.lowerBound, domain.upperBound)
    guard high > low else { return start }
    let share =
      switch kind {
      case .linear: (clamped - low) / (high - low)
      case .logarithmic: log(clamped / low) / log(high / low)
      }
    return start + share * (end - start)
  }

  /// Round values within the domain: steps of 1, 2 or 5 times a power of ten; for a logarithmic scale 1, 2 and 5
  /// of every decade, or the decades alone where those would crowd.
  func ticks(about count: Int = 6) -> [Double] {
    switch kind {
    case .linear:
      let extent = domain.upperBound - domain.lowerBound
      guard extent > 0, count > 0 else { return [domain.lowerBound] }
      let rough = extent / Double(count)
      let power = pow(10, floor(log10(rough)))
      let step = ([1.0, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10) * power
      let first = Int((domain.lowerBound / step - 1e-9).rounded(.up))
      let last = Int((domain.upperBound / step + 1e-9).rounded(.down))
      return first <= last ? (first...last).map { Double($0) * step } : []
    case .logarithmic:
      let decades = Int(floor(log10(domain.lowerBound)))...Int(ceil(log10(domain.upperBound)))
      let all = decades.flatMap { decade in [1.0, 2, 5].map { $0 * pow(10, Double(decade)) } }
      let inside = all.filter { domain.contains($0) }
      let tens = decades.map { pow(10, Double($0)) }.filter { domain.contains($0) }
      return inside.count > count * 2 && tens.count >= 2 ? tens : inside
    }
  }
}
