import Foundation
package import Pipeline

/// Chart.js, which draws the interactive charts of a page.
package struct ChartLibrary: Sendable {
  /// Its text, minified.
  let script: String

  /// Where Debian's and Ubuntu's `libjs-chart.js` has put it over the years.
  package static let standardPaths = [
    "/usr/share/javascript/chart.js/chart.min.js",
    "/usr/share/javascript/chart.js/chart.umd.min.js",
    "/usr/share/nodejs/chart.js/dist/chart.min.js",
    "/usr/share/nodejs/chart.js/dist/chart.umd.js",
  ]

  /// Finds it in the standard places; nil where it is not installed.
  package static func installed() -> ChartLibrary? {
    standardPaths.lazy.compactMap { try? ChartLibrary(readingFrom: $0) }.first
  }

  /// Reads it from a file.
  ///
  /// - Throws: `Failure` where the file cannot be read or is not Chart.js.
  package init(readingFrom path: String) throws(Failure) {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw Failure("read Chart.js from", path, because: Failure.reason(error))
    }
    guard text.prefix(500).contains("Chart.js v") else {
      throw Failure(
        "use", path, because: "it is not Chart.js", advice: "name the file chart.min.js of version 3 or 4")
    }
    self.init(script: Self.inlined(text))
  }

  init(script: String) { self.script = script }

  /// A script as it may stand inside a `<script>` element: nothing in it ends the element or opens a comment, and
  /// no browser is told to fetch a source map.
  static func inlined(_ script: String) -> String {
    script
      .replacingOccurrences(of: "\r\n", with: "\n")
      .replacingOccurrences(of: "</script", with: "<\\/script", options: .caseInsensitive)
      .replacingOccurrences(of: "<!--", with: "<\\!--")
      .replacingOccurrences(
        of: "(?m)^[ \\t]*//[#@] sourceMappingURL=.*$", with: "", options: .regularExpression)
  }
}
