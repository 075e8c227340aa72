package enum ReportFormat: String, CaseIterable, Sendable {
  /// A self-contained page.
  case html
  /// A comment for a pull request.
  case markdown
  /// A picture.
  case svg
  /// A table with a row for each result.
  case csv

  /// The format by the extension of a file's name; nil for other extensions.
  package init?(fileName: String) {
    let name = fileName.lowercased()
    if name.hasSuffix(".html") || name.hasSuffix(".htm") {
      self = .html
    } else if name.hasSuffix(".md") || name.hasSuffix(".markdown") {
      self = .markdown
    } else if name.hasSuffix(".svg") {
      self = .svg
    } else if name.hasSuffix(".csv") {
      self = .csv
    } else {
      return nil
    }
  }
}

/// The charts of a report, in their order.
package enum ReportChart: String, CaseIterable, Sendable {
  /// Ratio against compression speed.
  case compress
  /// Ratio against decompression speed.
  case decompress
  /// The best setting for each download bandwidth.
  case crossover
  /// Tree, selected, stripped, tar, archive.
  case stages
  /// Size by setting.
  case sizes

  /// The chart's heading.
  var title: String {
    switch self {
    case .compress: "Ratio against compression speed"
    case .decompress: "Ratio against decompression speed"
    case .sizes: "Size by setting"
    case .stages: "From tree to archive"
    case .crossover: "Time until decoded"
    }
  }
}
