import BenchCore
package import Pipeline

/// The settings of a sweep, in the order of their rows.
package struct Grid: Sendable, Equatable {
  /// The settings, each once.
  package let settings: [Setting]

  /// The settings of a sweep without `--settings`.
  package static let defaultList = "zstd-1..22,zstd-1..22-long27,gzip-1..9,libdeflate-1..12,xz-0..9"

  /// Named lists, allowed in place of a label.
  private static let named = [
    "quick":
      "zstd-3,zstd-9-long27,zstd-19,zstd-19-long27,zstd-20,zstd-22-long27,gzip-6,gzip-9,libdeflate-12,xz-6,xz-9"
  ]

  /// Reads a comma-separated list of labels; `N..M` as the level means each level from N to M,
  /// and `quick` for eleven settings that take one or two minutes.
  ///
  /// - Throws: `SettingError` that names the item and what is allowed.
  package init(_ list: String) throws(SettingError) {
    var settings: [Setting] = []
    let items = list.split(separator: ",", omittingEmptySubsequences: false)
      .map(\.trimmed)
      .flatMap { item in Self.named[item]?.split(separator: ",").map(String.init) ?? [item] }
    for item in items {
      for label in try Self.labels(item) {
        let setting = try Setting(label: label)
        if !settings.contains(setting) { settings.append(setting) }
      }
    }
    self.settings = settings
  }

  package init(_ settings: [Setting]) { self.settings = settings }

  /// The settings in each of some orders of the tar's entries, order by order.
  package func ordered(by orders: [EntryOrder]) -> Grid {
    Grid(orders.flatMap { order in settings.map { $0.ordered(by: order) } })
  }

  private static func labels(_ item: String) throws(SettingError) -> [String] {
    guard let match = item.wholeMatch(of: /([a-z]+-)([0-9]{1,4})\.\.([0-9]{1,4})([^0-9].*)?/) else {
      return [item]
    }
    guard let first = Int(match.2), let last = Int(match.3), first <= last else {
      throw SettingError(
        label: item, problem: "a range runs from the lower level to the higher, as in zstd-1..22")
    }
    return (first...last).map { "\(match.1)\($0)\(match.4 ?? "")" }
  }
}
