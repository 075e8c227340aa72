import Foundation

/// Reviewed texts in `Tests/Golden`: what people see, as a whole.
///
/// A change that is intended is taken over with `PYBENCH_GOLDEN=write swift test --filter Golden`, and reviewed with
/// `git diff`.
package enum Golden {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Golden")

  /// Compares a text with its reviewed file.
  ///
  /// - Returns: The lines that differ, `-` before those of the file; nil if all are the same.
  package static func difference(_ text: String, from name: String) throws -> String? {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["PYBENCH_GOLDEN"] == "write" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return nil
    }
    let known = try String(contentsOf: file, encoding: .utf8)
    guard known != text else { return nil }
    let changes = lines(text).difference(from: lines(known)).map { change in
      switch change {
      case .remove(let line, let text, _): "\(line + 1) -\(text)"
      case .insert(let line, let text, _): "\(line + 1) +\(text)"
      }
    }
    let more = changes.count > 40 ? ["and \(changes.count - 40) more"] : []
    return (["\(name) differs:"] + changes.prefix(40) + more).joined(separator: "\n")
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
