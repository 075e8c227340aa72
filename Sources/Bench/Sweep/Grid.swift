import BenchCore
package import Pipeline
import BenchResults

/// The settings of a sweep, in the order of their rows.
package struct Grid: Sendable, Equatable {
  /// The settings, each once.
  package let settings: [Setting]

  /// What is swept unless told otherwise.
  package static let defaultList = "zstd-1..22,zstd-1..22-long27,gzip-1..9,xz-0..9"

  /// Reads a comma-separated list of labels; `N..M` in the level's place stands for each level from N to M.
  ///
  /// - Throws: `SettingError` that names the item and what is allowed.
  package init(_ list: String) throws(SettingError) {
    var settings: [Setting] = []
    for item in list.split(separator: ",", omittingEmptySubsequences: false) {
      for label in try Self.labels(item.trimmed) {
        let setting = try Setting(label: label)
        if !settings.contains(setting) { settings.append(setting) }
      }
    }
    self.settings = settings
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
