extension CaseIterable where Self: Equatable {
  /// Its place among all cases, from 0.
  package var place: Int { Self.allCases.prefix { $0 != self }.count }
}
